// Arranges a front. Every press that only rearranges sends the whole form, as it would without scripts, and the zones
// that come back replace those on the page: so they always show what readers would get. Pins can also be dragged.

import { say } from "desk/words";

const form = document.querySelector("#front");
const said = form.querySelector("[data-said]");
const REARRANGES = /^(look|zone-|pin-|pin:|unpin:|search:)/;
let dirty = !form.querySelector("[data-changed]").hidden;
let asking = null;
let keeping = 0;
let kept = false;
const loading = import(form.dataset.journal);

/** Send the form as if this button had been pressed, and show the zones that come back. */
async function ask(command, focus, data = new FormData(form)) {
  asking?.abort();
  asking = new AbortController();
  data.set("do", command);
  let page;
  try {
    const response = await fetch(form.action || location.href, { method: "POST", body: data, signal: asking.signal });
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch (problem) {
    // Without an answer the form is sent the ordinary way, where the server can ask for a log-in.
    if (problem.name !== "AbortError") press(command);
    return;
  }
  // What was typed while the request was on its way is not in the answer.
  const typed = [...form.querySelectorAll("#zones :is(input:not([type=hidden]), select)")]
    .filter((field) => field.value !== data.get(field.name))
    .map((field) => [field.id, field.value]);
  const writing = document.activeElement?.matches("#zones :is(input, select)") ? document.activeElement.id : "";
  const open = [...form.querySelectorAll("details[data-keep][open]")].map((one) => one.dataset.keep);
  const fresh = page.querySelector("#zones");
  for (const one of fresh.querySelectorAll("details[data-keep]")) one.open ||= open.includes(one.dataset.keep);
  form.querySelector("#zones").replaceWith(document.adoptNode(fresh));
  const changed = page.querySelector("[data-changed]").hidden;
  form.querySelector("[data-changed]").hidden = changed;
  dirty = !changed;
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
  equip();
  keepSoon();
  if (writing && !command.startsWith("search:")) document.getElementById(writing)?.focus();
  else refocus(focus ?? command);
}

function press(command) {
  const button = document.createElement("button");
  button.name = "do";
  button.value = command;
  button.hidden = true;
  form.append(button);
  dirty = false;
  button.click();
}

/** Puts the focus back: on the story that was moved, or on its zone where the story is gone. */
function refocus(command) {
  if (!command) return;
  const [act, which = ""] = command.split(":");
  const same = form.querySelector(`button[value="${CSS.escape(command)}"]:not(:disabled)`);
  const [zone, story] = which.split(".");
  const near =
    act === "search" ? form.querySelector(`#q${which}`)
    : story ? form.querySelector(`[data-pin="${story}"] button`)
    : act.startsWith("zone") ? form.querySelector(`[data-zone="${zone}"] .zone-tools button:not(:disabled)`)
    : form.querySelector("#new-kind");
  const target = (act === "search" ? near : same) ?? near ?? form.querySelector("#new-kind");
  target?.focus({ preventScroll: false });
  const row = target?.closest("[data-pin]");
  if (row && /^pin-/.test(act)) {
    const rows = [...row.parentElement.children];
    const name = row.closest("[data-zone]").querySelector("h2").textContent;
    said.textContent = say("{headline}: place {place} in {name}", {
      headline: row.querySelector(".headline").textContent,
      place: rows.indexOf(row) + 1,
      name,
    });
  }
}

form.addEventListener("submit", (event) => {
  const command = event.submitter?.value ?? "look";
  if (event.submitter?.name === "do" && !REARRANGES.test(command)) {
    if (event.submitter.formTarget !== "_blank") dirty = false;
    return;
  }
  event.preventDefault();
  ask(command);
});
form.addEventListener("input", (event) => {
  if (event.target.closest("#zones") && !event.target.matches("[type=search]")) {
    dirty = true;
    form.querySelector("[data-changed]").hidden = false;
  }
  keepSoon();
});
form.addEventListener("change", (event) => {
  if (event.target.matches("[data-look]")) ask("look", "");
});
form.addEventListener("keydown", (event) => {
  const field = event.target.closest("[data-search]");
  if (event.key !== "Enter" || !field) return;
  event.preventDefault();
  ask(`search:${field.dataset.search}`);
});
window.addEventListener("beforeunload", (event) => {
  if (dirty && !kept) event.preventDefault();
});

// Dragging

let dragged = null;

function equip() {
  for (const row of form.querySelectorAll("[data-pin]")) {
    row.querySelector("[data-grip]").addEventListener("pointerdown", () => (row.draggable = true));
    row.addEventListener("pointerup", () => (row.draggable = false));
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.querySelector(".headline").textContent);
      requestAnimationFrame(() => row.classList.add("is-dragged"));
    });
    row.addEventListener("dragend", () => {
      row.draggable = false;
      row.classList.remove("is-dragged");
      if (dragged) ask("look", "");
      dragged = null;
    });
  }
}

form.addEventListener("dragover", (event) => {
  const rows = event.target.closest("[data-zone]")?.querySelector("[data-rows]");
  if (!dragged || !rows) return;
  event.preventDefault();
  // Pins stand before the stories that fill the rest of a zone, so nothing can be dropped below the last pin.
  const pins = [...rows.querySelectorAll("[data-pin]")].filter((row) => row !== dragged);
  const next = pins.find((row) => event.clientY < row.getBoundingClientRect().top + row.offsetHeight / 2);
  if (next) next.before(dragged);
  else if (pins.length) pins.at(-1).after(dragged);
  else rows.prepend(dragged);
  dragged.querySelector("[name$=-pin]").name = `z${rows.dataset.rows}-pin`;
});
form.addEventListener("drop", (event) => {
  if (dragged) event.preventDefault();
});

equip();
document.querySelector("#reasons")?.focus();

// What is arranged and not saved is kept in the journal of this browser, and offered back at the next visit

const mine = loading.then(({ newSitting }) => ({
  user: form.dataset.user,
  sitting: newSitting(),
  story: `front ${form.dataset.front}`,
}));

/** The arrangement: the form as pairs of names and values, in their order. */
const arranged = () =>
  [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !/^(csrfmiddlewaretoken|key|do|new-kind|q\d+)$/.test(name));
/** What a form says, without the version that it began from. */
const words = (pairs) => JSON.stringify(pairs.filter(([name]) => name !== "base"));

function keepSoon() {
  clearTimeout(keeping);
  keeping = setTimeout(keep, 200);
}

async function keep() {
  clearTimeout(keeping);
  const journal = await loading;
  if (dirty) kept = await journal.keep({ ...(await mine), typed: arranged(), labels: {}, at: Date.now() });
  else await journal.drop(await mine);
}

async function offerLeftBehind() {
  const SENT = "front sent";
  const journal = await loading;
  const { user, sitting, story } = await mine;
  journal.hold(sitting);
  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
  sessionStorage.removeItem(SENT);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.submitter?.formTarget === "_blank") return;
    sessionStorage.setItem(SENT, JSON.stringify({ sitting, base: form.elements.base.value }));
  });
  for (const entry of await journal.leftBehind(user, story)) {
    const isSaved = entry.sitting === sent?.sitting && form.elements.base.value !== sent.base;
    if (entry.sitting === sitting) continue;
    if (isSaved || words(entry.typed) === words(arranged())) await journal.drop(entry);
    else offer(entry, journal);
  }
}

function offer(entry, journal) {
  const line = form.querySelector("[data-left-behind]").content.cloneNode(true).firstElementChild;
  const at = new Date(entry.at + Number(document.body.dataset.adminUtcOffset ?? 0) * 1000);
  line.querySelector("time").textContent = `${at.getUTCDate()}.${at.getUTCMonth() + 1}., ${at.toISOString().slice(11, 16)}`;
  const done = () => {
    line.remove();
    return journal.drop(entry);
  };
  line.querySelector("[data-put-back]").addEventListener("click", async () => {
    const data = new FormData();
    for (const [name, value] of entry.typed) data.append(name, value);
    for (const name of ["csrfmiddlewaretoken", "key"]) data.set(name, form.elements[name].value);
    for (const name of ["base", "note", "at"]) if (data.has(name)) form.elements[name].value = data.get(name);
    await ask("look", "", data);
    dirty = true;
    form.querySelector("[data-changed]").hidden = false;
    await keep();
    await done();
  });
  line.querySelector("[data-let-go]").addEventListener("click", done);
  form.querySelector("#zones").before(line);
}

if (dirty) keepSoon();
offerLeftBehind();
