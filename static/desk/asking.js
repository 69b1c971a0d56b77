// Some acts ask something. Their page, which works without scripts too, is shown in a dialog in front of the story.

import { formOf } from "desk/answer";
import { element } from "desk/editor/elements";
import { note } from "desk/notes";
import { followNote } from "desk/outcome";
import { logIn, page as fetchPage, submit } from "desk/relogin";
import { say } from "desk/words";

const DOWN = say("The server does not answer. Nothing typed is lost; try again in a moment.");

// The act is answered with what was done, in words. The page as it is then is asked for afterwards.
const SHORT = { "X-In-Place-Answer": "short" };

let isAsking = false;

/**
 * Resolves with what `after` makes of the answer, or with null if nothing was done. On the page of a story that is the
 * page as the desk shows it after the act. Of two clicks in a row the first asks.
 */
export async function askAct(form, address, how = {}) {
  if (isAsking) return null;
  isAsking = true;
  try {
    return await ask(form, address, how);
  } finally {
    isAsking = false;
  }
}

async function ask(form, address, { after = pageAfter, back = say("Back to the story"), again = logIn }) {
  const asked = await once(form, () => fetchPage(form, address), again);
  const dialog = element("dialog", { class: "desk-dialog act-dialog", "aria-labelledby": "act-title" });
  document.body.append(dialog);
  const before = document.activeElement;
  return new Promise((resolve) => {
    const end = (result) => {
      dialog.remove();
      before?.focus?.({ preventScroll: true });
      resolve(result);
    };
    const carryOut = async (event) => {
      event.preventDefault();
      const inner = event.target;
      const button = inner.querySelector("[type=submit]");
      if (button.disabled) return;
      button.disabled = true;
      const answer = await once(form, () => submit(form, address, new FormData(inner), SHORT), again);
      button.disabled = false;
      if (answer.kind === "go") return location.assign(answer.address);
      if (answer.data?.done) return end(await after(answer.data, form));
      if (answer.page && formOf(answer.page)) return end(answer.page);
      show(answer);
    };
    const show = (answer) => {
      const parts = answer.page && partsOf(answer.page, back);
      if (parts) dialog.replaceChildren(...parts);
      else complain(dialog, back, answer.why || (answer.kind === "down" ? DOWN : say("This cannot be done now.")));
      const inner = dialog.querySelector("form");
      inner?.addEventListener("submit", carryOut);
      if (inner) followNote(inner);
      for (const way of dialog.querySelectorAll("[data-close]")) way.addEventListener("click", () => dialog.close());
      (dialog.querySelector("[role=alert]") ? dialog : firstField(dialog))?.focus?.();
    };
    dialog.addEventListener("close", () => end(null));
    show(asked);
    dialog.showModal();
    firstField(dialog)?.focus();
  });
}

/** Where somebody writes what has to be written; else what comes first. */
const firstField = (dialog) =>
  dialog.querySelector("form textarea[required]") ?? dialog.querySelector("form :is(input:not([type=hidden]), select, textarea)");

async function pageAfter({ done, then }, form) {
  const { page } = await once(form, () => fetchPage(form, then));
  const place = page && formOf(page)?.querySelector("[data-part=notices]");
  if (!place) {
    note("done", done.map(({ words }) => words).join(" "), { kind: "done" });
    return null;
  }
  const list = element("ul", { class: "messagelist" }, ...done.map(({ words, tags }) => element("li", { class: tags }, words)));
  place.prepend(page.importNode(list, true));
  return page;
}

/** Where the session has ended, asks for the password and tries once more. */
async function once(form, act, again = logIn) {
  const answer = await act();
  if (answer.kind !== "login") return answer;
  return (await again(form)) ? act() : { kind: "refused", why: say("You are not logged in.") };
}

/** The parts of an act's page that say and ask something; null where the page is another one. */
function partsOf(page, words) {
  const asks = page.querySelector("form.act-form");
  if (!asks) return null;
  const title = element("h2", { id: "act-title" }, page.querySelector("h1").textContent);
  const parts = [...page.querySelectorAll(".act-story, .advice, #reasons"), asks].map((part) => document.importNode(part, true));
  const back = parts.at(-1).querySelector(".submit-row a");
  back.replaceWith(element("button", { type: "button", "data-close": "" }, words));
  return [title, ...parts];
}

function complain(dialog, back, words) {
  let said = dialog.querySelector("[data-said]");
  if (!said) {
    said = element("p", { class: "errorlist", role: "alert", "data-said": "" });
    if (!dialog.childElementCount) {
      dialog.append(
        element("h2", { id: "act-title" }, say("Not done")),
        said,
        element("div", { class: "desk-dialog-acts" }, element("button", { type: "button", "data-close": "" }, back)),
      );
    } else dialog.querySelector("form").before(said);
  }
  said.textContent = words;
}
