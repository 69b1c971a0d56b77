// Starts the editor on every body of the page. Where it cannot start, the plain text area stays.

import { say } from "desk/words";

// A text that was refused for its size comes back to be shortened. The editor would be too slow with it.
const LONGEST = 2_000_000;

const all = [...document.querySelectorAll("textarea[data-body-editor]")];
const fitting = all.filter((textarea) => textarea.value.length <= LONGEST);

for (const textarea of all.filter((one) => !fitting.includes(one))) {
  const around = textarea.parentElement;
  around.dataset.plain = "";
  around.querySelector(".body-editor__plain").textContent =
    say("This text is too long for the editor, so it is shown as it is stored, in HTML. What you change is kept.");
}

if (fitting.length) {
  const { createBodyEditor } = await import("desk/editor/editor");
  fitting.forEach((textarea) => createBodyEditor(textarea));
}
