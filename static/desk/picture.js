// The lead picture of a story: chosen in the dialog of the body editor, with its words and its crop for this story.

import { choosePicture } from "desk/editor/choosers";
import { cropChoices, framed } from "desk/editor/crops";
import { element } from "desk/editor/elements";
import { Library, sectionOf } from "desk/editor/library";
import { NOTHING_SAID } from "desk/editor/uses";
import { say } from "desk/words";

for (const chooser of document.querySelectorAll("[data-picture-chooser]")) {
  const form = chooser.closest("form");
  const input = chooser.querySelector("input[type=hidden]");
  const figure = chooser.querySelector("figure");
  const place = figure.querySelector(".picture-shown");
  const img = place.querySelector("img");
  const line = figure.querySelector("figcaption");
  const warning = chooser.querySelector(".picture-warning");
  const choose = chooser.querySelector("[data-choose]");
  const remove = chooser.querySelector("[data-remove]");
  const [caption, alt, credit, decorative, crop] = ["caption", "alt", "credit", "decorative", "crop"].map((name) =>
    form.querySelector(`[name=lead_${name}]`),
  );
  const cropping = form.querySelector("[data-crop-choice]");
  const library = new Library(chooser.dataset.pictureChooser, chooser.dataset.upload, () => sectionOf(form));
  let boxes = JSON.parse(chooser.dataset.boxes);

  const size = () => ({ width: Number(img.getAttribute("width")), height: Number(img.getAttribute("height")) });
  const frame = () => {
    img.removeAttribute("style");
    place.replaceChildren(input.value && crop ? framed(img, crop.value, size()) : img);
  };
  frame();
  if (!choose) continue;

  const offerCrops = () => {
    const choices = cropChoices(boxes, crop.value);
    const select = cropping.querySelector("select");
    select.replaceChildren(...choices.map(({ value, label }) => element("option", { value }, label)));
    select.value = crop.value;
    cropping.hidden = choices.length < 2;
  };
  cropping.querySelector("select").addEventListener("change", (event) => {
    crop.value = event.target.value;
    crop.dispatchEvent(new Event("input", { bubbles: true }));
    frame();
  });
  offerCrops();
  credit.placeholder = line.textContent;
  const showCredit = () => (line.textContent = credit.value || credit.placeholder);
  credit.addEventListener("input", showCredit);
  showCredit();

  const show = (picture) => {
    figure.hidden = !picture;
    remove.hidden = !picture;
    choose.textContent = picture ? say("Another picture…") : say("Choose picture…");
    caption.placeholder = picture?.caption ?? "";
    alt.placeholder = picture?.alt ?? "";
    credit.placeholder = picture?.credit ?? "";
    warning.textContent = picture?.why ?? "";
    warning.hidden = !picture?.why;
    boxes = picture?.boxes ?? {};
    offerCrops();
    if (!picture) return;
    img.hidden = !picture.thumbnail;
    img.srcset = picture.files ?? "";
    img.src = picture.thumbnail;
    img.width = picture.width;
    img.height = picture.height;
    img.alt = picture.alt;
    showCredit();
    frame();
  };

  const set = (picture, said) => {
    input.value = picture?.id ?? "";
    caption.value = said.caption;
    alt.value = said.alt;
    credit.value = said.credit;
    crop.value = said.crop;
    decorative.checked = said.decorative;
    show(picture);
    for (const field of [input, caption, alt, credit, crop, decorative]) {
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  choose.addEventListener("click", async () => {
    // Its caption, alt text, credit and crop for this story are fields of the form.
    const chosen = await choosePicture({ view: choose }, library, { atOnce: true });
    if (chosen) set(await library.lookup(chosen.id), chosen);
  });
  form.addEventListener("form:put-back", async () => show(input.value ? await library.lookup(Number(input.value)) : null));
  remove.addEventListener("click", () => {
    set(null, NOTHING_SAID);
    choose.focus();
  });
}
