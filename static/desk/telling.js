// Tells in the bar whether what is typed is saved, and why not.

import { clock, note } from "desk/notes";
import { say } from "desk/words";

const said = document.querySelector("#article_form [data-saved]");
let atFirst = said?.innerHTML; // the server's words about the newest revision
let lastSaved = null;

export function savedAt(moment) {
  lastSaved = say("Saved {time}", { time: clock(moment, { seconds: true }) });
}

/** The form says what the newest revision says, as this fresh one does. */
export function sayNewest(story, fresh) {
  atFirst = fresh.querySelector("[data-saved]")?.innerHTML ?? atFirst;
  lastSaved = null;
  sayState(story);
}

export function saySaving() {
  said.textContent = say("Saving…");
}

/** A form is on its way to the server, or no longer. */
export function sayBusy(isBusy) {
  if (isBusy) said.setAttribute("aria-busy", "true");
  else said.removeAttribute("aria-busy");
}

export function sayState({ waitingSince, failure, acknowledged }) {
  const isSaved = !waitingSince && !failure && acknowledged !== null;
  said.classList.toggle("unsaved", !isSaved);
  if (isSaved && lastSaved) said.textContent = lastSaved;
  else if (isSaved) said.innerHTML = atFirst;
  else said.textContent = failure ? say("Not saved") : say("Not saved yet");
}

/** What stands in the way; logInAgain() is behind a button where that helps. */
export function sayFailure({ failure: { kind, why, cause }, isKept }, logInAgain) {
  const keeps = isKept ? say("Your text is kept in this browser.") : say("Keep this page open.");
  const reason = {
    down: `${cause || say("the server does not answer")}.`,
    login: say("you are not logged in any more."),
    other: say("somebody else is logged in now. Your text is not sent under another name."),
    refused: why || say("the server refused it."),
    large: why || say("the text is too long."),
    gone: say("you cannot open this story any more."),
  }[kind];
  const acts = kind === "login" || kind === "other" ? [[say("Log in"), logInAgain]] : [];
  note("server", say("Not saved: {reason} {keeps}", { reason, keeps }), { kind: "wrong", acts });
}

/** The text is saved; an act that was asked for did not go through. */
export function sayNotSent() {
  note("server", say("Not sent: the server does not answer. Your text is saved; try again in a moment."), { kind: "wrong" });
}
