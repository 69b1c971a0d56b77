// Pictures of the library, one by one and in galleries.

import { Node } from "django-prose-editor/editor";

import { ATOM, given, number, numbered, text } from "desk/editor/attributes";
import { create, insertBlock, withBlock } from "desk/editor/blocks";
import { choosePicture } from "desk/editor/choosers";
import { framed, placed } from "desk/editor/crops";
import { element } from "desk/editor/elements";
import { arrangeGallery } from "desk/editor/galleries";
import { atomView, line, lookUp } from "desk/editor/views";
import { attribute, optional } from "desk/editor/writing";
import { say } from "desk/words";

const decorative = (dom) => Boolean(dom.getAttribute("data-decorative"));

// Pictures

async function editPicture(editor, at, file = null) {
  const library = editor.storage.desk.pictures;
  if (!library) return;
  const values = await withBlock(editor, at, "picture", (current) => choosePicture(editor, library, { current, file }));
  if (values) insertBlock(editor, create(editor, "picture", values));
}

/** A picture as this use shows it, with its words. */
function parts(picture, said) {
  const missing = !picture || picture.unanswered;
  const caption = said.caption || (missing ? "" : picture.caption);
  const alt = said.alt || (missing ? "" : picture.alt);
  const img = missing
    ? null
    : placed(picture, said.crop, { alt: said.decorative ? "" : alt });
  return [
    img
      ? framed(img, said.crop, picture)
      : line("missing", picture ? say("Picture {id}: the library did not answer.", { id: said.id }) : say("Picture {id} is not in the library.", { id: said.id })),
    line("caption", caption || (missing ? "" : say("No caption"))),
    line("credit", said.credit || (missing ? "" : picture.credit)),
    line("warning", missing || picture.usable !== false ? "" : picture.why),
    line("warning", missing || alt || said.decorative ? "" : say("No alt text yet")),
  ].filter(Boolean);
}

const Picture = Node.create({
  ...ATOM,
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
  addNodeView: () =>
    atomView({ name: "picture", label: say("Picture"), change: say("Words and crop"), edit: editPicture }, (content, attrs, desk, current) => {
      if (!content.childElementCount) content.append(line("waiting", say("Picture {id}", { id: attrs.id })));
      lookUp(desk.pictures, attrs.id, current, (picture) => content.replaceChildren(...parts(picture, attrs)));
    }),
});

function figure({ id, caption, alt, credit, decorative, crop }) {
  const said = { caption, alt, credit, decorative: decorative && "decorative", crop };
  const attributes = Object.entries(said).map(([name, value]) => given(`data-${name}`, value));
  return ["figure", Object.assign({ "data-picture": id }, ...attributes)];
}

function writePicture({ id, caption, alt, credit, decorative, crop }) {
  return (
    `<figure${attribute("data-picture", id)}${optional("data-caption", caption)}${optional("data-alt", alt)}` +
    `${optional("data-credit", credit)}${optional("data-decorative", decorative && "decorative")}` +
    `${optional("data-crop", crop)}></figure>`
  );
}

// Galleries

async function editGallery(editor, at) {
  const library = editor.storage.desk.pictures;
  if (!library) return;
  const values = await withBlock(editor, at, "gallery", (current) => arrangeGallery(editor, library, current));
  if (values) insertBlock(editor, create(editor, "gallery", values));
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
  ...ATOM,
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
  addNodeView: () =>
    atomView({ name: "gallery", label: say("Gallery"), change: say("Order and words"), edit: editGallery }, (content, attrs, desk, current) => {
      const items = attrs.pictures.map(({ id }) => element("li", {}, line("waiting", say("Picture {id}", { id }))));
      content.replaceChildren(
        line("kind", say("Gallery of {count} pictures", { count: attrs.pictures.length })),
        ...[line("headline", attrs.title)].filter(Boolean),
        element("ol", { class: "body-block__gallery" }, ...items),
      );
      attrs.pictures.forEach((said, index) =>
        lookUp(desk.pictures, said.id, current, (picture) => items[index].replaceChildren(...parts(picture, said))),
      );
    }),
});

function writeGallery({ title, pictures }) {
  return pictures.length ? `<div data-gallery=""${optional("data-title", title)}>${pictures.map(writePicture).join("")}</div>` : "";
}

export const KINDS = [
  {
    name: "picture",
    label: say("Picture"),
    node: Picture,
    tags: "figure",
    write: ({ attrs }) => writePicture(attrs),
    edit: editPicture,
    ours: "figure[data-picture]",
    isPictorial: true,
    tool: { group: "pictures", icon: "M2.5 4h15v12h-15zM2.5 14l4.3-4.2 3.4 3.3 2.6-2.5 4.7 4.4M13 7.6h.01", words: true, opens: true, needs: "pictures" },
    place: { change: say("Words and crop") },
  },
  {
    name: "gallery",
    label: say("Gallery"),
    node: Gallery,
    tags: "div",
    write: ({ attrs }) => writeGallery(attrs),
    edit: editGallery,
    ours: "div[data-gallery]",
    isPictorial: true,
    addition: { icon: "M2.5 3.5h11v9h-11zM2.5 11l3-2.8 2.6 2.4 2-1.9 3.4 3M16 6.5h1.5v10H6V15", about: say("Several pictures with one title"), needs: "pictures" },
    place: { change: say("Order and words") },
  },
];
