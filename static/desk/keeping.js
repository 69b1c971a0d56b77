// For forms other than the story's: says whether what was typed is saved, saves it by Ctrl+S, and warns whoever leaves
// the page before that.

import { beforeAnyHand, isAsServed } from "desk/typed";
import { say } from "desk/words";

const form = document.querySelector("#content form[method=post]");
const save = form?.querySelector("[name=_save]");

if (form && save) {
  const said = form.querySelector("[data-saved]");
  const words = said?.innerHTML;
  // A form that came back refused is not saved, even if nobody touched it since.
  const refused = document.querySelector(".errornote") !== null;
  let saved = isAsServed(form) ? null : ""; // somebody may have been quicker than this script
  let leaving = false;
  let looking = 0;

  const content = () => {
    const entries = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    return JSON.stringify(entries.map(([name, value]) => [name, value instanceof File ? value.name : value]));
  };
  const isSaved = () => !refused && (saved === null || content() === saved);

  const tell = () => {
    const done = isSaved();
    said.classList.toggle("unsaved", !done);
    if (done) said.innerHTML = words;
    else said.textContent = say("Not saved yet");
  };
  const look = () => {
    clearTimeout(looking);
    if (said) looking = setTimeout(tell, 200);
  };

  // Until the page has loaded, widgets change the form themselves. Any difference after that was made by a person, and so
  // was any after somebody began.
  beforeAnyHand(form, () => (saved ??= content()));
  addEventListener("load", () => {
    look();
    // What is chosen in select2 is told to jQuery only.
    window.django?.jQuery(form).on("change", look);
  });
  for (const kind of ["input", "change", "click"]) form.addEventListener(kind, look);
  form.addEventListener("submit", (event) => {
    setTimeout(() => (leaving = !event.defaultPrevented), 0);
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (!leaving && !isSaved()) event.preventDefault();
  });
  // Heard before any widget: inside a chooser, too, Ctrl+S saves the form and never the page.
  addEventListener(
    "keydown",
    (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      form.requestSubmit(save);
    },
    { capture: true },
  );
}
