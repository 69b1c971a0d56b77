// Plain line icons on a grid of twenty, drawn in the colour of the words beside them.
const SHAPES = {
  bold: "M6.5 4h4.2a3 3 0 0 1 0 6H6.5zM6.5 10h5a3 3 0 0 1 0 6h-5z",
  italic: "M9 4h5.5M5.5 16H11M12 4 8 16",
  superscript: "M3 7l8 9M11 7l-8 9M13.5 4.3c.3-1.5 3-1.5 3 .2 0 1.1-1.5 1.9-3 3.8h3.2",
  subscript: "M3 4l8 9M11 4l-8 9M13.5 12.3c.3-1.5 3-1.5 3 .2 0 1.1-1.5 1.9-3 3.8h3.2",
  link: "M8.4 11.6a3.2 3.2 0 0 0 4.5 0l2.9-2.9a3.2 3.2 0 0 0-4.5-4.5l-1.1 1.1M11.6 8.4a3.2 3.2 0 0 0-4.5 0l-2.9 2.9a3.2 3.2 0 0 0 4.5 4.5l1.1-1.1",
  play: "M6.5 4v12l9.5-6z",
  undo: "M7.5 4.5 3.5 8.5l4 4M3.8 8.5h8a4.2 4.2 0 0 1 0 8.4H9",
  redo: "M12.5 4.5l4 4-4 4M16.2 8.5h-8a4.2 4.2 0 0 0 0 8.4H11",
  add: "M10 4v12M4 10h12",
  down: "M6 8.5l4 4 4-4",
  change: "M4 16l.7-3.1 8.4-8.4a1.4 1.4 0 0 1 2 0l.4.4a1.4 1.4 0 0 1 0 2L7.1 15.3z",
  close: "M5 5l10 10M15 5 5 15",
};

const SVG = "http://www.w3.org/2000/svg";

/** A sign by its name; `shape` is its path where it is none of these. */
export function icon(name, shape = SHAPES[name]) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `body-icon body-icon--${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", shape);
  svg.append(path);
  return svg;
}
