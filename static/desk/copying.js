// Copies what a field says: a link that is shown only once.

import { say } from "desk/words";

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = say("Copied");
    } catch {
      button.textContent = say("Press Ctrl+C"); // it is selected, and the browser lets nobody else copy it
    }
  });
}
