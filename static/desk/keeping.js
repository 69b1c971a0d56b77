// Looks after what is typed into a form: says whether it is saved, saves it by Ctrl+S, and lets nobody leave the
// page by accident before that.

const form = document.querySelector("#content form[method=post]");
const save = form?.querySelector("[name=_save]");

if (form && save) {
  const said = form.querySelector("[data-saved]");
  const words = said?.innerHTML;
  // A form that came back refused is not saved, even if nobody touched it since.
  const refused = document.querySelector(".errornote") !== null;
  let saved = null;
  let leaving = false;
  let looking = 0;

  const content = () => {
    const entries = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    return JSON.stringify(entries.map(([name, value]) => [name, value instanceof File ? value.name : value]));
  };
  const isSaved = () => !refused && (saved === null || content() === saved);

  const say = () => {
    const done = isSaved();
    said.classList.toggle("unsaved", !done);
    if (done) said.innerHTML = words;
    else said.textContent = "Not saved yet";
  };
  const look = () => {
    clearTimeout(looking);
    if (said) looking = setTimeout(say, 200);
  };

  // Widgets rearrange themselves until the page has loaded; only from then on is a difference somebody's work.
  addEventListener("load", () => {
    saved = content();
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
  // Heard before any widget hears it: inside a chooser, too, the form is saved and never the page.
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
