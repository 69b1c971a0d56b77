// The commands behind Ctrl+K: the buttons of the open page, the pages of the desk, and stories, found by a few letters.
// A command of the page is its button, and is pressed as the button is: what is closed or not there is no command.
// The list of shortcuts is shown by the same module, since both ask the desk the same question.

import { say, sayCount } from "desk/words";

const PAUSE = 200; // ms after a key, until stories are searched
const LEAST = 2; // letters
const MOST = 8; // lines of a part, while something is typed

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
const keys = (shortcut) => (mac ? shortcut.replace("Ctrl+", "⌘").replace("Alt+", "⌥").replace("Shift+", "⇧") : shortcut);

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// Words

const LETTERS = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ß: "ss", æ: "ae", œ: "oe", ı: "i", ŧ: "t", ħ: "h" };

/** Without capitals, accents and what stands beside letters: Ação is acao. */
const folded = (words) =>
  words
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[øłđðþßæœıŧħ]/g, (letter) => LETTERS[letter])
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** How well a line answers: 0 is best; -1 if it does not have every word that is typed, in any order. */
function distance({ label, about = "" }, typed) {
  const [name, all] = [folded(label), folded(`${label} ${about}`)];
  if (name.startsWith(typed)) return 0;
  const parts = typed.split(" ");
  const within = (text) => parts.every((part) => ` ${text}`.includes(` ${part}`));
  if (within(name)) return 1;
  if (within(all)) return 2;
  return parts.every((part) => all.includes(part)) ? 3 : -1;
}

function matching(lines, typed) {
  if (!typed) return lines;
  const found = lines.map((line) => [distance(line, typed), line]).filter(([far]) => far >= 0);
  return found.sort(([a], [b]) => a - b).slice(0, MOST).map(([, line]) => line);
}

// What the open page can do

const BUTTONS = "#content :is(button, a.button, input[type=submit]), .standing-links a";
// Tools with keys of their own, and what stands in the rows of lists and forms.
const ELSEWHERE = "dialog, table, [role=menu], [role=listbox], [data-shortcuts], .body-tools, .rows, .datetime, .library-grid";

const nameOf = (button) => (button.getAttribute("aria-label") ?? (button.matches("input") ? button.value : button.innerText)).replace(/\s+/g, " ").trim();
const isShown = (button) => button.checkVisibility({ visibilityProperty: true });
const isOpen = (button) => !button.disabled && button.getAttribute("aria-disabled") !== "true";
const groupOf = (button) => button.closest("[role=group][aria-label]")?.getAttribute("aria-label") ?? "";
const chordOf = (button) => button.getAttribute("aria-keyshortcuts")?.replace("Control", "Ctrl") ?? "";

function ofThePage() {
  const found = new Map();
  for (const button of document.querySelectorAll(BUTTONS)) {
    const label = nameOf(button);
    if (!label || button.closest(ELSEWHERE) || !isOpen(button) || !isShown(button)) continue;
    found.set(label, [...(found.get(label) ?? []), button]);
  }
  // A name that two things have says of neither what it does.
  const single = [...found].filter(([, [first, ...others]]) => others.every(({ href }) => href && href === first.href));
  const lines = single.map(([label, [button]]) => ({ label, about: groupOf(button), button, chord: chordOf(button) }));
  const shortcuts = document.querySelector("#user-tools [data-shortcuts]");
  return [...lines, { label: say("Keyboard shortcuts"), button: shortcuts, chord: chordOf(shortcuts) }];
}

/** The ways that stand at the head of every page. */
const atTheHead = () =>
  [...document.querySelectorAll(".desk-navigation a, #user-tools a")].map((link) => ({
    label: link.textContent.replace(/\s+/g, " ").trim(),
    address: link.getAttribute("href"),
  }));

/** The tools of the text, for whoever comes from there. */
function ofTheText(editor) {
  const tools = editor.closest(".row, form")?.querySelectorAll(".body-tools :is(.body-tool:not([aria-haspopup=menu]), .body-menu__item, .body-place__tool)") ?? [];
  return [...tools].filter(isOpen).map((button) => ({
    label: button.querySelector(".body-menu__label")?.textContent ?? button.getAttribute("aria-label") ?? button.textContent.trim(),
    about: button.querySelector(".body-menu__about")?.textContent ?? "",
    button,
    chord: chordOf(button),
  }));
}

// What the desk knows

let asked = null;
/** { places, keys }; asked for once on a page, and again after a failure. */
const fromTheDesk = (opener) =>
  (asked ??= json(opener.dataset.commands).catch((failure) => {
    asked = null;
    throw failure;
  }));

async function json(address, signal) {
  const answer = await fetch(address, { headers: { accept: "application/json" }, signal });
  if (!answer.ok || !answer.headers.get("content-type")?.startsWith("application/json")) throw new Error(answer.status);
  return answer.json();
}

/**
 * How a dialog is left, by Escape too: at once, with what comes next. The event of its closing comes later, and would
 * put the caret back behind which somebody has typed on.
 */
function leaving(dialog, next) {
  let isLeft = false;
  const leave = () => {
    if (isLeft) return;
    isLeft = true;
    if (dialog.open) dialog.close();
    dialog.remove();
    next();
  };
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    leave();
  });
  dialog.addEventListener("close", leave);
  return leave;
}

let sheet = null;
/** The looks of the dialogs, before the first one is shown. */
const dressed = (opener) =>
  (sheet ??= new Promise((resolve) => {
    const link = element("link", { rel: "stylesheet", href: opener.dataset.sheet });
    link.onload = link.onerror = resolve;
    document.head.append(link);
  }));

// Where somebody was

/** The place of the focus, the caret and the page: what is marked stays marked. */
export function placeNow() {
  const focused = document.activeElement;
  const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection();
  const top = scrollY;
  const isIn = (node) => node?.isConnected && focused.contains(node);
  return {
    focused,
    inText: focused?.closest?.(".ProseMirror[contenteditable=true]"),
    restore() {
      if (!focused?.isConnected) return;
      focused.focus({ preventScroll: true });
      if (focused.isContentEditable && isIn(anchorNode) && isIn(focusNode)) {
        getSelection().setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
      }
      scrollTo(scrollX, top);
    },
  };
}

// The commands

export async function showCommands(opener, place) {
  await dressed(opener);
  if (document.querySelector("dialog:modal")) return;
  const input = element("input", {
    type: "text",
    role: "combobox",
    "aria-label": say("Command, page or story"),
    "aria-controls": "palette-list",
    "aria-expanded": "true",
    "aria-autocomplete": "list",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    placeholder: say("A command, a page, a story"),
  });
  const list = element("div", { id: "palette-list", role: "listbox", "aria-label": say("Commands"), class: "palette-list" });
  const status = element("p", { role: "status", class: "palette-status" });
  const help = element("p", { class: "palette-help" }, say("↑ ↓ choose, Enter does it, ? lists the keys, Escape leaves"));
  const dialog = element("dialog", { class: "palette", "aria-label": say("Commands") }, input, list, status, help);

  const here = [...ofThePage(), ...(place.inText ? ofTheText(place.inText) : [])];
  const isElsewhere = ({ address }) => ![location.pathname, ...here.map(({ button }) => button.pathname)].includes(address);
  let places = atTheHead().filter(isElsewhere);
  let stories = [];
  let failure = "";
  let active = null; // the line that Enter does
  let shown = new Map(); // option → line
  let then = place.restore; // what happens as the dialog has closed
  let searching = null;
  let due = 0;

  const options = () => [...shown.keys()];
  const choose = (option) => {
    active?.setAttribute("aria-selected", "false");
    active = option ?? null;
    if (!active) return input.removeAttribute("aria-activedescendant");
    active.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  };

  function draw() {
    const typed = folded(input.value);
    const wasChosen = active && shown.get(active);
    const anywhere = input.value.trim();
    const whole = opener.dataset.stories && typed ? [{ label: say("Search all stories for “{words}”", { words: anywhere }), address: `${opener.dataset.stories}?q=${encodeURIComponent(anywhere)}` }] : [];
    const parts = [
      [say("On this page"), matching(here, typed)],
      [say("Go to"), matching(places, typed)],
      [say("Stories"), typed ? [...stories, ...whole] : []],
    ].filter(([, lines]) => lines.length);
    shown = new Map();
    list.replaceChildren(
      ...parts.map(([title, lines], part) => {
        const heading = element("p", { id: `palette-part-${part}`, class: "palette-part" }, title);
        const group = element("div", { role: "group", "aria-labelledby": heading.id }, heading);
        for (const line of lines) {
          const option = element("div", { role: "option", id: `palette-${shown.size}`, "aria-selected": "false", class: "palette-line" }, element("span", { class: "palette-label" }, line.label));
          if (line.about) option.append(" ", element("span", { class: "palette-about" }, line.about));
          if (line.chord) option.append(" ", element("kbd", {}, keys(line.chord)));
          shown.set(option, line);
          group.append(option);
        }
        return group;
      }),
    );
    const same = wasChosen && options().find((option) => shown.get(option) === wasChosen);
    choose(same ?? options()[0]);
    status.textContent = failure || (shown.size ? sayCount("{count} line", "{count} lines", shown.size) : say("Nothing is called that."));
  }

  function searchStories() {
    clearTimeout(due);
    searching?.abort();
    const typed = input.value.trim();
    stories = [];
    if (!opener.dataset.find || typed.length < LEAST) return;
    due = setTimeout(async () => {
      searching = new AbortController();
      try {
        stories = await json(`${opener.dataset.find}?q=${encodeURIComponent(typed)}`, searching.signal);
        failure = "";
      } catch (error) {
        if (error.name === "AbortError") return;
        failure = say("Stories cannot be searched now.");
      }
      draw();
    }, PAUSE);
  }

  function carryOut(option, { apart = false } = {}) {
    const line = shown.get(option);
    if (!line) return;
    if (line.button && !(line.button.isConnected && isOpen(line.button))) {
      failure = say("This cannot be done any more: the page has changed.");
      here.splice(here.indexOf(line), 1);
      return draw();
    }
    if (line.address && apart) return open(line.address);
    then = () => {
      place.restore();
      if (line.address) location.assign(line.address);
      else line.button.click();
    };
    leave();
  }

  const link = () => here.find(({ button }) => button?.matches(".body-tool[aria-keyshortcuts='Control+K']"));
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    const all = options();
    const at = all.indexOf(active);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) choose(all[(at + step + all.length) % all.length]);
    else if (event.key === "PageDown") choose(all[Math.min(at + MOST, all.length - 1)]);
    else if (event.key === "PageUp") choose(all[Math.max(at - MOST, 0)]);
    else if (event.key === "Enter") carryOut(active, { apart: command });
    else if (event.key === "?" && !input.value) {
      then = () => showKeys(opener, place);
      leave();
    } else if (command && event.key.toLowerCase() === "k") {
      // From the text the second press means the link.
      if (link()) {
        then = () => {
          place.restore();
          link().button.click();
        };
      }
      leave();
    } else return;
    event.preventDefault();
  });
  input.addEventListener("input", () => {
    failure = "";
    searchStories();
    active = null;
    draw();
  });
  // The focus stays in the field, where the next letter goes.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => carryOut(event.target.closest("[role=option]"), { apart: event.ctrlKey || event.metaKey }));
  dialog.addEventListener("pointerdown", (event) => event.target === dialog && leave());
  const leave = leaving(dialog, () => {
    clearTimeout(due);
    searching?.abort();
    then();
  });

  document.body.append(dialog);
  draw();
  dialog.showModal();
  input.focus({ preventScroll: true });
  try {
    const known = places.map(({ address }) => address);
    const more = (await fromTheDesk(opener)).places.filter(isElsewhere);
    places = [...places, ...more.filter(({ address }) => !known.includes(address))];
  } catch {
    failure = say("The desk does not answer: only what this page can do is shown.");
  }
  if (dialog.open) draw();
}

// The shortcuts

export async function showKeys(opener, place) {
  let groups = [];
  let failure = "";
  try {
    [{ keys: groups }] = await Promise.all([fromTheDesk(opener), dressed(opener)]);
  } catch {
    failure = say("The desk does not answer. The handbook and the page “How this desk works” list the keys, too.");
  }
  if (document.querySelector("dialog:modal")) return;
  const isHere = ({ where }) => !where || document.querySelector(where);
  const sections = groups.filter(isHere).map(({ title, shortcuts }, at) => {
    const heading = element("h3", { id: `shortcuts-${at}` }, title);
    const rows = shortcuts.filter(isHere).map((one) => element("div", {}, element("dt", {}, one.does), element("dd", {}, element("kbd", {}, keys(one.keys)))));
    return element("section", { "aria-labelledby": heading.id }, heading, element("dl", {}, ...rows));
  });
  const close = element("button", { type: "button" }, say("Close"));
  const dialog = element(
    "dialog",
    { class: "keys-dialog", "aria-labelledby": "shortcuts-title" },
    element("h2", { id: "shortcuts-title" }, say("Keyboard shortcuts")),
    failure ? element("p", { role: "alert" }, failure) : element("div", { class: "keys" }, ...sections),
    close,
  );
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  close.addEventListener("click", leaving(dialog, place.restore));
  document.body.append(dialog);
  dialog.showModal();
  close.focus({ preventScroll: true });
}
