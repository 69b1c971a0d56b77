// Gives a name to what Django's widgets leave without one: the boxes of select2, the second field of a date with a time,
// and the cells of tables, whose headings are not seen on a phone and not heard from a screen reader.

import { say } from "desk/words";

let made = 0;

const labelOf = (control) => control.labels?.[0] ?? null;
const headingOf = (control) => control.closest("[data-label]")?.dataset.label ?? "";

function nameCells(root) {
  for (const table of root.querySelectorAll("#result_list, .tabular table")) {
    const headings = [...table.querySelectorAll("thead th")];
    const names = headings.map((one) => (one.querySelector(".text") ?? one).textContent.trim());
    for (const row of table.tBodies[0]?.rows ?? []) {
      if (row.cells.length === names.length) {
        [...row.cells].forEach((cell, index) => cell.setAttribute("data-label", names[index].replace(/\?$/, "")));
      }
    }
  }
  for (const control of root.querySelectorAll(".tabular :is(input, select, textarea):not([type=hidden])")) {
    if (!labelOf(control) && headingOf(control)) control.setAttribute("aria-label", headingOf(control));
  }
}

function nameTimes(root) {
  for (const row of root.querySelectorAll(".datetime")) {
    const whole = row.parentElement.querySelector("label, .label")?.textContent.trim() ?? "";
    row.querySelector(".vDateField")?.setAttribute("aria-label", say("{name}: date", { name: whole }));
    row.querySelector(".vTimeField")?.setAttribute("aria-label", say("{name}: time", { name: whole }));
  }
}

/** The name of a select on the page: its label, or the heading of its column. */
function nameOf(select) {
  const cell = select.closest("td");
  const name = labelOf(select) ?? cell?.closest("table").tHead?.rows[0].cells[cell.cellIndex] ?? null;
  if (name && !name.id) {
    made += 1;
    name.id = `name-${made}`;
  }
  return name;
}

function nameSelect(select) {
  const box = select.nextElementSibling?.querySelector(".select2-selection");
  const name = nameOf(select);
  if (!box || !name) return;
  const value = box.querySelector(".select2-selection__rendered");
  box.setAttribute("aria-labelledby", box.matches("[role=combobox]") && value?.id ? `${name.id} ${value.id}` : name.id);
  for (const part of box.querySelectorAll("[role=textbox], .select2-search__field")) {
    part.setAttribute("aria-labelledby", name.id);
  }
  if ("named" in box.dataset) return;
  box.dataset.named = "";
  // select2 rebuilds parts of itself with every choice.
  new MutationObserver(() => nameSelect(select)).observe(box, { childList: true, subtree: true });
  // A click on the label must reach the box: the select behind it is hidden.
  labelOf(select)?.addEventListener("click", (event) => {
    event.preventDefault();
    (box.querySelector(".select2-search__field") ?? box).focus();
  });
}

/** jQuery starts select2, perhaps only after the page has loaded. */
function nameSelects(root) {
  for (const select of root.querySelectorAll("select.admin-autocomplete:not([name*=__prefix__])")) {
    if (select.nextElementSibling?.matches(".select2")) nameSelect(select);
    else {
      new MutationObserver((_, observer) => {
        if (!select.nextElementSibling?.matches(".select2")) return;
        observer.disconnect();
        nameSelect(select);
      }).observe(select.parentElement, { childList: true });
    }
  }
}

/** The search field of an open list is made anew each time, and has no label. */
function nameSearch(event) {
  const field = event.target;
  if (!field.matches?.(".select2-search__field") || field.hasAttribute("aria-labelledby")) return;
  const owner = document.querySelector(".select2-container--open .select2-selection[data-named]");
  if (owner) field.setAttribute("aria-labelledby", owner.getAttribute("aria-labelledby"));
}

nameCells(document);
nameTimes(document);
nameSelects(document);
document.addEventListener("focusin", nameSearch);
document.addEventListener("formset:added", (event) => {
  nameCells(document);
  nameSelects(event.target);
});
