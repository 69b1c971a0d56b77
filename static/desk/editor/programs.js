// Reads what other programs write in ways of their own: tracked changes, comments, notes, raised and lowered text,
// signs drawn as pictures, formulas. What the schema has is kept; of the rest, whoever pastes is told.

import { say } from "desk/words";

export const STYLE = "data-pasted-style";
export const BLOCKS =
  "p, div, h1, h2, h3, h4, h5, h6, ul, ol, li, dl, dt, dd, blockquote, pre, table, thead, tbody, tfoot, tr, td, th, hr, " +
  "section, article, header, footer, main, nav, aside, figure, figcaption, address, center, form, fieldset";

export function styleOf(found, property) {
  const style = found.getAttribute(STYLE) ?? "";
  const match = new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([^;]+)`, "i").exec(style);
  return match ? match[1].trim().toLowerCase() : "";
}

export const styled = (body) => [...body.querySelectorAll(`[${STYLE}]`)];
export const unwrap = (found) => found.replaceWith(...found.childNodes);

export function rename(found, tag) {
  const made = found.ownerDocument.createElement(tag);
  made.append(...found.childNodes);
  found.replaceWith(made);
  return made;
}

const isThere = (body) => (found) => body.contains(found);

/** Pages and Excel have a style sheet with classes, where other programs style each element. */
export function styleSheet(body, html) {
  for (const [, sheet] of html.matchAll(/<style\b[^>]*>([^]*?)<\/style\s*>/gi)) {
    for (const [, name, rule] of sheet.matchAll(/\.([\w-]+)\s*\{([^{}]*)\}/g)) {
      const said = rule.split(";").filter((one) => /^\s*(?:text-decoration|vertical-align|mso-text-raise)/i.test(one)).join(";");
      if (!said) continue;
      for (const found of body.getElementsByClassName(name)) found.setAttribute(STYLE, `${found.getAttribute(STYLE) ?? ""};${said}`);
    }
  }
}

/** Of tracked changes, deleted words are left out and inserted ones stay; whoever pastes is told of both. */
export function changes(body, left) {
  const struck = (found) => found.matches("del, s, strike, .msoDel") || /line-through/.test(styleOf(found, "text-decoration(?:-line)?"));
  const all = [...body.querySelectorAll(`del, s, strike, .msoDel, [${STYLE}]`)].filter(struck);
  for (const found of all.filter(isThere(body))) {
    if (!body.contains(found)) continue; // it was inside one that is already removed
    left.told(say("Deleted words were left out"), found.textContent);
    if (found.matches("td, th, tr, table, tbody, thead")) found.querySelectorAll("*").forEach((inner) => inner.remove());
    if (found.matches("td, th")) found.replaceChildren();
    else if (!found.matches("tr, table, tbody, thead")) found.remove();
  }
  for (const found of body.querySelectorAll("ins, .msoIns")) {
    if (found.parentElement.closest("ins, .msoIns")) continue;
    left.told(say("Inserted words that nobody has agreed to were taken in"), found.textContent);
  }
}

/** Leaves out remarks in the margin, which are for colleagues. */
export function comments(body, left) {
  const told = say("Comments were left out");
  for (const found of styled(body)) {
    if (styleOf(found, "mso-element") === "comment-list") {
      for (const one of found.querySelectorAll(".msocomtxt")) left.told(told, one.textContent.replace(/^\s*\[[^\]]*\]/, ""));
      if (!found.querySelector(".msocomtxt")) left.told(told, found.textContent);
      found.remove();
    } else if (styleOf(found, "mso-special-character") === "comment") found.remove();
  }
  body.querySelectorAll(".msocomanchor, .MsoCommentReference").forEach((found) => found.remove());
  // Google Docs writes the remarks at the end, in boxes of their own.
  for (const found of body.querySelectorAll('a[href^="#cmnt_ref"]')) {
    const box = found.closest("div") ?? found.closest("p");
    found.remove();
    if (!box) continue;
    left.told(told, box.textContent);
    box.remove();
  }
  for (const found of body.querySelectorAll('a[href^="#cmnt"]')) (found.closest("sup") ?? found).remove();
}

/** Footnotes and endnotes stay, as paragraphs at the end. */
export function notes(body, left) {
  const lists = styled(body).filter((found) => /^(?:footnote|endnote)-list$/.test(styleOf(found, "mso-element")));
  for (const list of lists) {
    list.querySelectorAll(":scope > hr, :scope > br").forEach((line) => line.remove());
    body.append(...list.childNodes);
    list.remove();
  }
  // LibreOffice writes the number of a note without a space before its first word.
  const signs = [...body.querySelectorAll(".sdfootnotesym, .sdendnotesym, .sdfootnotesym-western, .sdendnotesym-western")];
  for (const sign of signs) {
    const next = sign.nextSibling?.textContent ?? "";
    if (next && !/^\s/.test(next)) sign.after(" ");
  }
  if (lists.length || signs.length) left.say(say("Notes stand as paragraphs at the end."));
}

/** Our lists count 1, 2, 3: lists with letters, or that count backwards, become such lists. */
export function lists(body, left) {
  const other = [...body.querySelectorAll("ol[type], ol[reversed], li[value]")].some(
    (found) => (found.matches("ol[type]") && found.getAttribute("type").trim() !== "1") || found.matches("ol[reversed]") || !isFirst(found),
  );
  const signs = styled(body).some((found) => found.matches("ol, ol li") && /alpha|latin|roman|greek/.test(styleOf(found, "list-style(?:-type)?")));
  if (other || signs) left.say(say("Letters or other numbers of a list became 1, 2, 3."));
  for (const first of body.querySelectorAll("ol > li[value]:first-child")) {
    if (!first.parentElement.hasAttribute("start")) first.parentElement.setAttribute("start", first.getAttribute("value"));
  }
}

const isFirst = (found) => !found.matches("li") || found.matches("ol:not([start]) > li:first-child");

/** Text that Google Docs and Pages raise or lower by a style becomes <sup> or <sub>. */
export function raised(body) {
  for (const found of styled(body)) {
    if (found.matches(`${BLOCKS}, img, sup, sub`) || found.querySelector(`${BLOCKS}, sup, sub`) || found.closest("sup, sub")) continue;
    const aligned = styleOf(found, "vertical-align");
    const tag = { super: "sup", sub: "sub" }[aligned] ?? (moved(aligned) || moved(styleOf(found, "mso-text-raise")));
    if (!tag || !found.textContent.trim()) continue;
    const mark = found.ownerDocument.createElement(tag);
    mark.append(...found.childNodes);
    found.append(mark);
  }
}

/** Whether text is raised or lowered on purpose: less than a point is only neat setting. */
function moved(length) {
  const match = /^(-?)(\d+\.?\d*|\.\d+)\s*(?:px|pt|em|ex|%|rem|mm|cm|in)$/.exec(length);
  if (!match || !Number(match[2]) || (Number(match[2]) < 1 && !length.endsWith("em"))) return "";
  return match[1] ? "sub" : "sup";
}

const SIGN = /^(?:[#*0-9]\ufe0f?\u20e3|[\u00a9\u00ae\u203c-\u3299\ufe0f\u200d]|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u{e0020}-\u{e007f}])+$/u;
const EMOJI = /emoji|smil(?:ey|ie)|emoticon/i;
const FORMULA = /latex|mathjax|math|(?:^|[\s_-])(?:tex|formula|equation)(?:$|[\s_-])/i;
const LONGEST_FORMULA = 500;

/** A picture that only draws a sign or a formula becomes its alt text, as in articles/body/meaning.py. */
export function signs(body) {
  for (const found of body.querySelectorAll("img[alt]")) {
    const alt = found.getAttribute("alt").replace(/\s+/g, " ").trim();
    if (!alt || alt.length > LONGEST_FORMULA) continue;
    const told = `${found.className} ${found.getAttribute("data-stringify-type") ?? ""}`;
    const source = (found.getAttribute("src") ?? "").slice(0, 2000);
    const drawn =
      EMOJI.test(told) || FORMULA.test(told) || EMOJI.test(source) || found.getAttribute("role") === "math" ||
      /latex|\/math\/|equation|codecogs/i.test(source);
    if (drawn || SIGN.test(alt.replaceAll(" ", ""))) (found.closest("picture") ?? found).replaceWith(alt);
  }
}

/** Formulas as text, with what our schema has: x², a/b. */
export function formulas(body, left) {
  body.querySelectorAll(".katex-html, .MathJax_Preview, mjx-container > svg").forEach((found) => found.remove());
  for (const found of body.querySelectorAll("math")) {
    if (!found.textContent.trim() && !found.getAttribute("alttext")) continue;
    // Pages put a picture beside the formula, for browsers that draw no formulas.
    if (found.closest(`[hidden], [${STYLE}*="display"]`) && styleOf(found.closest(`[${STYLE}*="display"]`) ?? found, "display") === "none") continue;
    const made = found.ownerDocument.createElement("span");
    made.append(...written(found));
    left.told(say("A formula was turned into text"), made.textContent);
    found.replaceWith(made);
  }
}

function written(math) {
  const doc = math.ownerDocument;
  const parts = [...math.children].map((child) => ({ child, nodes: written(child) }));
  const wrapped = (nodes, tag) => {
    const made = doc.createElement(tag);
    made.textContent = nodes.map((node) => node.textContent).join("");
    return made;
  };
  const group = (nodes) => {
    const text = nodes.map((node) => node.textContent).join("");
    return /^[\p{L}\p{N}.,]*$/u.test(text) ? nodes : ["(", ...nodes, ")"].map((node) => (typeof node === "string" ? doc.createTextNode(node) : node));
  };
  const [first, second, third] = parts.map(({ nodes }) => nodes);
  switch (math.localName) {
    case "annotation":
    case "annotation-xml":
      return [];
    case "msup":
      return [...first, wrapped(second, "sup")];
    case "msub":
      return [...first, wrapped(second, "sub")];
    case "msubsup":
      return [...first, wrapped(second, "sub"), wrapped(third, "sup")];
    case "mfrac":
      return [...group(first), doc.createTextNode("/"), ...group(second)];
    case "msqrt":
      return [doc.createTextNode("√"), ...group(parts.flatMap(({ nodes }) => nodes))];
    case "mroot":
      return [wrapped(second, "sup"), doc.createTextNode("√"), ...group(first)];
  }
  if (parts.length) return parts.flatMap(({ nodes }) => nodes);
  return [doc.createTextNode(math.textContent.trim())];
}

const CONTROLS = "input, select, button, meter, progress";

/** Things that are no text: whoever pastes is told of them. */
export function things(body, left) {
  for (const found of body.querySelectorAll("textarea")) {
    const made = found.ownerDocument.createElement("div");
    for (const line of found.textContent.split("\n").filter((one) => one.trim())) {
      const paragraph = found.ownerDocument.createElement("p");
      paragraph.textContent = line;
      made.append(paragraph);
    }
    found.replaceWith(made);
  }
  for (const found of body.querySelectorAll(CONTROLS)) {
    const says = found.tagName === "INPUT" ? (/^(?:text|search|email|url|tel|number)?$/i.test(found.getAttribute("type") ?? "") ? found.getAttribute("value") : "") : found.textContent;
    if ((says ?? "").trim()) left.told(say("Fields or buttons were left out"), says);
    found.remove();
  }
  const named = { object: "embedded object", embed: "embedded object", audio: "sound", canvas: "drawing", svg: "drawing" };
  for (const [tag, name] of Object.entries(named)) {
    for (const found of body.querySelectorAll(tag)) {
      if (!body.contains(found)) continue;
      const text = found.textContent.trim();
      // Small drawings without words are the icons of buttons.
      if (tag !== "svg" || text || found.getAttribute("role") === "img") left.out(name);
      if (text && tag !== "audio") left.told(say("Their words"), text);
      found.remove();
    }
  }
}

/** <ruby>: how a character is read stands behind it, in brackets. */
export function readings(body) {
  body.querySelectorAll("rp").forEach((found) => found.remove());
  for (const found of body.querySelectorAll("rt")) {
    found.prepend("(");
    found.append(")");
  }
}

const QUOTED = /^[“”„‟‘’‚‛«»‹›"']/;

/** Browsers draw the quotation marks of <q>; here the marks of the story's language are written. */
export function quotations(body, quotes) {
  for (const found of [...body.querySelectorAll("q")].reverse()) {
    let depth = 0;
    for (let around = found.parentElement?.closest("q"); around; around = around.parentElement?.closest("q")) depth += 1;
    const text = found.textContent.trim();
    if (!text) found.remove();
    else {
      const [opening, closing] = depth % 2 ? quotes.slice(2) : quotes;
      if (!QUOTED.test(text)) found.replaceWith(opening, ...found.childNodes, closing);
      else unwrap(found);
    }
  }
}
