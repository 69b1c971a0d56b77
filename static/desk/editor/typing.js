// Changes signs as they are typed into the body: into those of print, by the rules of typography.js, and into the
// beginning of a list or a heading.

import { Extension, pm } from "django-prose-editor/editor";

import { KINDS } from "desk/editor/kinds";
import { better } from "desk/editor/typography";

const { Plugin, PluginKey } = pm.state;
const { closeHistory, undo } = pm.history;
const { canJoin, findWrapping } = pm.transform;

const AS_FAR_BACK = 300; // characters before the caret that are looked at
const key = new PluginKey("typing");

/**
 * Each sign is typed first and changed then, in a step of its own: Undo or Backspace takes back the change, and nothing
 * else. `signs` gives those of the story's language, or is null; where `dashes` are only typed, they begin no list.
 */
export function typing(signs, dashes) {
  return Extension.create({
    name: "typing",
    priority: 150, // its Backspace comes before the others
    addProseMirrorPlugins: () => [
      new Plugin({
        key,
        state: {
          init: () => false,
          apply: (tr, changed) => tr.getMeta(key) ?? (tr.docChanged || tr.selectionSet ? false : changed),
        },
        props: {
          handleTextInput(view, from, to, text) {
            if (view.composing || text.length !== 1) return false;
            const { parent, parentOffset } = view.state.doc.resolve(from);
            const before = parent.textBetween(Math.max(0, parentOffset - AS_FAR_BACK), parentOffset, "\n", "\ufffc");
            const found = signs && better(before, text, signs());
            const begins = text === " " && beginning(parent, parentOffset, before, dashes);
            // What is typed after a change is a step of its own too.
            const isBehindChange = key.getState(view.state);
            if (!found && !begins && !isBehindChange) return false;
            const typed = view.state.tr.insertText(text, from, to).scrollIntoView();
            view.dispatch(isBehindChange ? closeHistory(typed) : typed);
            const change = found
              ? view.state.tr.insertText(found.words, from - found.taken, from + 1)
              : begins && begun(view.state.tr, from - parentOffset, from + 1, begins);
            if (change) view.dispatch(closeHistory(change).setMeta(key, true));
            return true;
          },
          handleKeyDown: (view, event) => event.key === "Backspace" && key.getState(view.state) && undo(view.state, view.dispatch),
        },
      }),
    ],
  });
}

/**
 * What the signs before the caret begin: a list, a heading, or nothing. They stand at the start of a paragraph, followed
 * by a space. Others are left alone: "24. Dezember" is a date, "* note" a note, "+ 5 degrees" the weather.
 */
function beginning(parent, parentOffset, before, dashes) {
  if (parent.type.name !== "paragraph" || parentOffset !== before.length) return null;
  if (before === "-" && dashes === "typed") return null;
  return (before && KINDS.find(({ begins }) => begins === before)?.node.name) || null;
}

/** Makes the paragraph what its first signs say, and takes them out; null where that is not allowed here. */
function begun(tr, start, end, name) {
  const type = tr.doc.type.schema.nodes[name];
  tr.delete(start, end);
  const $start = tr.doc.resolve(start);
  if (type.isTextblock) {
    if (!$start.node(-1).canReplaceWith($start.index(-1), $start.indexAfter(-1), type)) return null;
    return tr.setBlockType(start, start, type);
  }
  const range = $start.blockRange();
  const wrapping = range && findWrapping(range, type);
  if (!wrapping) return null;
  tr.wrap(range, wrapping);
  // After a list of the same kind it becomes the next item.
  const before = tr.doc.resolve(start - 1).nodeBefore;
  return before?.type === type && canJoin(tr.doc, start - 1) ? tr.join(start - 1) : tr;
}
