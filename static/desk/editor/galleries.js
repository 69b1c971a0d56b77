// A gallery: several pictures chosen from the library, put in order, each with its own words.

import { oneLine } from "desk/editor/address";
import { finder, pictureButton } from "desk/editor/choosers";
import { control, dialogForm, openDialog } from "desk/editor/dialogs";
import { element } from "desk/editor/elements";
import { NOTHING_SAID, useFields } from "desk/editor/uses";
import { say, sayCount } from "desk/words";

const FEWEST = 2;
const MOST = 30;
const ASKED = say("A gallery has {fewest} to {most} pictures.", { fewest: FEWEST, most: MOST });

const button = (words, onclick, attributes = {}) => element("button", { type: "button", onclick, ...attributes }, words);

/** Resolves with { title, pictures }, or null. */
export async function arrangeGallery(owner, library, current = null) {
  const dialog = openDialog(say("Gallery"), { wide: true, owner });
  const title = control({
    name: "title",
    label: say("Title"),
    value: current?.title ?? "",
    hint: say("Above the pictures; may be left empty."),
    attributes: { maxlength: 120 },
    prose: true,
  });
  const list = element("ol", { class: "body-gallery" });
  const heard = element("p", { class: "body-found__status", role: "status" });
  const complaint = element("p", { class: "body-field__complaint", role: "alert" });
  let entries = [];
  let finding = null;

  const enough = () => entries.length >= FEWEST && entries.length <= MOST;
  const complain = () => (complaint.textContent = enough() ? "" : ASKED);

  function add(picture, said = NOTHING_SAID) {
    const fields = useFields(picture, said);
    const name = oneLine(said.caption || picture.caption) || picture.title || say("Picture {id}", { id: picture.id });
    const entry = { id: Number(picture.id), name, value: fields.value };
    entry.earlier = button(say("Earlier"), () => move(entry, -1));
    entry.later = button(say("Later"), () => move(entry, 1));
    entry.out = button(say("Take out"), () => takeOut(entry));
    entry.dom = element(
      "li",
      {},
      element("img", { src: picture.thumbnail, alt: "", width: picture.width, height: picture.height }),
      element(
        "div",
        {},
        fields.caption.row,
        element("details", {}, element("summary", {}, say("Alt text, credit and crop")), ...fields.others),
        element("p", { class: "body-gallery__tools" }, entry.earlier, entry.later, entry.out),
      ),
    );
    entries.push(entry);
  }

  function show() {
    list.replaceChildren(...entries.map(({ dom }) => dom));
    entries.forEach((entry, index) => {
      const which = { number: index + 1, name: entry.name };
      entry.earlier.setAttribute("aria-label", say("Earlier: picture {number}, {name}", which));
      entry.later.setAttribute("aria-label", say("Later: picture {number}, {name}", which));
      entry.out.setAttribute("aria-label", say("Take out: picture {number}, {name}", which));
      entry.earlier.disabled = index === 0;
      entry.later.disabled = index === entries.length - 1;
    });
  }

  function move(entry, step) {
    const from = entries.indexOf(entry);
    entries.splice(from, 1);
    entries.splice(from + step, 0, entry);
    show();
    heard.textContent = say("Now picture {number} of {count}.", { number: from + step + 1, count: entries.length });
    const [same, other] = step < 0 ? [entry.earlier, entry.later] : [entry.later, entry.earlier];
    (same.disabled ? other : same).focus();
  }

  function takeOut(entry) {
    const at = entries.indexOf(entry);
    entries.splice(at, 1);
    show();
    heard.textContent = say("Taken out; {count} left.", { count: entries.length });
    (entries[Math.min(at, entries.length - 1)]?.out ?? more).focus();
  }

  /** Shows the pictures of the library; a press on one puts it in or takes it out. */
  function choose() {
    const done = button("", arrange, { class: "body-dialog__submit" });
    const count = () => {
      done.textContent = sayCount("Go on with {count} picture", "Go on with {count} pictures", entries.length);
      done.disabled = entries.length === 0;
      complaint.textContent = entries.length > MOST ? ASKED : "";
    };
    const pressed = (id) => String(entries.some((entry) => entry.id === Number(id)));
    finding?.stop();
    finding = finder({
      library,
      grid: true,
      label: say("Search captions, credits and file names"),
      nothing: (words) => (words ? say("No picture found for “{words}”.", { words }) : say("The library holds no pictures yet.")),
      counted: (found) =>
        sayCount(
          "{count} picture found. Press those that belong in the gallery.",
          "{count} pictures found. Press those that belong in the gallery.",
          found,
        ),
      show: (picture, toggle) => {
        const one = pictureButton(picture, () => {
          toggle(picture);
          one.setAttribute("aria-pressed", pressed(picture.id));
        });
        if (picture.usable !== false) one.setAttribute("aria-pressed", pressed(picture.id));
        return one;
      },
      choose: (picture) => {
        const there = entries.filter((entry) => entry.id === Number(picture.id));
        if (there.length) entries = entries.filter((entry) => !there.includes(entry));
        else add(picture);
        count();
      },
    });
    count();
    dialog.content.replaceChildren(
      ...finding.parts,
      complaint,
      element("div", { class: "body-dialog__foot" }, done, button(say("Cancel"), () => dialog.close(null))),
    );
    finding.input.focus();
  }

  const more = button(say("Add pictures…"), choose);
  const send = () => {
    complain();
    if (enough()) dialog.close({ title: oneLine(title.value()), pictures: entries.map(({ value }) => value()) });
  };
  const form = dialogForm(
    { send },
    title.row,
    list,
    heard,
    complaint,
    element(
      "div",
      { class: "body-dialog__foot" },
      element("button", { type: "submit", class: "body-dialog__submit" }, current ? say("Save") : say("Place gallery")),
      more,
      button(say("Cancel"), () => dialog.close(null)),
    ),
  );

  function arrange() {
    show();
    complaint.textContent = "";
    form.querySelector(".body-dialog__foot").before(complaint);
    dialog.content.replaceChildren(form);
    title.input.focus();
  }

  dialog.show();
  if (current) {
    const found = await Promise.all(current.pictures.map(({ id }) => library.lookup(id).catch(() => null)));
    // A picture that the library does not know now keeps its place and its words.
    current.pictures.forEach((said, index) => add(found[index] ?? unanswered(said), said));
    arrange();
  } else {
    choose();
  }
  const arranged = await dialog.done;
  finding?.stop();
  return arranged;
}

const unanswered = ({ id }) => ({ id, caption: "", alt: "", credit: "", thumbnail: "", title: say("Picture {id}", { id }), boxes: {} });
