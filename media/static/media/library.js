// The grid by keyboard: arrows move from picture to picture, Space selects, Enter opens, / searches.
// Tab stops at one picture only, the last that had the focus. Without this module every picture is a plain link.

import { sayCount } from "desk/words";

const grid = document.querySelector("[data-library-grid]");
const search = document.querySelector(".library-tools input[type=search]");

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || !search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

if (grid) {
  const cards = [...grid.children];
  const link = (card) => card.querySelector(".picture-card-link");
  const box = (card) => card.querySelector("[name=picture]");
  const form = grid.closest("form");
  const said = form.querySelector("[data-selected]");
  let lastBox = null;

  const stopAt = (card) => {
    for (const one of cards) {
      link(one).tabIndex = one === card ? 0 : -1;
      box(one).tabIndex = one === card ? 0 : -1;
    }
  };
  const count = () => {
    const chosen = cards.filter((card) => box(card).checked).length;
    said.textContent = chosen ? sayCount("{count} selected", "{count} selected", chosen) : "";
  };

  /** The card above or below: in the next row, the one that is most nearly in line. */
  const beside = (card, down) => {
    const here = card.getBoundingClientRect();
    const away = (one) => (down ? 1 : -1) * (one.getBoundingClientRect().top - here.top);
    const others = cards.filter((one) => away(one) > 1);
    if (!others.length) return null;
    const nearest = Math.min(...others.map(away));
    const inRow = others.filter((one) => away(one) < nearest + 1);
    const aside = (one) => Math.abs(one.getBoundingClientRect().left - here.left);
    return inRow.reduce((best, one) => (aside(one) < aside(best) ? one : best));
  };
  const towards = {
    ArrowRight: (card) => cards[cards.indexOf(card) + 1],
    ArrowLeft: (card) => cards[cards.indexOf(card) - 1],
    ArrowDown: (card) => beside(card, true),
    ArrowUp: (card) => beside(card, false),
    Home: () => cards[0],
    End: () => cards.at(-1),
  };

  grid.addEventListener("keydown", (event) => {
    const card = event.target.closest(".picture-card");
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && event.target === link(card)) {
      event.preventDefault();
      box(card).click();
      return;
    }
    const next = towards[event.key]?.(card);
    if (!(event.key in towards)) return;
    event.preventDefault();
    if (next) link(next).focus();
  });
  grid.addEventListener("focusin", (event) => stopAt(event.target.closest(".picture-card")));
  grid.addEventListener("click", (event) => {
    if (event.target.name !== "picture") return;
    // Shift selects all pictures from the last one on, as lists of files do.
    const now = cards.findIndex((card) => box(card) === event.target);
    const before = cards.findIndex((card) => box(card) === lastBox);
    if (event.shiftKey && before >= 0) {
      for (const card of cards.slice(Math.min(now, before), Math.max(now, before) + 1)) {
        box(card).checked = event.target.checked;
      }
    }
    lastBox = event.target;
    count();
  });
  form.addEventListener("reset", () => setTimeout(count));

  stopAt(cards[0]);
  count(); // browsers keep what was chosen when somebody comes back to the page
  form.querySelector("[data-library-keys]").hidden = false;
}
