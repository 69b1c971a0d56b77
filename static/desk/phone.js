// The story on a phone, beside the text: what has been typed, as readers would get it. It follows what the server has
// acknowledged; the editor is not touched, so caret, scroll and undo stay as they are.

import { choose, chosen, follow, isFilled, light, stayIn } from "desk/framed";
import { say } from "desk/words";

const PATIENCE = 30_000; // ms: then it says that the desk does not answer, and the next key asks again
const AFTER = 250; // ms: a save often comes right behind an autosave
const BESIDE = matchMedia("(min-width: 64rem)"); // else it fills the screen

const form = document.querySelector("#article_form");

let panel = null;
let frame = null;
let said = null;
let planned = 0;
let isAsking = false;
let isOld = false; // something was typed while the page was fetched

/** Where the server shows the story; nothing before the story exists. */
function address() {
  if (!form.dataset.change) return null;
  const sitting = form.elements.sitting?.value;
  const whole = form.dataset.change.replace(/change\/$/, "preview/");
  return `${whole}?framed=on${sitting ? `&sitting=${sitting}` : ""}`;
}

function plan() {
  clearTimeout(planned);
  if (panel.open) planned = setTimeout(show, AFTER);
}

async function show() {
  const asked = address();
  if (!asked) return tell(say("Your story is shown here as soon as you have typed something."));
  if (isAsking) {
    isOld = true;
    return;
  }
  isAsking = true;
  try {
    await take(await fetch(asked, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) }), asked);
  } catch {
    tell(say("The desk does not answer just now. This is how the story was before."));
  }
  isAsking = false;
  if (isOld) {
    isOld = false;
    plan();
  }
}

async function take(response, asked) {
  const isPage = response.headers.get("Content-Type")?.startsWith("text/html");
  if (response.redirected) return tell(say("You are logged out. Log in again to go on."));
  if (!response.ok || !isPage) {
    const facts = isPage ? {} : await response.json();
    return tell(facts.why ?? say("It cannot be shown just now."));
  }
  const html = await response.text();
  if (!frame) return; // the form became one to read meanwhile, and its phone is shut
  tell("");
  if (isFilled(frame)) follow(frame, html);
  else frame.src = asked;
}

function tell(words) {
  said.textContent = words;
}

function open() {
  frame ??= makeFrame();
  if (BESIDE.matches) panel.setAttribute("open", ""); // leaves the caret in the text
  else panel.showModal();
  mark();
  show();
}

function close() {
  panel.close();
}

function mark() {
  for (const button of form.querySelectorAll("[data-phone]")) button.setAttribute("aria-expanded", String(panel.open));
  for (const button of panel.querySelectorAll("[data-look]")) {
    button.setAttribute("aria-pressed", String(button.dataset.look === chosen("look", "")));
  }
}

/** A frame slows each page that has one: there is none until somebody asks for the phone. */
function makeFrame() {
  const made = panel.querySelector(".phone-screen template").content.firstElementChild.cloneNode();
  made.addEventListener("load", () => {
    light(made, chosen("look", ""));
    stayIn(made);
    made.contentDocument?.addEventListener("keydown", ({ key }) => key === "Escape" && close());
  });
  panel.querySelector(".phone-screen").append(made);
  return made;
}

/** The panel of this page, which is another one once the form has become one to read. */
function takePanel() {
  panel = document.querySelector("#phone");
  frame = null;
  said = panel.querySelector("[data-said]");
  panel.addEventListener("click", ({ target }) => {
    const look = target.closest("[data-look]")?.dataset.look;
    if (target.closest("[data-close]")) close();
    if (look === undefined) return;
    choose("look", look);
    light(frame, look);
    mark();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
    form.querySelector("[data-phone]")?.focus();
  });
  panel.addEventListener("close", mark);
}

function followForm() {
  if (panel.isConnected) return mark();
  const wasOpen = panel.open;
  takePanel();
  if (wasOpen) open();
  else mark();
}

function start() {
  takePanel();
  // A press leaves the caret where it is.
  form.addEventListener("mousedown", (event) => event.target.closest("[data-phone]") && event.preventDefault());
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-phone]")) return;
    event.preventDefault();
    if (panel.open) close();
    else open();
  });
  form.addEventListener("form:parts", followForm);
  form.addEventListener("form:on-server", plan);
  BESIDE.addEventListener("change", () => {
    if (!panel.open) return;
    close();
    open();
  });
  mark();
}

if (form && document.querySelector("#phone")) start();
