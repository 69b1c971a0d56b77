// The lead picture of a story: chosen in the dialog of the body editor, with its words for this story.

import { choosePicture } from "desk/editor/choosers";
import { Library } from "desk/editor/library";

for (const chooser of document.querySelectorAll("[data-picture-chooser]")) {
  const form = chooser.closest("form");
  const input = chooser.querySelector("input[type=hidden]");
  const figure = chooser.querySelector("figure");
  const img = figure.querySelector("img");
  const credit = figure.querySelector("figcaption");
  const warning = chooser.querySelector(".picture-warning");
  const choose = chooser.querySelector("[data-choose]");
  const remove = chooser.querySelector("[data-remove]");
  const caption = form.querySelector("[name=lead_caption]");
  const alt = form.querySelector("[name=lead_alt]");
  if (!choose) continue;
  const library = new Library(chooser.dataset.pictureChooser, chooser.dataset.upload);

  const show = (picture) => {
    figure.hidden = !picture;
    remove.hidden = !picture;
    choose.textContent = picture ? "Another picture…" : "Choose picture…";
    caption.placeholder = picture?.caption ?? "";
    alt.placeholder = picture?.alt ?? "";
    warning.textContent = picture?.why ?? "";
    warning.hidden = !picture?.why;
    if (!picture) return;
    img.hidden = !picture.thumbnail;
    img.src = picture.thumbnail;
    img.width = picture.width;
    img.height = picture.height;
    img.alt = picture.alt;
    credit.textContent = picture.credit;
  };

  const set = (picture, said) => {
    input.value = picture?.id ?? "";
    caption.value = said.caption;
    alt.value = said.alt;
    show(picture);
    for (const field of [input, caption, alt]) field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  choose.addEventListener("click", async () => {
    const chosen = await choosePicture({ view: choose }, library);
    if (chosen) set(await library.lookup(chosen.id), chosen);
  });
  form.addEventListener("form:put-back", async () => show(input.value ? await library.lookup(Number(input.value)) : null));
  remove.addEventListener("click", () => {
    set(null, { caption: "", alt: "" });
    choose.focus();
  });
}
