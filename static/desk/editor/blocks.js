// What the tools do to the blocks of a story: put one in, change what it says, move it, take it out.

import { pm } from "django-prose-editor/editor";

import { completeAddress } from "desk/editor/address";
import { storyFinder } from "desk/editor/choosers";
import { ask } from "desk/editor/dialogs";
import { element } from "desk/editor/elements";
import { say } from "desk/words";

const { NodeSelection, TextSelection } = pm.state;

/** The top-level block the writer is in: { node, from, to }. */
export function currentBlock(state) {
  const { selection } = state;
  if (selection instanceof NodeSelection && selection.$from.depth === 0) {
    return { node: selection.node, from: selection.from, to: selection.to };
  }
  const { $to } = selection;
  if ($to.depth === 0) {
    const node = $to.nodeBefore ?? $to.nodeAfter;
    const from = $to.nodeBefore ? $to.pos - node.nodeSize : $to.pos;
    return { node, from, to: from + node.nodeSize };
  }
  return { node: $to.node(1), from: $to.before(1), to: $to.after(1) };
}

/** Whether the caret or the selection is in a node of this name. */
export function inside(state, name) {
  const { $from, node } = state.selection;
  if (node?.type.name === name) return true;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type.name === name) return true;
  return false;
}

/**
 * Put a block behind the one the writer is in, never at the caret: a picture chosen while the caret stands in a
 * list or a table must not end up inside it. An empty paragraph makes way.
 */
export function insertBlock(editor, node) {
  const { tr, schema } = editor.state;
  const here = currentBlock(editor.state);
  const blank = here.node.type.name === "paragraph" && here.node.content.size === 0;
  const at = blank ? here.from : here.to;
  if (blank) tr.replaceWith(here.from, here.to, node);
  else tr.insert(at, node);
  const end = at + node.nodeSize;
  if (end === tr.doc.content.size) tr.insert(end, schema.nodes.paragraph.create()); // somewhere to write on
  // What was put in is selected: it shows where it went, and the next one goes behind it.
  if (node.isAtom) tr.setSelection(NodeSelection.create(tr.doc, at));
  else if (node.textContent) tr.setSelection(TextSelection.near(tr.doc.resolve(end - 1), -1));
  else tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1)));
  pm.history.closeHistory(tr);
  editor.view.dispatch(tr);
  editor.view.focus();
  editor.view.nodeDOM(at)?.scrollIntoView?.({ block: "nearest" });
}

/** With a picture or the like selected: a transaction that has the caret in an empty paragraph behind it, or null. */
export function behindAtom(state) {
  const { selection, schema, tr } = state;
  if (!(selection instanceof NodeSelection) || !selection.node.isAtom || !selection.node.isBlock) return null;
  const next = tr.doc.nodeAt(selection.to);
  if (next?.type.name !== "paragraph" || next.content.size) tr.insert(selection.to, schema.nodes.paragraph.create());
  return tr.setSelection(TextSelection.create(tr.doc, selection.to + 1)).scrollIntoView();
}

export function removeBlock(editor) {
  const { tr, doc } = editor.state;
  const here = currentBlock(editor.state);
  if (doc.childCount === 1) tr.replaceWith(here.from, here.to, editor.schema.nodes.paragraph.create());
  else tr.delete(here.from, here.to);
  tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(here.from, tr.doc.content.size))));
  editor.view.dispatch(tr.scrollIntoView());
  editor.view.focus();
}

/** Move the block the writer is in past its neighbour, caret and all; direction is -1 or 1. */
export function moveBlock(editor, direction) {
  const { tr, doc, selection } = editor.state;
  const here = currentBlock(editor.state);
  const before = doc.childBefore(here.from).node;
  const after = doc.childAfter(here.to).node;
  const neighbour = direction < 0 ? before : after;
  if (!neighbour) return false;
  const to = here.from + direction * neighbour.nodeSize;
  tr.delete(here.from, here.to).insert(to, here.node);
  const shift = to - here.from;
  tr.setSelection(
    selection instanceof NodeSelection
      ? NodeSelection.create(tr.doc, selection.from + shift)
      : TextSelection.between(
          tr.doc.resolve(Math.max(to, selection.anchor + shift)),
          tr.doc.resolve(Math.max(to, selection.head + shift)),
        ),
  );
  editor.view.dispatch(pm.history.closeHistory(tr).scrollIntoView());
  return true;
}

/** Give the paragraphs of a box back to the story, without what they stand in there. */
export function unwrapBlock(editor) {
  const { tr } = editor.state;
  const here = currentBlock(editor.state);
  const freed = (node) => (node.type.isInGroup("block") ? [node] : node.content.content.flatMap(freed));
  tr.replaceWith(here.from, here.to, here.node.content.content.flatMap(freed));
  tr.setSelection(TextSelection.near(tr.doc.resolve(here.from + 1)));
  editor.view.dispatch(tr);
  editor.view.focus();
}

function change(editor, at, values) {
  const { tr } = editor.state;
  for (const [name, value] of Object.entries(values)) tr.setNodeAttribute(at, name, value);
  editor.view.dispatch(tr);
}

export function create(editor, type, attrs, content) {
  return editor.schema.nodes[type].create(attrs, content);
}

/**
 * Asks what is needed by `act`. A new block is made of what it resolves with; given a place, the block there is changed.
 * The dialog may stay open while an autosave answers, so the place is looked at again before anything is changed.
 */
export async function withBlock(editor, at, type, act) {
  const attrs = at === undefined ? null : editor.state.doc.nodeAt(at)?.attrs;
  const values = await act(attrs);
  if (!values) return;
  if (at === undefined) return values;
  if (editor.state.doc.nodeAt(at)?.type.name === type) change(editor, at, values);
}

/** The link the caret or the selection is in: { href, from, to }, or null. */
export function currentLink(state) {
  const { $from, from, to, empty } = state.selection;
  const type = state.schema.marks.link;
  let found = null;
  const look = (node, pos) => {
    const mark = type.isInSet(node.marks);
    if (mark && found === null) found = { href: mark.attrs.href, pos };
  };
  if (empty) {
    const index = $from.parent.inlineContent ? $from.index() : -1;
    const start = index < 0 ? 0 : $from.posAtIndex(index);
    if ($from.nodeAfter) look($from.nodeAfter, $from.textOffset ? start : $from.pos);
    if (!found && $from.nodeBefore) look($from.nodeBefore, $from.pos - $from.nodeBefore.nodeSize);
  } else {
    state.doc.nodesBetween(from, to, look);
  }
  if (!found) return null;
  // The link may run over several pieces of text, some of them bold.
  const $pos = state.doc.resolve(found.pos);
  const parent = $pos.parent;
  const same = (index) => type.isInSet(parent.child(index).marks)?.attrs.href === found.href;
  let first = $pos.index();
  let last = first;
  while (first > 0 && same(first - 1)) first -= 1;
  while (last + 1 < parent.childCount && same(last + 1)) last += 1;
  return { href: found.href, from: $pos.posAtIndex(first), to: $pos.posAtIndex(last) + parent.child(last).nodeSize };
}

export async function editLink(editor) {
  const { state } = editor;
  const link = currentLink(state);
  const { from, to, empty } = state.selection;
  const address = {
    name: "address",
    label: say("Address"),
    value: link?.href ?? "",
    hint: say("A page on the web, or an email address."),
    attributes: { inputmode: "url", spellcheck: "false", "data-link": true },
    check: (typed) =>
      completeAddress(typed) ? "" : say("Give an address that begins with https://, http:// or mailto:, or an email address."),
  };
  const words = { name: "words", label: say("Words to link"), hint: say("Left empty, the address itself is shown."), prose: true };
  let finding = null;
  const given = await ask(say("Link"), empty && !link ? [address, words] : [address], {
    submit: link ? say("Save") : say("Add link"),
    others: link ? [{ words: say("Remove link"), value: "remove" }] : [],
    owner: editor,
    beneath: (answer, said) => {
      const library = editor.storage.desk.stories;
      if (!library) return null;
      const choose = (story) => answer({ address: story.address, words: said("words")?.trim() || story.headline });
      finding = storyFinder({ library, label: say("Or one of our stories"), choose, needsAddress: true });
      return element("div", { class: "body-dialog__stories" }, ...finding.parts);
    },
  });
  finding?.stop();
  if (!given) return;
  const range = empty && link ? link : { from, to };
  if (given === "remove") return removeLink(editor);
  const mark = editor.schema.marks.link.create({ href: completeAddress(given.address) });
  const { tr } = editor.state;
  if (empty && !link) {
    const text = given.words.trim() || mark.attrs.href.replace(/^mailto:/, "");
    const marks = mark.addToSet(state.storedMarks ?? state.selection.$from.marks());
    tr.replaceWith(from, to, editor.schema.text(text, marks)).removeStoredMark(mark.type);
  } else {
    tr.addMark(range.from, range.to, mark);
  }
  editor.view.dispatch(tr);
}

export function removeLink(editor) {
  const { tr, schema, selection } = editor.state;
  const link = currentLink(editor.state);
  if (!link) return;
  const { from, to } = selection.empty ? link : { from: Math.min(selection.from, link.from), to: Math.max(selection.to, link.to) };
  editor.view.dispatch(tr.removeMark(from, to, schema.marks.link));
  editor.view.focus();
}
