// The tools above the story: one row that is always the same, and beneath it a line about the place the caret is in.

import { pm } from "django-prose-editor/editor";

import {
  BLOCKS,
  currentBlock,
  currentLink,
  editLink,
  moveBlock,
  removeBlock,
  removeLink,
  unwrapBlock,
} from "desk/editor/blocks";
import { element, freshId, keys } from "desk/editor/elements";
import { icon } from "desk/editor/icons";

const inside = (state, name) => {
  const { $from, node } = state.selection;
  if (node?.type.name === name) return true;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type.name === name) return true;
  return false;
};

const { setBlockType, toggleMark, wrapIn } = pm.commands;
const can = (command, ...given) => (state) => command(...given)(state);
const type = (state, name) => state.schema.nodes[name];

/** Which of the tools can be used, and which show that what they do is done. */
const TOOLS = [
  [
    {
      name: "heading",
      label: "Heading",
      shortcut: "Ctrl+Alt+2",
      run: (editor) => editor.commands.toggleNode("heading", "paragraph"),
      on: (state) => inside(state, "heading"),
      can: (state) => inside(state, "heading") || setBlockType(type(state, "heading"))(state),
    },
    {
      name: "subheading",
      label: "Subheading",
      shortcut: "Ctrl+Alt+3",
      run: (editor) => editor.commands.toggleNode("subheading", "paragraph"),
      on: (state) => inside(state, "subheading"),
      can: (state) => inside(state, "subheading") || setBlockType(type(state, "subheading"))(state),
    },
  ],
  [
    {
      name: "bold",
      label: "Bold",
      shortcut: "Ctrl+B",
      run: (editor) => editor.chain().focus().toggleBold().run(),
      active: "bold",
      can: (state) => toggleMark(state.schema.marks.bold)(state),
    },
    {
      name: "italic",
      label: "Italic",
      shortcut: "Ctrl+I",
      run: (editor) => editor.chain().focus().toggleItalic().run(),
      active: "italic",
      can: (state) => toggleMark(state.schema.marks.italic)(state),
    },
    {
      name: "superscript",
      label: "Superscript",
      shortcut: "Ctrl+.",
      run: (editor) => editor.chain().focus().toggleSuperscript().run(),
      active: "superscript",
      can: (state) => toggleMark(state.schema.marks.superscript)(state),
    },
    {
      name: "subscript",
      label: "Subscript",
      shortcut: "Ctrl+,",
      run: (editor) => editor.chain().focus().toggleSubscript().run(),
      active: "subscript",
      can: (state) => toggleMark(state.schema.marks.subscript)(state),
    },
    {
      name: "link",
      label: "Link",
      shortcut: "Ctrl+K",
      run: editLink,
      on: (state) => currentLink(state) !== null,
      can: (state) => toggleMark(state.schema.marks.link)(state),
      opens: true,
    },
  ],
  [
    {
      name: "bullets",
      label: "List",
      shortcut: "Ctrl+Shift+8",
      run: (editor) => editor.chain().focus().toggleBulletList().run(),
      on: (state) => inside(state, "bulletList"),
      can: (state) => inside(state, "listItem") || wrapIn(type(state, "bulletList"))(state),
    },
    {
      name: "numbers",
      label: "Numbered list",
      shortcut: "Ctrl+Shift+7",
      run: (editor) => editor.chain().focus().toggleOrderedList().run(),
      on: (state) => inside(state, "orderedList"),
      can: (state) => inside(state, "listItem") || wrapIn(type(state, "orderedList"))(state),
    },
    {
      name: "quote",
      label: "Quote",
      shortcut: "Ctrl+Shift+9",
      run: (editor) => editor.chain().focus().toggleWrap("blockquote").run(),
      on: (state) => inside(state, "blockquote"),
      can: (state) => inside(state, "blockquote") || wrapIn(type(state, "blockquote"))(state),
    },
  ],
  [
    { name: "picture", label: "Picture", words: true, run: (editor) => BLOCKS.picture(editor), opens: true, needs: "pictures" },
    { name: "add", label: "Add", words: true, menu: true },
  ],
  [
    { name: "undo", label: "Undo", shortcut: "Ctrl+Z", run: (editor) => editor.chain().focus().undo().run(), can: can(() => pm.history.undo) },
    { name: "redo", label: "Redo", shortcut: "Ctrl+Shift+Z", run: (editor) => editor.chain().focus().redo().run(), can: can(() => pm.history.redo) },
  ],
];

const ADDITIONS = [
  { name: "pullQuote", label: "Pull quote", about: "A sentence set large", run: (editor) => BLOCKS.pullquote(editor), opens: true },
  { name: "factBox", label: "Fact box", about: "Background in a box of its own", run: (editor) => BLOCKS.factbox(editor), opens: true },
  { name: "gallery", label: "Gallery", about: "Several pictures with one title", run: (editor) => BLOCKS.gallery(editor), opens: true, needs: "pictures" },
  { name: "video", label: "Video", about: "A file that plays in the page", run: (editor) => BLOCKS.video(editor), opens: true, needs: "videos" },
  { name: "table", label: "Table", about: "Rows and columns", run: (editor) => BLOCKS.table(editor), opens: true },
  { name: "embed", label: "Embed", about: "A video or post, by its address", run: (editor) => BLOCKS.embed(editor), opens: true },
  { name: "related", label: "Related story", about: "One of ours", run: (editor) => BLOCKS.related(editor), opens: true, needs: "stories" },
  { name: "rule", label: "Rule", about: "A line across", run: (editor) => BLOCKS.rule(editor) },
];

const MOVES = [
  { label: "Move up", shortcut: "Alt+Shift+↑", run: (editor) => moveBlock(editor, -1) },
  { label: "Move down", shortcut: "Alt+Shift+↓", run: (editor) => moveBlock(editor, 1) },
];
const REMOVE = { label: "Remove", run: removeBlock };
const change = (kind, label) => ({
  label,
  run: (editor) => BLOCKS[kind](editor, currentBlock(editor.state).from),
});
const table = (label, command, when = () => true) => ({
  label,
  when,
  run: (editor) => editor.chain().focus()[command]().run(),
});

/** What the line beneath the tools offers in a place, innermost first; the first that is true is shown. */
const PLACES = [
  { words: "Picture", where: "picture", tools: [change("picture", "Words and crop"), ...MOVES, REMOVE] },
  { words: "Gallery", where: "gallery", tools: [change("gallery", "Order and words"), ...MOVES, REMOVE] },
  { words: "Video", where: "video", tools: [change("video", "Change video"), ...MOVES, REMOVE] },
  { words: "Embed", where: "embed", tools: [change("embed", "Change address"), ...MOVES, REMOVE] },
  { words: "Related story", where: "related", tools: [change("related", "Choose another"), ...MOVES, REMOVE] },
  { words: "Rule", where: "horizontalRule", tools: [...MOVES, REMOVE] },
  {
    words: "Table",
    where: "table",
    tools: [
      table("Row above", "addRowBefore"),
      table("Row below", "addRowAfter"),
      table("Delete row", "deleteRow"),
      table("Column before", "addColumnBefore"),
      table("Column after", "addColumnAfter"),
      table("Delete column", "deleteColumn"),
      table("Heading cells", "toggleHeaderCell"),
      table("Merge cells", "mergeCells", pm.tables.mergeCells),
      table("Split cell", "splitCell", pm.tables.splitCell),
      { label: "Remove table", run: removeBlock },
    ],
  },
  {
    words: "Link",
    where: (state) => currentLink(state) !== null,
    note: (state) => currentLink(state).href,
    tools: [
      { label: "Change link", run: editLink, shortcut: "Ctrl+K" },
      { label: "Remove link", run: removeLink },
    ],
  },
  {
    words: "Pull quote",
    where: "pullquote",
    tools: [change("pullquote", "Who said it"), { label: "Turn into text", run: unwrapBlock }, ...MOVES, REMOVE],
  },
  {
    words: "Fact box",
    where: "factbox",
    tools: [change("factbox", "Title"), { label: "Turn into text", run: unwrapBlock }, ...MOVES, REMOVE],
  },
];

const NAMES = { heading: "Heading", subheading: "Subheading", bulletList: "List", orderedList: "Numbered list", blockquote: "Quote" };

// What is left of the tools for those who change only pictures.
const FOR_PICTURES = new Set(["picture", "add", "gallery", "video", "undo", "redo"]);

function tool(editor, { name, label, shortcut, words, run, opens }) {
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
    icon(name),
    words ? element("span", {}, label) : null,
  );
}

/** Builds the tools of an editor: { dom, focus, update(state), say(words) }. */
export function toolbar(editor, label) {
  const desk = editor.storage.desk;
  const isPicturesOnly = desk.only === "pictures";
  const offered = ({ name, needs }) => (!needs || desk[needs]) && (!isPicturesOnly || FOR_PICTURES.has(name));
  const places = isPicturesOnly ? PLACES.filter(({ where }) => FOR_PICTURES.has(where)) : PLACES;
  const menuId = freshId("body-menu");
  const shown = []; // the tools with the buttons they have

  const menu = element("div", { class: "body-menu", id: menuId, role: "menu", "aria-label": "Add to the story", hidden: true });
  const openers = [];
  const groups = TOOLS.map((tools) => tools.filter(offered)).filter((tools) => tools.length).map((tools) =>
    element(
      "div",
      { class: "body-tools__group", role: "group" },
      ...tools.map((one) => {
        const button = tool(editor, one.menu ? { ...one, run: () => toggleMenu(menu.hidden) } : one);
        if (one.menu) {
          button.setAttribute("aria-haspopup", "menu");
          button.setAttribute("aria-expanded", "false");
          button.setAttribute("aria-controls", menuId);
          button.append(icon("down"));
          openers.push(button);
        }
        shown.push({ one, button });
        return button;
      }),
    ),
  );
  for (const one of ADDITIONS.filter(offered)) {
    menu.append(
      element(
        "button",
        {
          type: "button",
          role: "menuitem",
          tabindex: "-1",
          class: "body-menu__item",
          onclick: () => {
            toggleMenu(false);
            one.run(editor);
          },
        },
        icon(one.name),
        element("span", { class: "body-menu__label" }, one.label),
        element("span", { class: "body-menu__about" }, one.about),
      ),
    );
  }

  const place = element("span", { class: "body-place__words" });
  const note = element("span", { class: "body-place__note" });
  const placeTools = element("span", { class: "body-place__tools", role: "group" });
  const message = element("span", { class: "body-place__message", role: "status" });
  const row = element("div", { class: "body-tools__row" }, ...groups, menu);
  const line = element("div", { class: "body-place" }, place, note, placeTools, message);
  const dom = element("div", { class: "body-tools", role: "toolbar", "aria-label": `Tools for ${label}` }, row, line);

  // The caret stays in the story when a tool is clicked, and the keyboard of a phone stays up.
  dom.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());

  const opener = openers[0];
  function toggleMenu(open) {
    menu.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    // Beneath its button, or as far towards it as the row is wide.
    const start = opener.getBoundingClientRect().left - row.getBoundingClientRect().left;
    menu.style.left = `${Math.max(0, Math.min(start, row.clientWidth - menu.offsetWidth))}px`;
    menu.firstElementChild.focus();
  }
  document.addEventListener("pointerdown", (event) => {
    if (opener && !menu.hidden && !menu.contains(event.target) && !opener.contains(event.target)) toggleMenu(false);
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) toggleMenu(false);
  });

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
    const inMenu = menu.contains(event.target);
    const all = inMenu ? [...menu.children] : stops();
    const step = inMenu ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const here = all.indexOf(event.target);
    if (step) all[(here + step + all.length) % all.length].focus();
    else if (event.key === "Home") all[0].focus();
    else if (event.key === "End") all.at(-1).focus();
    else if (event.key === "ArrowDown" && event.target === opener) toggleMenu(true);
    else if (event.key === "Escape" && inMenu) {
      toggleMenu(false);
      opener.focus();
    } else if (event.key === "Escape") editor.view.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  let placeShown = null;
  function showPlace(state) {
    const found = places.find(({ where }) => (typeof where === "string" ? inside(state, where) : where(state)));
    const tools = found ? found.tools.filter(({ when }) => !when || when(state)) : [];
    note.textContent = found?.note?.(state) ?? "";
    const key = found ? `${found.words}: ${tools.map(({ label }) => label)}` : "";
    if (found) place.textContent = found.words;
    else if (isPicturesOnly) place.textContent = "The words are read-only. Click where a picture should go.";
    else place.textContent = NAMES[currentBlock(state).node.type.name] ?? "Text";
    if (key === placeShown) return;
    placeShown = key;
    const held = placeTools.contains(document.activeElement);
    placeTools.setAttribute("aria-label", found ? found.words : "");
    placeTools.replaceChildren(
      ...tools.map(({ label, run, shortcut }) =>
        element(
          "button",
          {
            type: "button",
            class: "body-place__tool",
            tabindex: "-1",
            title: shortcut ? `${label} (${keys(shortcut)})` : null,
            onclick: () => run(editor),
          },
          label,
        ),
      ),
    );
    if (!dom.contains(stop)) stopAt(stops()[0]);
    if (held) editor.view.focus();
  }

  let clearing = 0;
  return {
    dom,
    focus: () => stop.focus(),
    update(state) {
      for (const { one, button } of shown) {
        const on = one.active ? editor.isActive(one.active) : one.on?.(state);
        if (on !== undefined) button.setAttribute("aria-pressed", String(on));
        if (one.can) button.setAttribute("aria-disabled", String(!one.can(state)));
      }
      showPlace(state);
    },
    say(words) {
      message.textContent = words;
      dom.classList.toggle("body-tools--speaking", Boolean(words));
      clearTimeout(clearing);
      // What names much has to be read.
      if (words) clearing = setTimeout(() => this.say(""), 8000 + 50 * words.length);
    },
  };
}
