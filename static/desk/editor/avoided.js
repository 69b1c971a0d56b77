// Marks the words of the house list where they stand in the text. Marks are decorations: they change nothing of the
// text, of what may be undone, or of where the caret is.

import { Extension, pm } from "django-prose-editor/editor";
import { say } from "desk/words";

const { Plugin, PluginKey } = pm.state;
const { Decoration, DecorationSet } = pm.view;
const key = new PluginKey("avoided");
const NO_TEXT = "\ufffc"; // one sign for what is no text, so that places in the words are places in the block

/** The house list of the page: what to avoid, what to write instead, and why. */
export function houseWords() {
  const listed = document.querySelector("#house-words");
  return listed ? JSON.parse(listed.textContent) : [];
}

export function avoided(words) {
  const listed = words.map(({ avoid, instead, why }) => ({
    pattern: new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(avoid)}(?![\\p{L}\\p{N}_])`, "giu"),
    title: say("House style: “{instead}” instead of “{avoid}”.", { instead, avoid }) + (why ? ` ${why}` : ""),
  }));
  let isComposing = false;
  return Extension.create({
    name: "avoided",
    addProseMirrorPlugins: () => [
      new Plugin({
        key,
        state: {
          init: (_, { doc }) => DecorationSet.create(doc, marksIn(doc, 0, doc.content.size, listed)),
          apply: (tr, set) => (tr.docChanged || tr.getMeta(key) ? follow(tr, set, listed, isComposing) : set),
        },
        props: {
          decorations: (state) => key.getState(state),
          handleDOMEvents: {
            // A word that is composed of several keys is let be until it is there.
            compositionstart() {
              isComposing = true;
              return false;
            },
            compositionend(view) {
              isComposing = false;
              setTimeout(() => view.isDestroyed || view.dispatch(view.state.tr.setMeta(key, true)), 50);
              return false;
            },
          },
        },
      }),
    ],
  });
}

/** Moves the marks with the text, and looks again only at the blocks that have changed. */
function follow(tr, set, listed, isComposing) {
  if (tr.getMeta(key)) return DecorationSet.create(tr.doc, marksIn(tr.doc, 0, tr.doc.content.size, listed));
  let marks = set.map(tr.mapping, tr.doc);
  if (isComposing) return marks;
  for (const [from, to] of changed(tr)) {
    const blocks = blocksIn(tr.doc, from, to);
    for (const { node, pos } of blocks) {
      marks = marks.remove(marks.find(pos, pos + node.nodeSize)).add(tr.doc, marksOf(node, pos, listed));
    }
  }
  return marks;
}

/** Where the document is another than before, in places of the new one. */
function changed(tr) {
  const ranges = [];
  tr.mapping.maps.forEach((map, index) => {
    const later = tr.mapping.slice(index + 1);
    map.forEach((_, __, from, to) => ranges.push([later.map(from, -1), later.map(to, 1)]));
  });
  return ranges;
}

function blocksIn(doc, from, to) {
  const found = [];
  const size = doc.content.size;
  doc.nodesBetween(Math.max(0, Math.min(from, size) - 1), Math.min(to + 1, size), (node, pos) => {
    if (!node.isTextblock) return true;
    found.push({ node, pos });
    return false;
  });
  return found;
}

const marksIn = (doc, from, to, listed) => blocksIn(doc, from, to).flatMap(({ node, pos }) => marksOf(node, pos, listed));

function marksOf(node, pos, listed) {
  const text = node.textBetween(0, node.content.size, NO_TEXT, NO_TEXT);
  return listed.flatMap(({ pattern, title }) =>
    [...text.matchAll(pattern)].map(({ 0: words, index }) =>
      Decoration.inline(pos + 1 + index, pos + 1 + index + words.length, { class: "avoided", title }),
    ),
  );
}

const escaped = (words) => words.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
