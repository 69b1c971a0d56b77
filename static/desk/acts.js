// A closed act says why, and says it of the text as it was saved. Once something is typed the reason may be answered,
// so the button opens again: it saves first, and the server says what still stands in the way, if anything does.

const form = document.querySelector("#article_form");
const said = form?.querySelector("[data-saved]");

function open() {
  if (!said.classList.contains("unsaved")) return;
  for (const button of form.querySelectorAll("[data-asks-for-words]:disabled")) {
    button.disabled = false;
    const reasons = document.getElementById(button.getAttribute("aria-describedby"));
    for (const reason of reasons.children) reason.textContent = `As last saved: ${reason.textContent}`;
  }
}

// What the bar says of saving changes with the first key, and with every autosave after it.
if (said) {
  new MutationObserver(open).observe(said, { childList: true, characterData: true, subtree: true, attributes: true });
  form.addEventListener("form:parts", open);
}
