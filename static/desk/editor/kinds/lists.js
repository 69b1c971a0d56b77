// Lists, with signs or with numbers, and their items. An item holds paragraphs, and lists of its own behind them.

import { BulletList, ListItem, pm } from "django-prose-editor/editor";

import { inside } from "desk/editor/blocks";
import { children, frame, optional, write } from "desk/editor/writing";
import { say } from "desk/words";

const OrderedList = BulletList.extend({
  name: "orderedList",
  addAttributes: () => ({ start: { default: 1, parseHTML: startOf, rendered: false } }),
  parseHTML: () => [{ tag: "ol" }],
  renderHTML: ({ node }) => ["ol", node.attrs.start === 1 ? {} : { start: node.attrs.start }, 0],
  addCommands() {
    return { toggleOrderedList: () => ({ commands }) => commands.toggleList(this.name, "listItem") };
  },
  addKeyboardShortcuts() {
    return { "Mod-Shift-7": () => this.editor.commands.toggleOrderedList() };
  },
});

/** The number that a list begins at. */
function startOf(dom) {
  const start = dom.getAttribute("start") ?? "";
  return /^\s*\+?\d{1,9}\s*$/.test(start) ? Number(start) : 1;
}

function numbers(node) {
  const items = children(node);
  const { start } = node.attrs;
  return items && `<ol${optional("start", start !== 1 && String(start))}>${items}</ol>`;
}

function item(node) {
  const first = node.firstChild ? write(node.firstChild) : "";
  let rest = "";
  node.forEach((child, _, index) => (rest += index ? write(child) : ""));
  // An item begins with text, be it empty.
  return frame("li", first || !/^<[uo]l>/.test(rest) ? first + rest : `<p></p>${rest}`);
}

const can = (name) => (state) => inside(state, "listItem") || pm.commands.wrapIn(state.schema.nodes[name])(state);

export const KINDS = [
  {
    name: "bullets",
    label: say("List"),
    node: BulletList,
    tags: "ul",
    write: (node) => frame("ul", children(node)),
    begins: "-",
    tool: {
      group: "blocks",
      icon: "M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01",
      shortcut: "Ctrl+Shift+8",
      run: (editor) => editor.chain().focus().toggleBulletList().run(),
      can: can("bulletList"),
    },
  },
  {
    name: "numbers",
    label: say("Numbered list"),
    node: OrderedList,
    tags: "ol",
    write: numbers,
    begins: "1.",
    tool: {
      group: "blocks",
      icon: "M9 5h8M9 10h8M9 15h8M3 3.6 4.4 3v4.2M2.8 12.9c.3-1.3 2.7-1.3 2.7.2 0 1-1.3 1.7-2.7 3.4h2.8",
      shortcut: "Ctrl+Shift+7",
      run: (editor) => editor.chain().focus().toggleOrderedList().run(),
      can: can("orderedList"),
    },
  },
  {
    name: "item",
    node: ListItem.extend({ content: "paragraph (paragraph | bulletList | orderedList)*" }),
    tags: "li",
    write: item,
  },
];
