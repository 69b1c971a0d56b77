// Tables, their rows and their cells.

import { Table, TableCell, TableHeader, TableRow, pm } from "django-prose-editor/editor";

import { create, insertBlock, removeBlock } from "desk/editor/blocks";
import { ask } from "desk/editor/dialogs";
import { children, frame, optional } from "desk/editor/writing";
import { say } from "desk/words";

const cellParts = {
  content: "paragraph+",
  addAttributes: () => ({
    colspan: { default: 1, parseHTML: (dom) => span(dom, "colspan") },
    rowspan: { default: 1, parseHTML: (dom) => span(dom, "rowspan") },
    colwidth: { default: null, parseHTML: () => null, rendered: false }, // the table commands expect it
  }),
};

function span(dom, name) {
  const cells = Number.parseInt(dom.getAttribute(name), 10);
  return cells > 1 && cells <= 1000 ? cells : 1;
}

async function edit(editor) {
  const size = (name, label, value) => ({
    name,
    label,
    value,
    type: "number",
    attributes: { min: 1, max: 50, inputmode: "numeric" },
    check: (typed) => (/^([1-9]|[1-4]\d|50)$/.test(typed.trim()) ? "" : say("A number from 1 to 50.")),
  });
  const head = { name: "head", label: say("The first row holds headings"), type: "checkbox", value: true };
  const given = await ask(say("Table"), [size("columns", say("Columns"), 3), size("rows", say("Rows"), 3), head], {
    submit: say("Add table"),
    owner: editor,
  });
  if (!given) return;
  const row = (type) =>
    create(editor, "tableRow", null, Array.from({ length: given.columns }, () => editor.schema.nodes[type].createAndFill()));
  const rows = Array.from({ length: given.rows }, (_, index) =>
    row(given.head && index === 0 ? "tableHeader" : "tableCell"),
  );
  insertBlock(editor, create(editor, "table", null, rows));
}

function write(node) {
  const rows = children(node);
  return rows && `<table><tbody>${rows}</tbody></table>`;
}

function cell(tag, node) {
  const { colspan, rowspan } = node.attrs;
  const spans = optional("colspan", colspan > 1 && colspan) + optional("rowspan", rowspan > 1 && rowspan);
  return `<${tag}${spans}>${children(node) || "<p></p>"}</${tag}>`;
}

const command = (label, name, when = () => true) => ({
  label,
  when,
  run: (editor) => editor.chain().focus()[name]().run(),
});

export const KINDS = [
  {
    name: "table",
    label: say("Table"),
    node: Table,
    tags: "table, tbody, colgroup, col",
    write,
    edit,
    addition: { icon: "M3 4h14v12H3zM3 8h14M3 12h14M10 4v12", about: say("Rows and columns") },
    place: {
      isOverLinks: true,
      tools: [
        command(say("Row above"), "addRowBefore"),
        command(say("Row below"), "addRowAfter"),
        command(say("Delete row"), "deleteRow"),
        command(say("Column before"), "addColumnBefore"),
        command(say("Column after"), "addColumnAfter"),
        command(say("Delete column"), "deleteColumn"),
        command(say("Heading cells"), "toggleHeaderCell"),
        command(say("Merge cells"), "mergeCells", pm.tables.mergeCells),
        command(say("Split cell"), "splitCell", pm.tables.splitCell),
        { label: say("Remove table"), run: removeBlock },
      ],
    },
  },
  { name: "row", node: TableRow, tags: "tr", write: (node) => frame("tr", children(node)) },
  { name: "header", node: TableHeader.extend(cellParts), tags: "th", write: (node) => cell("th", node) },
  { name: "cell", node: TableCell.extend(cellParts), tags: "td", write: (node) => cell("td", node) },
];
