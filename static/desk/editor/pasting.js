// Pasted text keeps its structure and loses the rest. What comes from Google Docs, Word, Pages and web pages says
// bold and italic with style attributes, which the desk's content security policy drops while the text is parsed,
// so they are renamed first and read here.

import { captionsAddress, safeAddress, videoAddress } from "desk/editor/address";

// A tag with its attributes. Nothing in it can match in two ways, so hostile text costs no time.
const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^"'<>])*>/gi;
const ACTIVE = /([\s"'/])(style|on[a-z]+)(?=\s*=)/gi;
const STYLE = "data-pasted-style";

const GONE =
  "script, style, link, meta, title, base, template, noscript, iframe, object, embed, video, audio, canvas, svg, math, " +
  "input, select, textarea, button, map, [hidden], [data-pasted-mso-hidden]";
const BLOCKS =
  "p, div, h1, h2, h3, h4, h5, h6, ul, ol, li, dl, dt, dd, blockquote, pre, table, thead, tbody, tfoot, tr, td, th, hr, " +
  "section, article, header, footer, main, nav, aside, figure, figcaption, address, center, form, fieldset";
const OURS =
  "figure[data-picture], figure[data-video], figure[data-embed], div[data-gallery], aside[data-pullquote], aside[data-factbox], aside[data-related]";

/**
 * Clean pasted HTML. Returns { html, pictures, videos }: how many of each were left out, for a word about it. Videos
 * stay that are played from one of `hosts`.
 */
export function cleanPasted(html, hosts = null) {
  const safe = disarmed(html);
  // The editor's own clipboard says how it was cut out; it holds nothing but what the schema knows.
  if (/\sdata-pm-slice=/.test(safe)) return { html: safe, pictures: 0, videos: 0 };
  const body = new DOMParser().parseFromString(safe, "text/html").body;
  pagesHeadings(body, html);
  const videos = takeVideos(body, hosts ?? []);
  body.querySelectorAll(GONE).forEach((found) => found.remove());
  hidden(body);
  const pictures = dropPictures(body);
  wordLists(body);
  wordHeadings(body);
  unwrapNotReallyBold(body);
  inlineStyles(body);
  links(body);
  layoutTables(body);
  listsInLists(body);
  definitions(body);
  codeLines(body);
  brokenLines(body);
  plainInside(body);
  empties(body);
  body.querySelectorAll("*").forEach((found) => found.removeAttribute(STYLE));
  return { html: body.innerHTML, pictures, videos };
}

/** The text with nothing in it that a parser would act upon, or that the policy would report. */
function disarmed(html) {
  return html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, "")
    .replace(/<!\[[^<>]*>/g, "") // Word's <![if !supportLists]>
    .replace(/<(style|script|xml|title)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, "")
    .replace(TAG, (tag) => tag.replace(ACTIVE, (_, before, name) => `${before}data-pasted-${name.toLowerCase()}`));
}

function styleOf(found, property) {
  const style = found.getAttribute(STYLE) ?? "";
  const match = new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([^;]+)`, "i").exec(style);
  return match ? match[1].trim().toLowerCase() : "";
}

const styled = (body) => [...body.querySelectorAll(`[${STYLE}]`)];
const unwrap = (found) => found.replaceWith(...found.childNodes);

function rename(found, tag) {
  const made = found.ownerDocument.createElement(tag);
  made.append(...found.childNodes);
  found.replaceWith(made);
  return made;
}

function hidden(body) {
  for (const found of styled(body)) {
    if (styleOf(found, "display") === "none" || styleOf(found, "mso-hide") === "all") found.remove();
    else if (/^(footnote|endnote|comment)-list$/.test(styleOf(found, "mso-element"))) found.remove();
  }
}

/** Videos that our pages may play become ours, without their poster. Returns how many of the others there were. */
function takeVideos(body, hosts) {
  const allowed = (address) => (address && hosts.includes(new URL(address).hostname) ? address : "");
  let left = 0;
  for (const found of [...body.querySelectorAll("video")]) {
    const sources = [found, ...found.querySelectorAll("source")];
    const address = sources.map((one) => allowed(videoAddress(one.getAttribute("src")))).find(Boolean);
    if (!address) {
      left += 1;
      found.remove();
      continue;
    }
    const track = found.querySelector("track[kind=captions i], track[kind=subtitles i], track:not([kind])");
    const captions = allowed(captionsAddress(track?.getAttribute("src")));
    const ours = found.ownerDocument.createElement("figure");
    ours.setAttribute("data-video", address);
    if (captions) ours.setAttribute("data-captions", captions);
    found.replaceWith(ours);
  }
  return left;
}

function dropPictures(body) {
  const pictures = [...body.querySelectorAll("img, picture, figure")].filter(
    (found) => !found.closest(OURS) && (found.tagName !== "FIGURE" || found.querySelector("img, picture")),
  );
  let left = 0;
  for (const found of pictures) {
    if (!body.contains(found)) continue; // inside one that is gone
    // Mail programs and web pages count their readers with pictures of one pixel.
    const tiny = found.tagName === "IMG" && Number(found.getAttribute("width") ?? 100) <= 2;
    if (!tiny) left += 1;
    found.remove();
  }
  return left;
}

/** Word writes a list as paragraphs that say which list, which level, and carry their own bullets. */
function wordLists(body) {
  const items = styled(body).filter((found) => /^l\d+ level\d+/.test(styleOf(found, "mso-list")) && found.matches("p, h1, h2, h3, h4, h5, h6, div"));
  let open = []; // the lists that are open, outermost first
  let last = null;
  for (const item of items) {
    const level = Number(/level(\d+)/.exec(styleOf(item, "mso-list"))[1]);
    const marker = styled(item).find((found) => styleOf(found, "mso-list") === "ignore");
    const sign = (marker?.textContent ?? "").replace(/\s/g, "");
    marker?.remove();
    const tag = /^\(?([0-9]+|[a-z]|[ivxlc]+)[.)]$/i.test(sign) ? "ol" : "ul";
    if (!last || nextElement(last) !== item) open = [];
    open.length = Math.min(open.length, level);
    if (open.length === level && open.at(-1).tagName.toLowerCase() !== tag && level === 1) open = [];
    while (open.length < level) {
      const list = item.ownerDocument.createElement(tag);
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

/** Pages says what is a heading by nothing but the size of its type, in a style sheet with a class for each paragraph. */
function pagesHeadings(body, html) {
  if (!html.includes("Cocoa HTML Writer")) return;
  const sizes = new Map([...html.matchAll(/p\.(p\d+) \{[^{}]*?font: (\d+(?:\.\d+)?)px/g)].map(([, name, size]) => [name, Number(size)]));
  const written = new Map(); // how much is said in each size
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
  // A heading is bold as it is, and so is the first row of a table.
  body.querySelectorAll(":is(h1, h2, h3, h4, h5, h6, th) :is(b, strong)").forEach(unwrap);
}

function wrap(found, tag) {
  if (!tag || !found.textContent.trim()) return;
  const mark = found.ownerDocument.createElement(tag);
  mark.append(...found.childNodes);
  found.append(mark);
}

function links(body) {
  for (const link of body.querySelectorAll("a")) {
    const href = straight(link.getAttribute("href") ?? "");
    if (safeAddress(href)) link.setAttribute("href", safeAddress(href));
    else unwrap(link); // bookmarks and footnotes within the document it comes from
  }
}

/** Where a link leads that goes through a search engine's or mail program's counter. */
function straight(href) {
  if (!URL.canParse(href)) return href;
  const { hostname, pathname, searchParams } = new URL(href);
  if (/^www\.google\.[a-z.]+$/.test(hostname) && pathname === "/url") {
    return searchParams.get("q") ?? searchParams.get("url") ?? href;
  }
  if (hostname.endsWith(".safelinks.protection.outlook.com")) return searchParams.get("url") ?? href;
  return href;
}

/** Mail and old web pages lay text out in tables; a table of one cell, or around another, is no table. */
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
  body.querySelectorAll("dt, dd").forEach((found) => rename(found, "p"));
}

function codeLines(body) {
  for (const found of body.querySelectorAll("pre")) {
    const lines = found.textContent.split(/\n/).filter((line) => line.trim());
    found.replaceWith(
      ...lines.map((line) => {
        const made = found.ownerDocument.createElement("p");
        made.textContent = line;
        return made;
      }),
    );
  }
}

/** Two line breaks in a row are how people without a word processor begin a paragraph. */
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
    const blocky = (node) => node.nodeType === 1 && (node.matches(BLOCKS) || node.querySelector(BLOCKS));
    const made = parts.flatMap((part) => {
      if (part.some(blocky)) return part.filter((node) => !isBreak(node));
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
  body.querySelectorAll(":is(td, th, blockquote, li) :is(h1, h2, h3, h4, h5, h6, blockquote, pre, hr)").forEach((found) =>
    found.tagName === "HR" ? found.remove() : rename(found, found.tagName === "BLOCKQUOTE" ? "div" : "p"),
  );
  body.querySelectorAll(":is(td, th, blockquote) li").forEach((found) => rename(found, "div"));
  body.querySelectorAll(":is(td, th, blockquote) :is(ul, ol)").forEach(unwrap);
  body.querySelectorAll("li table").forEach((found) => {
    found.replaceWith(...[...found.querySelectorAll("tr")].map((row) => rename(row, "p")));
  });
}

function empties(body) {
  for (const found of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, div, li, ul, ol, blockquote")].reverse()) {
    if (!found.textContent.trim() && !found.querySelector(`hr, td, th, ${OURS}`) && !found.closest("td, th")) found.remove();
  }
}
