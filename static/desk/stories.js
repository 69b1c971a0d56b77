// The list of stories: one box chooses all rows, Shift those from the last one on, j and k go from row to row and x
// chooses. Names of reporters and topics are proposed while somebody types. Without this module all of it is plain boxes.

import { say, sayCount } from "desk/words";

const form = document.querySelector(".story-list");
const boxes = [...(form?.querySelectorAll("[name=story]") ?? [])];
const said = form?.querySelector("[data-chosen]");
const place = form?.querySelector("[data-choose-all]");
let all = null;
let last = null;

function count() {
  const chosen = boxes.filter((box) => box.checked).length;
  if (said) said.textContent = chosen ? sayCount("{count} chosen", "{count} chosen", chosen) : "";
  if (!all) return;
  all.checked = chosen > 0 && chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
}

function onBox(event) {
  if (event.target.name !== "story") return;
  if (event.shiftKey && last && last !== event.target) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(event.target)].sort((a, b) => a - b);
    for (const box of boxes.slice(from, to + 1)) box.checked = event.target.checked;
  }
  last = event.target;
  count();
}

const isTyping = (target) =>
  target.isContentEditable || target.matches?.("input:not([type=checkbox]), textarea, select, summary, button");

/** The row with the focus, or the row that comes next to it. */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
  if (!["j", "k", "x"].includes(event.key) || document.querySelector("dialog[open]")) return;
  const links = [...form.querySelectorAll("tbody th a")];
  const row = event.target.closest?.("tbody tr");
  const at = row ? links.indexOf(row.querySelector("th a")) : -1;
  if (event.key === "x") {
    row?.querySelector("[name=story]")?.click();
    return;
  }
  const next = links[event.key === "j" ? at + 1 : at - 1];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** The box over the table. It is made here: without scripts it could choose nothing. */
function makeAll() {
  all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", say("Choose all stories of this page"));
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  place.append(all);
}

if (form) {
  if (place) makeAll();
  form.addEventListener("click", onBox);
  form.addEventListener("reset", () => setTimeout(count));
  document.addEventListener("keydown", onKey);
  // A browser that goes back keeps the boxes as they were.
  addEventListener("pageshow", count);
  count();
}

// Names

async function propose(field, list) {
  const term = field.value.trim();
  if (term.length < 2) return;
  const asked = { app_label: "articles", model_name: field.dataset.model, field_name: field.dataset.field, term };
  try {
    const answer = await fetch(`${field.dataset.propose}?${new URLSearchParams(asked)}`, {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok || answer.redirected || field.value.trim() !== term) return;
    const { results } = await answer.json();
    list.replaceChildren(
      ...results.map(({ text }) => {
        const option = document.createElement("option");
        option.value = text;
        return option;
      }),
    );
  } catch {
    // Without proposals the whole name is typed.
  }
}

for (const field of document.querySelectorAll("[data-propose]")) {
  const list = document.createElement("datalist");
  list.id = `${field.id}_names`;
  field.after(list);
  field.setAttribute("list", list.id);
  let waiting = null;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => propose(field, list), 150);
  });
}
