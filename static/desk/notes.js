// Notes at the lower edge of the bar: who else is here, what did not reach the server, what can be put back.

import { element } from "desk/editor/elements";

const place = document.querySelector("[data-notes]");
const aloud = document.querySelector("[data-notes-aloud]");
const shown = new Map();

/**
 * Show a note, or change the one of that name; without words it goes.
 *
 * acts   [words, function] pairs, each a button
 * kind   "wrong", "waiting" or "people"
 * quiet  do not read it out: it says again what was said, only later
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

// The tools of the text stop beneath the notes, or a note would lie on them.
if (place) {
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--desk-notes", `${place.offsetHeight}px`);
  }).observe(place);
}

// The newsroom's clock, whatever the clock of this machine is set to.
const offset = Number(document.body.dataset.adminUtcOffset ?? 0) * 1000;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** 14:05 today, 21 Nov 14:05 before. */
export function clock(moment, { seconds = false } = {}) {
  const there = new Date(new Date(moment).getTime() + offset);
  const today = new Date(Date.now() + offset);
  const iso = there.toISOString();
  const time = iso.slice(11, seconds ? 19 : 16);
  if (iso.slice(0, 10) === today.toISOString().slice(0, 10)) return time;
  return `${there.getUTCDate()} ${MONTHS[there.getUTCMonth()]} ${time}`;
}
