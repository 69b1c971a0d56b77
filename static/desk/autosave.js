// Keeps the story that is being written: at once in this browser, within seconds on the server. The bar says "Saved"
// only of what the server has acknowledged; whatever stands in the way, nothing typed is thrown away.

import * as answers from "desk/answer";
import { askAct } from "desk/asking";
import { drop, hold, keep, leftBehind, newSitting } from "desk/journal";
import { clock, note } from "desk/notes";
import { watch } from "desk/presence";
import { get, logIn, post, submit, whoIsHere } from "desk/relogin";
import { labelsOf, putBack, read, textOf, withLabels } from "desk/typed";

const TO_JOURNAL = 200; // ms after a key
const PAUSE = 1500; // after the last key, the server gets it
const AT_LEAST_EVERY = 10_000; // even while somebody types on and on
const IDLE = 10 * 60_000; // gone for lunch: what was typed becomes a revision
const RETRY = [1000, 2000, 4000, 8000, 15_000];
const NOT_ASKED = "00000000-0000-0000-0000-000000000000";

const form = document.querySelector("#article_form[data-user]");
let mayEdit = form?.querySelector("[name=_save]") != null;
const said = form?.querySelector("[data-saved]");
const savedWords = said?.innerHTML;
// A form that came back refused holds text that is in no revision yet.
const refused = document.querySelector(".errornote, .differences") !== null;

let sitting = newSitting();
let number = 0; // of the last autosave that was tried
let tried = null; // its text
let acknowledged = null; // the text that the server has
let seen = null; // the text that the journal has, or that was there at first
let kept = true; // whether the journal took it
let reached = false; // an autosave of this sitting is on the server, and in no revision
let typedAt = 0;
let waitingSince = 0;
let failure = null;
let failures = 0;
let checking = 0;
let sending = 0;
let idling = 0;
let press = null; // the button whose form is on its way
let nextPress = null; // what was pressed meanwhile
let unfinished = null; // what is to be done once somebody is logged in again
let incoming = null; // brings in what others changed
let queue = Promise.resolve();
let presence = null;

const story = () => form.dataset.change ?? form.dataset.begin;
const mine = () => ({ user: form.dataset.user, sitting });
// A try whose answer never came may be what the server has now.
const isOnServer = (text) => text === acknowledged && (tried === null || tried === acknowledged);
const isSaved = () => isOnServer(textOf(read(form)));
const toJournal = (typed) => keep({ ...mine(), story: story(), typed, labels: labelsOf(form), at: Date.now() });

// What is typed

function touched() {
  typedAt = Date.now();
  if (!checking) checking = setTimeout(look, TO_JOURNAL);
}

/** Has something changed? Then the journal gets it now, and the server soon. */
async function look() {
  clearTimeout(checking);
  checking = 0;
  if (!mayEdit) return;
  const typed = read(form);
  const text = textOf(typed);
  if (text === seen) return;
  seen = text;
  if (isOnServer(text)) {
    // Taken back again: the server has this already.
    waitingSince = 0;
    if (failure && !["login", "other"].includes(failure.kind)) succeed();
    sayState();
    await forgetTyped();
    return;
  }
  waitingSince ||= Date.now();
  sayState();
  plan();
  kept = await toJournal(typed);
  if (!kept && failure) sayFailure();
}

function plan() {
  clearTimeout(sending);
  clearTimeout(idling);
  if (isStopped()) return;
  let due = Math.min(typedAt + PAUSE, waitingSince + AT_LEAST_EVERY);
  if (failures) due = Math.max(due, Date.now() + RETRY[Math.min(failures, RETRY.length) - 1]);
  sending = setTimeout(send, due - Date.now());
}

/** After these, sending the same again would get the same answer. */
const isStopped = () => ["other", "refused", "large", "gone"].includes(failure?.kind) && failure.text === seen;

/** One at a time, each with a number of its own; the same text sent again keeps its number. */
function send() {
  clearTimeout(sending);
  queue = queue.then(deliver).catch(() => fail({ kind: "down" }, seen));
  return queue;
}

async function deliver() {
  await look();
  const typed = read(form);
  const text = textOf(typed);
  if (isOnServer(text) || !mayEdit) return;
  if (text !== tried) {
    number += 1;
    tried = text;
  }
  const sent = { ...withLabels(form, typed), sitting, number: String(number) };
  if (failure?.kind === "other") {
    const found = await whoIsHere(form);
    if (found !== "same") return fail({ kind: found }, text);
  }
  said.textContent = "Saving…";
  const beginning = !form.dataset.autosave;
  const answer = await post(form, beginning ? form.dataset.begin : form.dataset.autosave, sent);
  if (answer.kind !== "ok") return fail(answer, text);
  succeed();
  reached = true;
  if (beginning) {
    await begun(answer.data);
    // Not the first time that this was asked: the answer had been lost, and what was typed since did not go along.
    if (answer.status === 200) return deliver();
  }
  acknowledged = text;
  waitingSince = 0;
  goOnFrom(answer.data.became);
  savedAt(answer.data.saved ?? Date.now());
  const now = textOf(read(form));
  if (now === text) {
    await forgetTyped();
  } else {
    waitingSince = Date.now();
    plan();
  }
  sayState();
  clearTimeout(idling);
  idling = setTimeout(settle, Math.max(0, typedAt + IDLE - Date.now()));
}

/** The server may have made a revision of this sitting, while its page stays open: the form goes on from that. */
function goOnFrom(revision) {
  if (revision && form.elements.base) form.elements.base.value = revision;
}

function heard({ became }) {
  goOnFrom(became);
  if (!failure) note("server", null);
}

/** The text is on the server; who looks for it there needs only to know of which sitting it was. */
function forgetTyped() {
  if (!reached) return drop(mine());
  return keep({ ...mine(), story: story(), typed: null, labels: {}, at: Date.now() });
}

/** The new story exists: from now on this is the page of a story like any other. */
async function begun(addresses) {
  const { change, presence: signs, autosave, leave: goodbyes, takeover, typed } = addresses;
  Object.assign(form.dataset, { change, presence: signs, autosave, leave: goodbyes, takeover, typed });
  form.action = change;
  history.replaceState(history.state, "", change);
  startPresence();
}

function startPresence() {
  const hasText = () => mayEdit && (reached || !isSaved());
  const ours = { sitting: () => sitting, flush: send, leave, hasText, heard, offer: offerFromServer, mayEdit };
  presence = watch(form, ours);
}

// What the bar says

let lastSaved = null;

function savedAt(moment) {
  lastSaved = `Saved ${clock(moment, { seconds: true })}`;
}

function sayState() {
  const saved = !waitingSince && !failure && acknowledged !== null;
  said.classList.toggle("unsaved", !saved);
  if (saved && lastSaved) said.textContent = lastSaved;
  else if (saved) said.innerHTML = savedWords;
  else said.textContent = failure ? "Not saved" : "Not saved yet";
}

function succeed() {
  failure = null;
  failures = 0;
  note("server", null);
}

function fail({ kind, why = "" }, text) {
  failures += 1;
  if (failure?.kind !== kind) failure = { kind };
  failure.why = why;
  failure.text = text;
  sayState();
  sayFailure();
  if (kind === "login") askAgain();
  else if (!isStopped()) plan();
}

function sayFailure() {
  const keeps = kept ? "Your text is kept in this browser." : "Keep this page open.";
  const again = ["Log in", () => logInAgain()];
  const words = {
    down: [`Not saved: the server does not answer. ${keeps}`, []],
    login: [`Not saved: you are not logged in any more. ${keeps}`, [again]],
    other: [`Not saved: somebody else is logged in now. Your text is not sent under another name. ${keeps}`, [again]],
    refused: [`Not saved: ${failure.why || "the server refused it."} ${keeps}`, []],
    large: [`Not saved: ${failure.why || "the text is too long."} ${keeps}`, []],
    gone: [`Not saved: you cannot open this story any more. ${keeps}`, []],
  }[failure.kind];
  note("server", words[0], { kind: "wrong", acts: words[1] });
}

// Logging in again

let asked = false;

/** Never in the middle of a word: the rest of it would go into the password. */
function askAgain() {
  if (asked) return;
  const quiet = typedAt + 1000 - Date.now();
  if (quiet > 0) {
    setTimeout(askAgain, quiet);
  } else {
    asked = true;
    logInAgain();
  }
}

async function logInAgain() {
  if (!(await logIn(form))) return false;
  asked = false;
  succeed();
  if (unfinished) {
    const again = unfinished;
    unfinished = null;
    pressed(again);
    return true;
  }
  await send();
  sayState();
  presence?.now();
  return !failure;
}

function tryNow() {
  if (failure && !["refused", "large", "gone"].includes(failure.kind) && form.dataset.user) send();
}

// Leaving, and being idle

const leaveFields = (typed) => ({ ...withLabels(form, typed), sitting, number: String(number) });

/** What was autosaved becomes a revision; whoever stays on goes on in a new sitting. */
async function leave() {
  await send();
  if (failure || !form.dataset.leave || !isSaved()) return false;
  if (!number) number = 1;
  const base = Number(form.elements.base?.value) || 0;
  const answer = await post(form, form.dataset.leave, leaveFields(read(form)));
  if (answer.kind !== "ok") return false;
  const { revision } = answer.data;
  if (!revision) return true; // it says what the newest one says, or asks a question: the sitting goes on
  // Only if nobody else saved in between is the newest revision what this form says.
  if (revision === base + 1) goOnFrom(revision);
  await goOnAnew();
  return true;
}

/** A new sitting; of the one before, the journal keeps what is not on the server. */
async function goOnAnew({ forget = true } = {}) {
  const before = mine();
  begin(newSitting());
  // What was typed during the last questions and answers belongs to the new one.
  if (!isSaved()) {
    seen = null;
    await look();
  }
  if (forget) await drop(before);
}

async function settle() {
  if (reached && Date.now() - typedAt >= IDLE && (await leave())) presence?.now();
}

function begin(id) {
  sitting = id;
  if (form.elements.sitting) form.elements.sitting.value = id;
  number = 0;
  tried = null;
  reached = false;
  hold(id);
}

addEventListener("pagehide", () => {
  if (!form || !mayEdit) return goodbye();
  const typed = read(form);
  const text = textOf(typed);
  if (isOnServer(text)) return goodbye();
  if (text !== tried) number += 1;
  toJournal(typed);
  // Browsers refuse to send along more than 64 KB: then the journal tells it, at the next visit.
  goodbye(leaveFields(typed));
});

/** Without a number nothing new comes along: what the server has need not be sent again. */
function goodbye(fields = { base: form?.elements.base?.value ?? "", sitting }) {
  if (!form?.dataset.leave || failure?.kind === "other") return;
  const data = new FormData();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.set("goodbye", "1");
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) data.append(name, value);
  navigator.sendBeacon(form.dataset.leave, data);
}

addEventListener("beforeunload", (event) => {
  // What the journal has comes back, and what the server will take goes out on leaving: only else is it worth a word.
  if (mayEdit && waitingSince && (failure || !kept) && !isSaved()) event.preventDefault();
});

addEventListener("pageshow", (event) => {
  // Shown again from memory: its sitting is over, and others may have saved since.
  if (event.persisted && form && isSaved()) location.reload();
});

// Saving: the form goes to the server as it is, and the page stays. What is typed meanwhile is in the next save.

function submitted(event) {
  if (event.defaultPrevented) return;
  event.preventDefault();
  const { name, value, dataset } = event.submitter ?? form.querySelector("[name=_save]");
  pressed({ name, value, asks: dataset.asks });
}

/** One at a time. Of what is pressed meanwhile the last counts, and an act more than another save. */
async function pressed(wanted) {
  if (press) {
    const isSame = wanted.name === press.name && wanted.value === press.value;
    // A second press of an act is a double click; one of Save means what was typed since.
    if (wanted.name === "_save" ? !nextPress : !isSame) nextPress = wanted;
    return;
  }
  press = wanted;
  said.setAttribute("aria-busy", "true");
  clearTimeout(sending);
  queue = queue.then(() => sendForm(wanted)).catch(() => notSent({ kind: "down" }, textOf(read(form))));
  await queue;
  press = null;
  const next = mayEdit ? nextPress : null;
  nextPress = null;
  if (next) pressed(next);
  else said.removeAttribute("aria-busy");
}

async function sendForm({ name, value, asks }) {
  await look();
  const typed = read(form);
  const text = textOf(typed);
  const data = new FormData(form);
  // What an act asks is asked once the text is saved.
  data.set(asks ? "_save" : name, asks ? "1" : value);
  said.textContent = "Saving…";
  const answer = await submit(form, form.action, data);
  if (!["page", "go"].includes(answer.kind) || (answer.kind === "page" && !answers.formOf(answer.page))) {
    if (answer.kind === "login") unfinished = { name, value, asks };
    return notSent(answer.kind === "page" ? { kind: "down" } : answer, text);
  }
  succeed();
  if (answer.kind === "page" && answers.isRefused(answer.page)) return refusedIn(answer.page);
  if (answer.kind === "go") {
    acknowledged = text;
    tried = null;
    if (textOf(read(form)) === text) await forgetTyped();
    location.assign(answer.address);
    return;
  }
  await savedIn(answer.page, typed, text);
  if (asks) ask(asks);
}

function notSent(answer, text) {
  if (answer.kind === "login") asked = false;
  if (answer.kind === "down" && isOnServer(text)) {
    sayState();
    note("server", "Not sent: the server does not answer. Your text is saved; try again in a moment.", { kind: "wrong" });
  } else {
    fail(answer, text);
  }
}

/** What is typed is kept all the same, until its author has mended it. */
function refusedIn(page) {
  answers.showRefusal(form, page);
  answers.sayMessages(page);
  acknowledged = null;
  seen = null;
  touched();
  sayState();
}

async function savedIn(page, typed, text) {
  const fresh = answers.formOf(page);
  if (!answers.mayEditIn(page)) return isWithOthers(page, typed, text);
  const wasAsSent = textOf(read(form)) === text;
  const theirs = JSON.parse(fresh.dataset.theirs ?? "[]");
  const left = incoming ? incoming.bringIn(form, typed, fresh, theirs) : theirs;
  // Where both have written since it was sent, the next save begins from where this one did, and asks.
  if (!left.length) goOnFrom(fresh.elements.base.value);
  acknowledged = wasAsSent ? textOf(read(form)) : text;
  if (!form.dataset.autosave) await begun(fresh.dataset);
  follow(page);
  savedAt(Date.now());
  waitingSince = 0;
  clearTimeout(idling);
  await goOnAnew();
  sayState();
  if (!isSaved()) touched();
  presence?.now();
}

/** The parts of the page that know where the story stands. */
function follow(page) {
  answers.clearRefusal(form);
  answers.takeParts(form, page);
  form.querySelector("[data-part=notices]").replaceChildren();
  answers.sayMessages(page);
}

/** The story has gone on to somebody else. What was typed since it was sent waits here until it comes back. */
async function isWithOthers(page, typed, text) {
  const now = read(form);
  const before = mine();
  if (textOf(now) === text) await drop(before);
  else {
    now.base = [answers.formOf(page).dataset.revision ?? ""];
    await keep({ ...before, sitting: newSitting(), story: story(), typed: now, labels: labelsOf(form), at: Date.now() });
    await drop(before);
    const words = answers.excerpt(typed, now);
    note("since", `Typed after that, and not in the story: “${words}”. It is kept in this browser, and offered when you may edit the story again.`, {
      kind: "wrong",
    });
  }
  mayEdit = false;
  for (const timer of [sending, idling, checking]) clearTimeout(timer);
  waitingSince = 0;
  answers.clearRefusal(form);
  answers.becomeReadOnly(form, page);
  answers.sayMessages(page);
  const { createBodyEditor } = await import("desk/editor/editor");
  for (const textarea of form.querySelectorAll("textarea[data-body-editor]")) createBodyEditor(textarea);
  begin(newSitting());
  presence?.now();
}

/** The dialog of an act opens between words, or the rest of one would go into it; and what was typed by then is saved. */
async function ask(address) {
  const quiet = typedAt + 1000 - Date.now();
  if (quiet > 0) return void setTimeout(() => ask(address), quiet);
  if (mayEdit && (reached || !isSaved())) return pressed({ name: "_act", value: "", asks: address });
  const page = await askAct(form, address);
  if (!page) return;
  const fresh = answers.formOf(page);
  if (answers.mayEditIn(page) !== mayEdit) {
    if (mayEdit) return isWithOthers(page, read(form), textOf(read(form)));
    return location.reload(); // nobody has typed here
  }
  follow(page);
  if (mayEdit && isSaved() && fresh.elements.base.value === form.elements.base.value) acknowledged = textOf(read(form));
  presence?.now();
}

// What earlier sittings left behind

/** Offer a text back: typed, in a sitting that is over, and in no revision. */
function offer({ sitting: id, at, load, forget, words }) {
  const name = `offer ${id}`;
  note(name, words, {
    acts: [
      [
        "Put it back",
        async () => {
          const { typed, labels } = (await load()) ?? {};
          if (!typed) return note(name, `The text you typed at ${clock(at)} cannot be fetched now. Try again in a moment.`);
          await setAside();
          await putBack(form, typed, labels);
          note(name, null);
          touched();
          if (!form.dataset.autosave) begin(id); // a story begun then is this story
          send();
          queue = queue.then(() => failure || forget()); // a form that is sent meanwhile waits for it
        },
      ],
      [
        "Let it go",
        async () => {
          note(name, null);
          await forget();
        },
      ],
    ],
  });
}

/** What was typed since the page was opened makes room: it becomes a revision, or is offered back in its turn. */
async function setAside() {
  if (!reached && isSaved()) return;
  const before = sitting;
  await leave();
  if (sitting !== before) return;
  await look();
  await goOnAnew({ forget: false });
}

const typedAddress = (id) => form.dataset.typed?.replace(NOT_ASKED, id);

function labelsIn(typed) {
  try {
    return JSON.parse(typed.labels?.[0] ?? "{}");
  } catch {
    return {};
  }
}

/** A text that the server has, in a sitting that no revision came of. */
export function offerFromServer({ sitting: id, at }) {
  offer({
    sitting: id,
    at,
    words: `Text you typed at ${clock(at)} is in no revision.`,
    load: async () => {
      const { kind, data } = await get(form, typedAddress(id));
      return kind === "ok" && data.typed ? { typed: data.typed, labels: labelsIn(data.typed) } : null;
    },
    forget: async () => {
      await post(form, typedAddress(id), { let_go: "1" });
      await drop({ user: form.dataset.user, sitting: id });
    },
  });
}

async function offerLeftBehind() {
  for (const entry of await leftBehind(form.dataset.user, story())) {
    if (entry.sitting === sitting) continue;
    const answer = form.dataset.typed ? await get(form, typedAddress(entry.sitting)) : { kind: "gone" };
    const theirs = answer.data?.typed ? answer.data : null;
    const text = entry.typed && textOf(entry.typed);
    // Of what went out as the page was left, the journal may have only the part before.
    const arrived =
      theirs && (!text || entry.at <= Number(theirs.typed.typed_at?.[0]) || text === textOf(theirs.typed));
    if (text === textOf(read(form)) || (arrived && theirs.closed) || (!text && !theirs && answer.kind !== "down")) {
      await drop(entry);
      if (theirs?.closed) presence?.expectNewer();
    } else if (arrived) {
      offerFromServer({ sitting: entry.sitting, at: theirs.at });
    } else if (text) {
      offer({
        sitting: entry.sitting,
        at: entry.at,
        words: `Text you typed at ${clock(entry.at)} did not reach the server.`,
        // The part that did arrive may have become a revision since: this goes on from there.
        load: async () => (theirs?.became ? { ...entry, typed: { ...entry.typed, base: [String(theirs.became)] } } : entry),
        forget: async () => {
          // Parts of it may have: they must not come back as a revision of their own.
          if (theirs && !theirs.closed) await post(form, typedAddress(entry.sitting), { let_go: "1" });
          await drop(entry);
        },
      });
    }
  }
}

// Opening the page

/** Whether nobody has typed yet. What scripts change while the page loads is hidden, and has no state of its own. */
function isAsServed() {
  return [...form.elements].every((one) => {
    if (one.type === "checkbox" || one.type === "radio") return one.checked === one.defaultChecked;
    return !/^(text|textarea)$/.test(one.type) || one.value === one.defaultValue;
  });
}

function start() {
  const posted = form.elements.sitting.value;
  begin(refused && posted ? posted : sitting);
  form.addEventListener("formdata", (event) => event.formData.set("sitting", sitting));
  if (refused) {
    // The sitting goes on, and with it the count of its autosaves.
    if (form.dataset.typed) queue = get(form, typedAddress(sitting)).then(({ data }) => (number = data?.number ?? 0));
    touched();
  } else if (!isAsServed()) {
    touched(); // somebody was quicker than this script
  } else {
    acknowledged = seen = textOf(read(form));
  }
  for (const kind of ["input", "change", "click"]) form.addEventListener(kind, touched);
  for (const kind of ["formset:added", "formset:removed"]) document.addEventListener(kind, touched);
  // What is chosen in select2 is told to jQuery only.
  window.django?.jQuery(form).on("change", touched);
  form.addEventListener("submit", submitted);
  import("desk/incoming").then((module) => (incoming = module), () => {});
  // A press on a button leaves the caret where it is.
  form.addEventListener("mousedown", (event) => event.target.closest("button[type=submit]") && event.preventDefault());
  addEventListener("online", tryNow);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) look();
    else tryNow();
  });
  offerLeftBehind();
}

if (form) {
  if (mayEdit) start();
  else begin(sitting);
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-asks]");
    if (!link) return;
    event.preventDefault();
    ask(link.href);
  });
  if (form.dataset.presence) startPresence();
}
