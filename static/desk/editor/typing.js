// What happens to signs while they are typed into the body; the rules are in typography.js.

import { Extension, pm } from "django-prose-editor/editor";

import { better } from "desk/editor/typography";

const { Plugin, PluginKey } = pm.state;
const { closeHistory } = pm.history;

const AS_FAR_BACK = 300; // signs of the paragraph that are looked at
const key = new PluginKey("typography");

/** Each sign is typed first and changed then, in a step of its own: Undo takes back the change, and nothing else. */
export function typography(signs) {
  return Extension.create({
    name: "typography",
    priority: 150, // its Backspace comes before the others
    addProseMirrorPlugins: () => [
      new Plugin({
        key,
        state: {
          init: () => null,
          apply: (tr, made) => tr.getMeta(key) ?? (tr.docChanged || tr.selectionSet ? null : made),
        },
        props: {
          handleTextInput(view, from, to, text) {
            if (view.composing || text.length !== 1) return false;
            const $from = view.state.doc.resolve(from);
            const { parent, parentOffset } = $from;
            const before = parent.textBetween(Math.max(0, parentOffset - AS_FAR_BACK), parentOffset, "\n", "\ufffc");
            const found = better(before, text, signs);
            const typing = view.state.tr.insertText(text, from, to).scrollIntoView();
            // What is typed behind a change is a step of its own as well.
            const isBehindChange = key.getState(view.state) !== null;
            if (!found && !isBehindChange) return false;
            view.dispatch(isBehindChange ? closeHistory(typing) : typing);
            if (!found) return true;
            const begin = from - found.taken;
            const typed = before.slice(before.length - found.taken) + text;
            const change = closeHistory(view.state.tr.insertText(found.words, begin, from + 1));
            view.dispatch(change.setMeta(key, { from: begin, to: begin + found.words.length, typed }));
            return true;
          },
          handleKeyDown(view, event) {
            const made = event.key === "Backspace" ? key.getState(view.state) : null;
            if (!made) return false;
            view.dispatch(closeHistory(view.state.tr.insertText(made.typed, made.from, made.to)));
            return true;
          },
        },
      }),
    ],
  });
}
