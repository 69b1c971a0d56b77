// Straight quotation marks become curly as they are typed, two hyphens a dash, three dots an ellipsis. Backspace or
// Undo right afterwards takes the change back and leaves what was typed. Pasted text is left alone.

const APOSTROPHE = "’";
// Addresses, code, markup: there the signs mean what they are. So they do in a word where somebody put one back.
const NOT_PROSE = /[`\\={}"']|.@|:\/\/|<!|^www\./;

/** What the desk has set, from a body's text area: { quotes: four signs, dash }, or null where typing is left alone. */
export function signsOf(textarea) {
  return textarea.dataset.typography ? JSON.parse(textarea.dataset.typography) : null;
}

/**
 * What the sign just typed should become, from the text before it on its line: { taken, words }, where `taken` is how
 * many signs before it are replaced as well; or null where it stays.
 */
export function better(before, typed, { quotes, dash }) {
  if (NOT_PROSE.test(/\S*$/.exec(before)[0])) return null;
  if (typed === "-") return /(^|[^-])-$/.test(before) ? { taken: 1, words: dash } : null;
  if (typed === ".") return /(^|[^.])\.\.$/.test(before) ? { taken: 2, words: "…" } : null;
  if (typed !== '"' && typed !== "'") return null;
  const [opening, closing] = typed === '"' ? quotes : quotes.slice(2);
  const isOpen = before.lastIndexOf(opening.trim()) > before.lastIndexOf(closing.trim());
  if (begins(before, isOpen, quotes)) return { taken: 0, words: opening };
  return { taken: 0, words: typed === "'" && !isOpen ? APOSTROPHE : closing };
}

function begins(before, isOpen, quotes) {
  const last = before.at(-1);
  // Behind a dash a quotation begins, or is broken off.
  if (last === "–" || last === "—") return !isOpen;
  return !last || /[\s([{<\-/\ufffc]/.test(last) || last === quotes[0].trim() || last === quotes[2].trim();
}

/** The same for plain fields; `isProse` says of a field whether words for readers are typed into it. */
export function followFields(signs, isProse) {
  let made = null;
  let replacing = false;

  const replace = (field, from, to, words) => {
    replacing = true;
    field.setSelectionRange(from, to);
    // The only way that leaves the field's own Undo whole.
    if (!document.execCommand("insertText", false, words)) field.setRangeText(words, from, to, "end");
    replacing = false;
  };

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (replacing) return;
    made = null;
    if (event.inputType !== "insertText" || event.isComposing || event.data?.length !== 1 || !isProse(field)) return;
    const end = field.selectionStart;
    const before = field.value.slice(0, end - 1);
    const found = better(before.slice(before.lastIndexOf("\n") + 1), event.data, signs);
    if (!found) return;
    const from = end - 1 - found.taken;
    const typed = field.value.slice(from, end);
    replace(field, from, end, found.words);
    made = { field, from, to: from + found.words.length, words: found.words, typed };
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Backspace" || event.target !== made?.field) return;
    const { field, from, to, words, typed } = made;
    made = null;
    if (field.selectionStart !== to || field.selectionEnd !== to || field.value.slice(from, to) !== words) return;
    event.preventDefault();
    replace(field, from, to, typed);
  });
}
