// The server answers a save with a whole page. This module takes from it what the open page needs: where the story
// stands, what the server says, and what is wrong with what was typed. Fields that somebody types in stay as they are.

import { element } from "desk/editor/elements";
import { note } from "desk/notes";
import { say } from "desk/words";

export const formOf = (page) => page.querySelector("#article_form");
export const isRefused = (page) => page.querySelector(".errornote, .differences") !== null;
export const mayEditIn = (page) => formOf(page)?.querySelector("[name=_save]") != null;

const READ = 5000; // milliseconds in which a note can be read

let told = 0; // how many notes the last answer left on the page
let toldAt = 0; // when it did

/** Makes a change to the page. What somebody is looking at stays at its place on the screen. */
export function steadily(change) {
  const looked = anchor();
  const before = looked?.getBoundingClientRect().top;
  change();
  if (looked?.isConnected) scrollBy(0, looked.getBoundingClientRect().top - before);
}

function anchor() {
  const caret = getSelection()?.focusNode;
  const near = caret?.nodeType === Node.TEXT_NODE ? caret.parentElement : caret;
  const block = near?.closest?.(".ProseMirror > *, .canvas .row");
  if (block) return block;
  const bar = document.querySelector(".bar")?.getBoundingClientRect().bottom ?? 0;
  return [...document.querySelectorAll(".ProseMirror > *, .canvas .row")].find((one) => one.getBoundingClientRect().top > bar);
}

export function takeParts(form, page) {
  steadily(() => {
    for (const here of form.querySelectorAll("[data-part]:not([data-part=notices])")) {
      const there = formOf(page).querySelector(`[data-part="${here.dataset.part}"]`);
      if (there) takePart(here, there);
    }
  });
  document.title = page.title;
  const heading = page.querySelector("h1");
  if (heading) document.querySelector("h1").textContent = heading.textContent;
  form.dispatchEvent(new CustomEvent("form:parts"));
}

function takePart(here, there) {
  if (here.innerHTML === there.innerHTML) return;
  const focused = here.contains(document.activeElement) ? document.activeElement : null;
  const open = [...here.querySelectorAll("details[open] > summary")].map((one) => one.textContent);
  here.replaceChildren(...document.importNode(there, true).childNodes);
  for (const one of here.querySelectorAll("details > summary")) one.parentElement.open ||= open.includes(one.textContent);
  if (!focused) return;
  const same = [...here.querySelectorAll("button:enabled")].find(({ name, value }) => name === focused.name && value === focused.value);
  (same ?? document.querySelector("[data-part=acts] :is(button, a)"))?.focus({ preventScroll: true });
}

/** Shows the server's messages as notes, so that nothing on the page moves. "Saved" is no note: the bar says it. */
export function sayMessages(page) {
  const messages = [...page.querySelectorAll(".messagelist li")];
  const isSaved = (words) => words.startsWith(say("Saved at "));
  // The answer of a save may come just behind that of an act, whose note nobody has read yet.
  const stays = messages.every((message) => isSaved(message.textContent.trim())) && Date.now() - toldAt < READ;
  if (!stays) for (; told; told -= 1) note(`told ${told}`, null);
  for (const message of messages) {
    const words = message.textContent.trim();
    if (isSaved(words)) {
      document.querySelector("[data-notes-aloud]").textContent = words;
      continue;
    }
    told += 1;
    toldAt = Date.now();
    const name = `told ${told}`;
    const kind = message.classList.contains("error") ? "wrong" : message.classList.contains("warning") ? "waiting" : "done";
    note(name, words, { kind, acts: [[say("Close"), () => note(name, null)]] });
  }
}

/** Takes away every mark of what was wrong before. */
export function clearRefusal(form) {
  note("refused", null);
  for (const list of form.querySelectorAll(".errorlist[data-in-place], .row .errorlist")) list.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

/** Shows each mistake beside its field, and a note that leads there. */
export function showRefusal(form, page) {
  clearRefusal(form);
  const fresh = formOf(page);
  steadily(() => {
    for (const list of fresh.querySelectorAll(".errorlist")) placeErrors(form, list);
    const notices = form.querySelector("[data-part=notices]");
    const chosen = chosenIn(notices);
    notices.replaceChildren(...fresh.querySelectorAll(".errornote, .differences"));
    choose(notices, chosen);
  });
  document.title = page.title;
  const words = form.querySelector(".errornote p")?.textContent.trim() ?? "";
  const asks = form.querySelector(".differences") !== null;
  note("refused", words.startsWith(say("Not saved")) ? words : say("Not saved: {why}", { why: words }), {
    kind: "wrong",
    acts: [[asks ? say("Choose") : say("Show it"), () => show(form)]],
  });
}

function placeErrors(form, list) {
  const row = list.closest(".inline-related");
  const around = (row && document.getElementById(row.id)) ?? document.getElementById(list.closest(".rows")?.id) ?? form;
  const name = [...(list.closest(".row")?.classList ?? [])].find((one) => /^row-(?!check)/.test(one));
  const place = name ? around.querySelector(`.${name}`) : around === form ? null : around;
  if (!place) return;
  const said = document.importNode(list, true);
  said.dataset.inPlace = "";
  const help = place.querySelector(":scope > .help");
  if (help) help.before(said);
  else if (name) place.append(said);
  else (place.querySelector(":scope > .row-tools, :scope > summary") ?? place.firstElementChild).after(said);
  place.closest("details")?.setAttribute("open", "");
  if (name) place.querySelector("input, select, textarea")?.setAttribute("aria-invalid", "true");
}

const chosenIn = (notices) => ({
  asked: notices.querySelector("[name=asked]")?.value,
  choices: [...notices.querySelectorAll(":checked")].map(({ name, value }) => [name, value]),
});

/** What was chosen among the same questions stays chosen. */
function choose(notices, { asked, choices }) {
  if (!asked || notices.querySelector("[name=asked]")?.value !== asked) return;
  for (const [name, value] of choices) {
    const same = notices.querySelector(`[name="${name}"][value="${value}"]`);
    if (same) same.checked = true;
  }
}

function show(form) {
  const first = form.querySelector(".differences input[type=radio]") ?? form.querySelector("[aria-invalid]") ?? form.querySelector(".errornote");
  (first.hidden ? first.parentElement : first).scrollIntoView({ block: "center" });
  first.focus({ preventScroll: true });
}

/** Turns the open page into the one of somebody who may only read the story. */
export function becomeReadOnly(form, page) {
  const top = scrollY;
  const columns = form.querySelector(".writing-columns");
  const fresh = document.importNode(formOf(page).querySelector(".writing-columns"), true);
  fresh.querySelector(".messagelist")?.closest("[role=status]").remove();
  columns.replaceWith(fresh);
  // There is no field any more that says what the page shows, and what it shows is no news to it.
  form.dataset.revision = formOf(page).dataset.revision ?? "";
  takeParts(form, page);
  scrollTo(0, top);
}

/** The words that are in the later form and not in the earlier one, cut to a few lines. */
export function excerpt(before, after, most = 300) {
  const plain = (html) => element("div", {}, ...new DOMParser().parseFromString(html, "text/html").body.childNodes).textContent;
  const words = [];
  for (const [name, values] of Object.entries(after)) {
    if (name === "base" || name === "sitting" || JSON.stringify(before[name]) === JSON.stringify(values)) continue;
    const [was, now] = [plain((before[name] ?? []).join(" ")), plain(values.join(" "))];
    let start = 0;
    while (start < was.length && was[start] === now[start]) start += 1;
    let same = 0;
    while (same < Math.min(was.length, now.length) - start && was.at(-1 - same) === now.at(-1 - same)) same += 1;
    words.push(now.slice(start, now.length - same).trim());
  }
  const said = words.filter(Boolean).join(" … ");
  return said.length > most ? `${said.slice(0, most)}…` : said;
}
