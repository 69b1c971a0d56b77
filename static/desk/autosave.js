// Keeps the story that is being written: at once in this browser, within seconds on the server. The bar says "Saved"
// only of what the server has acknowledged; whatever stands in the way, nothing typed is thrown away.
//
// The way from a key to a revision:
//   autosave.js   hears the key, and knows what the journal and the server have of this form (OpenStory)
//   sending.js    gives what was typed to the journal after 200 ms, to the server after 1.5 s, and again after a fault
//   journal.js    keeps it in this browser until the server has it
//   The server takes it in articles/admin/at_work.py. articles/desk/sittings.py makes a revision of it when its author
//   leaves the page or types nothing for ten minutes; whoever presses Save makes one at once.
// Beside the way stand saving.js (Save and the acts, on a page that stays open), telling.js (what the bar says) and
// offering.js (what earlier sittings left behind).

import { drop, hold, keep, newSitting } from "desk/journal";
import { offerFromServer, offerLeftBehind, takeBackSettled } from "desk/offering";
import { watch } from "desk/presence";
import { get } from "desk/relogin";
import { ask, pressed, renew } from "desk/saving";
import * as sending from "desk/sending";
import { isAsServed, labelsOf, read, textOf } from "desk/typed";

const ANY_SITTING = "00000000-0000-0000-0000-000000000000"; // stands in the address of what a sitting has typed

/** The story open on this page: who may write in it, what was typed, and how much of that is safe where. */
class OpenStory {
  // The sitting: what is typed on this page from one revision to the next.
  sitting = newSitting();
  number = 0; // of the last autosave that was tried
  reached = false; // an autosave of this sitting is on the server, and in no revision

  // Texts of the form, as textOf gives them.
  tried = null; // of the last autosave that was tried
  acknowledged = null; // the server has it
  seen = null; // the journal has it, or it was there at first

  isKept = true; // whether the journal took it
  typedAt = 0;
  waitingSince = 0; // when the first key went in that the server does not have yet

  failure = null; // { kind, why, cause, text } of what went wrong last
  failures = 0; // in a row
  isAskedToLogIn = false;
  unfinished = null; // what is to be done once somebody is logged in again
  queue = Promise.resolve(); // requests go one after the other

  press = null; // the button whose form is on its way
  nextPress = null; // the button that was pressed meanwhile

  timers = { looking: 0, sending: 0, settling: 0 };
  incoming = null; // the module that brings in what others changed
  presence = null;

  constructor(form) {
    this.form = form;
    this.mayEdit = form.querySelector("[name=_save]") !== null;
  }

  /** Everything typed, as plain data. */
  read() {
    return read(this.form);
  }

  /** The same as one string, to be compared. */
  text() {
    return textOf(this.read());
  }

  /** Whether the server has this text. A try whose answer never came may be what the server has now. */
  isOnServer(text) {
    return text === this.acknowledged && (this.tried === null || this.tried === this.acknowledged);
  }

  isSaved() {
    return this.isOnServer(this.text());
  }

  hasUnsaved() {
    return this.mayEdit && (this.reached || !this.isSaved());
  }

  /** Begin a sitting, or go on with this one. */
  begin(sitting) {
    this.sitting = sitting;
    if (this.form.elements.sitting) this.form.elements.sitting.value = sitting;
    this.number = 0;
    this.tried = null;
    this.reached = false;
    hold(sitting);
  }

  /** The revision that what is typed from now on begins from. */
  goOnFrom(revision) {
    if (revision && this.form.elements.base) this.form.elements.base.value = revision;
  }

  /** What names this story in the journal: its page, or the page where new ones begin. */
  get address() {
    return this.form.dataset.change ?? this.form.dataset.begin;
  }

  /** Where the server tells what it has of a sitting; none before the story exists. */
  addressOfTyped(sitting) {
    return this.form.dataset.typed?.replace(ANY_SITTING, sitting);
  }

  /** What names this sitting in the journal. */
  get entry() {
    return { user: this.form.dataset.user, sitting: this.sitting };
  }

  /** Give what was typed to the journal. Resolves with whether the journal took it. */
  keep(typed, { sitting = this.sitting } = {}) {
    return keep({ ...this.entry, sitting, story: this.address, typed, labels: labelsOf(this.form), at: Date.now() });
  }

  /** The server has the text. The journal only remembers of which sitting it was, so that it can be asked for. */
  forgetTyped() {
    if (!this.reached) return drop(this.entry);
    return keep({ ...this.entry, story: this.address, typed: null, labels: {}, at: Date.now() });
  }

  stopTimers() {
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
  }
}

function startPresence(story) {
  story.presence = watch(story.form, {
    sitting: () => story.sitting,
    hasText: () => story.hasUnsaved(),
    flush: () => sending.send(story),
    leave: () => sending.leave(story),
    renew: () => renew(story),
    heard: (data) => sending.heard(story, data),
    offer: (text) => offerFromServer(story, text),
    takeBackSettled: () => takeBackSettled(story),
    mayEdit: story.mayEdit,
  });
}

function startWriting(story) {
  const { form } = story;
  // A form that came back refused holds text that is in no revision yet.
  const isRefused = document.querySelector(".errornote, .differences") !== null;
  story.begin((isRefused && form.elements.sitting.value) || story.sitting);
  form.addEventListener("formdata", (event) => event.formData.set("sitting", story.sitting));
  const touched = () => sending.touched(story);
  if (isRefused) {
    // The sitting goes on, and with it the count of its autosaves.
    const address = story.addressOfTyped(story.sitting);
    if (address) story.queue = get(form, address).then(({ data }) => (story.number = data?.number ?? 0));
    touched();
  } else if (!isAsServed(form)) {
    touched(); // somebody was quicker than this script
  } else {
    story.acknowledged = story.seen = story.text();
  }
  for (const kind of ["input", "change", "click"]) form.addEventListener(kind, touched);
  for (const kind of ["formset:added", "formset:removed"]) document.addEventListener(kind, touched);
  // What is chosen in select2 is told to jQuery only.
  window.django?.jQuery(form).on("change", touched);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const { name, value, dataset } = event.submitter ?? form.querySelector("[name=_save]");
    pressed(story, { name, value, asks: dataset.asks });
  });
  import("desk/incoming").then((module) => (story.incoming = module), () => {});
  // A press on a button leaves the caret where it is.
  form.addEventListener("mousedown", (event) => event.target.closest("button[type=submit]") && event.preventDefault());
  addEventListener("online", () => sending.tryNow(story));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) sending.look(story);
    else sending.tryNow(story);
  });
  offerLeftBehind(story);
}

/** A link may lead to an act of the story: “#ask-append_correction” opens what it asks, if it is open. */
function askAsAddressed(story) {
  const act = /^#ask-([a-z_]+)$/.exec(location.hash)?.[1];
  if (!act) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  const way = story.form.querySelector(`button[data-asks][value="${act}"]:enabled, a[data-asks][href$="/act/${act}/"]`);
  if (way) ask(story, way.dataset.asks || way.href);
}

function start(story) {
  const { form } = story;
  if (story.mayEdit) startWriting(story);
  else story.begin(story.sitting);
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-asks]");
    if (!link) return;
    event.preventDefault();
    ask(story, link.href);
  });
  askAsAddressed(story);
  form.addEventListener("form:begun", () => startPresence(story));
  if (form.dataset.presence) startPresence(story);
  addEventListener("pagehide", () => sending.sendLast(story));
  addEventListener("beforeunload", (event) => {
    // The journal offers its text again, and the server gets what it will take as the page closes. The browser asks
    // only about a text that neither of them has.
    const isInDanger = story.waitingSince && (story.failure || !story.isKept);
    if (story.mayEdit && isInDanger && !story.isSaved()) event.preventDefault();
  });
  addEventListener("pageshow", (event) => {
    // The browser shows the page again from memory: its sitting is over, and others may have saved since.
    if (event.persisted && story.isSaved()) location.reload();
  });
}

const form = document.querySelector("#article_form[data-user]");
if (form) start(new OpenStory(form));
