// Adds a new picture to the library from within the story: the file, its words, whom to credit.

import { control, dialogForm } from "desk/editor/dialogs";
import { element, freshId } from "desk/editor/elements";
import { say } from "desk/words";

const MOST_PARTIES = 6;
const PREVIEW = 480; // pixels across, at most

/** A size in words: 840 KB, 3.4 MB, 61 MB. */
function inWords(bytes) {
  const megabytes = bytes / 1024 / 1024;
  if (megabytes < 1) return `${Math.ceil(bytes / 1024)} KB`;
  return `${megabytes.toLocaleString("en", { maximumFractionDigits: megabytes < 10 ? 1 : 0 })} MB`;
}

/** The first picture among files that were dropped or pasted. */
export function pictureIn(files) {
  return [...(files ?? [])].find(({ type }) => type.startsWith("image/")) ?? null;
}

/**
 * The form of a new picture: { dom, take(file), stop }.
 *
 * placed  called with the picture once the library has it
 * known   called with a picture that the library had already, and the words typed here
 * back    called when the writer would rather search
 */
export function uploadForm({ library, facts, placed, known, back }) {
  let file = null;
  let asking = null;

  const fileInput = element("input", {
    id: freshId("body-file"),
    type: "file",
    class: "body-upload__input",
    accept: facts.accept,
    onchange: () => fileInput.files[0] && take(fileInput.files[0]),
  });
  const canvas = element("canvas", { class: "body-upload__preview", hidden: true });
  const named = element("span", { class: "body-upload__name" }, say("Choose a file, or drop it here"));
  const complaint = element("p", { class: "body-field__complaint", role: "alert", id: freshId("body-file-wrong") });
  fileInput.setAttribute("aria-describedby", complaint.id);
  const sign = element("label", { class: "body-upload__drop", for: fileInput.id }, canvas, named);
  const picture = element("div", { class: "body-upload__file" }, fileInput, sign, complaint);

  const caption = control({
    name: "caption",
    label: say("Caption"),
    rows: 3,
    hint: say("What is seen, who, where and when."),
    attributes: { maxlength: 600 },
    prose: true,
  });
  const alt = control({
    name: "alt_text",
    label: say("Alt text"),
    rows: 2,
    hint: say("What the picture shows, for readers who cannot see it."),
    attributes: { maxlength: 300 },
    prose: true,
  });
  const credit = credits(facts);
  const controls = { caption, alt_text: alt, credit };

  const status = element("p", { class: "body-upload__status", role: "status" });
  const duplicate = element("div", { class: "body-upload__known", hidden: true });
  const submit = element("button", { type: "submit", class: "body-dialog__submit" }, say("Upload and place"));
  const objectTo = (words) => {
    complaint.textContent = words;
    if (words) fileInput.setAttribute("aria-invalid", "true");
    else fileInput.removeAttribute("aria-invalid");
  };

  function take(given) {
    file = given;
    duplicate.hidden = true;
    submit.hidden = false;
    named.textContent = `${given.name}, ${inWords(given.size)}`;
    objectTo(given.size > facts.largest ? tooLarge(given, facts) : "");
    preview(given, canvas, () => file === given);
  }

  /** What is wrong before anything is sent, in words. */
  function wrongAlready() {
    if (!file) return { file: say("Choose a file.") };
    return file.size > facts.largest ? { file: tooLarge(file, facts) } : null;
  }

  function show(wrong) {
    for (const [name, field] of Object.entries(controls)) field.complain(wrong[name] ?? "");
    objectTo(wrong.file ?? "");
    const first = Object.keys(controls).find((name) => wrong[name]);
    if (wrong.file) fileInput.focus();
    else if (first) controls[first].input.focus();
  }

  /** Offers a picture that the library has. Where it is only alike, the new one is kept as `ours`: either can be placed. */
  function offer(theirs, words, ours = null) {
    const parts = [
      element("img", { src: theirs.thumbnail, alt: theirs.alt, width: theirs.width, height: theirs.height }),
      element("p", { role: "alert" }, words),
      element(
        "button",
        { type: "button", onclick: () => known(theirs, { caption: caption.value(), alt: alt.value() }) },
        say("Use the one we have"),
      ),
      ours ? element("button", { type: "button", onclick: () => placed(ours) }, say("Place the new one")) : null,
    ];
    duplicate.replaceChildren(...parts.filter(Boolean));
    submit.hidden = ours !== null; // it has been sent
    duplicate.hidden = false;
    duplicate.querySelector("button").focus();
  }

  /** Tells the sender what to know before the picture is placed, such as that its credit line names nobody. */
  function tell(ours, words) {
    duplicate.replaceChildren(
      element("img", { src: ours.thumbnail, alt: ours.alt, width: ours.width, height: ours.height }),
      element("p", { role: "alert" }, words),
      element("button", { type: "button", onclick: () => placed(ours) }, say("Place it")),
    );
    submit.hidden = true; // it has been sent
    duplicate.hidden = false;
    duplicate.querySelector("button").focus();
  }

  async function send() {
    if (asking || submit.hidden) return;
    const wrong = wrongAlready();
    show(wrong ?? {});
    if (wrong) return;
    const data = new FormData();
    data.set("file", file);
    data.set("caption", caption.value());
    data.set("alt_text", alt.value());
    for (const { kind, name } of credit.value()) {
      data.append("kind", kind);
      data.append("name", name);
    }
    asking = new AbortController();
    const { signal } = asking;
    submit.setAttribute("aria-disabled", "true");
    status.textContent = say("Uploading {size}…", { size: inWords(file.size) });
    try {
      const answer = await library.upload(data, signal);
      status.textContent = "";
      const [alike] = answer.alike ?? [];
      const told = answer.notices ?? [];
      if (alike) offer(alike, [say("The library has one that looks like it:"), `${alike.title}.`, say("Yours is kept as well."), ...told].join(" "), answer.picture);
      else if (told.length) tell(answer.picture, told.join(" "));
      else if (answer.picture) placed(answer.picture);
      else if (answer.known) offer(answer.known, answer.why);
      else show(answer.wrong ?? {});
    } catch (error) {
      if (signal.aborted) return;
      status.textContent = error instanceof TypeError ? say("The desk cannot be reached. Try again.") : error.message;
    } finally {
      asking = null;
      submit.removeAttribute("aria-disabled");
    }
  }

  const dom = dialogForm(
    { looks: "body-use body-upload", send },
    picture,
    element("div", { class: "body-use__words" }, caption.row, alt.row, credit.row),
    duplicate,
    status,
    element(
      "div",
      { class: "body-dialog__foot" },
      submit,
      element("button", { type: "button", onclick: back }, say("Search the library")),
    ),
  );
  return { dom, take, focus: () => (file ? caption.input : fileInput).focus(), stop: () => asking?.abort() };
}

function tooLarge(file, { largest }) {
  return say("The file is {size}; the library takes up to {most}. Export it as JPEG.", { size: inWords(file.size), most: inWords(largest) });
}

/** The content security policy forbids to show a file from memory by its address, so the preview is drawn on a canvas. */
async function preview(file, canvas, current) {
  canvas.hidden = true;
  let drawn = null;
  try {
    drawn = await createImageBitmap(file);
  } catch {
    return; // a TIFF, or no picture at all: the server will say
  }
  if (current()) {
    canvas.width = Math.min(PREVIEW, drawn.width);
    canvas.height = Math.round((canvas.width * drawn.height) / drawn.width);
    canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
    canvas.hidden = false;
  }
  drawn.close();
}

/** Whom to credit: a kind and a name for each party, in the order in which readers get them. */
function credits({ kinds, names }) {
  const known = element("datalist", { id: freshId("body-names") }, ...names.map((name) => element("option", { value: name })));
  const rows = element("div", { class: "body-credits__rows" });
  const more = element("button", { type: "button", class: "body-credits__more", onclick: () => add().focus() }, say("Another party"));
  const complaint = element("p", { class: "body-field__complaint", role: "alert" });

  function add() {
    const number = rows.childElementCount + 1;
    const kind = element(
      "select",
      { "aria-label": say("Credit {number}: kind", { number }) },
      ...kinds.map(({ value, label }) => element("option", { value }, label)),
    );
    const name = element("input", {
      type: "text",
      list: known.id,
      maxlength: 80,
      autocomplete: "off",
      "aria-label": say("Credit {number}: name", { number }),
    });
    // Our own picture needs no name, and is credited to the paper.
    const fit = () => (name.placeholder = kind.value === "staff" ? say("Empty: ourselves") : say("Name, agency or reporter"));
    kind.addEventListener("change", fit);
    fit();
    rows.append(element("div", { class: "body-credits__row" }, kind, name));
    more.hidden = rows.childElementCount >= MOST_PARTIES;
    return kind;
  }

  add();
  return {
    get input() {
      return rows.querySelector("input");
    },
    complain: (words) => (complaint.textContent = words),
    value: () =>
      [...rows.children].map((row) => ({ kind: row.querySelector("select").value, name: row.querySelector("input").value })),
    row: element(
      "fieldset",
      { class: "body-field body-credits" },
      element("legend", {}, say("Credit")),
      rows,
      known,
      element("p", { class: "body-field__hint" }, say("Needed before readers get the picture; it may be added later.")),
      complaint,
      more,
    ),
  };
}
