// Finds a picture in the library or a story at the desk: one search, and two ways to show its results. A picture that
// is not in the library yet can be added here.

import { framed, placed } from "desk/editor/crops";
import { dialogForm, openDialog } from "desk/editor/dialogs";
import { element, freshId } from "desk/editor/elements";
import { pictureIn, uploadForm } from "desk/editor/uploading";
import { NOTHING_SAID, useFields } from "desk/editor/uses";
import { say, sayCount } from "desk/words";

const PAUSE = 250; // milliseconds without a key before the desk is asked

const pictures = (count) => sayCount("{count} picture", "{count} pictures", count);
const stories = (count) => sayCount("{count} story", "{count} stories", count);

/**
 * A search field and what it finds. `show(result, choose)` makes the button of one result.
 */
export function finder({ library, label, nothing, counted, grid, show, choose }) {
  const id = freshId("body-search");
  const input = element("input", { id, type: "search", autocomplete: "off", spellcheck: "false" });
  const status = element("p", { class: "body-found__status", role: "status" });
  const found = element("ul", { class: grid ? "body-found body-found--grid" : "body-found" });
  const more = element("button", { type: "button", class: "body-found__more", hidden: true }, say("Show more"));
  let next = null;
  let asking = null;
  let pause = 0;

  const buttons = () => [...found.querySelectorAll("button")];

  async function ask(carryOn) {
    asking?.abort();
    const mine = (asking = new AbortController());
    const words = input.value.trim();
    status.textContent = say("Searching…");
    more.disabled = true;
    try {
      const answer = carryOn
        ? await library.more(words, next, mine.signal)
        : await library.search(words, mine.signal);
      const before = carryOn ? found.childElementCount : 0;
      const items = answer.results.map((result) => element("li", {}, show(result, choose)));
      if (carryOn) found.append(...items);
      else found.replaceChildren(...items);
      buttons().forEach((button, index) => (button.tabIndex = index === before ? 0 : -1));
      if (carryOn) buttons()[before]?.focus();
      next = answer.next || null;
      more.hidden = next === null;
      const count = found.childElementCount;
      status.textContent = count ? counted(count, next !== null) : nothing(words);
    } catch (error) {
      if (mine.signal.aborted) return; // a newer question was asked, or the dialog left
      status.textContent = error instanceof TypeError ? say("The desk cannot be reached. Try again.") : error.message;
    }
    more.disabled = false;
  }

  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(ask, PAUSE, false);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(pause);
      ask(false);
    } else if (event.key === "ArrowDown" && found.childElementCount) {
      event.preventDefault();
      buttons()[0].focus();
    }
  });
  // Tab stops once and arrows go on from there: forty pictures must not be forty stops.
  found.addEventListener("keydown", (event) => {
    const all = buttons();
    const here = all.indexOf(document.activeElement);
    const top = all[0]?.getBoundingClientRect().top;
    const across = Math.max(1, all.filter((one) => one.getBoundingClientRect().top === top).length);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key];
    if (here < 0 || !step) return;
    event.preventDefault();
    if (here + step < 0 && event.key === "ArrowUp") return input.focus();
    const there = all[Math.min(all.length - 1, Math.max(0, here + step))];
    all.forEach((one) => (one.tabIndex = one === there ? 0 : -1));
    return there.focus();
  });
  more.addEventListener("click", () => ask(true));
  ask(false);

  return {
    input,
    stop: () => {
      clearTimeout(pause);
      asking?.abort();
    },
    parts: [element("div", { class: "body-field" }, element("label", { for: id }, label), input), status, found, more],
  };
}

/**
 * Resolves with { id, caption, alt, credit, decorative, crop }, or null. Given a `current` picture the dialog opens on
 * its caption, given a `file` on the form of a new picture. With `bare` nothing is asked about the use of the picture,
 * with `atOnce` not before it is chosen: the fields are elsewhere.
 */
export async function choosePicture(owner, library, { current = null, file = null, bare = "", atOnce = false } = {}) {
  const dialog = openDialog(bare || (current ? say("Picture in this story") : say("Picture")), { wide: true, owner });
  let finding = null;
  let uploading = null;
  let facts = null;
  // The button keeps its place while the desk is asked who may upload.
  const toUpload = element("button", { type: "button", class: "body-found__upload", onclick: () => upload() }, say("Upload a picture…"));
  toUpload.style.visibility = "hidden";
  const maybe = library.aboutUploads().then((found) => {
    facts = found;
    toUpload.style.visibility = found ? "" : "hidden";
  });

  const search = () => {
    finding ??= finder({
      library,
      grid: true,
      label: say("Search captions, credits and file names"),
      nothing: (words) => (words ? say("No picture found for “{words}”.", { words }) : say("The library holds no pictures yet.")),
      counted: (count, goesOn) => (goesOn ? say("The newest {count} pictures", { count }) : pictures(count)),
      show: pictureButton,
      choose: (picture) => (atOnce ? take(picture) : use(picture, NOTHING_SAID)),
    });
    const [field, ...rest] = finding.parts;
    dialog.content.replaceChildren(element("div", { class: "body-found__head" }, field, toUpload), ...rest);
    finding.input.focus();
  };

  const upload = (given = null) => {
    uploading ??= uploadForm({
      library,
      facts,
      placed: (picture) => take(picture),
      known: use,
      back: search,
    });
    if (given) uploading.take(given);
    dialog.content.replaceChildren(uploading.dom);
    uploading.focus();
  };

  // A file may be dropped wherever the dialog is.
  dialog.content.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  dialog.content.addEventListener("drop", (event) => {
    const dropped = pictureIn(event.dataTransfer.files) ?? event.dataTransfer.files[0];
    if (!dropped) return;
    event.preventDefault();
    if (facts) upload(dropped);
  });

  const take = (picture) => dialog.close({ ...NOTHING_SAID, id: Number(picture.id) });

  const use = (picture, said) => {
    if (bare) return take(picture);
    const shown = element("div", { class: "body-use__shown" });
    const cropped = (crop) => {
      shown.replaceChildren(framed(placed(picture, crop, { alt: "" }), crop, picture));
    };
    cropped(said.crop);
    const fields = useFields(picture, said, cropped);
    const form = dialogForm(
      { looks: "body-use", send: () => dialog.close(fields.value()) },
      element(
        "figure",
        { class: "body-use__picture" },
        shown,
        element("figcaption", {}, picture.credit || say("No credit yet")),
        ...standing(picture, "p"),
      ),
      element("div", { class: "body-use__words" }, fields.caption.row, ...fields.others),
      element(
        "div",
        { class: "body-dialog__foot" },
        element("button", { type: "submit", class: "body-dialog__submit" }, current ? say("Save") : say("Place picture")),
        element("button", { type: "button", onclick: search }, current ? say("Choose another picture") : say("Back to the pictures")),
        element("button", { type: "button", onclick: () => dialog.close(null) }, say("Cancel")),
      ),
    );
    dialog.content.replaceChildren(form);
    fields.caption.input.focus();
  };

  dialog.show();
  if (file) await maybe;
  if (file && facts) {
    upload(file);
  } else if (current) {
    let picture = null;
    try {
      picture = await library.lookup(current.id);
    } catch {
      // The search itself says what is wrong.
    }
    if (picture) use(picture, current);
    else search();
  } else {
    search();
  }
  const chosen = await dialog.done;
  finding?.stop();
  uploading?.stop();
  return chosen;
}

/** Whether the picture may be shown, by colour, shape and words, and what else to know before it is placed. */
function standing({ state, standing, why, note, used }, tag = "span") {
  return [
    state ? element(tag, { class: `body-found__standing body-found__standing--${state}` }, standing) : null,
    why || note ? element(tag, { class: why ? "body-found__why" : "body-found__note" }, why || note) : null,
    used ? element(tag, { class: "body-found__note" }, used) : null,
  ];
}

export function pictureButton(picture, choose) {
  const usable = picture.usable !== false;
  return element(
    "button",
    {
      type: "button",
      class: "body-found__picture",
      "aria-disabled": usable ? null : "true",
      onclick: () => usable && choose(picture),
    },
    element("img", { src: picture.thumbnail, alt: picture.alt, loading: "lazy" }),
    element("span", { class: "body-found__caption" }, picture.caption || say("No caption")),
    element("span", { class: "body-found__credit" }, picture.credit),
    ...standing(picture),
  );
}

/** Whether readers will find the story that a link leads to. */
export function storyState(story) {
  return story.live ? say("Live") : say("Not live ({state}): left out until it is", { state: story.state });
}

/** Resolves with the number of a story, or null. */
export async function chooseStory(owner, library) {
  const dialog = openDialog(say("Related story"), { owner });
  const finding = storyFinder({ library, label: say("Search our stories"), choose: (story) => dialog.close(Number(story.id)) });
  dialog.content.append(...finding.parts);
  dialog.show();
  finding.input.focus();
  const chosen = await dialog.done;
  finding.stop();
  return chosen;
}

/** A search for our own stories. Where an address is needed, a story without one says what to do instead. */
export function storyFinder({ library, label, choose, needsAddress = false }) {
  const button = (story, choose) => {
    const fits = !needsAddress || Boolean(story.address);
    const state = fits ? storyState(story) : say("Not live ({state}), so it has no address yet: add it as a related story", { state: story.state });
    return element(
      "button",
      {
        type: "button",
        class: "body-found__story",
        "aria-disabled": fits ? null : "true",
        onclick: () => fits && choose(story),
      },
      element("span", { class: "body-found__headline" }, story.headline || say("No headline yet")),
      element("span", { class: story.live ? "body-found__live" : "body-found__state" }, state),
    );
  };
  return finder({
    library,
    grid: false,
    label,
    nothing: (words) => (words ? say("No story found for “{words}”.", { words }) : say("There are no stories yet.")),
    counted: (count, goesOn) => (goesOn ? say("The newest {count} stories", { count }) : stories(count)),
    show: button,
    choose,
  });
}
