// Reads the story form as plain data, each name with the list of its values, and writes such data back into the form:
// every field, every row, the text itself.

const NOT_TYPED = new Set(["csrfmiddlewaretoken", "number", "labels", "typed_at", "asked"]);
// These say when and on which revision something was typed; they are no part of what was typed.
const ABOUT = new Set(["base", "sitting", "key", "labels", "typed_at"]);

// What comes before a person's change of a form.
const HANDS = ["keydown", "pointerdown", "beforeinput", "paste", "drop"];

const isTyped = (name, value) =>
  typeof value === "string" && !NOT_TYPED.has(name) && !name.includes("__prefix__") && !/^choice-\d+$/.test(name);
// "initial-…" is what a field said when the form was opened.
export const isAbout = (name) => ABOUT.has(name) || name.startsWith("initial-");

export function read(form) {
  const typed = {};
  for (const [name, value] of new FormData(form)) if (isTyped(name, value)) (typed[name] ??= []).push(value);
  return typed;
}

/** Whether nobody has typed yet. What scripts change while the page loads is hidden, and has no state of its own. */
export function isAsServed(form) {
  return [...form.elements].every((one) => {
    if (one.type === "checkbox" || one.type === "radio") return one.checked === one.defaultChecked;
    return !/^(text|textarea)$/.test(one.type) || one.value === one.defaultValue;
  });
}

/** Calls once: as soon as somebody is about to change the form, or when the page has loaded. */
export function beforeAnyHand(form, call) {
  const once = () => {
    for (const kind of HANDS) form.removeEventListener(kind, once, { capture: true });
    removeEventListener("load", once);
    call();
  };
  for (const kind of HANDS) form.addEventListener(kind, once, { capture: true });
  addEventListener("load", once);
}

/** The data with what the server keeps beside it: the labels of choices, and when the form was read. */
export function withLabels(form, typed) {
  return { ...typed, labels: JSON.stringify(labelsOf(form)), typed_at: String(Date.now()) };
}

/** The data as one string. Forms that say the same give the same string, whatever the server does to line ends. */
export function textOf(typed) {
  const names = Object.keys(typed).filter((name) => !isAbout(name));
  return JSON.stringify(names.sort().map((name) => [name, typed[name].map((value) => value.replace(/\r\n?/g, "\n"))]));
}

/** The labels of what is chosen in selects with a search. Such a select has no other options that could tell them. */
export function labelsOf(form) {
  const labels = {};
  for (const select of form.querySelectorAll("select.admin-autocomplete")) {
    if (select.name.includes("__prefix__")) continue;
    for (const { value, text } of select.selectedOptions) if (value) (labels[select.name] ??= {})[value] = text;
  }
  return labels;
}

/** Sets the whole form to what was typed. */
export async function putBack(form, typed, labels = {}) {
  const controls = set(form, typed, labels);
  await writeBodies(form);
  tell(form, controls);
}

/** Sets the fields and rows whose names are meant to what was typed; the text of the story stays. */
export function put(form, typed, labels, isMeant) {
  tell(form, set(form, typed, labels, isMeant));
}

function set(form, typed, labels, isMeant = () => true) {
  const groups = [...form.querySelectorAll("[data-inline-formset]")].filter((group) => isMeant(`${prefixOf(group)}-`));
  for (const group of groups) setRows(form, group, typed);
  const controls = [...form.elements].filter(
    (one) =>
      one.name && !NOT_TYPED.has(one.name) && one.name !== "sitting" && !one.name.includes("__prefix__") && isMeant(one.name),
  );
  const used = {};
  for (const control of controls) {
    const values = typed[control.name];
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = values?.includes(control.value) ?? false;
    } else if (control instanceof HTMLSelectElement) {
      choose(control, values ?? [], labels[control.name] ?? {});
    } else if (values && !["submit", "button", "file"].includes(control.type)) {
      const nth = (used[control.name] = (used[control.name] ?? -1) + 1);
      write(control, (values[nth] ?? "").replace(/\r\n?/g, "\n"));
    }
  }
  for (const group of groups) order(group);
  return controls;
}

/** Writes into a field so that a caret in it stays among the words that stay. */
function write(control, value) {
  const before = control.value;
  if (before === value) return;
  if (document.activeElement !== control || control.selectionStart === null) {
    control.value = value;
    return;
  }
  const shorter = Math.min(before.length, value.length);
  let start = 0;
  while (start < shorter && before[start] === value[start]) start += 1;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === value[value.length - 1 - same]) same += 1;
  control.setRangeText(value.slice(start, value.length - same), start, before.length - same, "preserve");
}

/** Tells the modules that follow a field, such as counters and previews, that it has changed. */
function tell(form, controls) {
  const jquery = window.django?.jQuery;
  for (const control of controls) {
    if (control.matches("[data-body-editor]")) continue;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    if (control instanceof HTMLSelectElement) jquery?.(control).trigger("change");
  }
  form.dispatchEvent(new CustomEvent("form:put-back"));
}

async function writeBodies(form) {
  const { editorOf } = await import("desk/editor/editor").catch(() => ({ editorOf: () => null }));
  for (const textarea of form.querySelectorAll("textarea[data-body-editor]")) {
    editorOf(textarea)?.commands.setContent(textarea.value, { emitUpdate: true });
  }
}

function choose(select, values, labels) {
  for (const value of values) {
    if (![...select.options].some((option) => option.value === value)) {
      select.add(new Option(labels[value] ?? value, value));
    }
  }
  for (const option of select.options) option.selected = values.includes(option.value);
}

export const prefixOf = (group) => JSON.parse(group.dataset.inlineFormset).options.prefix;
const rowsOf = (group) => [...group.querySelectorAll(":scope > .inline-related:not(.empty-form)")];

function setRows(form, group, typed) {
  const prefix = prefixOf(group);
  const wanted = Number(typed[`${prefix}-TOTAL_FORMS`]?.[0]);
  const add = group.querySelector(".add-row a");
  if (!Number.isInteger(wanted) || !form.elements[`${prefix}-TOTAL_FORMS`]) return;
  for (const row of rowsOf(group).slice(wanted)) row.remove();
  form.elements[`${prefix}-TOTAL_FORMS`].value = rowsOf(group).length;
  const focused = document.activeElement;
  for (let count = rowsOf(group).length; count < wanted && add; count += 1) add.click();
  focused?.focus?.();
}

/** Puts the rows in the order of their numbers. */
function order(group) {
  const place = (row) => Number(row.querySelector("[name$=-ORDER]")?.value || Infinity);
  const rows = rowsOf(group);
  const sorted = [...rows].sort((a, b) => place(a) - place(b));
  const after = group.querySelector(":scope > .empty-form");
  if (after) for (const row of sorted) after.before(row);
}
