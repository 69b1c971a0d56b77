// Moves cards of the planning board in place: by drag, by the arrow keys on “Move”, or by its questions. The server
// decides; then the board is fetched anew, so that it always shows what is so, with what others did meanwhile.

import { say } from "desk/words";

const board = document.querySelector("[data-board]");
const said = document.querySelector("[data-said]");
const dialog = document.querySelector("#board-move");
const began = document.querySelector("[data-new]");
let moving = Promise.resolve();
let lifted = null;

const cardOf = (pk) => document.querySelector(`[data-card="${pk}"]`);
const rowOf = (card) => card.closest("tbody").dataset.row;
const nameOf = (card) => card.querySelector(".slugline").textContent;

/** As in journal.js: without TLS some browsers make no key by themselves. */
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}

function tell(text, { wrong = false, undo = null } = {}) {
  said.classList.toggle("went-wrong", wrong);
  said.replaceChildren(Object.assign(document.createElement("span"), { textContent: text }));
  if (!undo) return;
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: say("Undo") });
  button.addEventListener("click", undo);
  said.append(button);
}

const OLD = say("What you see here is older: the board could not be fetched anew. Load the page again.");

/** What the server says: a sentence, or an Error with the reason. */
async function send(address, fields) {
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: board.dataset.token });
  let response;
  try {
    response = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch {
    throw new Error(say("Nothing was moved: the server does not answer. Try again in a moment."));
  }
  if (!response.headers.get("Content-Type")?.startsWith("application/json"))
    throw new Error(say("Nothing was moved: your log-in may have ended. Load the page again."));
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.why ?? say("Nothing was moved: the server is busy. Try again in a moment."));
  return answer.said;
}

/** Fetch the board anew; whether it came. What had the focus keeps it, wherever it stands now. */
async function refresh() {
  const fresh = await fetched();
  if (!fresh) return false;
  const focused = document.activeElement?.closest("[data-card]")?.dataset.card;
  const across = board.querySelector(".board-scroll")?.scrollLeft ?? 0;
  board.replaceChildren(...document.adoptNode(fresh).childNodes);
  board.querySelector(".board-scroll")?.scrollTo({ left: across });
  prepare();
  if (focused) cardOf(focused)?.querySelector(".card-move")?.focus();
  return true;
}

async function fetched() {
  try {
    const response = await fetch(location.href);
    return new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-board]");
  } catch {
    return null;
  }
}

/** Say what was done, once the board shows it. */
async function showDone(sentence, more = {}) {
  if (await refresh()) tell(sentence, more);
  else tell(`${sentence} ${OLD}`, { wrong: true });
}

/** One move after another: each begins from where the card stands after the one before. */
function move(pk, to, { isUndo = false } = {}) {
  moving = moving.then(() => carryOut(pk, to, isUndo)).catch((problem) => tell(problem.message, { wrong: true }));
  return moving;
}

async function carryOut(pk, to, isUndo) {
  const card = cardOf(pk);
  if (!card?.dataset.move) return;
  const { day, time = "", wasIn, base } = card.dataset;
  const back = { day, time, section: wasIn };
  const fields = { key: newKey(), base, was_in: wasIn };
  if (card.dataset.plans === "yes") Object.assign(fields, { day: to.day ?? "", time: to.time ?? "" });
  if (to.section && to.section !== wasIn) fields.section = to.section;
  card.setAttribute("aria-busy", "true");
  try {
    const sentence = await send(card.dataset.move, fields);
    await showDone(sentence, { undo: isUndo ? null : () => move(pk, back, { isUndo: true }) });
  } catch (problem) {
    await refresh();
    throw problem;
  } finally {
    card.removeAttribute("aria-busy");
  }
}

/** The day or the main section beside the one where the card stands; nothing at an edge. */
function beside(card, key) {
  const cells = [...card.closest("tr").children];
  const at = cells.indexOf(card.closest("td"));
  const days = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (days) {
    const day = cells[at + days]?.dataset.day;
    return day && day !== "late" ? { day } : null;
  }
  const rows = [...board.querySelectorAll("tbody[data-row]")].filter((row) => row.dataset.row);
  const next = rows[rows.indexOf(card.closest("tbody")) + (key === "ArrowUp" ? -1 : 1)];
  return next && card.dataset.changes === "yes" ? { section: next.dataset.row } : null;
}

function ask(card) {
  const form = dialog.querySelector("form");
  dialog.querySelector("[data-of]").textContent = nameOf(card);
  for (const part of form.querySelectorAll("[data-ask-day]")) part.hidden = card.dataset.plans !== "yes";
  form.querySelector("[data-ask-section]").hidden = card.dataset.changes !== "yes";
  const { day, time, section } = form.elements;
  day.value = card.dataset.day;
  if (!day.value) day.value = "";
  time.value = card.dataset.time ?? "";
  section.value = card.dataset.wasIn;
  form.onsubmit = (event) => {
    event.preventDefault();
    dialog.close();
    move(card.dataset.card, {
      day: day.value,
      time: day.value === "none" ? "" : time.value,
      section: section.value,
    });
  };
  dialog.showModal();
}

function prepare() {
  for (const card of board.querySelectorAll("[data-move]")) card.draggable = true;
}

board.addEventListener("click", (event) => {
  const link = event.target.closest(".card-move");
  if (!link || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  ask(link.closest("[data-card]"));
});
board.addEventListener("keydown", (event) => {
  const link = event.target.closest(".card-move");
  if (!link || !event.key.startsWith("Arrow") || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const card = link.closest("[data-card]");
  const to = beside(card, event.key);
  if (to) move(card.dataset.card, to);
  else tell(say("There is nothing on that side to which this card may go."));
});
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());

// Dragging

board.addEventListener("dragstart", (event) => {
  lifted = event.target.closest?.("[data-move]");
  if (!lifted) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", nameOf(lifted));
  lifted.classList.add("is-lifted");
});
const under = (event) => event.target.closest?.("td[data-day]");
const unmark = () => {
  for (const cell of board.querySelectorAll(".is-under")) cell.classList.remove("is-under");
};
board.addEventListener("dragover", (event) => {
  const cell = under(event);
  if (!lifted || !cell || cell.dataset.day === "late") return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  if (cell.classList.contains("is-under")) return;
  unmark();
  cell.classList.add("is-under");
});
board.addEventListener("dragend", () => {
  lifted?.classList.remove("is-lifted");
  lifted = null;
  unmark();
});
board.addEventListener("drop", (event) => {
  const cell = under(event);
  if (!lifted || !cell) return;
  event.preventDefault();
  const to = {};
  if (cell.dataset.day !== lifted.closest("td").dataset.day) to.day = cell.dataset.day;
  const row = cell.closest("tbody").dataset.row;
  if (row && row !== rowOf(lifted)) to.section = row;
  if (to.day || to.section) move(lifted.dataset.card, to);
});

// A new idea

const WORDS_OF_IT = ["slugline", "headline", "words"];

began?.addEventListener("submit", (event) => {
  event.preventDefault();
  moving = moving.then(begin).catch((problem) => tell(problem.message, { wrong: true }));
});

/** What was typed while the one before was on its way is the next, and stays where it is. */
async function begin() {
  const fields = Object.fromEntries(new FormData(began));
  delete fields.back;
  if (!fields.slugline.trim()) return;
  const sentence = await send(began.action, fields);
  began.elements.key.value = newKey();
  const isAsSent = WORDS_OF_IT.every((name) => began.elements[name].value === fields[name]);
  if (isAsSent) for (const name of WORDS_OF_IT) began.elements[name].value = "";
  await showDone(sentence);
  if (isAsSent && began.elements.slugline.value === "") began.elements.slugline.focus();
}

prepare();
