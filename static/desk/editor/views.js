// How the blocks that are more than text look while the story is being written.

import { BLOCKS } from "desk/editor/blocks";
import { storyState } from "desk/editor/choosers";
import { framed, placed } from "desk/editor/crops";
import { element } from "desk/editor/elements";
import { icon } from "desk/editor/icons";
import { hostOf, serviceOf } from "desk/editor/providers";
import { whyNotPlayed } from "desk/editor/videos";

/** The rest of a view is text the editor looks after; buttons are ours. */
const button = (event) => event.target instanceof Element && event.target.closest("button") !== null;

const PICTURED = new Set(["picture", "gallery", "video"]);

/** Whether this person may change blocks of this kind. */
const mayChange = ({ editor }, kind) => editor.isEditable && (PICTURED.has(kind) || !editor.storage.desk.only);

function editButton(words, { editor, getPos }, kind) {
  return element(
    "button",
    { type: "button", class: "body-block__edit", onclick: () => BLOCKS[kind](editor, getPos()) },
    words,
  );
}

/** A block with no text of its own: `show` fills it for a node, and again whenever the node's values change. */
function atomView(kind, name, words, show) {
  return (props) => {
    const content = element("div", { class: "body-block__content" });
    const edit = mayChange(props, kind) ? editButton(words, props, kind) : null;
    const dom = element(
      "div",
      { class: `body-block body-block--${kind}`, contenteditable: "false", role: "group", "aria-label": name },
      content,
      ...(edit ? [edit] : []),
    );
    let shown = null;
    const update = (node) => {
      if (node.type !== props.node.type) return false;
      if (shown !== node) show(content, node.attrs, props.editor.storage.desk, () => shown === node);
      shown = node;
      return true;
    };
    dom.addEventListener("dblclick", (event) => {
      if (!button(event) && mayChange(props, kind)) BLOCKS[kind](props.editor, props.getPos());
    });
    shown = props.node;
    show(content, props.node.attrs, props.editor.storage.desk, () => shown === props.node);
    return { dom, update, stopEvent: button, ignoreMutation: (mutation) => mutation.type !== "selection" };
  };
}

const line = (name, words) => (words ? element("p", { class: `body-block__${name}` }, words) : null);

/** Ask for what the number stands for, and show it if the block still names it by then. */
async function lookUp(library, id, current, show) {
  if (!library) return show(null);
  let found = null;
  try {
    found = await library.lookup(id);
  } catch {
    found = { unanswered: true };
  }
  if (current()) show(found);
  return undefined;
}

/** A picture as this use shows it, with its words. */
function pictureParts(picture, said) {
  const missing = !picture || picture.unanswered;
  const caption = said.caption || (missing ? "" : picture.caption);
  const alt = said.alt || (missing ? "" : picture.alt);
  const img = missing
    ? null
    : placed(picture, said.crop, { alt: said.decorative ? "" : alt });
  return [
    img
      ? framed(img, said.crop, picture)
      : line("missing", picture ? `Picture ${said.id}: the library did not answer.` : `Picture ${said.id} is not in the library.`),
    line("caption", caption || (missing ? "" : "No caption")),
    line("credit", said.credit || (missing ? "" : picture.credit)),
    line("warning", missing || picture.usable !== false ? "" : picture.why),
    line("warning", missing || alt || said.decorative ? "" : "No alt text yet"),
  ].filter(Boolean);
}

export const pictureView = atomView("picture", "Picture", "Words and crop", (content, attrs, desk, current) => {
  if (!content.childElementCount) content.append(line("waiting", `Picture ${attrs.id}`));
  lookUp(desk.pictures, attrs.id, current, (picture) => content.replaceChildren(...pictureParts(picture, attrs)));
});

export const galleryView = atomView("gallery", "Gallery", "Order and words", (content, attrs, desk, current) => {
  const items = attrs.pictures.map(({ id }) => element("li", {}, line("waiting", `Picture ${id}`)));
  content.replaceChildren(
    line("kind", `Gallery of ${attrs.pictures.length} pictures`),
    ...[line("headline", attrs.title)].filter(Boolean),
    element("ol", { class: "body-block__gallery" }, ...items),
  );
  attrs.pictures.forEach((said, index) =>
    lookUp(desk.pictures, said.id, current, (picture) => items[index].replaceChildren(...pictureParts(picture, said))),
  );
});

export const videoView = atomView("video", "Video", "Change video", (content, attrs, desk, current) => {
  const still = element("div", { class: "body-video" }, icon("play"));
  content.replaceChildren(
    ...[
      still,
      line("caption", attrs.caption || "No caption"),
      line("credit", attrs.credit && `Video: ${attrs.credit}`),
      line("address", attrs.address),
      line("warning", attrs.credit ? "" : "No credit yet"),
      ...[attrs.address, attrs.captions].map((file) => line("warning", file && whyNotPlayed(file, desk.videos))),
    ].filter(Boolean),
  );
  if (!attrs.poster) return;
  lookUp(desk.pictures, attrs.poster, current, (picture) => {
    const missing = !picture || picture.unanswered;
    if (missing) {
      still.after(line("missing", picture ? `Picture ${attrs.poster}: the library did not answer.` : `Picture ${attrs.poster} is not in the library.`));
    } else {
      still.prepend(placed(picture, "", { alt: "" }));
      if (picture.usable === false) still.after(line("warning", picture.why));
    }
  });
});

export const relatedView = atomView("related", "Related story", "Choose another", (content, attrs, desk, current) => {
  const fill = (story) => {
    const missing = !story || story.unanswered;
    content.replaceChildren(
      line("kind", "Related story"),
      line(
        missing ? "missing" : "headline",
        missing
          ? `Story ${attrs.id} ${story ? "could not be looked up." : "is not there, or not yours to see."}`
          : story.headline || "No headline yet",
      ),
      ...[line("state", missing ? "" : storyState(story))].filter(Boolean),
    );
  };
  if (!content.childElementCount) content.append(line("kind", "Related story"), line("waiting", `Story ${attrs.id}`));
  lookUp(desk.stories, attrs.id, current, fill);
});

export const embedView = atomView("embed", "Embed", "Change address", (content, attrs) => {
  const service = serviceOf(attrs.address);
  content.replaceChildren(
    line("kind", service ? `Embed from ${service}` : `Plain link to ${hostOf(attrs.address)}`),
    line("address", attrs.address),
  );
});

/** A box around text, with one value of its own shown as a button that changes it. */
function boxView(kind, label, name, none, place) {
  return (props) => {
    const contentDOM = element("div", { class: "body-box__text" });
    const words = element("span");
    const said = element(
      "button",
      {
        type: "button",
        class: `body-box__${name}`,
        contenteditable: "false",
        disabled: !mayChange(props, kind),
        onclick: () => BLOCKS[kind](props.editor, props.getPos()),
      },
      words,
      icon("change"),
    );
    const dom = element("div", { class: `body-box body-box--${kind}`, role: "group", "aria-label": label });
    dom.append(...(place === "above" ? [said, contentDOM] : [contentDOM, said]));
    const show = (node) => {
      words.textContent = node.attrs[name] || none;
      said.classList.toggle("body-box__unsaid", !node.attrs[name]);
    };
    show(props.node);
    return {
      dom,
      contentDOM,
      update(node) {
        if (node.type !== props.node.type) return false;
        show(node);
        return true;
      },
      stopEvent: button,
      ignoreMutation: (mutation) => mutation.type !== "selection" && !contentDOM.contains(mutation.target),
    };
  };
}

export const pullquoteView = boxView("pullquote", "Pull quote", "by", "Add who said it", "below");
export const factboxView = boxView("factbox", "Fact box", "title", "Add a title", "above");
