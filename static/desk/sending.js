// Sends what is typed: to the journal after a moment, to the server after a pause. When the server does not answer it
// tries again; when a session has ended it asks for the password; and as the page is left it sends what is there.
// Every function takes the story that is open (OpenStory in autosave.js).

import { drop, newSitting } from "desk/journal";
import { note } from "desk/notes";
import { logIn, post, whoIsHere } from "desk/relogin";
import { sayFailure, saySaving, sayState, savedAt } from "desk/telling";
import { textOf, withLabels } from "desk/typed";

const TO_JOURNAL = 200; // ms after a key
const PAUSE = 1500; // after the last key, the server gets it
const AT_LEAST_EVERY = 10_000; // even while somebody types on and on
const IDLE = 10 * 60_000; // gone for lunch: what was typed becomes a revision
const RETRY = [1000, 2000, 4000, 8000, 15_000];

// What is typed

export function touched(story) {
  story.typedAt = Date.now();
  if (!story.timers.looking) story.timers.looking = setTimeout(() => look(story), TO_JOURNAL);
}

/** Has something changed? Then the journal gets it now, and the server soon. */
export async function look(story) {
  clearTimeout(story.timers.looking);
  story.timers.looking = 0;
  if (!story.mayEdit) return;
  const typed = story.read();
  const text = textOf(typed);
  if (text === story.seen) return;
  story.seen = text;
  if (story.isOnServer(text)) {
    // What was typed was taken back: the server has this text already.
    story.waitingSince = 0;
    if (story.failure && !["login", "other"].includes(story.failure.kind)) succeed(story);
    sayState(story);
    await story.forgetTyped();
    return;
  }
  story.waitingSince ||= Date.now();
  sayState(story);
  plan(story);
  story.isKept = await story.keep(typed);
  if (!story.isKept && story.failure) sayFailure(story, () => logInAgain(story));
}

function plan(story) {
  const { timers, typedAt, waitingSince, failures } = story;
  clearTimeout(timers.sending);
  clearTimeout(timers.settling);
  if (isStopped(story)) return;
  let due = Math.min(typedAt + PAUSE, waitingSince + AT_LEAST_EVERY);
  if (failures) due = Math.max(due, Date.now() + RETRY[Math.min(failures, RETRY.length) - 1]);
  timers.sending = setTimeout(() => send(story), due - Date.now());
}

/** After these, sending the same again would get the same answer. */
const isStopped = ({ failure, seen }) =>
  ["other", "refused", "large", "gone"].includes(failure?.kind) && failure.text === seen;

/** Autosaves go one at a time, each with its own number; the same text sent again keeps its number. */
export function send(story) {
  clearTimeout(story.timers.sending);
  story.queue = story.queue.then(() => deliver(story)).catch(() => fail(story, { kind: "down" }, story.seen));
  return story.queue;
}

async function deliver(story) {
  const { form } = story;
  await look(story);
  const typed = story.read();
  const text = textOf(typed);
  if (story.isOnServer(text) || !story.mayEdit) return;
  if (text !== story.tried) {
    story.number += 1;
    story.tried = text;
  }
  const sent = fieldsOf(story, typed);
  if (story.failure?.kind === "other") {
    const found = await whoIsHere(form);
    if (found !== "same") return fail(story, { kind: found }, text);
  }
  saySaving();
  const isNew = !form.dataset.autosave;
  const answer = await post(form, isNew ? form.dataset.begin : form.dataset.autosave, sent);
  if (answer.kind !== "ok") return fail(story, answer, text);
  succeed(story);
  story.reached = true;
  if (isNew) {
    begun(story, answer.data);
    // The story had been begun before, and the answer was lost: what was typed since is not on the server.
    if (answer.status === 200) return deliver(story);
  }
  await acknowledge(story, text, answer.data);
}

async function acknowledge(story, text, { became, saved }) {
  story.acknowledged = text;
  story.waitingSince = 0;
  story.goOnFrom(became);
  savedAt(saved ?? Date.now());
  sayOnServer(story);
  if (story.text() === text) {
    await story.forgetTyped();
  } else {
    story.waitingSince = Date.now();
    plan(story);
  }
  sayState(story);
  clearTimeout(story.timers.settling);
  story.timers.settling = setTimeout(() => settle(story), Math.max(0, story.typedAt + IDLE - Date.now()));
}

/** For modules that show what the server has. */
export function sayOnServer({ form }) {
  form.dispatchEvent(new CustomEvent("form:on-server"));
}

/** What goes to the server with every autosave. */
function fieldsOf(story, typed) {
  return { ...withLabels(story.form, typed), sitting: story.sitting, number: String(story.number) };
}

/** The new story exists: from now on this is the page of a story like any other. */
export function begun({ form }, { change, presence, autosave, leave, takeover, typed }) {
  Object.assign(form.dataset, { change, presence, autosave, leave, takeover, typed });
  form.action = change;
  history.replaceState(history.state, "", change);
  form.dispatchEvent(new CustomEvent("form:begun"));
}

/** The server answers who is here. It may have made a revision of this sitting while the page stayed open. */
export function heard(story, { became }) {
  story.goOnFrom(became);
  if (!story.failure) note("server", null);
}

// When it works, and when it does not

export function succeed(story) {
  story.failure = null;
  story.failures = 0;
  note("server", null);
}

export function fail(story, { kind, why = "", cause = "" }, text) {
  story.failures += 1;
  story.failure = { kind, why, cause, text };
  sayState(story);
  sayFailure(story, () => logInAgain(story));
  if (kind === "login") askToLogIn(story);
  else if (!isStopped(story)) plan(story);
}

/** Never in the middle of a word: the rest of it would go into the password. */
function askToLogIn(story) {
  if (story.isAskedToLogIn) return;
  const quiet = story.typedAt + 1000 - Date.now();
  if (quiet > 0) {
    setTimeout(() => askToLogIn(story), quiet);
  } else {
    story.isAskedToLogIn = true;
    logInAgain(story);
  }
}

async function logInAgain(story) {
  if (!(await logIn(story.form))) return;
  story.isAskedToLogIn = false;
  succeed(story);
  if (story.unfinished) {
    const again = story.unfinished;
    story.unfinished = null;
    again();
    return;
  }
  await send(story);
  sayState(story);
  story.presence?.now();
}

export function tryNow(story) {
  if (story.failure && !["refused", "large", "gone"].includes(story.failure.kind)) send(story);
}

// Leaving, and being idle

/** What was autosaved becomes a revision; whoever stays on goes on in a new sitting. */
export async function leave(story) {
  const { form } = story;
  await send(story);
  if (story.failure || !form.dataset.leave || !story.isSaved()) return false;
  if (!story.number) story.number = 1;
  const base = Number(form.elements.base?.value) || 0;
  const answer = await post(form, form.dataset.leave, fieldsOf(story, story.read()));
  if (answer.kind !== "ok") return false;
  const { revision } = answer.data;
  if (!revision) return true; // nothing new to save, or a question to answer: the sitting goes on
  // Only if nobody else saved in between is the newest revision what this form says.
  if (revision === base + 1) story.goOnFrom(revision);
  await goOnAnew(story);
  return true;
}

/** Begins a new sitting on the same page. The journal forgets the one before, unless told not to. */
export async function goOnAnew(story, { forget = true } = {}) {
  const before = story.entry;
  story.begin(newSitting());
  // What was typed during the last questions and answers belongs to the new one.
  if (!story.isSaved()) {
    story.seen = null;
    await look(story);
  }
  if (forget) await drop(before);
}

async function settle(story) {
  if (story.reached && Date.now() - story.typedAt >= IDLE && (await leave(story))) story.presence?.now();
}

/** The page is being closed. What the server does not have goes to the journal and with the last request. */
export function sendLast(story) {
  const typed = story.read();
  const text = textOf(typed);
  if (!story.mayEdit || story.isOnServer(text)) {
    // The server has all of it, so the last request carries no text.
    return sayGoodbye(story, { base: story.form.elements.base?.value ?? "", sitting: story.sitting });
  }
  if (text !== story.tried) story.number += 1;
  story.keep(typed);
  // Browsers send no more than 64 KB with it: a longer text is offered from the journal at the next visit.
  return sayGoodbye(story, fieldsOf(story, typed));
}

function sayGoodbye({ form, failure }, fields) {
  if (!form.dataset.leave || failure?.kind === "other") return;
  const data = new FormData();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.set("goodbye", "1");
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) data.append(name, value);
  navigator.sendBeacon(form.dataset.leave, data);
}
