// The fields of a dialog about one use of a picture. The words are the library's unless this story has words of its own.

import { oneLine } from "desk/editor/address";
import { cropChoices } from "desk/editor/crops";
import { control } from "desk/editor/dialogs";
import { say } from "desk/words";

export const NOTHING_SAID = { caption: "", alt: "", credit: "", decorative: false, crop: "" };

/**
 * The fields of a use: { caption, others, value }, the rows of `others` beneath that of the caption. `cropped` is
 * called with each crop that is chosen.
 */
export function useFields(picture, said, cropped = () => {}) {
  const caption = control({
    name: "caption",
    label: say("Caption"),
    value: said.caption || picture.caption,
    rows: 3,
    hint: say("For this story only; the library keeps its own."),
    attributes: { maxlength: 600 },
    prose: true,
  });
  const alt = control({
    name: "alt",
    label: say("Alt text"),
    value: said.alt || picture.alt,
    rows: 2,
    hint: say("What the picture shows, for readers who cannot see it."),
    attributes: { maxlength: 300 },
    prose: true,
  });
  const decorative = control({
    name: "decorative",
    label: say("Decorative: adds nothing the text doesn’t say"),
    value: Boolean(said.decorative),
    type: "checkbox",
  });
  const credit = control({
    name: "credit",
    label: say("Credit for this story"),
    value: said.credit ?? "",
    hint: say("Left empty, readers get the library’s line."),
    attributes: { maxlength: 200, placeholder: picture.credit },
    prose: true,
  });
  const crops = cropChoices(picture.boxes, said.crop);
  const crop = control({ name: "crop", label: say("Crop for this story"), value: said.crop ?? "", options: crops });

  const fit = () => (alt.row.hidden = decorative.value());
  decorative.input.addEventListener("change", fit);
  crop.input.addEventListener("change", () => cropped(crop.value()));
  fit();

  // The library's words are not stored again, so a caption that is corrected there is corrected here too.
  const own = (words, theirs) => (oneLine(words) === oneLine(theirs) ? "" : oneLine(words));
  return {
    caption,
    others: [alt.row, decorative.row, credit.row, ...(crops.length > 1 ? [crop.row] : [])],
    value: () => ({
      id: Number(picture.id),
      caption: own(caption.value(), picture.caption),
      alt: own(alt.value(), picture.alt),
      credit: own(credit.value(), picture.credit),
      decorative: decorative.value(),
      crop: crop.value(),
    }),
  };
}
