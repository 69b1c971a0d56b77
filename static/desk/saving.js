// Save and the acts, on a page that stays open: the whole form goes to the server as it is, and what the server answers
// is taken over in place. What is typed meanwhile is in the next save.

import * as answers from "desk/answer";
import { askAct } from "desk/asking";
import { drop, newSitting } from "desk/journal";
import { note } from "desk/notes";
import { page as fetchPage, submit } from "desk/relogin";
import { begun, fail, goOnAnew, look, sayOnServer, succeed, touched } from "desk/sending";
import { sayBusy, sayNewest, sayNotSent, saySaving, sayState, savedAt } from "desk/telling";
import { textOf } from "desk/typed";
import { say } from "desk/words";

/**
 * A button was pressed: { name, value, asks }, where `asks` is the address of the page of an act that asks something.
 *
 * Forms are sent one at a time. Of the buttons pressed meanwhile the last one counts, and an act more than Save.
 */
export async function pressed(story, wanted) {
  if (story.press) {
    const isSame = wanted.name === story.press.name && wanted.value === story.press.value;
    // A second press of an act is a double click; a second press of Save means what was typed since.
    if (wanted.name === "_save" ? !story.nextPress : !isSame) story.nextPress = wanted;
    return;
  }
  story.press = wanted;
  sayBusy(true);
  clearTimeout(story.timers.sending);
  story.queue = story.queue
    .then(() => sendForm(story, wanted))
    .catch(() => notSent(story, { kind: "down" }, story.text()));
  await story.queue;
  story.press = null;
  const next = story.mayEdit ? story.nextPress : null;
  story.nextPress = null;
  if (next) pressed(story, next);
  else sayBusy(false);
}

async function sendForm(story, wanted) {
  const { form } = story;
  const { name, value, asks } = wanted;
  await look(story);
  const typed = story.read();
  const text = textOf(typed);
  const data = new FormData(form);
  // What an act asks is asked once the text is saved.
  data.set(asks ? "_save" : name, asks ? "1" : value);
  saySaving();
  const answer = await submit(form, form.action, data);
  if (!["page", "go"].includes(answer.kind) || (answer.kind === "page" && !answers.formOf(answer.page))) {
    if (answer.kind === "login") story.unfinished = () => pressed(story, wanted);
    return notSent(story, answer.kind === "page" ? { kind: "down" } : answer, text);
  }
  succeed(story);
  if (answer.kind === "page" && answers.isRefused(answer.page)) return refusedIn(story, answer.page);
  if (answer.kind === "go") {
    story.acknowledged = text;
    story.tried = null;
    if (story.text() === text) await story.forgetTyped();
    location.assign(answer.address);
    return;
  }
  await savedIn(story, answer.page, typed, text);
  if (asks) ask(story, asks);
}

function notSent(story, answer, text) {
  if (answer.kind === "login") story.isAskedToLogIn = false;
  if (answer.kind === "down" && story.isOnServer(text)) {
    sayState(story);
    sayNotSent();
  } else {
    fail(story, answer, text);
  }
}

/** What is typed is kept all the same, until its author has mended it. */
function refusedIn(story, page) {
  answers.showRefusal(story.form, page);
  answers.sayMessages(page);
  story.acknowledged = null;
  story.seen = null;
  touched(story);
  sayState(story);
}

async function savedIn(story, page, typed, text) {
  const { form } = story;
  const fresh = answers.formOf(page);
  savedAt(Date.now());
  if (!form.dataset.autosave) begun(story, fresh.dataset);
  if (!answers.mayEditIn(page)) return becomeReader(story, page, typed);
  const wasAsSent = story.text() === text;
  const theirs = JSON.parse(fresh.dataset.theirs ?? "[]");
  const left = story.incoming ? story.incoming.bringIn(form, typed, fresh, theirs) : theirs;
  // Where something was typed meanwhile that others have changed too, the next save begins from the same revision as
  // this one, and asks.
  if (!left.length) story.goOnFrom(fresh.elements.base.value);
  story.acknowledged = wasAsSent ? story.text() : text;
  follow(form, page);
  story.waitingSince = 0;
  clearTimeout(story.timers.settling);
  await goOnAnew(story);
  sayOnServer(story);
  sayState(story);
  if (!story.isSaved()) touched(story);
  story.presence?.now();
}

/**
 * The story has a newer revision than the page, in which nothing is unsaved: the open form takes the revision over. A page
 * that was loaded anew would be deaf to what is typed until it is there.
 */
export function renew(story) {
  story.queue = story.queue.then(() => takeNewest(story)).catch(() => {});
  return story.queue;
}

async function takeNewest(story) {
  const { form } = story;
  const incoming = await import("desk/incoming").catch(() => null);
  if (story.hasUnsaved()) return; // somebody has typed: it merges with the next save
  if (!incoming) return void location.reload();
  const typed = story.read();
  const { page } = await fetchPage(form, form.dataset.change);
  const fresh = page && answers.formOf(page);
  if (!fresh) return;
  if (answers.mayEditIn(page) !== story.mayEdit) {
    if (story.mayEdit) await becomeReader(story, page, typed);
    else location.reload(); // nobody can have typed here
    return;
  }
  const isUntouched = textOf(typed) === story.text();
  const left = incoming.bringIn(form, typed, fresh, incoming.changedIn(typed, fresh));
  if (!left.length) story.goOnFrom(fresh.elements.base.value);
  follow(form, page);
  sayOnServer(story);
  if (isUntouched) {
    story.acknowledged = story.seen = story.text();
    sayNewest(story, fresh);
  } else touched(story);
}

/** Takes over the parts of the page that say where the story stands. */
function follow(form, page) {
  answers.clearRefusal(form);
  answers.takeParts(form, page);
  form.querySelector("[data-part=notices]").replaceChildren();
  answers.sayMessages(page);
}

/** The story has gone on to somebody else. What was typed after `typed` waits in the journal until it comes back. */
async function becomeReader(story, page, typed) {
  const { form } = story;
  const now = story.read();
  const before = story.entry;
  const isAsSent = textOf(now) === textOf(typed);
  now.base = [answers.formOf(page).dataset.revision ?? ""];
  const keeping = isAsSent || story.keep(now, { sitting: newSitting() });
  // Before anything is waited for: what is typed between, nobody would keep, and a look would keep it all once more.
  story.mayEdit = false;
  story.stopTimers();
  story.waitingSince = 0;
  answers.clearRefusal(form);
  answers.becomeReadOnly(form, page);
  answers.sayMessages(page);
  const isKept = await keeping;
  if (isKept) await drop(before);
  if (!isAsSent) sayTypedSince(typed, now, isKept);
  const { createBodyEditor } = await import("desk/editor/editor");
  for (const textarea of form.querySelectorAll("textarea[data-body-editor]")) createBodyEditor(textarea);
  story.begin(newSitting());
  story.acknowledged = story.text();
  sayState(story);
  story.presence?.now();
}

function sayTypedSince(typed, now, isKept) {
  const words = isKept
    ? say("Typed after that, and not in the story: “{words}”. It is kept in this browser, and offered when you may edit the story again.", { words: answers.excerpt(typed, now) })
    : say("Typed after that, and not in the story: “{words}”. This browser keeps nothing: copy it from here.", { words: answers.excerpt(typed, now, Infinity) });
  note("since", words, { kind: "wrong" });
}

/**
 * Opens the dialog of an act. Never in the middle of a word, or the rest of it would go into the dialog; and what was
 * typed is saved first.
 */
export async function ask(story, address) {
  const { form } = story;
  const quiet = story.typedAt + 1000 - Date.now();
  if (quiet > 0) return void setTimeout(() => ask(story, address), quiet);
  if (story.hasUnsaved()) return pressed(story, { name: "_act", value: "", asks: address });
  const typed = story.read();
  const page = await askAct(form, address);
  if (!page) return;
  const fresh = answers.formOf(page);
  if (answers.mayEditIn(page) !== story.mayEdit) {
    if (story.mayEdit) return becomeReader(story, page, typed); // the dialog may have been slow to open
    return location.reload(); // nobody has typed here
  }
  follow(form, page);
  const isSameRevision = fresh.elements.base?.value === form.elements.base?.value;
  if (story.mayEdit && story.isSaved() && isSameRevision) story.acknowledged = story.text();
  story.presence?.now();
}
