// A save merges the form with what others have saved. This module brings their changes into the open form: fields, rows
// and blocks of the text. The caret and Undo stay as they are. What was changed here since the save is left alone.

import { editorOf } from "desk/editor/editor";
import { writeBody } from "desk/editor/writing";
import { isAbout, labelsOf, prefixOf, put, read } from "desk/typed";
import { steadily } from "desk/answer";
import { pm } from "django-prose-editor/editor";

const MOST_COMPARED = 4_000_000;
const ROWS = new Set(["bylines", "sources"]);

const lines = (values) => JSON.stringify((values ?? []).map((value) => value.replace(/\r\n?/g, "\n")));
const same = (one, other, names) => names.every((name) => lines(one[name]) === lines(other[name]));

/**
 * sent     the form as it went to the server
 * fresh    the form as it came back
 * theirs   the names of fields that others have changed
 *
 * Returns the names that could not be brought in, since something was typed there meanwhile.
 */
export function bringIn(form, sent, fresh, theirs) {
  const came = read(fresh);
  const now = read(form);
  const left = [];
  const meant = new Set();
  for (const name of theirs) {
    if (name === "body") continue;
    const names = namesOf(name, { ...sent, ...came, ...now });
    if (same(now, came, names)) continue;
    if (same(now, sent, names)) for (const one of names) meant.add(one);
    else left.push(name);
  }
  for (const group of form.querySelectorAll("[data-inline-formset]")) {
    // The answer has no rows that were removed.
    const names = namesOf(prefixOf(group), { ...sent, ...came, ...now });
    const hasRemoved = names.some((name) => name.endsWith("-DELETE") && sent[name]);
    if (hasRemoved && same(now, sent, names)) for (const one of names) meant.add(one);
  }
  if (meant.size) {
    const isMeant = (name) => meant.has(name) || (name.endsWith("-") && [...meant].some((one) => one.startsWith(name)));
    put(form, came, labelsOf(fresh), isMeant);
  }
  if (lines(sent.body) !== lines(came.body) && came.body && !bringText(form, sent.body[0], came.body[0])) left.push("body");
  for (const one of form.elements) {
    if (!one.name.startsWith("initial-") || left.some((name) => one.name.startsWith(`initial-${name}`))) continue;
    if (came[one.name]) one.value = came[one.name][0];
  }
  return left;
}

/** The names of the fields and rows that say something else in the form that came than in the one before. */
export function changedIn(before, fresh) {
  const came = read(fresh);
  const differ = Object.keys({ ...before, ...came }).filter((name) => !isAbout(name) && !same(before, came, [name]));
  return [...new Set(differ.map((name) => [...ROWS].find((rows) => name.startsWith(`${rows}-`)) ?? name.replace(/_\d$/, "")))];
}

/** The names of a field's inputs: some fields have two, and rows have many. */
function namesOf(name, typed) {
  const pattern = ROWS.has(name) ? new RegExp(`^${name}-`) : new RegExp(`^${name}(_\\d)?$`);
  return Object.keys(typed).filter((one) => pattern.test(one));
}

function bringText(form, sent, came) {
  const textarea = form.querySelector("textarea[name=body]");
  const editor = editorOf(textarea);
  if (!editor) {
    if (lines([textarea.value]) !== lines([sent])) return false;
    textarea.value = came;
    return true;
  }
  const { state } = editor;
  // Blocks are compared by their HTML.
  const blocksOf = (doc) => doc.content.content.map((node) => ({ node, key: writeBody([node]) }));
  const parse = (html) =>
    pm.model.DOMParser.fromSchema(state.schema).parse(new DOMParser().parseFromString(html, "text/html").body);
  const [was, theirs, here] = [parse(sent), parse(came), state.doc].map(blocksOf);
  const kept = pairs(was, here);
  const tr = state.tr;
  let isWhole = true;
  for (const hunk of hunks(was, theirs).reverse()) {
    const place = placeOf(hunk, kept, here);
    if (place) replace(tr, place, here, theirs.slice(hunk.c, hunk.d));
    else isWhole = false;
  }
  if (!tr.docChanged) return isWhole;
  tr.setMeta("addToHistory", false);
  tr.setMeta("preventUpdate", false); // the form hears of it, and the words may change for those who change only pictures
  steadily(() => editor.view.dispatch(tr));
  return isWhole;
}

/** Which blocks stayed the same: index in the one to index in the other. */
function pairs(one, other) {
  const found = new Map();
  let start = 0;
  while (start < one.length && start < other.length && one[start].key === other[start].key) {
    found.set(start, start);
    start += 1;
  }
  let a = one.length;
  let b = other.length;
  while (a > start && b > start && one[a - 1].key === other[b - 1].key) {
    a -= 1;
    b -= 1;
    found.set(a, b);
  }
  if ((a - start) * (b - start) > MOST_COMPARED) return found;
  const longest = Array.from({ length: a - start + 1 }, () => new Uint32Array(b - start + 1));
  for (let i = a - 1; i >= start; i -= 1) {
    for (let j = b - 1; j >= start; j -= 1) {
      const [x, y] = [i - start, j - start];
      longest[x][y] = one[i].key === other[j].key ? longest[x + 1][y + 1] + 1 : Math.max(longest[x + 1][y], longest[x][y + 1]);
    }
  }
  for (let i = start, j = start; i < a && j < b; ) {
    if (one[i].key === other[j].key) found.set(i++, j++);
    else if (longest[i + 1 - start][j - start] >= longest[i - start][j + 1 - start]) i += 1;
    else j += 1;
  }
  return found;
}

/** Where the two differ: blocks a to b of the one became blocks c to d of the other. */
function hunks(one, other) {
  const found = [];
  let a = 0;
  let c = 0;
  const alike = [...pairs(one, other)].sort(([x], [y]) => x - y);
  for (const [b, d] of [...alike, [one.length, other.length]]) {
    if (b > a || d > c) found.push({ a, b, c, d });
    [a, c] = [b + 1, d + 1];
  }
  return found;
}

/** Which blocks of the text on the page a change replaces; null where somebody has typed in them. */
function placeOf({ a, b }, kept, here) {
  if (a === b) {
    if (kept.has(a - 1)) return { from: kept.get(a - 1) + 1, to: kept.get(a - 1) + 1 };
    if (kept.has(a)) return { from: kept.get(a), to: kept.get(a) };
    return here.length ? null : { from: 0, to: 0 };
  }
  for (let index = a; index < b; index += 1) {
    if (kept.get(index) !== kept.get(a) + index - a) return null;
  }
  return { from: kept.get(a), to: kept.get(a) + b - a };
}

function replace(tr, { from, to }, here, blocks) {
  const start = here.slice(0, from).reduce((size, { node }) => size + node.nodeSize, 0);
  const end = here.slice(from, to).reduce((size, { node }) => size + node.nodeSize, start);
  const [old, made] = [here[from]?.node, blocks[0]?.node];
  if (to - from === 1 && blocks.length === 1 && old.isTextblock && old.sameMarkup(made)) {
    // Only the words that differ are replaced, so that a caret elsewhere in the paragraph stays.
    const first = old.content.findDiffStart(made.content);
    if (first === null) return;
    let { a, b } = old.content.findDiffEnd(made.content);
    const overlap = first - Math.min(a, b);
    if (overlap > 0) [a, b] = [a + overlap, b + overlap];
    tr.replace(start + 1 + first, start + 1 + a, made.slice(first, b));
    return;
  }
  tr.replaceWith(start, end, blocks.map(({ node }) => node));
}
