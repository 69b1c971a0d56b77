// How blocks look while the story is being written: those without text of their own, and boxes around text.

import { element } from "desk/editor/elements";
import { icon } from "desk/editor/icons";
import { kindNamed } from "desk/editor/kinds";

/** The rest of a view is text the editor looks after; buttons are ours. */
const button = (event) => event.target instanceof Element && event.target.closest("button") !== null;

/** Whether this person may change blocks of this kind. */
const mayChange = ({ editor }, name) => editor.isEditable && (kindNamed(name).isPictorial || !editor.storage.desk.only);

/** A block with no text of its own: `show` fills it for a node, and again whenever the node's values change. */
export function atomView({ name, label, change, edit }, show) {
  return (props) => {
    const content = element("div", { class: "body-block__content" });
    const ask = () => edit(props.editor, props.getPos());
    const dom = element(
      "div",
      { class: `body-block body-block--${name}`, contenteditable: "false", role: "group", "aria-label": label },
      content,
      mayChange(props, name) ? element("button", { type: "button", class: "body-block__edit", onclick: ask }, change) : null,
    );
    let shown = null;
    const update = (node) => {
      if (node.type !== props.node.type) return false;
      if (shown !== node) show(content, node.attrs, props.editor.storage.desk, () => shown === node);
      shown = node;
      return true;
    };
    dom.addEventListener("dblclick", (event) => {
      if (!button(event) && mayChange(props, name)) ask();
    });
    shown = props.node;
    show(content, props.node.attrs, props.editor.storage.desk, () => shown === props.node);
    return { dom, update, stopEvent: button, ignoreMutation: (mutation) => mutation.type !== "selection" };
  };
}

export const line = (name, words) => (words ? element("p", { class: `body-block__${name}` }, words) : null);

/** Ask for what the number stands for, and show it if the block still names it by then. */
export async function lookUp(library, id, current, show) {
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

/** A box around text. One value of it is `said` in a button that changes it, above or below the text. */
export function boxView({ name, label, said, none, side, edit, tag = "div" }) {
  return (props) => {
    const contentDOM = element(tag, { class: "body-box__text" });
    const words = element("span");
    const change = element(
      "button",
      {
        type: "button",
        class: `body-box__${said}`,
        contenteditable: "false",
        disabled: !mayChange(props, name),
        onclick: () => edit(props.editor, props.getPos()),
      },
      words,
      icon("change"),
    );
    const dom = element("div", { class: `body-box body-box--${name}`, role: "group", "aria-label": label });
    dom.append(...(side === "above" ? [change, contentDOM] : [contentDOM, change]));
    const show = (node) => {
      words.textContent = node.attrs[said] || none;
      change.classList.toggle("body-box__unsaid", !node.attrs[said]);
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
