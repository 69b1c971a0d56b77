// Straight quotation marks become curly as they are typed, two hyphens a dash, three dots an ellipsis. Backspace or
// Undo right afterwards takes the change back and leaves what was typed. Pasted text is left alone.

const APOSTROPHE = "’";
// In addresses, code and markup the signs stay as typed; so they do in a word where somebody undid a change.
const NOT_PROSE = /[`\\={}"']|.@|:\/\/|<!|^www\./;
// Words with an apostrophe in place of their beginning; it opens no quotation.
const SHORTENED = {
  en: ["tis", "twas", "twere", "twill", "twould", "til", "em", "n", "cause", "bout"],
  nl: ["s", "t", "n", "k", "m", "r", "ns"],
  af: ["n", "k", "t", "s"],
  de: ["s", "n", "ne", "nen", "ner", "nem", "rein", "raus", "rauf", "runter"],
};

/** The language of what is written: of the story's own field where the form has one. */
export function languageOf(textarea) {
  return textarea.form?.elements.language?.value || textarea.dataset.language || "";
}

const signsIn = (textarea) => {
  const { ours, quotes, dash, others, rest } = JSON.parse(textarea.dataset.signs);
  return () => {
    const code = languageOf(textarea).trim().replace(/_/g, "-").toLowerCase();
    const [language] = code.split("-");
    if (!language || language === ours) return { quotes, dash, language: ours };
    const of = (name) => (Object.hasOwn(others, name) ? others[name] : null);
    const [theirs, line] = of(code) ?? of(language) ?? rest;
    return { quotes: theirs, dash: line, language };
  };
};

/**
 * Returns a function that gives the signs of the language that the story has at the moment: { quotes: four signs, dash,
 * language }. Returns null where what is typed is left alone.
 */
export function signsOf(textarea) {
  return textarea.dataset.typography === "off" ? null : signsIn(textarea);
}

/** The quotation marks of the story's language, for pasted text that has <q> instead. */
export function quotesOf(textarea) {
  return signsIn(textarea)().quotes;
}

/**
 * What the sign that was just typed becomes, judged by the text before it on its line: { taken, words }. `taken` is how
 * many signs before it are replaced too. Null where the sign stays.
 */
export function better(before, typed, { quotes, dash, language }) {
  if (NOT_PROSE.test(/\S*$/.exec(before)[0])) return null;
  if (typed === "-") return /(^|[^-])-$/.test(before) ? { taken: 1, words: dash } : null;
  if (typed === ".") {
    if (/(^|[^.])\.\.$/.test(before)) return { taken: 2, words: "…" };
    return apostrophe(before, typed, quotes, language);
  }
  if (typed !== '"' && typed !== "'") return apostrophe(before, typed, quotes, language);
  const [opening, closing] = typed === '"' ? quotes : quotes.slice(2);
  const isOpen = before.lastIndexOf(opening.trim()) > before.lastIndexOf(closing.trim());
  if (begins(before, isOpen, quotes)) return { taken: 0, words: opening };
  if (typed === "'" && !isOpen) return { taken: 0, words: APOSTROPHE };
  // Rock ’n’ roll: neither of the two is a quotation mark.
  if (typed === "'" && opening !== APOSTROPHE && shortened(before, opening.trim(), language) === "n") {
    return { taken: opening.trim().length + 1, words: `${APOSTROPHE}${before.at(-1)}${APOSTROPHE}` };
  }
  return { taken: 0, words: closing };
}

/** A mark was taken for a quotation mark, and the sign after it shows that it is an apostrophe. */
function apostrophe(before, typed, quotes, language) {
  const [opening, closing] = quotes.slice(2).map((sign) => sign.trim());
  if (/\p{Nd}/u.test(typed)) {
    // The ’90s and the class of ’07; but ‘2026 will be better’.
    if (before.endsWith(opening) && isApart(before.slice(0, -opening.length)) && opening !== APOSTROPHE) {
      return { taken: opening.length, words: APOSTROPHE + typed };
    }
    const year = /’(\p{Nd}\p{Nd})$/u.exec(before);
    if (year && isApart(before.slice(0, -3)) && opening !== APOSTROPHE) return { taken: 3, words: opening + year[1] + typed };
  } else if (/\p{L}/u.test(typed)) {
    // ‚Wie geht’s?‘
    if (closing !== APOSTROPHE && before.endsWith(closing) && /\p{L}$/u.test(before.slice(0, -closing.length))) {
      return { taken: closing.length, words: APOSTROPHE + typed };
    }
  } else if (opening !== APOSTROPHE && /[\s.,;:!?)–—-]/.test(typed)) {
    const word = shortened(before, opening, language);
    if (word) return { taken: opening.length + word.length, words: APOSTROPHE + before.slice(-word.length) + typed };
  }
  return null;
}

/** The last word in small letters, where it follows an opening mark and has lost its beginning. */
function shortened(before, opening, language) {
  const word = /\p{L}+$/u.exec(before)?.[0] ?? "";
  const rest = before.slice(0, before.length - word.length);
  if (!word || !rest.endsWith(opening) || !isApart(rest.slice(0, -opening.length))) return null;
  return SHORTENED[language]?.includes(word.toLowerCase()) ? word.toLowerCase() : null;
}

const isApart = (before) => !/[\p{L}\p{N}]$/u.test(before);

function begins(before, isOpen, quotes) {
  const last = before.at(-1);
  // After a dash a quotation begins, or is broken off.
  if (last === "–" || last === "—") return !isOpen;
  return !last || /[\s([{<\-/\ufffc]/.test(last) || last === quotes[0].trim() || last === quotes[2].trim();
}

/** The same for plain fields; `isProse` tells which fields hold words for readers. */
export function followFields(signs, isProse) {
  let made = null;
  let replacing = false;

  const replace = (field, from, to, words) => {
    replacing = true;
    field.setSelectionRange(from, to);
    // Only this keeps the field's own Undo working.
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
    const found = better(before.slice(before.lastIndexOf("\n") + 1), event.data, signs());
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
