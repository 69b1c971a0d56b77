// Quotes in the text, and pull quotes: a sentence set large, with who said it.

import { Node, pm } from "django-prose-editor/editor";

import { oneLine } from "desk/editor/address";
import { given, text } from "desk/editor/attributes";
import { create, insertBlock, withBlock } from "desk/editor/blocks";
import { ask } from "desk/editor/dialogs";
import { boxView } from "desk/editor/views";
import { attribute, children, frame, optional } from "desk/editor/writing";
import { say } from "desk/words";

const Blockquote = Node.create({
  name: "blockquote",
  group: "block",
  content: "paragraph+",
  defining: true,
  parseHTML: () => [{ tag: "blockquote" }],
  renderHTML: () => ["blockquote", 0],
  addKeyboardShortcuts() {
    return { "Mod-Shift-9": () => this.editor.commands.toggleWrap("blockquote") };
  },
});

async function edit(editor, at) {
  const { from, to } = editor.state.selection;
  const selected = oneLine(editor.state.doc.textBetween(from, to, " ", " "));
  const values = await withBlock(editor, at, "pullquote", async (attrs) => {
    const words = { name: "words", label: say("Quote"), value: selected, rows: 3, hint: say("Usually a sentence of the story."), prose: true };
    const by = { name: "by", label: say("Who said it"), value: attrs?.by ?? "", hint: say("A name, and a role if it helps."), prose: true };
    const said = await ask(say("Pull quote"), attrs ? [by] : [words, by], {
      submit: attrs ? say("Save") : say("Add pull quote"),
      owner: editor,
    });
    return said && { ...said, by: oneLine(said.by) };
  });
  if (!values) return;
  const line = oneLine(values.words);
  const words = line ? editor.schema.text(line) : null;
  insertBlock(editor, create(editor, "pullquote", { by: values.by }, create(editor, "paragraph", null, words)));
}

const Pullquote = Node.create({
  name: "pullquote",
  group: "block",
  content: "paragraph+",
  defining: true,
  isolating: true,
  addAttributes: () => ({ by: text("data-by") }),
  parseHTML: () => [{ tag: "aside[data-pullquote]", priority: 60 }],
  renderHTML: ({ node }) => ["aside", { "data-pullquote": "", ...given("data-by", node.attrs.by) }, 0],
  addNodeView: () => boxView({ name: "pullquote", label: say("Pull quote"), said: "by", none: say("Add who said it"), side: "below", edit }),
});

function write(node) {
  const { by } = node.attrs;
  const content = children(node) || (by ? "<p></p>" : "");
  return content && `<aside${attribute("data-pullquote", "")}${optional("data-by", by)}>${content}</aside>`;
}

export const KINDS = [
  {
    name: "quote",
    label: say("Quote"),
    node: Blockquote,
    tags: "blockquote",
    write: (node) => frame("blockquote", children(node)),
    isBox: true,
    tool: {
      group: "blocks",
      icon: "M4 4v12M8 5.5h9M8 10h9M8 14.5h6",
      shortcut: "Ctrl+Shift+9",
      run: (editor) => editor.chain().focus().toggleWrap("blockquote").run(),
      can: (state) => pm.commands.wrapIn(state.schema.nodes.blockquote)(state),
    },
  },
  {
    name: "pullquote",
    label: say("Pull quote"),
    node: Pullquote,
    tags: "aside",
    write,
    edit,
    ours: "aside[data-pullquote]",
    isBox: true,
    addition: {
      icon: "M8.5 5C5.6 6.2 4 8.3 4 11.4v3.1h4.2v-4H5.6M16.5 5c-2.9 1.2-4.5 3.3-4.5 6.4v3.1h4.2v-4h-2.6",
      about: say("A sentence set large"),
    },
    place: { change: say("Who said it"), unwraps: true },
  },
];
