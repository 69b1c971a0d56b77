// The search box in the head: stories are suggested while somebody types. Arrows choose one, Enter opens it; with none
// chosen, Enter shows the list of all that match, as it does without this module. "/" leads there from anywhere.

import { say, sayCount } from "desk/words";

const form = document.querySelector("[data-find]");
const words = form?.querySelector("[name=q]");
const list = form?.querySelector("ul");
const said = form?.querySelector("[data-find-said]");

const WAIT = 150;
const isTyping = (target) =>
  target.isContentEditable ||
  Boolean(target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, .select2-selection"));

let waiting = null;
let asking = null;
let shownFor = "";

const options = () => [...list.children];
const chosen = () => list.querySelector("[aria-selected=true]");

function choose(option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (option) words.setAttribute("aria-activedescendant", option.id);
  else words.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function close() {
  list.hidden = true;
  words.setAttribute("aria-expanded", "false");
  choose(null);
}

function line(tag, name, text) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

function optionOf(one, index) {
  const option = document.createElement("li");
  option.id = `found-${index}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.address = one.address;
  option.append(line("span", "find-label", one.label), line("span", "find-about", one.about));
  return option;
}

function show(found, asked) {
  shownFor = asked;
  list.replaceChildren(...found.map(optionOf));
  if (!found.length) list.append(line("li", "find-nothing", say("Nothing like that is here.")));
  list.hidden = false;
  words.setAttribute("aria-expanded", "true");
  choose(null);
  said.textContent = sayCount("One found", "{count} found", found.length);
}

async function ask() {
  const asked = words.value.trim();
  asking?.abort();
  if (!asked) {
    shownFor = "";
    close();
    return;
  }
  asking = new AbortController();
  const address = `${form.dataset.find}?${new URLSearchParams({ q: asked, pages: "on" })}`;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: asking.signal });
    // A log-in that has ended answers with its page: then Enter still leads there.
    if (answer.ok && !answer.redirected) show(await answer.json(), asked);
  } catch (problem) {
    if (problem.name !== "AbortError") close();
  }
}

function go(option, event) {
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) open(option.dataset.address, "_blank", "noopener");
  else location.assign(option.dataset.address);
}

function move(step) {
  const all = options().filter((one) => one.dataset.address);
  if (!all.length) return;
  const at = all.indexOf(chosen());
  const next = at + step;
  // Beyond either end is the box itself, with what was typed.
  choose(at < 0 ? all.at(step > 0 ? 0 : -1) : (all[next] ?? null));
}

function onKey(event) {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!list.hidden) move(event.key === "ArrowDown" ? 1 : -1);
    else if (words.value.trim() === shownFor && shownFor) list.hidden = false;
    else ask();
  } else if (event.key === "Enter" && chosen() && !list.hidden) {
    go(chosen(), event);
  } else if (event.key === "Escape" && !list.hidden) {
    // The first press closes the list, the second empties the box, as browsers do.
    event.preventDefault();
    event.stopPropagation();
    close();
  } else if (event.key === "Escape" && !words.value) {
    words.blur();
  }
}

if (form) {
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id }))
    words.setAttribute(name, value);
  words.setAttribute("aria-autocomplete", "list");
  list.setAttribute("role", "listbox");

  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT);
  });
  words.addEventListener("keydown", onKey);
  words.addEventListener("focus", () => {
    if (shownFor && words.value.trim() === shownFor) list.hidden = false;
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  // A press on the list must not take the focus out of the box, which would close it first.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-address]");
    if (option) go(option, event);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    // A page that searches its own rows is searched first.
    const own = document.querySelector("#content [aria-keyshortcuts='/']") ?? words;
    own.focus();
    own.select();
  });
}
