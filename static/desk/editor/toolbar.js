// The tools above the story: a row that is always the same, and beneath it a line about the place that the caret is in.

import { pm } from "django-prose-editor/editor";

import {
  currentBlock,
  currentLink,
  editLink,
  inside,
  moveBlock,
  removeBlock,
  removeLink,
  unwrapBlock,
} from "desk/editor/blocks";
import { element, freshId, keys } from "desk/editor/elements";
import { icon } from "desk/editor/icons";
import { KINDS, kindOf } from "desk/editor/kinds";
import { say } from "desk/words";

const { toggleMark } = pm.commands;

/** The buttons of the kinds that stand together in the row of tools. */
function toolsOf(group) {
  return KINDS.filter(({ tool }) => tool?.group === group).map(({ name, label, node, edit, isPictorial, tool }) => {
    const isIn = (state) => inside(state, node.name);
    const button = edit ? { run: (editor) => edit(editor) } : { on: isIn, can: (state) => isIn(state) || tool.can(state) };
    return { name, label, isPictorial, ...tool, ...button };
  });
}

/** The row of tools. can() says whether a tool can be used, on() whether it is pressed in. */
const tools = () => [
  toolsOf("headings"),
  [
    {
      name: "bold",
      label: say("Bold"),
      shortcut: "Ctrl+B",
      run: (editor) => editor.chain().focus().toggleBold().run(),
      active: "bold",
      can: (state) => toggleMark(state.schema.marks.bold)(state),
    },
    {
      name: "italic",
      label: say("Italic"),
      shortcut: "Ctrl+I",
      run: (editor) => editor.chain().focus().toggleItalic().run(),
      active: "italic",
      can: (state) => toggleMark(state.schema.marks.italic)(state),
    },
    {
      name: "superscript",
      label: say("Superscript"),
      shortcut: "Ctrl+.",
      run: (editor) => editor.chain().focus().toggleSuperscript().run(),
      active: "superscript",
      can: (state) => toggleMark(state.schema.marks.superscript)(state),
    },
    {
      name: "subscript",
      label: say("Subscript"),
      shortcut: "Ctrl+,",
      run: (editor) => editor.chain().focus().toggleSubscript().run(),
      active: "subscript",
      can: (state) => toggleMark(state.schema.marks.subscript)(state),
    },
    {
      name: "link",
      label: say("Link"),
      shortcut: "Ctrl+K",
      run: editLink,
      on: (state) => currentLink(state) !== null,
      can: (state) => toggleMark(state.schema.marks.link)(state),
      opens: true,
    },
  ],
  toolsOf("blocks"),
  [
    ...toolsOf("pictures"),
    { name: "add", label: say("Add"), words: true, menu: true, isPictorial: true },
  ],
  [
    { name: "undo", label: say("Undo"), shortcut: "Ctrl+Z", run: (editor) => editor.chain().focus().undo().run(), can: (state) => pm.history.undo(state), isPictorial: true },
    { name: "redo", label: say("Redo"), shortcut: "Ctrl+Shift+Z", run: (editor) => editor.chain().focus().redo().run(), can: (state) => pm.history.redo(state), isPictorial: true },
  ],
];

/** The lines of the menu “Add”. Most open a dialog. */
const additions = () =>
  KINDS.filter(({ addition }) => addition).map(({ name, label, edit, isPictorial, addition }) => ({
    name,
    label,
    isPictorial,
    run: (editor) => edit(editor),
    ...addition,
  }));

const MOVES = [
  { label: say("Move up"), shortcut: "Alt+Shift+↑", run: (editor) => moveBlock(editor, -1) },
  { label: say("Move down"), shortcut: "Alt+Shift+↓", run: (editor) => moveBlock(editor, 1) },
];
const REMOVE = { label: say("Remove"), run: removeBlock };

/** What the line beneath the tools offers in a block. */
function offeredIn({ edit, place }) {
  const change = { label: place.change, run: (editor) => edit(editor, currentBlock(editor.state).from) };
  const unwrap = { label: say("Turn into text"), run: unwrapBlock };
  return place.tools ?? [...(place.change ? [change] : []), ...(place.unwraps ? [unwrap] : []), ...MOVES, REMOVE];
}

const LINK = {
  words: say("Link"),
  where: (state) => currentLink(state) !== null,
  note: (state) => currentLink(state).href,
  tools: [
    { label: say("Change link"), run: editLink, shortcut: "Ctrl+K" },
    { label: say("Remove link"), run: removeLink },
  ],
};

/** The places that the line beneath the tools knows. It shows the first that the caret is in, so inner ones stand first. */
function places(isPicturesOnly) {
  const of = (kinds) =>
    kinds.map((kind) => ({
      words: kind.label,
      where: (state) => inside(state, kind.node.name),
      tools: offeredIn(kind),
    }));
  const kinds = KINDS.filter(({ place }) => place);
  if (isPicturesOnly) return of(kinds.filter(({ isPictorial }) => isPictorial));
  return [...of(kinds.filter(({ place }) => place.isOverLinks)), LINK, ...of(kinds.filter(({ place }) => !place.isOverLinks))];
}

function toolButton(editor, { name, label, icon: shape, shortcut, words, run, opens }) {
  return element(
    "button",
    {
      type: "button",
      class: words ? "body-tool body-tool--words" : "body-tool",
      tabindex: "-1",
      title: shortcut ? `${label} (${keys(shortcut)})` : words ? null : label,
      "aria-label": words ? null : label,
      "aria-haspopup": opens ? "dialog" : null,
      "aria-keyshortcuts": shortcut ? shortcut.replace("Ctrl", "Control") : null,
      onclick: (event) => event.currentTarget.getAttribute("aria-disabled") !== "true" && run(editor),
    },
    icon(name, shape),
    words ? element("span", {}, label) : null,
  );
}

/** What stands behind "Add": { dom, opener, toggle }. It opens from a button that `opener` is given. */
function menuOfAdditions(editor, offered) {
  const dom = element("div", { class: "body-menu", id: freshId("body-menu"), role: "menu", "aria-label": say("Add to the story"), hidden: true });
  let button = null;

  function toggle(open = dom.hidden) {
    dom.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    // Beneath its button, or as far towards it as the row is wide.
    const row = dom.parentElement;
    const start = button.getBoundingClientRect().left - row.getBoundingClientRect().left;
    dom.style.left = `${Math.max(0, Math.min(start, row.clientWidth - dom.offsetWidth))}px`;
    dom.firstElementChild.focus();
  }

  function opener(made) {
    button = made;
    button.setAttribute("aria-haspopup", "menu");
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", dom.id);
    button.append(icon("down"));
    return button;
  }

  for (const one of additions().filter(offered)) {
    dom.append(
      element(
        "button",
        {
          type: "button",
          role: "menuitem",
          tabindex: "-1",
          class: "body-menu__item",
          onclick: () => {
            toggle(false);
            one.run(editor);
          },
        },
        icon(one.name, one.icon),
        element("span", { class: "body-menu__label" }, one.label),
        element("span", { class: "body-menu__about" }, one.about),
      ),
    );
  }
  document.addEventListener("pointerdown", (event) => {
    if (!dom.hidden && !dom.contains(event.target) && !button.contains(event.target)) toggle(false);
  });
  dom.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !dom.contains(event.relatedTarget)) toggle(false);
  });
  dom.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    toggle(false);
    button.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  return { dom, opener, toggle };
}

/** The line beneath the tools: what the caret is in, and what can be done there. { dom, message, show(state) } */
function placeLine(editor, isPicturesOnly) {
  const known = places(isPicturesOnly);
  const words = element("span", { class: "body-place__words" });
  const note = element("span", { class: "body-place__note" });
  const tools = element("span", { class: "body-place__tools", role: "group" });
  const message = element("span", { class: "body-place__message", role: "status" });
  const dom = element("div", { class: "body-place" }, words, note, tools, message);
  let shown = null;

  const wordsFor = (state, found) => {
    if (found) return found.words;
    if (isPicturesOnly) return say("The words are read-only. Click where a picture should go.");
    return kindOf(currentBlock(state).node).label;
  };

  /** Returns whether the tools are others now. */
  function show(state) {
    const found = known.find(({ where }) => where(state));
    const offered = found ? found.tools.filter(({ when }) => !when || when(state)) : [];
    note.textContent = found?.note?.(state) ?? "";
    words.textContent = wordsFor(state, found);
    const key = found ? `${found.words}: ${offered.map(({ label }) => label)}` : "";
    if (key === shown) return false;
    shown = key;
    const hadFocus = tools.contains(document.activeElement);
    tools.setAttribute("aria-label", found ? found.words : "");
    tools.replaceChildren(...offered.map((one) => placeTool(editor, one)));
    if (hadFocus) editor.view.focus();
    return true;
  }

  return { dom, message, show };
}

function placeTool(editor, { label, run, shortcut }) {
  return element(
    "button",
    {
      type: "button",
      class: "body-place__tool",
      tabindex: "-1",
      title: shortcut ? `${label} (${keys(shortcut)})` : null,
      onclick: () => run(editor),
    },
    label,
  );
}

/**
 * Tab stops at the tools once, at the one that had the focus last; arrows go on from there, and within the open menu.
 * Returns { focus, mend }: mend() finds another tool where that one is gone.
 */
function walk(dom, menu, leave) {
  const stops = () => [...dom.querySelectorAll(".body-tool, .body-place__tool")];
  let stop = stops()[0];
  const stopAt = (button) => {
    stop.tabIndex = -1;
    stop = button;
    stop.tabIndex = 0;
  };
  stopAt(stop);
  dom.addEventListener("focusin", (event) => stops().includes(event.target) && stopAt(event.target));
  dom.addEventListener("keydown", (event) => {
    const inMenu = menu.dom.contains(event.target);
    const all = inMenu ? [...menu.dom.children] : stops();
    const step = inMenu ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const here = all.indexOf(event.target);
    if (step) all[(here + step + all.length) % all.length].focus();
    else if (event.key === "Home") all[0].focus();
    else if (event.key === "End") all.at(-1).focus();
    else if (event.key === "ArrowDown" && event.target.getAttribute("aria-haspopup") === "menu") menu.toggle(true);
    else if (event.key === "Escape") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { focus: () => stop.focus(), mend: () => dom.contains(stop) || stopAt(stops()[0]) };
}

/** Builds the tools of an editor: { dom, focus, update(state), say(words) }. */
export function toolbar(editor, label) {
  const desk = editor.storage.desk;
  const isPicturesOnly = desk.only === "pictures";
  const offered = ({ needs, isPictorial }) => (!needs || desk[needs]) && (!isPicturesOnly || isPictorial);
  const menu = menuOfAdditions(editor, offered);
  const line = placeLine(editor, isPicturesOnly);
  const shown = []; // the tools with the buttons they have
  const buttonOf = (one) => {
    const button = one.menu ? menu.opener(toolButton(editor, { ...one, run: () => menu.toggle() })) : toolButton(editor, one);
    shown.push({ one, button });
    return button;
  };
  const groups = tools()
    .map((group) => group.filter(offered))
    .filter((group) => group.length)
    .map((group) => element("div", { class: "body-tools__group", role: "group" }, ...group.map(buttonOf)));
  const row = element("div", { class: "body-tools__row" }, ...groups, menu.dom);
  const dom = element("div", { class: "body-tools", role: "toolbar", "aria-label": say("Tools for {label}", { label }) }, row, line.dom);
  // The caret stays in the story when a tool is clicked, and the keyboard of a phone stays up.
  dom.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  const { focus, mend } = walk(dom, menu, () => editor.view.focus());

  let clearing = 0;
  return {
    dom,
    focus,
    update(state) {
      for (const { one, button } of shown) {
        const on = one.active ? editor.isActive(one.active) : one.on?.(state);
        if (on !== undefined) button.setAttribute("aria-pressed", String(on));
        if (one.can) button.setAttribute("aria-disabled", String(!one.can(state)));
      }
      if (line.show(state)) mend();
    },
    say(words) {
      line.message.textContent = words;
      dom.classList.toggle("body-tools--speaking", Boolean(words));
      clearTimeout(clearing);
      // The more is said, the longer it stands.
      if (words) clearing = setTimeout(() => this.say(""), 8000 + 50 * words.length);
    },
  };
}
