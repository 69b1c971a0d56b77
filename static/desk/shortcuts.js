// The keys of the writing page: Ctrl+S and the preview. The list of all keys is in articles/helping/keys.py.

const form = document.querySelector("#article_form");

const press = (control) => {
  if (control instanceof HTMLAnchorElement) control.click();
  else if (control) form.requestSubmit(control);
};

// Heard before anything else: inside choosers and dialogs, too, Ctrl+S saves the story and never the page.
addEventListener(
  "keydown",
  (event) => {
    const command = event.ctrlKey || event.metaKey;
    if (!command || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) press(form?.querySelector("[name=_save]"));
  },
  { capture: true },
);

document.addEventListener("keydown", (event) => {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.altKey && event.code === "KeyP" && !event.getModifierState("AltGraph")) {
    // On Windows AltGr counts as both keys, and on some keyboards AltGr with P types a letter.
    event.preventDefault();
    press(form?.querySelector("[name=_preview]") ?? form?.querySelector("a[data-preview]"));
  }
});
