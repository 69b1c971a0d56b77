// While somebody types the note of a correction, the page shows it as readers will see it.

import { element } from "desk/editor/elements";

export function followNote(form) {
  const field = form.elements.note;
  const corrections = [...form.querySelectorAll(".outcome .correction")];
  if (!field || !corrections.length) return;
  const show = () => {
    for (const correction of corrections) {
      for (const old of correction.querySelectorAll(":scope > p:not(.correction-when)")) old.remove();
      correction.append(...paragraphs(field.value.trim() || "…"));
    }
  };
  field.addEventListener("input", show);
}

/** As Django makes paragraphs of a text. */
function paragraphs(text) {
  return text.split(/(?:\r?\n){2,}/).map((part) => {
    const lines = part.split(/\r?\n/).flatMap((line, number) => (number ? [element("br"), line] : [line]));
    return element("p", {}, ...lines);
  });
}

for (const form of document.querySelectorAll("form.act-form")) followNote(form);
