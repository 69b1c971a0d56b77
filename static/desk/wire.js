// The inbox of the wire desk: items open beside the list, j and k go from row to row, and the page says how many are
// newer. What somebody reads never moves by itself: newer items come when the button is pressed.

import { say, sayCount } from "desk/words";

const EVERY = 15_000;
const EVERY_HIDDEN = 60_000;
const BESIDE = matchMedia("(min-width: 56rem)"); // narrower, an item has a page of its own

const columns = document.querySelector(".wire-columns");
const list = document.querySelector("#wire-list");
const pane = document.querySelector("#wire-pane");

// An item beside the list

let opening = null; // the link that was pressed last; what is answered to an earlier one comes too late

async function open(link) {
  opening = link;
  const [path, query = ""] = link.dataset.item.split("?");
  const asked = `${path}?${query ? `${query}&` : ""}pane=1`;
  let response = null;
  try {
    response = await fetch(asked, { headers: { "X-In-Place": "1" } });
  } catch {
    // The browser says better than we what is wrong.
  }
  if (opening !== link) return;
  if (!response?.ok || response.redirected) return location.assign(link.href);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (opening !== link) return;
  pane.replaceChildren(...document.importNode(page.body, true).childNodes);
  pane.scrollTop = 0;
  for (const one of list.querySelectorAll("[aria-current]")) one.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  const row = link.closest("li");
  row.classList.remove("wire-unread");
  row.querySelector(".headline .visually-hidden")?.remove();
  history.replaceState(history.state, "", link.href);
  offerTicks();
}

function onClick(event) {
  const link = event.target.closest("a[data-item]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
  event.preventDefault();
  if (BESIDE.matches) open(link);
  else location.assign(link.dataset.item);
}

// Keys

const isTyping = (target) =>
  target.isContentEditable || target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, summary");

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
  if (!["j", "k"].includes(event.key) || document.querySelector("dialog[open]")) return;
  const links = [...list.querySelectorAll("a[data-item]")];
  const here = event.target.closest?.(".wire-row")?.querySelector("a[data-item]") ?? list.querySelector("[aria-current]");
  const next = links[links.indexOf(here) + (event.key === "j" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

// What is newer

let timer = 0;
let asked = 0; // how many times; the answer to the last time counts

async function ask() {
  clearTimeout(timer);
  asked += 1;
  const [mine, { after, newer }] = [asked, { ...columns.dataset }];
  try {
    const response = await fetch(`${newer}&after=${encodeURIComponent(after)}`, { headers: { Accept: "application/json" } });
    const told = response.ok && !response.redirected ? await response.json() : null;
    // Meanwhile the list may have been made new.
    if (told && mine === asked && after === columns.dataset.after) tell(told);
  } catch {
    // The next time it may answer.
  }
  if (mine === asked) timer = setTimeout(ask, document.hidden ? EVERY_HIDDEN : EVERY);
}

function tell({ count, is_more: isMore }) {
  const place = list.querySelector("[data-new]");
  if (!count) return place.replaceChildren();
  const words = isMore ? say("More than {count} new: show them", { count }) : sayCount("{count} new: show it", "{count} new: show them", count);
  const known = place.querySelector("button");
  if (known) {
    if (known.textContent !== words) known.textContent = words;
    return;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words;
  button.addEventListener("click", show);
  place.replaceChildren(button);
}

/** The newest page of the list takes the place of this one; the item that is read stays. */
async function show() {
  const address = new URL(location.href);
  address.searchParams.delete("before");
  try {
    const response = await fetch(address);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector(".wire-columns");
    if (!response.ok || !fresh) return location.assign(address);
    list.replaceChildren(...document.importNode(fresh.querySelector("#wire-list"), true).childNodes);
    columns.dataset.after = fresh.dataset.after;
    list.querySelector("a[data-item]")?.focus();
  } catch {
    location.assign(address);
  }
}

// Paragraphs

function offerTicks() {
  for (const button of document.querySelectorAll("[data-tick]")) button.hidden = false;
}

function onTick(event) {
  const button = event.target.closest("[data-tick]");
  if (!button) return;
  for (const box of button.form.querySelectorAll("[name=paragraph]")) box.checked = button.dataset.tick === "all";
}

document.addEventListener("click", onTick);
offerTicks();
if (list) {
  list.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  timer = setTimeout(ask, EVERY);
  document.addEventListener("visibilitychange", () => !document.hidden && ask());
}
