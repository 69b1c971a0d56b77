// The page on screens of three widths, by day and by night. What was chosen stays chosen in this browser.

import { choose, chosen, light, stayIn } from "desk/framed";

const place = document.querySelector("[data-screen]");
const frame = place?.querySelector("iframe");
const buttons = document.querySelectorAll("[data-width], [data-look]");

function showAsChosen() {
  const [width, look] = [chosen("width", "phone"), chosen("look", "")];
  place.dataset.screen = width;
  light(frame, look);
  for (const button of buttons) {
    const isChosen = "width" in button.dataset ? button.dataset.width === width : button.dataset.look === look;
    button.setAttribute("aria-pressed", String(isChosen));
  }
  fit();
}

/** A screen that is wider than the window is shown smaller, and as much longer. */
function fit() {
  const width = Number.parseFloat(getComputedStyle(frame).width);
  place.style.setProperty("--scale", String(Math.min(1, place.clientWidth / width)));
}

function start() {
  for (const button of buttons) {
    button.addEventListener("click", () => {
      if ("width" in button.dataset) choose("width", button.dataset.width);
      else choose("look", button.dataset.look);
      showAsChosen();
    });
  }
  frame.addEventListener("load", () => {
    stayIn(frame);
    showAsChosen();
  });
  new ResizeObserver(fit).observe(place);
  stayIn(frame);
  showAsChosen();
}

if (place) start();
