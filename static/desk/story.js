// Small helps while a story is written: its length in the bar, fields that grow with their text, and the signs of print
// in every field that readers will read.

import { followFields, signsOf } from "desk/editor/typography";

const form = document.querySelector("#article_form");
const body = form.querySelector("textarea[name=body]");
const headline = form.querySelector("textarea[name=headline]");

// Words are counted as articles/body counts them: by spaces, and by characters in scripts without spaces.
const UNSPACED = "\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const WORD = new RegExp(`[${UNSPACED}]|[^\\s${UNSPACED}]+`, "gu");
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;
const A_MINUTE = 220;
const LINES = "p, h2, h3, li, td, th";

function words(html) {
  const story = new DOMParser().parseFromString(html, "text/html");
  const parts = [...story.querySelectorAll(LINES)]
    .filter((line) => !line.querySelector(LINES))
    .map((line) => line.textContent);
  for (const box of story.querySelectorAll("[data-by], [data-title]")) parts.push(box.dataset.by ?? box.dataset.title);
  return (parts.join("\n").match(WORD) ?? []).filter((word) => SAYS_SOMETHING.test(word)).length;
}

function count() {
  const length = words(body.value);
  form.querySelector("[data-words]").textContent = length;
  form.querySelector("[data-minutes]").textContent = `${length && Math.max(1, Math.round(length / A_MINUTE))} min`;
}

let counting = 0;
form.addEventListener("input", (event) => {
  if (event.target !== body) return;
  clearTimeout(counting);
  counting = setTimeout(count, 300);
});

// A headline is one line, however long: Enter goes on to the next field.
headline?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  if (!event.ctrlKey && !event.metaKey) form.querySelector("[name=standfirst]")?.focus();
});

const PROSE =
  "[name=kicker], [name=headline], [name=standfirst], [name=lead_caption], [name=lead_alt], [name^=search_], " +
  "[name^=social_], [data-prose]";
const signs = signsOf(body);
if (signs) followFields(signs, (field) => field.matches(PROSE));

// When the language of the story changes, its fields change with it: typeface, direction, spelling, hyphens.
const language = form.querySelector("[name=language]");
const rightToLeft = new Set((language?.dataset.rightToLeft ?? "").split(" "));

async function speak() {
  const lang = language.value.trim();
  const dir = rightToLeft.has(lang.toLowerCase().split(/[-_]/)[0]) ? "rtl" : "ltr";
  for (const field of form.querySelectorAll("[data-spoken]")) Object.assign(field, { lang, dir });
  const { editorOf } = await import("desk/editor/editor").catch(() => ({ editorOf: () => null }));
  editorOf(body)?.view.setProps({}); // the editor reads both from its field
}

for (const kind of ["input", "change"]) language?.addEventListener(kind, speak);

// For browsers that cannot size a field by its content.
if (!CSS.supports("field-sizing", "content")) {
  const grow = (field) => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  };
  for (const field of form.querySelectorAll(".canvas textarea:not([data-body-editor])")) {
    grow(field);
    field.addEventListener("input", () => grow(field));
  }
}

const refused = form.querySelector(".errornote");
if (refused) refused.focus();
else if (form.querySelector("[name=base]")?.value === "") headline?.focus({ preventScroll: true });
