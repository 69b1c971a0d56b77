// The story form as plain data, name to list of values, and back again: every field, every row, the text itself.

const NOT_TYPED = new Set(["csrfmiddlewaretoken", "number", "labels", "typed_at"]);
// What says when and on what something was typed, and not what.
const ABOUT = new Set(["base", "sitting", "labels", "typed_at"]);

const isTyped = (name, value) => typeof value === "string" && !NOT_TYPED.has(name) && !name.includes("__prefix__");

export function read(form) {
  const typed = {};
  for (const [name, value] of new FormData(form)) if (isTyped(name, value)) (typed[name] ??= []).push(value);
  return typed;
}

/** What the server keeps beside it: the words of what is chosen, and when this browser read the form. */
export function withLabels(form, typed) {
  return { ...typed, labels: JSON.stringify(labelsOf(form)), typed_at: String(Date.now()) };
}

/** Two forms that say the same have the same text; line ends change on the way to the server and back. */
export function textOf(typed) {
  const names = Object.keys(typed).filter((name) => !ABOUT.has(name));
  return JSON.stringify(names.sort().map((name) => [name, typed[name].map((value) => value.replace(/\r\n?/g, "\n"))]));
}

/** The words of what is chosen in searching selects: these hold no other options, so nothing else could name them. */
export function labelsOf(form) {
  const labels = {};
  for (const select of form.querySelectorAll("select.admin-autocomplete")) {
    if (select.name.includes("__prefix__")) continue;
    for (const { value, text } of select.selectedOptions) if (value) (labels[select.name] ??= {})[value] = text;
  }
  return labels;
}

/** Set the whole form to what was typed, exactly. */
export async function putBack(form, typed, labels = {}) {
  for (const group of form.querySelectorAll("[data-inline-formset]")) setRows(form, group, typed);
  const controls = [...form.elements].filter(
    (one) => one.name && !NOT_TYPED.has(one.name) && one.name !== "sitting" && !one.name.includes("__prefix__"),
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
      control.value = (values[nth] ?? "").replace(/\r\n?/g, "\n");
    }
  }
  for (const group of form.querySelectorAll("[data-inline-formset]")) order(group);
  await writeBodies(form);
  // Fields that grow, counters, previews: whoever follows a field hears that it has changed.
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

const rowsOf = (group) => [...group.querySelectorAll(":scope > .inline-related:not(.empty-form)")];

function setRows(form, group, typed) {
  const { prefix } = JSON.parse(group.dataset.inlineFormset).options;
  const wanted = Number(typed[`${prefix}-TOTAL_FORMS`]?.[0]);
  const add = group.querySelector(".add-row a");
  if (!Number.isInteger(wanted) || !form.elements[`${prefix}-TOTAL_FORMS`]) return;
  for (const row of rowsOf(group).slice(wanted)) row.remove();
  form.elements[`${prefix}-TOTAL_FORMS`].value = rowsOf(group).length;
  const focused = document.activeElement;
  for (let count = rowsOf(group).length; count < wanted && add; count += 1) add.click();
  focused?.focus?.();
}

/** Rows stand in the order their numbers say. */
function order(group) {
  const place = (row) => Number(row.querySelector("[name$=-ORDER]")?.value || Infinity);
  const rows = rowsOf(group);
  const sorted = [...rows].sort((a, b) => place(a) - place(b));
  const after = group.querySelector(":scope > .empty-form");
  if (after) for (const row of sorted) after.before(row);
}
