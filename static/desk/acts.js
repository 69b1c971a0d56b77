// A closed button says why, and the reason is about the text as it was saved. Once something is typed the reason may
// no longer hold, so the button opens: it saves first, and the server says whether something still stands in the way.

import { say } from "desk/words";

const form = document.querySelector("#article_form");
const said = form?.querySelector("[data-saved]");

function open() {
  if (!said.classList.contains("unsaved")) return;
  for (const button of form.querySelectorAll("[data-asks-for-words]:disabled")) {
    button.disabled = false;
    const reasons = document.getElementById(button.getAttribute("aria-describedby"));
    for (const reason of reasons.children) reason.textContent = say("As last saved: {reason}", { reason: reason.textContent });
  }
}

// The bar changes with the first key and with every autosave.
if (said) {
  new MutationObserver(open).observe(said, { childList: true, characterData: true, subtree: true, attributes: true });
  form.addEventListener("form:parts", open);
}
