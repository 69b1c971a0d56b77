// A fact box: background in a box of its own, with a title.

import { Node } from "django-prose-editor/editor";

import { oneLine } from "desk/editor/address";
import { given, text } from "desk/editor/attributes";
import { create, insertBlock, withBlock } from "desk/editor/blocks";
import { ask } from "desk/editor/dialogs";
import { boxView } from "desk/editor/views";
import { attribute, children, optional } from "desk/editor/writing";
import { say } from "desk/words";

async function edit(editor, at) {
  const values = await withBlock(editor, at, "factbox", async (attrs) => {
    const title = { name: "title", label: say("Title"), value: attrs?.title ?? "", hint: say("Such as: What we know so far"), prose: true };
    const said = await ask(say("Fact box"), [title], { submit: attrs ? say("Save") : say("Add fact box"), owner: editor });
    return said && { title: oneLine(said.title) };
  });
  if (values) insertBlock(editor, create(editor, "factbox", values, create(editor, "paragraph")));
}

const Factbox = Node.create({
  name: "factbox",
  group: "block",
  content: "(paragraph | bulletList | orderedList | subheading)+",
  defining: true,
  isolating: true,
  addAttributes: () => ({ title: text("data-title") }),
  parseHTML: () => [{ tag: "aside[data-factbox]", priority: 60 }],
  renderHTML: ({ node }) => ["aside", { "data-factbox": "", ...given("data-title", node.attrs.title) }, 0],
  addNodeView: () => boxView({ name: "factbox", label: say("Fact box"), said: "title", none: say("Add a title"), side: "above", edit }),
});

function write(node) {
  const { title } = node.attrs;
  const content = children(node) || (title ? "<p></p>" : "");
  return content && `<aside${attribute("data-factbox", "")}${optional("data-title", title)}>${content}</aside>`;
}

export const KINDS = [
  {
    name: "factbox",
    label: say("Fact box"),
    node: Factbox,
    tags: "aside",
    write,
    edit,
    ours: "aside[data-factbox]",
    isBox: true,
    addition: { icon: "M3 4h14v12H3zM6 7.5h5M6 10.5h8M6 13.2h8", about: say("Background in a box of its own") },
    place: { change: say("Title"), unwraps: true },
  },
];
