// The nodes and marks a body may hold, as the editor knows them. The table they follow is articles/body/schema.py.

import {
  Bold,
  BulletList,
  Document,
  Dropcursor,
  Gapcursor,
  HardBreak,
  History,
  HorizontalRule,
  Italic,
  ListItem,
  Mark,
  Node,
  Paragraph,
  Placeholder,
  Subscript,
  Superscript,
  Table,
  TableCell,
  TableHeader,
  TableRow,
  Text,
} from "django-prose-editor/editor";

import { captionsAddress, safeAddress, videoAddress } from "desk/editor/address";
import { embedView, factboxView, galleryView, pictureView, pullquoteView, relatedView, videoView } from "desk/editor/views";

// Values are read as text: left to itself the library turns a caption "2024" into a number.
const text = (name) => ({ default: "", parseHTML: (dom) => dom.getAttribute(name) ?? "", rendered: false });
const number = (name) => ({ default: null, parseHTML: (dom) => Number(dom.getAttribute(name)), rendered: false });

/** Only a figure that names something real becomes a node. */
const numbered = (name) => (dom) => /^[1-9]\d*$/.test(dom.getAttribute(name)) && null;

function heading(name, tag, pasted, shortcut) {
  return Node.create({
    name,
    group: "block",
    content: "inline*",
    defining: true,
    parseHTML: () => [tag, ...pasted].map((tag) => ({ tag })),
    renderHTML: () => [tag, 0],
    addKeyboardShortcuts() {
      return { [shortcut]: () => this.editor.commands.toggleNode(name, "paragraph") };
    },
  });
}

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

/** What stands higher stands not lower. */
const raised = (mark, tag, other) => mark.extend({ excludes: `${mark.name} ${other}`, parseHTML: () => [{ tag }] });

const Blockquote = Node.create({
  name: "blockquote",
  group: "block",
  content: "paragraph+",
  defining: true,
  parseHTML: () => [{ tag: "blockquote" }],
  renderHTML: () => ["blockquote", 0],
});

const Link = Mark.create({
  name: "link",
  priority: 1000, // outermost, as it is stored
  inclusive: false,
  addAttributes: () => ({ href: text("href") }),
  parseHTML: () => [{ tag: "a[href]", getAttrs: (dom) => safeAddress(dom.getAttribute("href")) !== "" && null }],
  renderHTML: ({ mark }) => ["a", { href: mark.attrs.href }, 0],
});

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

const Pullquote = Node.create({
  name: "pullquote",
  group: "block",
  content: "paragraph+",
  defining: true,
  isolating: true,
  addAttributes: () => ({ by: text("data-by") }),
  parseHTML: () => [{ tag: "aside[data-pullquote]", priority: 60 }],
  renderHTML: ({ node }) => ["aside", { "data-pullquote": "", ...given("data-by", node.attrs.by) }, 0],
  addNodeView: () => pullquoteView,
});

const Factbox = Node.create({
  name: "factbox",
  group: "block",
  content: "(paragraph | bulletList | orderedList | subheading)+",
  defining: true,
  isolating: true,
  addAttributes: () => ({ title: text("data-title") }),
  parseHTML: () => [{ tag: "aside[data-factbox]", priority: 60 }],
  renderHTML: ({ node }) => ["aside", { "data-factbox": "", ...given("data-title", node.attrs.title) }, 0],
  addNodeView: () => factboxView,
});

const atom = { group: "block", atom: true, draggable: true, selectable: true };

const decorative = (dom) => Boolean(dom.getAttribute("data-decorative"));

const Picture = Node.create({
  ...atom,
  name: "picture",
  addAttributes: () => ({
    id: number("data-picture"),
    caption: text("data-caption"),
    alt: text("data-alt"),
    credit: text("data-credit"),
    decorative: { default: false, parseHTML: decorative, rendered: false },
    crop: text("data-crop"),
  }),
  parseHTML: () => [{ tag: "figure[data-picture]", priority: 60, getAttrs: numbered("data-picture") }],
  renderHTML: ({ node }) => figure(node.attrs),
  addNodeView: () => pictureView,
});

function figure({ id, caption, alt, credit, decorative, crop }) {
  const said = { caption, alt, credit, decorative: decorative && "decorative", crop };
  const attributes = Object.entries(said).map(([name, value]) => given(`data-${name}`, value));
  return ["figure", Object.assign({ "data-picture": id }, ...attributes)];
}

/** The pictures of a gallery as they are written in it. It is changed as one, in a dialog, so to the editor it is one. */
function picturesOf(gallery) {
  return [...gallery.querySelectorAll(":scope > figure[data-picture]")].filter((dom) => numbered("data-picture")(dom) === null).map((dom) => {
    const said = (name) => dom.getAttribute(`data-${name}`) ?? "";
    return {
      id: Number(said("picture")),
      caption: said("caption"),
      alt: said("alt"),
      credit: said("credit"),
      decorative: decorative(dom),
      crop: said("crop"),
    };
  });
}

const Gallery = Node.create({
  ...atom,
  name: "gallery",
  addAttributes: () => ({
    title: text("data-title"),
    pictures: { default: [], parseHTML: picturesOf, rendered: false },
  }),
  parseHTML: () => [{ tag: "div[data-gallery]", priority: 60, getAttrs: (dom) => picturesOf(dom).length > 0 && null }],
  renderHTML: ({ node: { attrs } }) => [
    "div",
    { "data-gallery": "", ...given("data-title", attrs.title) },
    ...attrs.pictures.map(figure),
  ],
  addNodeView: () => galleryView,
});

const Video = Node.create({
  ...atom,
  name: "video",
  addAttributes: () => ({
    address: { default: "", parseHTML: (dom) => videoAddress(dom.getAttribute("data-video")), rendered: false },
    poster: {
      default: null,
      parseHTML: (dom) => (numbered("data-poster")(dom) === null ? Number(dom.getAttribute("data-poster")) : null),
      rendered: false,
    },
    captions: { default: "", parseHTML: (dom) => captionsAddress(dom.getAttribute("data-captions")), rendered: false },
    language: text("data-captions-language"),
    caption: text("data-caption"),
    credit: text("data-credit"),
  }),
  parseHTML: () => [
    {
      tag: "figure[data-video]",
      priority: 60,
      getAttrs: (dom) => videoAddress(dom.getAttribute("data-video")) !== "" && null,
    },
  ],
  renderHTML: ({ node: { attrs } }) => [
    "figure",
    {
      "data-video": attrs.address,
      ...given("data-poster", attrs.poster),
      ...given("data-captions", attrs.captions),
      ...given("data-captions-language", attrs.language),
      ...given("data-caption", attrs.caption),
      ...given("data-credit", attrs.credit),
    },
  ],
  addNodeView: () => videoView,
});

const Embed = Node.create({
  ...atom,
  name: "embed",
  addAttributes: () => ({ address: text("data-embed") }),
  parseHTML: () => [
    {
      tag: "figure[data-embed]",
      priority: 60,
      getAttrs: (dom) => /^https?:/i.test(safeAddress(dom.getAttribute("data-embed"))) && null,
    },
  ],
  renderHTML: ({ node }) => ["figure", { "data-embed": node.attrs.address }],
  addNodeView: () => embedView,
});

const Related = Node.create({
  ...atom,
  name: "related",
  addAttributes: () => ({ id: number("data-related") }),
  parseHTML: () => [{ tag: "aside[data-related]", priority: 60, getAttrs: numbered("data-related") }],
  renderHTML: ({ node }) => ["aside", { "data-related": node.attrs.id }],
  addNodeView: () => relatedView,
});

function given(name, value) {
  return value ? { [name]: value } : {};
}

export const BODY = [
  Document,
  Text,
  Paragraph,
  heading("heading", "h2", ["h1"], "Mod-Alt-2"),
  heading("subheading", "h3", ["h4", "h5", "h6"], "Mod-Alt-3"),
  BulletList,
  OrderedList,
  ListItem.extend({ content: "paragraph (paragraph | bulletList | orderedList)*" }),
  Blockquote,
  HorizontalRule,
  HardBreak,
  Table,
  TableRow,
  TableHeader.extend(cellParts),
  TableCell.extend(cellParts),
  Pullquote,
  Factbox,
  Picture,
  Gallery,
  Video,
  Embed,
  Related,
  Link,
  Bold,
  Italic,
  raised(Superscript, "sup", "subscript"),
  raised(Subscript, "sub", "superscript"),
  Dropcursor.configure({ class: "body-drop", color: false, width: 2 }),
  Gapcursor,
  Placeholder.configure({ placeholder: "Write the story here", emptyNodeClass: "body-empty" }),
  History.configure({ depth: 500 }),
];
