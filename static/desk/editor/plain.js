// Pasted plain text. In wire copy and mail the lines are broken by hand: there a blank line ends a paragraph and a
// single line end is a space. In other text each line is a paragraph. Lists keep their lines and their signs; so do
// verses and addresses, whose lines are all short in a text of long ones. Lines with tabs become a table.

import { breakable } from "desk/editor/spaces";
import { say } from "desk/words";

const ITEM = /^\s*(?:[-–—*•‣◦·▪>]|\(?(?:\d{1,3}|[a-z])[.)])\s+\S/i;
const LONGEST_BY_HAND = 100; // characters in a line that was broken by hand, at most
const WIDE = 50; // where the longest line has this many characters, a short line was meant to be short

/** The text as nodes of the schema, and a sentence about what was changed: { nodes, told }. */
export function plainText(text, schema, language) {
  const lines = text.replace(/\r\n?|[\u2028\u2029]/g, "\n").split("\n").map((line) => line.replace(/\s+$/, ""));
  const longest = Math.max(...lines.map((line) => line.length));
  const isBroken = lines.some((line, index) => !line && index && index < lines.length - 1) || longest <= LONGEST_BY_HAND;
  const told = new Set();
  const nodes = groups(lines).flatMap((group) => {
    if (isTable(group)) return table(group, schema, language);
    if (!isBroken) return group.map((line) => paragraph([line], schema, language));
    return parts(group).map((part) => {
      const shorter = part.length > 1 && longest >= WIDE && part.every((line) => line.length < longest / 2);
      if (part.length > 1) told.add(shorter ? say("Short lines were kept as lines.") : say("Lines were joined into paragraphs; a blank line ends one."));
      return paragraph(shorter ? part : [part.map((line) => line.trim()).join(" ")], schema, language);
    });
  });
  return { nodes, told: [...told].join(" ") };
}

/** The lines between blank lines. */
function groups(lines) {
  const found = [[]];
  for (const line of lines) {
    if (line.trim()) found.at(-1).push(line);
    else if (found.at(-1).length) found.push([]);
  }
  return found.filter((group) => group.length);
}

/** An item of a list begins a part of its own, and so does a line with a tab. */
function parts(group) {
  const found = [];
  let joins = false;
  for (const line of group) {
    const own = /\S\t/.test(line);
    if (!joins || own || ITEM.test(line)) found.push([line]);
    else found.at(-1).push(line);
    joins = !own;
  }
  return found;
}

const isTable = (group) => group.length > 1 && group.every((line) => line.includes("\t") && line.split("\t").length === group[0].split("\t").length);

function table(group, schema, language) {
  const cell = (text) => schema.nodes.tableCell.create(null, paragraph([text], schema, language));
  const rows = group.map((line) => schema.nodes.tableRow.create(null, line.split("\t").map(cell)));
  return [schema.nodes.table.create(null, rows)];
}

function paragraph(lines, schema, language) {
  const inside = [];
  for (const line of lines) {
    const text = breakable([line.trim()], language)[0].replace(/[ \t]+/g, " ");
    if (inside.length) inside.push(schema.nodes.hardBreak.create());
    if (text) inside.push(schema.text(text));
  }
  return schema.nodes.paragraph.create(null, inside);
}
