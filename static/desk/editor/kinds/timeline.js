// A timeline: entries that begin with a date, in words, and go on in paragraphs.
//
// Enter goes from the date to the text, on to another paragraph, and from an empty one to the next entry; in an empty
// entry it leaves the timeline, like Backspace, which goes back to the entry before.

import { Node, pm } from "django-prose-editor/editor";

import { oneLine } from "desk/editor/address";
import { given, text } from "desk/editor/attributes";
import { create, insertBlock, withBlock } from "desk/editor/blocks";
import { ask } from "desk/editor/dialogs";
import { boxView } from "desk/editor/views";
import { attribute, children, frame, optional, write } from "desk/editor/writing";
import { say } from "desk/words";

const { TextSelection } = pm.state;

async function edit(editor, at) {
  const values = await withBlock(editor, at, "timeline", async (attrs) => {
    const title = { name: "title", label: say("Title"), value: attrs?.title ?? "", hint: say("Such as: How it came to this"), prose: true };
    const said = await ask(say("Timeline"), [title], { submit: attrs ? say("Save") : say("Add timeline"), owner: editor });
    return said && { title: oneLine(said.title) };
  });
  if (values) insertBlock(editor, create(editor, "timeline", values, editor.schema.nodes.entry.createAndFill()));
}

/** Where the caret is, if it is in an entry: the nodes around it and their places. */
function entryAt({ selection: { $from, empty } }) {
  if (!empty || $from.depth !== 3 || $from.node(2).type.name !== "entry") return null;
  const timeline = $from.node(1);
  const entry = $from.node(2);
  return { timeline, entry, line: $from.index(2), number: $from.index(1), from: $from.before(2), to: $from.after(2), $from };
}

const isBlank = (node) => node.content.size === 0;

function putCaret(editor, tr, at, bias = 1) {
  editor.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(at), bias)).scrollIntoView());
  return true;
}

function addEntry(editor, here = entryAt(editor.state), { tr, schema } = editor.state) {
  tr.insert(here.to, schema.nodes.entry.createAndFill());
  return putCaret(editor, tr, here.to + 1);
}

/** Takes out an empty entry; the caret goes behind the timeline, or to what stands before the entry. */
function leave(editor, { timeline, number, from, to, $from }, isForward) {
  const { tr, schema } = editor.state;
  const paragraph = schema.nodes.paragraph.create();
  if (timeline.childCount === 1) {
    tr.replaceWith($from.before(1), $from.after(1), timeline.attrs.title && isForward ? [timeline, paragraph] : paragraph);
    return putCaret(editor, tr, tr.mapping.map($from.after(1)), -1);
  }
  tr.delete(from, to);
  if (!isForward) return putCaret(editor, tr, from, number ? -1 : 1);
  const behind = tr.mapping.map($from.after(1));
  tr.insert(behind, paragraph);
  return putCaret(editor, tr, behind + 1);
}

function enter(editor) {
  const here = entryAt(editor.state);
  if (!here) return false;
  const { entry, line, number, timeline, $from } = here;
  if (entry.textContent === "" && number === timeline.childCount - 1) return leave(editor, here, true);
  const next = entry.maybeChild(line + 1);
  if (line === 0) {
    if ($from.parentOffset < $from.parent.content.size) return false;
    const { tr, schema } = editor.state;
    if (!isBlank(next)) tr.insert($from.after(), schema.nodes.paragraph.create());
    return putCaret(editor, tr, $from.after() + 1);
  }
  if (!isBlank($from.parent) || next) return false;
  const { tr } = editor.state;
  if (line > 1) tr.delete($from.before(), $from.after());
  return addEntry(editor, { to: tr.mapping.map(here.to) }, { tr, schema: editor.schema });
}

function backspace(editor) {
  const here = entryAt(editor.state);
  if (!here || here.$from.parentOffset) return false;
  const { entry, line, from } = here;
  if (entry.textContent === "") return leave(editor, here, false);
  // Neither does the text go into the date, nor one entry into another: the caret goes there.
  if (line === 1) return putCaret(editor, editor.state.tr, here.$from.before(), -1);
  return line === 0 && (here.number === 0 || putCaret(editor, editor.state.tr, from, -1));
}

const Timeline = Node.create({
  name: "timeline",
  group: "block",
  content: "entry+",
  defining: true,
  isolating: true,
  priority: 120, // its keys come before those of paragraphs
  addAttributes: () => ({ title: text("data-title") }),
  parseHTML: () => [{ tag: "ol[data-timeline]", priority: 60 }],
  renderHTML: ({ node }) => ["ol", { "data-timeline": "", ...given("data-title", node.attrs.title) }, 0],
  addNodeView: () =>
    boxView({ name: "timeline", label: say("Timeline"), said: "title", none: say("Add a title"), side: "above", edit, tag: "ol" }),
  addKeyboardShortcuts() {
    return { Enter: () => enter(this.editor), Backspace: () => backspace(this.editor) };
  },
});

const Entry = Node.create({
  name: "entry",
  content: "subheading paragraph+",
  defining: true,
  parseHTML: () => [{ tag: "ol[data-timeline] > li", priority: 60 }],
  renderHTML: () => ["li", 0],
});

function writeTimeline(node) {
  const { title } = node.attrs;
  const content = children(node) || (title ? "<li><h3></h3></li>" : "");
  return content && `<ol${attribute("data-timeline", "")}${optional("data-title", title)}>${content}</ol>`;
}

/** An entry begins with its date, even an empty one. */
function writeEntry(node) {
  const date = write(node.firstChild);
  const all = children(node);
  return frame("li", all && !date ? `<h3></h3>${all}` : all);
}

export const KINDS = [
  {
    name: "timeline",
    label: say("Timeline"),
    node: Timeline,
    tags: "ol",
    write: writeTimeline,
    edit,
    ours: "ol[data-timeline]",
    addition: { icon: "M5 3v14M5 5.5h.01M5 10h.01M5 14.5h.01M9 5.5h8M9 10h8M9 14.5h5", about: say("Dated entries, one after the other") },
    place: { change: say("Title"), unwraps: true },
  },
  { name: "entry", node: Entry, tags: "li", write: writeEntry },
];
