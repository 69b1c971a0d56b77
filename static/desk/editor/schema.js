// What a body may hold, as the editor knows it: the kinds of blocks, in the order in which the page names them, and the
// marks of text. What each kind is stands in articles/body/kinds and in kinds/.

import {
  Bold,
  Document,
  Dropcursor,
  Gapcursor,
  HardBreak,
  History,
  Italic,
  Mark,
  Placeholder,
  Subscript,
  Superscript,
  Text,
} from "django-prose-editor/editor";

import { safeAddress } from "desk/editor/address";
import { text } from "desk/editor/attributes";
import { KINDS, learn } from "desk/editor/kinds";
import { say } from "desk/words";

// If one file does not come, the editor does not begin and the text area stays: without it blocks would be lost.
const files = JSON.parse(document.getElementById("body-kinds").textContent);
const found = await Promise.all(files.map((file) => import(`desk/editor/kinds/${file}`)));
found.forEach((file) => learn(file.KINDS));

/** What stands higher stands not lower. */
const raised = (mark, tag, other) => mark.extend({ excludes: `${mark.name} ${other}`, parseHTML: () => [{ tag }] });

const Link = Mark.create({
  name: "link",
  priority: 1000, // outermost, as it is stored
  inclusive: false,
  addAttributes: () => ({ href: text("href") }),
  parseHTML: () => [{ tag: "a[href]", getAttrs: (dom) => safeAddress(dom.getAttribute("href")) !== "" && null }],
  renderHTML: ({ mark }) => ["a", { href: mark.attrs.href }, 0],
});

export const BODY = [
  Document,
  Text,
  ...KINDS.map(({ node }) => node),
  HardBreak,
  Link,
  Bold,
  Italic,
  raised(Superscript, "sup", "subscript"),
  raised(Subscript, "sub", "superscript"),
  Dropcursor.configure({ class: "body-drop", color: false, width: 2 }),
  Gapcursor,
  Placeholder.configure({ placeholder: say("Write here"), emptyNodeClass: "body-empty" }),
  History.configure({ depth: 500 }),
];
