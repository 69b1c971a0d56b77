// Notes at the lower edge of the bar: who else is here, what did not reach the server, what can be put back.

import { element } from "desk/editor/elements";

// Notes tell times, so modules that show notes get the clock from here too.
export { clock } from "desk/clock";

const place = document.querySelector("[data-notes]");
const aloud = document.querySelector("[data-notes-aloud]");
const shown = new Map();

/**
 * Show a note, or change the one of that name. Without words the note is taken away.
 *
 * acts   [words, function] pairs, each a button
 * kind   "wrong", "waiting" or "people"
 * quiet  screen readers do not read it out, since it repeats what was said before
 */
export function note(name, words, { acts = [], kind = "waiting", quiet = false } = {}) {
  const before = shown.get(name);
  if (!words) {
    before?.dom.remove();
    shown.delete(name);
  } else if (before && before.acts === acts.map(([label]) => label).join()) {
    before.text.textContent = words;
    before.run = acts.map(([, run]) => run);
  } else {
    const made = { acts: acts.map(([label]) => label).join(), run: acts.map(([, run]) => run) };
    made.text = element("p", {}, words);
    made.dom = element(
      "div",
      { class: `note note-${kind}` },
      made.text,
      ...acts.map(([label], which) => element("button", { type: "button", onclick: () => made.run[which]() }, label)),
    );
    if (before) before.dom.replaceWith(made.dom);
    // What is wrong stands first, who is here last.
    else if (kind === "wrong") place.prepend(made.dom);
    else if (kind === "people") place.append(made.dom);
    else place.insertBefore(made.dom, place.querySelector(".note-people"));
    shown.set(name, made);
  }
  if (words && !quiet && before?.said !== words) aloud.textContent = words;
  if (words) shown.get(name).said = words;
}

// The tools of the text stay beneath the notes, or a note would cover them.
if (place) {
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--desk-notes", `${place.offsetHeight}px`);
  }).observe(place);
}
