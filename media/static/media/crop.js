/** Sets on the picture itself where it is cut: a focal point and a part for each ratio, by mouse, touch or keyboard.
 *
 *  The values are in the form's own inputs, in thousandths of the picture, so the page works without this module too.
 *  A part is placed around the focal point by the same rule as in media/terms/crops.py. */

import { say } from "desk/words";

const UNIT = 1000;
const SMALLEST = 50;
const STEP = 5;
const BIG_STEP = 50;
const PREVIEW = 96; // the higher side of a preview, in pixels

const clamp = (value, low, high) => Math.max(low, Math.min(value, high));
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

class Crops {
  constructor(form) {
    this.form = form;
    this.size = { width: Number(form.dataset.width), height: Number(form.dataset.height) };
    this.inputs = [...form.querySelectorAll("[data-ratio]")];
    this.stage = form.querySelector("[data-crop-stage]");
    this.picture = this.stage.querySelector("img");
    this.said = form.querySelector("[data-crop-said]");
    // As large as fits. The size is known before the picture comes, so that what stands below does not jump.
    const [width, height] = ["width", "height"].map((side) => Number(this.picture.getAttribute(side)));
    this.stage.style.width = `min(100%, ${width}px, ${(70 * width) / height}vh)`;
    this.chosen = ""; // the ratio that is being cut; empty while the focal point is set
  }

  get focus() {
    return { x: Number(this.form.elements.focus_x.value), y: Number(this.form.elements.focus_y.value) };
  }

  set focus({ x, y }) {
    this.form.elements.focus_x.value = clamp(Math.round(x), 0, UNIT);
    this.form.elements.focus_y.value = clamp(Math.round(y), 0, UNIT);
  }

  input(ratio) {
    return this.inputs.find((input) => input.dataset.ratio === ratio);
  }

  /** How wide and high a part is, in thousandths, for a ratio in pixels. */
  share(ratio) {
    const [width, height] = ratio.split(":").map(Number);
    return ((width / height) * this.size.height) / this.size.width;
  }

  box(ratio) {
    const [x, y, width, height] = this.input(ratio).value.split(",").map(Number);
    return height ? { x, y, width, height } : this.around(ratio);
  }

  around(ratio) {
    const share = this.share(ratio);
    const width = Math.min(UNIT, Math.max(SMALLEST, Math.round(UNIT * share)));
    const height = Math.min(UNIT, Math.max(SMALLEST, Math.round(width / share)));
    return this.placed(this.focus.x - width / 2, this.focus.y - height / 2, width, height);
  }

  placed(x, y, width, height) {
    return {
      x: clamp(Math.round(x), 0, UNIT - width),
      y: clamp(Math.round(y), 0, UNIT - height),
      width,
      height,
    };
  }

  cut(ratio, { x, y, width, height }) {
    this.input(ratio).value = [x, y, width, height].join(",");
  }

  move(right, down) {
    if (!this.chosen) {
      this.focus = { x: this.focus.x + right, y: this.focus.y + down };
    } else {
      const { x, y, width, height } = this.box(this.chosen);
      this.cut(this.chosen, this.placed(x + right, y + down, width, height));
    }
  }

  /** Makes the part wider by this much, around its middle or from its top left corner; its ratio stays. */
  resize(by, { corner = false } = {}) {
    if (!this.chosen) return;
    const { x, y, width, height } = this.box(this.chosen);
    const share = this.share(this.chosen);
    const widest = Math.min(corner ? UNIT - x : UNIT, Math.floor((corner ? UNIT - y : UNIT) * share));
    const least = Math.max(SMALLEST, Math.ceil(SMALLEST * share));
    const wide = clamp(width + by, Math.min(least, widest), widest);
    const high = clamp(Math.round(wide / share), SMALLEST, UNIT);
    const [left, top] = corner ? [x, y] : [x + (width - wide) / 2, y + (height - high) / 2];
    this.cut(this.chosen, this.placed(left, top, wide, high));
  }
}

/** The picture with what is set upon it. */
function stageOf(crops, changed) {
  const { stage } = crops;
  const frame = make("button", { type: "button", className: "crop-frame" });
  const corner = make("span", { className: "crop-corner", ariaHidden: "true" });
  const point = make("button", { type: "button", className: "crop-point" });
  frame.append(corner);
  stage.append(frame, point);

  const at = (event) => {
    const { left, top, width, height } = crops.picture.getBoundingClientRect();
    return { x: ((event.clientX - left) / width) * UNIT, y: ((event.clientY - top) / height) * UNIT };
  };
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    let from = at(event);
    const resizing = event.target === corner;
    const inside = event.target === frame || resizing;
    if (!crops.chosen) {
      crops.focus = from;
    } else if (!inside) {
      const { width, height } = crops.box(crops.chosen);
      crops.cut(crops.chosen, crops.placed(from.x - width / 2, from.y - height / 2, width, height));
    }
    (crops.chosen ? frame : point).focus({ preventScroll: true });
    changed();
    const follow = (moved) => {
      const to = at(moved);
      if (!crops.chosen) crops.focus = to;
      else if (resizing) crops.resize(Math.round(to.x - from.x), { corner: true });
      else crops.move(to.x - from.x, to.y - from.y);
      from = to;
      changed();
    };
    stage.addEventListener("pointermove", follow);
    const over = () => stage.removeEventListener("pointermove", follow);
    stage.addEventListener("pointerup", over, { once: true });
    stage.addEventListener("pointercancel", over, { once: true });
  });

  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? BIG_STEP : STEP;
    if (arrows[event.key]) crops.move(...arrows[event.key].map((way) => way * step));
    else if (event.key === "+" || event.key === "=") crops.resize(2 * step);
    else if (event.key === "-") crops.resize(-2 * step);
    else if ((event.key === "Delete" || event.key === "Backspace") && crops.chosen) crops.input(crops.chosen).value = "";
    else return;
    event.preventDefault();
    changed();
  });

  const percent = (thousandths) => `${thousandths / 10}%`;
  return () => {
    point.hidden = Boolean(crops.chosen);
    frame.hidden = !crops.chosen;
    const { x, y } = crops.focus;
    Object.assign(point.style, { left: percent(x), top: percent(y) });
    point.ariaLabel = say("Focal point: {x} % from the left, {y} % from the top", { x: x / 10, y: y / 10 });
    if (!crops.chosen) return point.ariaLabel;
    const box = crops.box(crops.chosen);
    Object.assign(frame.style, {
      left: percent(box.x),
      top: percent(box.y),
      width: percent(box.width),
      height: percent(box.height),
    });
    const where = { ratio: crops.chosen, left: box.x / 10, top: box.y / 10, width: box.width / 10 };
    frame.ariaLabel = crops.input(crops.chosen).value
      ? say("{ratio}, cut by hand: from {left} % left and {top} % top, {width} % wide", where)
      : say("{ratio}, around the focal point: from {left} % left and {top} % top, {width} % wide", where);
    return frame.ariaLabel;
  };
}

/** A choice for the focal point and one for each ratio, each with a preview. */
function shapesOf(crops, changed) {
  const list = make("div", { className: "crop-choices", role: "radiogroup", ariaLabel: say("What to set") });
  const drawn = ["", ...crops.inputs.map((input) => input.dataset.ratio)].map((ratio) => {
    const radio = make("input", { type: "radio", name: "shape", value: ratio, checked: !ratio });
    const preview = make("canvas", { className: "crop-preview", ariaHidden: "true" });
    const how = make("span", { className: "crop-how" });
    const words = make("span", { className: "crop-name", textContent: ratio || say("Focal point") });
    list.append(make("label", { className: "crop-choice" }, radio, preview, words, how));
    radio.addEventListener("change", () => {
      crops.chosen = ratio;
      changed();
    });
    return { ratio, preview, how };
  });
  return [
    list,
    () => {
      for (const { ratio, preview, how } of drawn) {
        const box = ratio ? crops.box(ratio) : { x: 0, y: 0, width: UNIT, height: UNIT };
        const [wide, high] = ratio ? ratio.split(":").map(Number) : [crops.size.width, crops.size.height];
        const scale = PREVIEW / Math.max(wide, high);
        const [width, height] = [Math.round(wide * scale), Math.round(high * scale)];
        if (preview.width !== width) preview.width = width;
        if (preview.height !== height) preview.height = height;
        const { naturalWidth, naturalHeight } = crops.picture;
        const [across, down] = [naturalWidth / UNIT, naturalHeight / UNIT];
        const part = [box.x * across, box.y * down, box.width * across, box.height * down];
        if (naturalWidth) preview.getContext("2d").drawImage(crops.picture, ...part, 0, 0, width, height);
        how.textContent = !ratio ? "" : crops.input(ratio).value ? say("by hand") : say("by the focal point");
      }
    },
  ];
}

const form = document.querySelector("[data-crop]");
if (form?.querySelector("[data-crop-stage] img")) {
  const crops = new Crops(form);
  let showStage = () => "";
  let showShapes = () => {};
  const changed = () => {
    crops.said.textContent = showStage();
    showShapes();
  };
  showStage = stageOf(crops, changed);
  const [list, show] = shapesOf(crops, changed);
  showShapes = show;
  form.querySelector("[data-crop-shapes]").before(list);
  form.querySelector("[data-crop-keys]").hidden = false;
  for (const numbers of form.querySelectorAll(".crop-numbers")) {
    numbers.hidden = !numbers.querySelector(".errorlist");
  }
  if (crops.picture.complete) changed();
  else crops.picture.addEventListener("load", changed, { once: true });
}
