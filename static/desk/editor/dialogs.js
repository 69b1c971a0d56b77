// The dialogs of the editor: a native <dialog> with one kind of form. They are children of the page's body, since a
// form inside the story's form would end it.

import { element, freshId } from "desk/editor/elements";
import { icon } from "desk/editor/icons";
import { say } from "desk/words";

/**
 * A dialog that is open. `done` resolves with what `close` is given, or null when it is left by Escape or Cancel.
 */
export function openDialog(title, { wide = false, owner } = {}) {
  const id = freshId("body-dialog");
  const content = element("div", { class: "body-dialog__content" });
  const dialog = element(
    "dialog",
    { class: wide ? "body-dialog body-dialog--wide" : "body-dialog", "aria-labelledby": id },
    element(
      "div", // a header or footer that is no part of an article or the like counts as the page's own
      { class: "body-dialog__head" },
      element("h2", { id }, title),
      element(
        "button",
        { type: "button", class: "body-dialog__close", "aria-label": say("Close"), onclick: () => dialog.close() },
        icon("close"),
      ),
    ),
    content,
  );
  let finish;
  const done = new Promise((resolve) => {
    finish = (result) => {
      dialog.remove();
      owner?.view.focus();
      resolve(result); // only the first time counts
    };
  });
  dialog.addEventListener("close", () => finish(null));
  // What is typed here is no part of the story, and Enter must not send the story's form.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  document.body.append(dialog);
  return {
    content,
    done,
    show: () => dialog.showModal(),
    close: (value) => {
      dialog.close();
      finish(value);
    },
  };
}

/** The form of a dialog. `send` is called in place of sending it: the story's form around the editor knows nothing of it. */
export function dialogForm({ send, looks = "" }, ...children) {
  const onsubmit = (event) => {
    event.preventDefault();
    event.stopPropagation();
    send();
  };
  return element("form", { class: `body-dialog__form ${looks}`.trim(), novalidate: true, onsubmit }, ...children);
}

/**
 * Ask for a few values.
 *
 * fields  { name, label, value, hint, rows, type, options, note(value) → words, check(value) → complaint }
 * others  more buttons: { words, value } closes with that value
 * beneath  (answer, value of a field by its name) → what stands beneath the fields
 *
 * Resolves with the values by name, with the value of another button, or with null.
 */
export function ask(title, fields, { submit, others = [], owner, beneath } = {}) {
  const dialog = openDialog(title, { owner });
  const controls = fields.map(control);
  const said = (name) => controls.find((field) => field.name === name)?.value();
  const send = () => {
    const faulty = controls.filter((field) => !field.accept());
    if (faulty.length) faulty[0].input.focus();
    else dialog.close(Object.fromEntries(controls.map((field) => [field.name, field.value()])));
  };
  const form = dialogForm(
    { send },
    ...controls.map((field) => field.row),
    beneath?.((answer) => dialog.close(answer), said),
    element(
      "div",
      { class: "body-dialog__foot" },
      element("button", { type: "submit", class: "body-dialog__submit" }, submit),
      ...others.map(({ words, value }) =>
        element("button", { type: "button", onclick: () => dialog.close(value) }, words),
      ),
      element("button", { type: "button", onclick: () => dialog.close(null) }, say("Cancel")),
    ),
  );
  dialog.content.append(form);
  dialog.show();
  controls[0]?.input.focus();
  if (controls[0]?.input.select) controls[0].input.select();
  return dialog.done;
}

/** Words for readers are in the language of the story. */
function spoken() {
  const { lang, dir } = document.querySelector("textarea[data-body-editor]") ?? {};
  return { lang: lang || null, dir: dir || null };
}

/** A labelled field with its hint, a note that follows what is typed, and room for one complaint. */
export function control({ name, label, value = "", hint = "", rows = 0, type = "text", options, note, check, attributes, prose }) {
  const id = freshId(`body-${name}`);
  const about = element("p", { class: "body-field__hint", id: `${id}-hint` }, hint);
  const complaint = element("p", { class: "body-field__complaint", id: `${id}-complaint`, role: "alert" });
  const tag = options ? "select" : rows ? "textarea" : "input";
  const input = element(tag, {
    id,
    name,
    rows: rows || null,
    type: tag === "input" ? type : null,
    autocomplete: "off",
    "aria-describedby": `${id}-hint ${id}-complaint`,
    "data-prose": Boolean(prose), // words for readers, typed with the signs of print
    ...(prose ? spoken() : {}),
    ...attributes,
  });
  input.append(...(options ?? []).map((option) => element("option", { value: option.value }, option.label)));
  if (type === "checkbox") input.checked = value;
  else input.value = value;
  const read = () => (type === "checkbox" ? input.checked : input.value);
  const told = (words) => {
    complaint.textContent = words;
    if (words) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  const follow = () => {
    if (note) about.textContent = note(read()) || hint;
    about.hidden = !about.textContent;
  };
  input.addEventListener("input", () => {
    told("");
    follow();
  });
  follow();
  const words = element("label", { for: id }, label);
  return {
    name,
    input,
    value: read,
    complain: told,
    row: element(
      "div",
      { class: `body-field${type === "checkbox" ? " body-field--check" : ""}` },
      ...(type === "checkbox" ? [input, words] : [words, input]),
      about,
      complaint,
    ),
    accept() {
      told(check?.(read()) || "");
      return !complaint.textContent;
    },
  };
}
