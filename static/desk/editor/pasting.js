// Pasted text keeps its structure and loses everything else. Google Docs, Word, Pages and web pages write bold and italic
// as style attributes, which the desk's content security policy drops while the text is parsed; so these attributes are
// renamed first and read here.

import { safeAddress } from "desk/editor/address";
import { KINDS } from "desk/editor/kinds";
import { Left } from "desk/editor/left";
import {
  BLOCKS,
  STYLE,
  changes,
  comments,
  formulas,
  lists,
  notes,
  quotations,
  raised,
  readings,
  rename,
  signs,
  styleOf,
  styleSheet,
  styled,
  things,
  unwrap,
} from "desk/editor/programs";
import { NO_BREAK, breakable } from "desk/editor/spaces";
import { say } from "desk/words";

// A tag with its attributes. Nothing in it can match in two ways, so hostile text costs no time.
const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^"'<>])*>/gi;
const ACTIVE = /([\s"'/])(style|on[a-z]+)(?=\s*=)/gi;

// Elements with nothing to read: code, and facts about the page.
const GONE = "script, style, link, meta, title, base, template, map";
// Blocks that only an editor of ours writes, and the tags that it writes.
const ours = () => KINDS.map((kind) => kind.ours).filter(Boolean).join(", ");
const ourTags = () => [...KINDS.map(({ tags }) => tags), "a, strong, em, sup, sub, br"].join(", ");

/**
 * Clean pasted HTML. Returns { html, told }: `told` says in words what was left out. Videos stay that are played from
 * one of `hosts`; `language` and `quotes` are those of the story.
 */
export function cleanPasted(html, { hosts = null, language = "", quotes }) {
  const safe = disarmed(html);
  const parsed = new DOMParser().parseFromString(safe, "text/html");
  const { body } = parsed;
  // The editor's own clipboard says how it was cut out; it holds nothing but what the schema knows.
  if (/\sdata-pm-slice=/.test(safe) && isOurs(body)) return { html: safe, told: "" };
  const left = new Left();
  styleSheet(body, html);
  pagesHeadings(body, html);
  const base = parsed.querySelector("base[href]")?.getAttribute("href") ?? "";
  comments(body, left);
  changes(body, left);
  notes(body, left);
  formulas(body, left);
  noScript(body, left);
  for (const { paste } of KINDS) paste?.(body, left, { hosts: hosts ?? [], isShown });
  things(body, left);
  body.querySelectorAll(GONE).forEach((found) => found.remove());
  hidden(body, left);
  signs(body);
  left.out("picture", dropPictures(body, left));
  lists(body, left);
  wordLists(body, left);
  wordHeadings(body);
  unwrapNotReallyBold(body);
  raised(body);
  inlineStyles(body);
  links(body, left, base);
  readings(body);
  quotations(body, quotes);
  layoutTables(body);
  listsInLists(body);
  definitions(body);
  codeLines(body);
  brokenLines(body);
  plainInside(body);
  spaces(body, language);
  empties(body);
  body.querySelectorAll("*").forEach((found) => found.removeAttribute(STYLE));
  return { html: body.innerHTML, told: String(left) };
}

/** Whether this was copied from our own editor. Other editors that are made of the same parts leave the same mark. */
function isOurs(body) {
  const tags = ourTags();
  const odd = (found) => !found.matches(tags) || (found.hasAttribute(STYLE) && !found.matches("table, col, td, th"));
  return ![...body.querySelectorAll("*")].some(odd);
}

/** The HTML without anything that a parser would run, or that the content security policy would report. */
function disarmed(html) {
  return html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, "")
    .replace(/<!\[[^<>]*>/g, "") // Word's <![if !supportLists]>
    .replace(/<(style|script|xml|title)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, "")
    .replace(TAG, (tag) => tag.replace(ACTIVE, (_, before, name) => `${before}data-pasted-${name.toLowerCase()}`));
}

/** Takes out <noscript>, which repeats what the scripts of a page show. */
function noScript(body, left) {
  for (const found of body.querySelectorAll("noscript")) {
    left.told(say("Words for browsers without scripts were left out"), found.textContent.replace(/<[^>]*>/g, ""));
    found.remove();
  }
}

const isShown = (found) => Number(found.getAttribute("width") ?? 100) > 2 && !found.closest("[hidden]") && styleOf(found, "display") !== "none";

function hidden(body, left) {
  for (const found of body.querySelectorAll(`[hidden], [${STYLE}]`)) {
    const isHidden = found.hasAttribute("hidden") || styleOf(found, "display") === "none" || styleOf(found, "mso-hide") === "all";
    if (!isHidden || !body.contains(found)) continue;
    // A formula that is hidden beside its own picture is no loss.
    if (!found.querySelector("math")) left.told(say("Hidden words were left out"), found.textContent);
    found.remove();
  }
}

/** Takes out pictures and returns how many. Their captions stay as paragraphs. */
function dropPictures(body, left) {
  let count = 0;
  const inFigures = [...body.querySelectorAll("figure")].filter((found) => !found.closest(ours()) && found.querySelector("img, picture"));
  for (const found of [...body.querySelectorAll("img, picture")]) {
    if (found.closest(ours()) || !body.contains(found)) continue; // in a block of ours, or already removed
    // Mail programs and web pages count their readers with pictures of one pixel.
    const tiny = found.tagName === "IMG" && Number(found.getAttribute("width") ?? 100) <= 2;
    if (!tiny) count += 1;
    found.remove();
  }
  for (const figure of inFigures) {
    for (const caption of figure.querySelectorAll("figcaption")) {
      if (caption.textContent.trim()) left.say(say("Captions of pictures stand as paragraphs."));
      rename(caption, caption.querySelector(BLOCKS) ? "div" : "p");
    }
    rename(figure, "div");
  }
  return count;
}

/** Word writes lists as paragraphs: a style says which list and which level, and the bullet is part of the text. */
function wordLists(body, left) {
  const items = styled(body).filter((found) => /^l\d+ level\d+/.test(styleOf(found, "mso-list")) && found.matches("p, h1, h2, h3, h4, h5, h6, div"));
  let open = []; // the lists that are open, outermost first
  let last = null;
  for (const item of items) {
    const level = Number(/level(\d+)/.exec(styleOf(item, "mso-list"))[1]);
    const marker = styled(item).find((found) => styleOf(found, "mso-list") === "ignore");
    const sign = (marker?.textContent ?? "").replace(/\s/g, "");
    marker?.remove();
    const [, number] = /^\(?([0-9]+|[a-z]|[ivxlc]+)[.)]$/i.exec(sign) ?? [];
    const tag = number ? "ol" : "ul";
    if (number && !Number(number)) left.say(say("Letters or other numbers of a list became 1, 2, 3."));
    if (!last || nextElement(last) !== item) open = [];
    open.length = Math.min(open.length, level);
    if (open.length === level && open.at(-1).tagName.toLowerCase() !== tag && level === 1) open = [];
    while (open.length < level) {
      const list = item.ownerDocument.createElement(tag);
      if (Number(number) > 1 && open.length === level - 1) list.setAttribute("start", number);
      if (open.length) (open.at(-1).lastElementChild ?? open.at(-1).appendChild(item.ownerDocument.createElement("li"))).append(list);
      else item.before(list);
      open.push(list);
    }
    const li = item.ownerDocument.createElement("li");
    const text = item.ownerDocument.createElement("p");
    text.append(...item.childNodes);
    li.append(text);
    open.at(-1).append(li);
    last = open[0];
    item.remove();
  }
}

function nextElement(found) {
  return found.nextSibling?.nodeType === 3 && !found.nextSibling.data.trim() ? found.nextElementSibling : found.nextSibling;
}

function wordHeadings(body) {
  body.querySelectorAll("p.MsoTitle").forEach((found) => rename(found, "h2"));
  // Empty tags of Word's own, such as o:p, hold at most a space.
  [...body.querySelectorAll("*")].filter((found) => found.tagName.includes(":")).forEach(unwrap);
}

/** Pages marks headings only by larger type, in a style sheet with a class for each paragraph. */
function pagesHeadings(body, html) {
  if (!html.includes("Cocoa HTML Writer")) return;
  const sizes = new Map([...html.matchAll(/p\.(p\d+) \{[^{}]*?font: (\d+(?:\.\d+)?)px/g)].map(([, name, size]) => [name, Number(size)]));
  const written = new Map(); // size of type → characters in it
  const lines = [...body.querySelectorAll("p")].filter((line) => sizes.has(line.className) && !line.closest("li, td, th"));
  for (const line of lines) {
    const size = sizes.get(line.className);
    written.set(size, (written.get(size) ?? 0) + line.textContent.length);
  }
  const [text] = [...written].sort((a, b) => b[1] - a[1])[0] ?? [0];
  for (const line of lines) {
    const size = sizes.get(line.className) / text;
    if (size >= 1.2) rename(line, size >= 1.5 ? "h2" : "h3");
  }
}

/** Google Docs wraps everything in a <b> that says it is not bold. */
function unwrapNotReallyBold(body) {
  for (const found of styled(body)) {
    const weight = styleOf(found, "font-weight");
    if (found.matches("b, strong") && /^(normal|lighter|[1-4]00)$/.test(weight)) unwrap(found);
    else if (found.matches("i, em") && styleOf(found, "font-style") === "normal") unwrap(found);
  }
}

function inlineStyles(body) {
  for (const found of styled(body)) {
    if (found.querySelector(BLOCKS) || found.matches("ul, ol, table, tbody, thead, tfoot, tr, hr, br")) continue;
    wrap(found, /^(bold|bolder|[6-9]00)$/.test(styleOf(found, "font-weight")) && "strong");
    wrap(found, /^(italic|oblique)/.test(styleOf(found, "font-style")) && "em");
  }
  // Headings and heading cells are bold anyway.
  body.querySelectorAll(":is(h1, h2, h3, h4, h5, h6, th) :is(b, strong)").forEach(unwrap);
}

function wrap(found, tag) {
  if (!tag || !found.textContent.trim()) return;
  const mark = found.ownerDocument.createElement(tag);
  mark.append(...found.childNodes);
  found.append(mark);
}

function links(body, left, base) {
  for (const link of body.querySelectorAll("a")) {
    const href = straight(absolute(link.getAttribute("href") ?? "", base));
    const address = safeAddress(href);
    if (address) link.setAttribute("href", address);
    else {
      // A link within the copied document is lost without a word; one that led elsewhere is told.
      if (href && !/^(?:#|javascript:|about:|file:)/i.test(href) && link.textContent.trim()) left.told(say("Links were left out, their words are there"), href);
      unwrap(link);
    }
  }
}

/** The whole address of a relative link, where the copied page says its own address. */
function absolute(href, base) {
  const isRelative = href && !href.startsWith("#") && !/^[a-z][a-z0-9+.-]*:/i.test(href);
  return isRelative && URL.canParse(href, base) ? new URL(href, base).href : href;
}

/** The target of a link that goes through the counter of a search engine or a mail program. */
function straight(href) {
  if (!URL.canParse(href)) return href;
  const { hostname, pathname, searchParams } = new URL(href);
  if (/^www\.google\.[a-z.]+$/.test(hostname) && pathname === "/url") {
    return searchParams.get("q") ?? searchParams.get("url") ?? href;
  }
  if (hostname.endsWith(".safelinks.protection.outlook.com")) return searchParams.get("url") ?? href;
  return href;
}

/** Mail and old web pages use tables for layout. A table with one cell, or with a table in it, becomes its text. */
function layoutTables(body) {
  for (const table of [...body.querySelectorAll("table")]) {
    const cells = [...table.querySelectorAll("td, th")].filter((cell) => cell.closest("table") === table);
    if (!table.querySelector("table") && cells.length > 1) {
      table.querySelectorAll(":scope > caption").forEach((caption) => table.before(rename(caption, "p")));
      continue;
    }
    table.before(...cells.map((cell) => rename(cell, "div")));
    table.remove();
  }
}

/** A list that is a list's child, as Google Docs writes it, belongs to the item before. */
function listsInLists(body) {
  for (const list of body.querySelectorAll(":is(ul, ol) > :is(ul, ol)")) {
    const item = list.previousElementSibling;
    if (item?.tagName === "LI") item.append(list);
    else rename(list.parentElement.insertBefore(list.ownerDocument.createElement("div"), list), "li").append(list);
  }
  // Word in the browser makes each item a list of its own.
  for (const list of body.querySelectorAll(".ListContainerWrapper > :is(ul, ol)")) {
    const before = list.parentElement.previousElementSibling;
    const joined = before?.matches(".ListContainerWrapper") && before.lastElementChild;
    if (joined && joined.tagName === list.tagName) {
      joined.append(...list.childNodes);
      list.parentElement.remove();
    }
  }
}

function definitions(body) {
  body.querySelectorAll("details, summary, dialog, legend, search, option").forEach((found) => rename(found, "div"));
  body.querySelectorAll("dt, dd").forEach((found) => rename(found, "p"));
}

/** A blank line ends a paragraph, as two breaks do; links and other marks stay. */
function codeLines(body) {
  for (const found of body.querySelectorAll("pre")) {
    const walker = found.ownerDocument.createTreeWalker(found, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const parts = text.data.split("\n").flatMap((line, index) => (index ? [found.ownerDocument.createElement("br"), line] : [line]));
      text.replaceWith(...parts.filter((part) => part !== ""));
    }
    rename(found, "div");
  }
}

/** Two line breaks in a row begin a new paragraph. */
function brokenLines(body) {
  for (const found of [body, ...body.querySelectorAll("p, div, td, th, li, blockquote, section, article")]) {
    const breaks = [...found.children].filter((child) => child.tagName === "BR");
    if (!breaks.length) continue;
    const isBreak = (node) => node?.nodeName === "BR";
    const isSpace = (node) => node?.nodeType === 3 && !node.data.trim();
    const parts = [[]];
    for (const node of [...found.childNodes]) {
      const part = parts.at(-1);
      if (isBreak(node) && part.some(isBreak) && part.slice(part.findLastIndex(isBreak) + 1).every(isSpace)) {
        part.length = part.findLastIndex(isBreak);
        parts.push([]);
      } else {
        part.push(node);
      }
    }
    if (parts.length === 1 && found !== body) continue;
    // Next to a block a line break has no effect, and goes.
    const isWithinText = (part, index) => {
      const says = (node) => node.textContent.trim() || blocky(node);
      const around = [part.slice(0, index).findLast(says), part.slice(index + 1).find(says)];
      return around.every((node) => node && !blocky(node));
    };
    const blocky = (node) => node.nodeType === 1 && (node.matches(BLOCKS) || node.querySelector(BLOCKS));
    const made = parts.flatMap((part) => {
      if (part.some(blocky)) return part.filter((node, index) => !isBreak(node) || isWithinText(part, index));
      if (parts.length === 1) return part;
      const piece = found.ownerDocument.createElement("p");
      piece.append(...part.filter((node, index) => !isBreak(node) || (index > 0 && index < part.length - 1)));
      return [piece];
    });
    if (found.tagName === "P" && parts.length > 1) found.replaceWith(...made);
    else found.replaceChildren(...made);
  }
}

/** Cells and quotes hold paragraphs and nothing else; items hold paragraphs and lists. */
function plainInside(body) {
  const blocks = ":is(td, th, blockquote, li) :is(h1, h2, h3, h4, h5, h6, blockquote, pre, hr)";
  for (const found of body.querySelectorAll(blocks)) {
    if (found.matches(`:is(${ours()}) > li > *`)) continue;
    if (found.tagName === "HR") found.remove();
    else rename(found, found.tagName === "BLOCKQUOTE" ? "div" : "p");
  }
  body.querySelectorAll(":is(td, th, blockquote) li").forEach((found) => rename(found, "div"));
  body.querySelectorAll(":is(td, th, blockquote) :is(ul, ol)").forEach(unwrap);
  body.querySelectorAll("li table").forEach((found) => {
    found.replaceWith(...[...found.querySelectorAll("tr")].map((row) => rename(row, "p")));
  });
}

/** Word processors and web pages make every space unbreakable; the language of the story asks for few of them. */
function spaces(body, language) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const paragraphs = new Map();
  while (walker.nextNode()) {
    const block = walker.currentNode.parentElement.closest(BLOCKS) ?? body;
    if (!paragraphs.has(block)) paragraphs.set(block, []);
    paragraphs.get(block).push(walker.currentNode);
  }
  for (const nodes of paragraphs.values()) {
    if (!nodes.some(({ data }) => data.includes(NO_BREAK))) continue;
    const texts = breakable(nodes.map(({ data }) => data), language);
    nodes.forEach((node, index) => (node.data = texts[index]));
  }
}

function empties(body) {
  for (const found of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, div, li, ul, ol, blockquote")].reverse()) {
    if (!found.textContent.trim() && !found.querySelector(`hr, td, th, ${ours()}`) && !found.closest("td, th")) found.remove();
  }
}
