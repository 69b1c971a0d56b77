// Writes the document as the HTML that is stored, letter for letter as the server writes it: what the editor sends needs
// no change, and a story that nobody touched stays the same.

import { kindOf } from "desk/editor/kinds";
import { NO_BREAK, ordinary } from "desk/editor/spaces";

// Nodes never change, they are replaced; so the HTML of a node is kept as long as the node. After a key in a long story
// only one block is written anew.
const written = new WeakMap();

export function writeBody(doc) {
  let html = "";
  doc.forEach((block) => (html += write(block)));
  return html;
}

/** The HTML of every block but pictures, galleries and videos. It must stay the same where only pictures may change. */
export function writeWords(doc) {
  const blocks = [];
  doc.forEach((block) => !kindOf(block).isPictorial && blocks.push(write(block)));
  return blocks.filter(Boolean);
}

export function write(node) {
  let html = written.get(node);
  if (html === undefined) written.set(node, (html = kindOf(node).write(node)));
  return html;
}

// What the kinds write with

export function children(node) {
  let html = "";
  node.forEach((child) => (html += write(child)));
  return html;
}

export function frame(tag, content) {
  return content && `<${tag}>${content}</${tag}>`;
}

function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/\u00a0/g, "&nbsp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

export function attribute(name, value) {
  return ` ${name}="${escaped(String(value)).replace(/"/g, "&quot;")}"`;
}

export function optional(name, value) {
  return value ? attribute(name, value) : "";
}

/** The texts of a paragraph, less the unbreakable spaces that a program put there. */
function textsOf(node) {
  const texts = [];
  node.forEach((child) => texts.push(child.isText ? child.text : LINE_BREAK));
  return texts.some((text) => text.includes(NO_BREAK)) ? ordinary(texts) : texts;
}

export function textBlock(tag, node) {
  return frame(tag, inline(node));
}

const LINE_BREAK = "\n";
const BLANK = /^(?:(?!\ufeff)\s)*$/; // a byte order mark is white space in JavaScript and not in Python

function inline(node) {
  const runs = tidy(node);
  if (runs.every(({ text }) => BLANK.test(text))) return "";
  let html = "";
  let open = [];
  for (const { text, marks } of runs) {
    let shared = 0;
    while (shared < open.length && shared < marks.length && open[shared] === marks[shared]) shared += 1;
    html += closing(open.slice(shared)) + marks.slice(shared).join("");
    open = marks;
    html += text === LINE_BREAK ? "<br>" : escaped(text);
  }
  return html + closing(open);
}

function closing(opened) {
  return opened.map((tag) => `</${/^<(\w+)/.exec(tag)[1]}>`).reverse().join("");
}

/** The tags of a piece of text, outermost first. */
function tags(node) {
  const found = new Map(node.marks.map((mark) => [mark.type.name, mark]));
  return [
    found.has("link") && `<a${attribute("href", found.get("link").attrs.href)}>`,
    found.has("bold") && "<strong>",
    found.has("italic") && "<em>",
    found.has("superscript") && "<sup>",
    found.has("subscript") && "<sub>",
  ].filter(Boolean);
}

/** Makes white space one space, none at the ends of lines, and takes out breaks at either end. */
function tidy(node) {
  const runs = [];
  const trim = () => {
    const last = runs.at(-1);
    if (!last || last.text === LINE_BREAK) return;
    last.text = last.text.replace(/ $/, "");
    if (!last.text) runs.pop();
  };
  const texts = textsOf(node);
  node.forEach((child, _, index) => {
    const marks = tags(child);
    const last = runs.at(-1);
    if (!child.isText) {
      trim();
      if (runs.length) runs.push({ text: LINE_BREAK, marks });
      return;
    }
    let text = texts[index].replace(/[ \t\n]+/g, " ");
    if (!last || last.text === LINE_BREAK || last.text.endsWith(" ")) text = text.replace(/^ /, "");
    if (!text) return;
    if (last && last.text !== LINE_BREAK && last.marks.join() === marks.join()) last.text += text;
    else runs.push({ text, marks });
  });
  trim();
  while (runs.at(-1)?.text === LINE_BREAK) {
    runs.pop();
    trim();
  }
  return runs;
}
