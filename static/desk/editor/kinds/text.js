// Blocks of text alone: paragraphs and headings.

import { Node, Paragraph, pm } from "django-prose-editor/editor";

import { textBlock } from "desk/editor/writing";
import { say } from "desk/words";

function heading({ name, label, tag, pasted, level, begins, icon }) {
  const node = Node.create({
    name,
    group: "block",
    content: "inline*",
    defining: true,
    parseHTML: () => [tag, ...pasted].map((tag) => ({ tag })),
    renderHTML: () => [tag, 0],
    addKeyboardShortcuts() {
      return { [`Mod-Alt-${level}`]: () => this.editor.commands.toggleNode(name, "paragraph") };
    },
  });
  return {
    name,
    label,
    node,
    tags: tag,
    write: (node) => textBlock(tag, node),
    begins,
    tool: {
      group: "headings",
      icon,
      shortcut: `Ctrl+Alt+${level}`,
      run: (editor) => editor.commands.toggleNode(name, "paragraph"),
      can: (state) => pm.commands.setBlockType(state.schema.nodes[name])(state),
    },
  };
}

export const KINDS = [
  { name: "paragraph", label: say("Text"), node: Paragraph, tags: "p", write: (node) => textBlock("p", node) },
  heading({ name: "heading", label: say("Heading"), tag: "h2", pasted: ["h1"], level: 2, begins: "##", icon: "M5 3.5v13M15 3.5v13M5 10h10" }),
  heading({
    name: "subheading",
    label: say("Subheading"),
    tag: "h3",
    pasted: ["h4", "h5", "h6"],
    level: 3,
    begins: "###",
    icon: "M7 7v9M13.5 7v9M7 11.5h6.5",
  }),
];
