// Writes the document as the HTML that is stored, letter for letter as the server writes it: what the editor sends needs
// no change, and a story that nobody touched stays the same.

import { NO_BREAK, ordinary } from "desk/editor/spaces";

// Nodes never change, they are replaced; so the HTML of a node is kept as long as the node. After a key in a long story
// only one block is written anew.
const written = new WeakMap();

export function writeBody(doc) {
  let html = "";
  doc.forEach((block) => (html += write(block)));
  return html;
}

const PICTURED = new Set(["picture", "gallery", "video"]);

/** The HTML of every block but pictures, galleries and videos. It must stay the same where only pictures may change. */
export function writeWords(doc) {
  const blocks = [];
  doc.forEach((block) => !PICTURED.has(block.type.name) && blocks.push(write(block)));
  return blocks.filter(Boolean);
}

function write(node) {
  let html = written.get(node);
  if (html === undefined) written.set(node, (html = WRITERS[node.type.name](node)));
  return html;
}

const WRITERS = {
  paragraph: (node) => textBlock("p", node),
  heading: (node) => textBlock("h2", node),
  subheading: (node) => textBlock("h3", node),
  bulletList: (node) => frame("ul", children(node)),
  orderedList: (node) => {
    const items = children(node);
    const { start } = node.attrs;
    return items && `<ol${optional("start", start !== 1 && String(start))}>${items}</ol>`;
  },
  listItem: (node) => {
    const first = node.firstChild ? write(node.firstChild) : "";
    let rest = "";
    node.forEach((child, _, index) => (rest += index ? write(child) : ""));
    // An item begins with a paragraph, even an empty one.
    return frame("li", first || !/^<[uo]l>/.test(rest) ? first + rest : `<p></p>${rest}`);
  },
  blockquote: (node) => frame("blockquote", children(node)),
  horizontalRule: () => "<hr>",
  table: (node) => {
    const rows = children(node);
    return rows && `<table><tbody>${rows}</tbody></table>`;
  },
  tableRow: (node) => frame("tr", children(node)),
  tableHeader: (node) => cell("th", node),
  tableCell: (node) => cell("td", node),
  pullquote: (node) => aside("data-pullquote", "data-by", node.attrs.by, node),
  factbox: (node) => aside("data-factbox", "data-title", node.attrs.title, node),
  related: ({ attrs }) => `<aside${attribute("data-related", attrs.id)}></aside>`,
  picture: ({ attrs }) => figure(attrs),
  gallery: ({ attrs: { title, pictures } }) =>
    pictures.length ? `<div data-gallery=""${optional("data-title", title)}>${pictures.map(figure).join("")}</div>` : "",
  video: ({ attrs: { address, poster, captions, language, caption, credit } }) =>
    `<figure${attribute("data-video", address)}${optional("data-poster", poster)}${optional("data-captions", captions)}` +
    `${optional("data-captions-language", language)}${optional("data-caption", caption)}` +
    `${optional("data-credit", credit)}></figure>`,
  embed: ({ attrs }) => `<figure${attribute("data-embed", attrs.address)}></figure>`,
};

function figure({ id, caption, alt, credit, decorative, crop }) {
  return (
    `<figure${attribute("data-picture", id)}${optional("data-caption", caption)}${optional("data-alt", alt)}` +
    `${optional("data-credit", credit)}${optional("data-decorative", decorative && "decorative")}` +
    `${optional("data-crop", crop)}></figure>`
  );
}

function children(node) {
  let html = "";
  node.forEach((child) => (html += write(child)));
  return html;
}

function frame(tag, content) {
  return content && `<${tag}>${content}</${tag}>`;
}

function cell(tag, node) {
  const { colspan, rowspan } = node.attrs;
  const spans = optional("colspan", colspan > 1 && colspan) + optional("rowspan", rowspan > 1 && rowspan);
  return `<${tag}${spans}>${children(node) || "<p></p>"}</${tag}>`;
}

function aside(marker, name, said, node) {
  const content = children(node) || (said ? "<p></p>" : "");
  return content && `<aside ${marker}=""${optional(name, said)}>${content}</aside>`;
}

function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/\u00a0/g, "&nbsp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function attribute(name, value) {
  return ` ${name}="${escaped(String(value)).replace(/"/g, "&quot;")}"`;
}

function optional(name, value) {
  return value ? attribute(name, value) : "";
}

/** The texts of a paragraph, less the unbreakable spaces that a program put there. */
function textsOf(node) {
  const texts = [];
  node.forEach((child) => texts.push(child.isText ? child.text : LINE_BREAK));
  return texts.some((text) => text.includes(NO_BREAK)) ? ordinary(texts) : texts;
}

function textBlock(tag, node) {
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
