// The wire beside the text of a story, in a frame of its own: the editor is not touched, so caret, scroll and undo stay.
// What is taken there is saved by the server, and comes into the form as what a colleague saves.

const BESIDE = matchMedia("(min-width: 64rem)"); // else it fills the screen
const form = document.querySelector("#article_form");
const panel = document.querySelector("#wire-beside");
let opener = null;

function open(button) {
  opener = button;
  const place = panel.querySelector(".wire-frame");
  if (!place.querySelector("iframe")) {
    const made = place.querySelector("template").content.firstElementChild.cloneNode();
    made.src = button.dataset.wire;
    // After each page that it shows the form asks whether there is a newer revision: what was taken is one.
    made.addEventListener("load", () => form.dispatchEvent(new CustomEvent("form:elsewhere")));
    place.append(made);
  }
  const phone = document.querySelector("#phone");
  if (phone?.open) phone.close();
  if (BESIDE.matches) panel.setAttribute("open", ""); // leaves the caret in the text
  else panel.showModal();
}

function close() {
  panel.close();
  opener?.focus();
}

const show = () => {
  for (const button of form.querySelectorAll("[data-wire]")) button.hidden = false;
};

if (form && panel) {
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-wire]");
    if (button) open(button);
    if (target.closest("[data-phone]") && panel.open) panel.close();
  });
  panel.addEventListener("click", ({ target }) => target.closest("[data-close]") && close());
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });
  form.addEventListener("form:parts", show);
  show();
}
