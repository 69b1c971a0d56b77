// Starts the editor on every body of the page. Where it cannot start, the plain text area stays.

import { createBodyEditor } from "desk/editor/editor";

// A text that was refused for its size comes back to be shortened. The editor would be too slow with it.
const LONGEST = 2_000_000;

for (const textarea of document.querySelectorAll("textarea[data-body-editor]")) {
  if (textarea.value.length <= LONGEST) {
    createBodyEditor(textarea);
  } else {
    const around = textarea.parentElement;
    around.dataset.plain = "";
    around.querySelector(".body-editor__plain").textContent =
      "This text is too long for the editor, so it is shown as it is stored, in HTML. What you change is kept.";
  }
}
