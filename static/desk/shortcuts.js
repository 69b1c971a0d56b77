// The shortcuts of the writing page, and the list of them behind "?".

import { keys } from "desk/editor/elements";

const form = document.querySelector("#article_form");
const dialog = document.querySelector("#shortcuts");

for (const kbd of dialog?.querySelectorAll("kbd") ?? []) kbd.textContent = keys(kbd.textContent);

const press = (control) => {
  if (control instanceof HTMLAnchorElement) control.click();
  else if (control) form.requestSubmit(control);
};
const isTyping = (target) => target.isContentEditable || target.matches?.("input, textarea, select, .select2-selection");
const show = () => document.querySelector("dialog[open]") || dialog?.showModal();

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
  } else if (event.key === "?" && !command && !event.altKey && !isTyping(event.target)) {
    event.preventDefault();
    show();
  }
});

for (const button of document.querySelectorAll("[data-shortcuts]")) button.addEventListener("click", show);
dialog?.querySelector("[data-close]").addEventListener("click", () => dialog.close());
