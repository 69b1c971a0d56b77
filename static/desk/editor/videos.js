// Describes a video by the address of its file: its poster, its credit and its captions.

import { captionsAddress, oneLine, videoAddress } from "desk/editor/address";
import { choosePicture } from "desk/editor/choosers";
import { control, dialogForm, openDialog } from "desk/editor/dialogs";
import { element, freshId } from "desk/editor/elements";
import { say } from "desk/words";

const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i;

/** Why our pages may not play a file; empty where they may. The words are those of articles/composing/videos.py. */
export function whyNotPlayed(address, hosts) {
  const host = new URL(address).hostname;
  if (hosts?.includes(host)) return "";
  return hosts
    ? say("Video files are played from {hosts}, not from {host}. Put the file there, or ask whoever runs the newsroom to add {host} to VIDEO_HOSTS.", { hosts: hosts.join(say(" and ")), host })
    : say("No host of video files is named in VIDEO_HOSTS, so none is played. Ask whoever runs the newsroom to add {host}, or use an embed.", { host });
}

/** An address with the scheme that people leave out. */
const whole = (typed) => {
  const address = String(typed ?? "").trim();
  return /^[^\s/:@]+\.[^\s/:@]+\//.test(address) ? `https://${address}` : address;
};

/** Resolves with { address, poster, captions, language, caption, credit }, or null. */
export async function describeVideo(owner, { pictures, videos: hosts }, current = null) {
  const dialog = openDialog(say("Video"), { owner });
  const files = { inputmode: "url", spellcheck: "false", maxlength: 1000 };
  const address = control({
    name: "address",
    label: say("Address of the file"),
    value: current?.address ?? "",
    hint: say("A file that ends in .mp4, .m4v or .webm at {host}.", { host: (hosts ?? []).join(say(" or ")) || say("a host named in VIDEO_HOSTS") }),
    attributes: files,
    check: (typed) => complaint(videoAddress(whole(typed)), say("a video file"), say(".mp4, .m4v or .webm")),
  });
  const captions = control({
    name: "captions",
    label: say("Captions"),
    value: current?.captions ?? "",
    hint: say("The address of a .vtt file, for those who cannot hear what is said. May be left empty."),
    attributes: files,
    check: (typed) => (typed.trim() ? complaint(captionsAddress(whole(typed)), say("a file of captions"), ".vtt") : ""),
  });
  const language = control({
    name: "language",
    label: say("Language of the captions"),
    value: current?.language ?? "",
    hint: say("Its code, such as pt or en-gb. Left empty, it is that of the story."),
    attributes: { spellcheck: "false", autocapitalize: "none", maxlength: 35 },
    check: (typed) => (!typed.trim() || LANGUAGE.test(typed.trim()) ? "" : say("Give the code of a language, such as pt or en-gb.")),
  });
  const caption = control({
    name: "caption",
    label: say("Caption"),
    value: current?.caption ?? "",
    rows: 2,
    hint: say("What is to be seen. Screen readers and search engines know the video by it."),
    attributes: { maxlength: 600 },
    prose: true,
  });
  const credit = control({
    name: "credit",
    label: say("Credit"),
    value: current?.credit ?? "",
    hint: say("Who filmed it; readers see “Video: Ana Reis”. Without one the story cannot go live."),
    attributes: { maxlength: 200 },
    prose: true,
  });
  const poster = posterField(pictures, current?.poster ?? null);
  const controls = [address, captions, language, caption, credit];

  function complaint(found, what, endings) {
    if (found) return whyNotPlayed(found, hosts);
    return say("That is not the address of {what}: it begins with https:// and ends in {endings}.", { what, endings });
  }

  const send = () => {
    const faulty = controls.filter((field) => !field.accept());
    if (faulty.length) return faulty[0].input.focus();
    return dialog.close({
      address: videoAddress(whole(address.value())),
      poster: poster.value(),
      captions: captionsAddress(whole(captions.value())),
      language: language.value().trim().toLowerCase(),
      caption: oneLine(caption.value()),
      credit: oneLine(credit.value()),
    });
  };
  const form = dialogForm(
    { send },
    address.row,
    pictures || current?.poster ? poster.row : null,
    caption.row,
    credit.row,
    captions.row,
    language.row,
    element(
      "div",
      { class: "body-dialog__foot" },
      element("button", { type: "submit", class: "body-dialog__submit" }, current ? say("Save") : say("Add video")),
      element("button", { type: "button", onclick: () => dialog.close(null) }, say("Cancel")),
    ),
  );
  dialog.content.append(form);
  dialog.show();
  address.input.focus();
  address.input.select();
  return dialog.done;
}

/** The picture that stands for a video until it plays, from the library: { row, value }. */
function posterField(library, current) {
  const id = freshId("body-poster");
  const shown = element("div", { class: "body-poster__shown" });
  const choose = element("button", { type: "button", "aria-describedby": `${id}-hint`, onclick: ask });
  const remove = element("button", { type: "button", onclick: () => set(null) }, say("Without a poster"));
  let poster = null;

  async function ask() {
    const chosen = await choosePicture(null, library, { bare: say("Poster") });
    if (chosen) await set(chosen.id);
    choose.focus();
  }

  async function set(number) {
    poster = number;
    choose.textContent = number ? say("Choose another poster…") : say("Choose a poster…");
    choose.hidden = !library;
    if (remove.contains(document.activeElement)) choose.focus();
    remove.hidden = !number;
    shown.replaceChildren();
    if (!number) return;
    let picture = null;
    try {
      picture = await library?.lookup(number);
    } catch {
      // The poster keeps its number, though its picture is not known now.
    }
    if (poster !== number) return;
    shown.replaceChildren(
      ...(picture
        ? [
            element("img", { src: picture.thumbnail, alt: picture.alt || "", width: picture.width, height: picture.height }),
            element("p", {}, picture.credit || say("No credit yet")),
            ...(picture.usable === false ? [element("p", { class: "body-found__why" }, picture.why)] : []),
          ]
        : [element("p", {}, say("Picture {id}", { id: number }))]),
    );
  }
  set(current);

  return {
    value: () => poster,
    row: element(
      "div",
      { class: "body-field body-poster", role: "group", "aria-labelledby": id },
      element("p", { class: "body-poster__label", id }, say("Poster")),
      shown,
      element("p", { class: "body-poster__tools" }, choose, remove),
      element("p", { class: "body-field__hint", id: `${id}-hint` }, say("The picture that readers see until the video plays: a still of it, in its shape.")),
    ),
  };
}
