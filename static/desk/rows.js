// Bylines and sources in their order: two buttons instead of a number to type.

import { say } from "desk/words";

for (const group of document.querySelectorAll(".rows")) {
  const rows = () => [...group.querySelectorAll(":scope > .inline-related:not(.empty-form)")];

  const button = (words, step) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", () => {
      const row = made.closest(".inline-related");
      const all = rows();
      const other = all[all.indexOf(row) + step];
      if (!other) return;
      if (step < 0) other.before(row);
      else other.after(row);
      made.focus();
      number();
    });
    return made;
  };

  const equip = (row) => {
    const tools = row.querySelector(".row-tools");
    if (!row.querySelector("[name$=-ORDER]") || tools.querySelector("button")) return;
    tools.prepend(button(say("Up"), -1), button(say("Down"), 1));
  };

  /** An empty row keeps its number: with another one it would count as changed, and be refused as empty. */
  const isFilled = (row) =>
    [...row.querySelectorAll(".admin-autocomplete, input[type=text]")].some((field) => field.value !== "");

  const number = () => {
    rows().forEach((row, index) => {
      const position = row.querySelector("[name$=-ORDER]");
      if (position && isFilled(row)) position.value = index + 1;
      row.querySelectorAll(".row-tools button").forEach((one, which) => {
        one.disabled = which === 0 ? index === 0 : index === rows().length - 1;
        one.setAttribute("aria-label", say("{what}, number {number} of {count}", { what: one.textContent, number: index + 1, count: rows().length }));
      });
    });
  };

  /** Names the button that adds a row: not “another” while there is none. jQuery may make the button late. */
  const { addText } = JSON.parse(group.dataset.inlineFormset).options;
  const invite = () => {
    const words = rows().length ? addText : addText.replace(" another ", " a ");
    const add = group.querySelector(".add-row a");
    if (add && add.textContent !== words) add.textContent = words;
  };

  rows().forEach(equip);
  number();
  invite();
  new MutationObserver(invite).observe(group, { childList: true });
  group.addEventListener("formset:added", (event) => {
    equip(event.target);
    number();
    event.target.querySelector("select, input:not([type=hidden])")?.focus();
  });
  document.addEventListener("formset:removed", () => number());
  group.closest("form").addEventListener("submit", number);
}
