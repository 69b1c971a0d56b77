// Shows a picture as a story crops it. The desk gives the boxes, in thousandths: left, top, width, height.

import { element } from "desk/editor/elements";
import { say } from "desk/words";

/** The picture in a frame that shows this part of it; without a crop the picture itself. */
export function framed(img, crop, { width, height }) {
  if (!crop) return img;
  const [left, top, across, down] = crop.split(",").map(Number);
  const frame = element("span", { class: "body-crop" }, img);
  const ratio = (across * width) / (down * height);
  frame.style.aspectRatio = String(ratio);
  frame.style.maxWidth = `calc(24rem * ${ratio})`;
  img.style.width = `${100_000 / across}%`;
  img.style.left = `${(-100 * left) / across}%`;
  img.style.top = `${(-100 * top) / down}%`;
  return frame;
}

/** The picture for the width of the column, large enough for this screen after it is cropped. */
export function placed(picture, crop, attributes = {}) {
  const { thumbnail: src, files: srcset, width, height } = picture;
  const share = crop ? Number(crop.split(",")[2]) / 1000 : 1;
  const sizes = srcset ? `min(${Math.round(100 / share)}vw, ${Math.round(42 / share)}rem)` : null;
  return element("img", { sizes, srcset: srcset || null, src, width, height, draggable: "false", ...attributes });
}

/** The choices for a picture: whole, or one of the boxes that the desk offers for it. */
export function cropChoices(boxes, current) {
  const offered = Object.entries(boxes ?? {}).map(([ratio, box]) => ({ value: box, label: ratio }));
  if (current && !offered.some(({ value }) => value === current)) {
    offered.push({ value: current, label: say("As it is cropped now") });
  }
  return [{ value: "", label: say("As it is") }, ...offered];
}
