// Turns the text area of a body into an editor that shows the story as readers will see it. The text area goes on
// holding the HTML.

import { Editor, Extension, pm } from "django-prose-editor/editor";

import { completeAddress } from "desk/editor/address";
import { avoided, houseWords } from "desk/editor/avoided";
import { behindAtom, currentLink, editLink, moveBlock } from "desk/editor/blocks";
import { element, freshId } from "desk/editor/elements";
import { kindNamed, kindOf } from "desk/editor/kinds";
import { Library, sectionOf } from "desk/editor/library";
import { cleanPasted } from "desk/editor/pasting";
import { plainText } from "desk/editor/plain";
import { BODY } from "desk/editor/schema";
import { toolbar } from "desk/editor/toolbar";
import { typing } from "desk/editor/typing";
import { languageOf, quotesOf, signsOf } from "desk/editor/typography";
import { pictureIn } from "desk/editor/uploading";
import { writeBody, writeWords } from "desk/editor/writing";
import { say } from "desk/words";

const { Fragment, Slice } = pm.model;
const { Plugin, TextSelection } = pm.state;
const WORDS_STAY = say("You can change the pictures here, but not the words.");
// In a long story the bar and the tools cover this much of the text, in pixels.
const CLEAR_OF_TOOLS = { top: 180, bottom: 40, left: 0, right: 0 };
const editors = new WeakMap();

/** The editor of a text area, for other modules of the page. */
export function editorOf(textarea) {
  return editors.get(textarea) ?? null;
}

export function createBodyEditor(textarea) {
  const signs = signsOf(textarea);
  const isPicturesOnly = textarea.dataset.only === "pictures";
  const label = document.querySelector(`label[for="${CSS.escape(textarea.id)}"]`);
  const surface = element("div", { class: "body-surface" });
  let held = textarea.value;
  let tools = null;
  const tell = (words) => tools?.say(words);

  const editor = new Editor({
    element: surface,
    editable: !textarea.disabled && !textarea.readOnly,
    // Its rules are in editor.css; a style element made by script would need a nonce.
    injectCSS: false,
    extensions: [
      ...BODY,
      deskOf(textarea, () => tools),
      typing(signs, textarea.dataset.dashes),
      avoided(houseWords()),
      ...(isPicturesOnly ? [picturesOnly(() => tell(WORDS_STAY))] : []),
    ],
    enableInputRules: false,
    enablePasteRules: false,
    content: textarea.value,
    editorProps: {
      scrollThreshold: CLEAR_OF_TOOLS,
      scrollMargin: CLEAR_OF_TOOLS,
      attributes: () => ({
        ...labelled(textarea, label),
        ...(isPicturesOnly ? { inputmode: "none" } : {}), // no keyboard on a phone
      }),
      transformPastedHTML(html) {
        const story = { hosts: videoHosts(textarea), language: languageOf(textarea), quotes: quotesOf(textarea) };
        const { html: cleaned, told } = cleanPasted(html, story);
        if (told) tell(told);
        return cleaned;
      },
      clipboardTextParser(text, _, __, view) {
        const { nodes, told } = plainText(text, view.state.schema, languageOf(textarea));
        if (told) tell(told);
        const joins = (node) => Number(node?.type.name === "paragraph");
        return new Slice(Fragment.from(nodes), joins(nodes[0]), joins(nodes.at(-1)));
      },
      handlePaste: (view, event, slice) => pasteLink(view, slice) || takeFiles(editor, event, slice, tell) || pasteBehindAtom(view),
      handleDrop: (view, event, slice, moved) => !moved && takeFiles(editor, event, slice, tell),
      handleTextInput: typedOverBlock,
    },
    onUpdate({ editor }) {
      held = textarea.value = writeBody(editor.state.doc);
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });

  if (editor.isEditable) {
    tools = toolbar(editor, label?.textContent.replace(/:\s*$/, "") ?? say("Body"));
    surface.prepend(tools.dom);
    let due = false;
    const refresh = () => {
      if (due) return;
      due = true;
      requestAnimationFrame(() => {
        due = false;
        if (!editor.isDestroyed) tools.update(editor.state);
      });
    };
    editor.on("transaction", refresh);
    editor.on("focus", refresh);
    refresh();
  }
  // A click on the paper beneath the last line means that somebody wants to write on.
  surface.addEventListener("click", (event) => event.target === surface && writeOn(editor));

  // When somebody goes back to this page, browsers restore the text area, some only after the editor has begun.
  addEventListener("pageshow", () => {
    if (textarea.value === held || editor.isDestroyed) return;
    held = textarea.value;
    editor.commands.setContent(held, { emitUpdate: false });
  });

  textarea.before(surface);
  textarea.hidden = true;
  textarea.parentElement.dataset.ready = "";
  label?.addEventListener("click", (event) => {
    event.preventDefault();
    editor.view.focus();
  });
  editors.set(textarea, editor);
  textarea.dispatchEvent(new CustomEvent("body-editor:ready", { bubbles: true, detail: { editor } }));
  return editor;
}

/** The hosts that videos may be played from; null where no host is named. */
const videoHosts = ({ dataset: { videos } }) => (videos ? videos.split(" ") : null);

function deskOf(textarea, tools) {
  const { pictures, upload, stories, only } = textarea.dataset;
  return Extension.create({
    name: "desk",
    priority: 200, // these keys come before those of the marks and nodes
    addStorage() {
      return {
        pictures: pictures ? new Library(pictures, upload, () => sectionOf(textarea.form)) : null,
        stories: stories ? new Library(stories) : null,
        videos: videoHosts(textarea),
        only,
      };
    },
    addKeyboardShortcuts() {
      return {
        // Marked words, or a link, are to be linked. A caret alone asks for the commands of the page, where there are any;
        // pressed once more, each of the two becomes the other.
        "Mod-k": () => {
          const { state, view } = this.editor;
          const isAboutWords = !state.selection.empty || currentLink(state);
          if (isAboutWords || !document.querySelector("[data-commands]")) editLink(this.editor);
          else view.dom.dispatchEvent(new CustomEvent("commands:open", { bubbles: true }));
          return true;
        },
        "Alt-F10": () => {
          tools()?.focus();
          return true;
        },
        "Alt-Shift-ArrowUp": () => moveBlock(this.editor, -1),
        "Alt-Shift-ArrowDown": () => moveBlock(this.editor, 1),
        // Enter on an empty last line leaves a box, just as it leaves a list.
        Enter: () => writeBehind(this.editor) || leaveBox(this.editor),
      };
    },
  });
}

function labelled(textarea, label) {
  if (label && !label.id) label.id = freshId("body-label");
  const attributes = { class: "story-body", role: "textbox", "aria-multiline": "true", spellcheck: "true" };
  if (label) attributes["aria-labelledby"] = label.id;
  else attributes["aria-label"] = textarea.getAttribute("aria-label") ?? say("Body");
  const described = textarea.getAttribute("aria-describedby");
  if (described) attributes["aria-describedby"] = described;
  if (textarea.getAttribute("aria-invalid")) attributes["aria-invalid"] = "true";
  if (textarea.lang) attributes.lang = textarea.lang;
  if (textarea.dir) attributes.dir = textarea.dir;
  return attributes;
}

/** An address pasted over selected words links them. */
function pasteLink(view, slice) {
  const { state } = view;
  const text = slice.content.textBetween(0, slice.content.size, "\n").trim();
  if (state.selection.empty || !(state.selection instanceof TextSelection)) return false;
  if (!/^(https?:\/\/|mailto:)\S+$/i.test(text)) return false;
  const href = completeAddress(text);
  if (!href) return false;
  const { from, to } = state.selection;
  view.dispatch(state.tr.addMark(from, to, state.schema.marks.link.create({ href })));
  return true;
}

/** A picture file that is dropped or pasted goes into the library first, and from there into the story. */
function takeFiles(editor, event, slice, tell) {
  const files = (event.clipboardData ?? event.dataTransfer)?.files;
  if (!files?.length || slice.size) return false;
  event.preventDefault();
  const picture = pictureIn(files);
  if (picture && editor.storage.desk.pictures) kindNamed("picture").edit(editor, undefined, picture);
  else tell(say("Only pictures can be put into a story."));
  return true;
}

/** For people who may change the pictures of a story and not its words. */
function picturesOnly(refused) {
  const stays = (tr, state) => {
    if (!tr.docChanged || tr.doc.eq(state.doc)) return true;
    if (tr.getMeta("preventUpdate") !== undefined) return true; // the whole text, put back
    const before = writeWords(state.doc);
    const after = writeWords(tr.doc);
    return before.length === after.length && before.every((words, index) => words === after[index]);
  };
  return Extension.create({
    name: "picturesOnly",
    addProseMirrorPlugins: () => [
      new Plugin({
        filterTransaction(tr, state) {
          const may = stays(tr, state);
          if (!may) setTimeout(refused, 0);
          return may;
        },
        props: {
          handleDOMEvents: {
            beforeinput(view, event) {
              event.preventDefault();
              refused();
              return true;
            },
          },
        },
      }),
    ],
  });
}

/** What is typed or pasted while a picture is selected goes behind the picture and does not replace it. */
function typedOverBlock(view, from, to, text) {
  const tr = behindAtom(view.state);
  if (!tr) return false;
  view.dispatch(tr.insertText(text));
  return true;
}

function pasteBehindAtom(view) {
  const tr = behindAtom(view.state);
  if (tr) view.dispatch(tr);
  return false; // the paste goes on, into the paragraph that is there now
}

function writeBehind(editor) {
  const tr = behindAtom(editor.state);
  if (tr) editor.view.dispatch(tr);
  return tr !== null;
}

function leaveBox(editor) {
  const { selection, schema, tr } = editor.state;
  const { $from, empty } = selection;
  if (!empty || $from.depth !== 2 || $from.parent.content.size || !$from.parent.isTextblock) return false;
  const box = $from.node(1);
  if (!kindOf(box).isBox || box.childCount < 2 || $from.index(1) !== box.childCount - 1) return false;
  tr.delete($from.before(), $from.after());
  const behind = tr.mapping.map($from.after(1));
  tr.insert(behind, schema.nodes.paragraph.create());
  tr.setSelection(TextSelection.create(tr.doc, behind + 1));
  editor.view.dispatch(tr.scrollIntoView());
  return true;
}

function writeOn(editor) {
  const { tr, doc, schema } = editor.state;
  if (!editor.isEditable) return;
  if (doc.lastChild.type.name !== "paragraph") tr.insert(doc.content.size, schema.nodes.paragraph.create());
  tr.setSelection(TextSelection.atEnd(tr.doc));
  editor.view.dispatch(tr.scrollIntoView());
  editor.view.focus();
}
