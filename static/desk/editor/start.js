// Makes every body on the page editable. A browser that gets no further than this keeps the plain text area.

import { createBodyEditor } from "desk/editor/editor";

// A body that was refused for its size comes back to be cut; laid out as a story it would stop the browser.
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
