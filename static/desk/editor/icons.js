// Plain line icons on a grid of twenty, drawn in the colour of the words beside them.
const SHAPES = {
  heading: "M5 3.5v13M15 3.5v13M5 10h10",
  subheading: "M7 7v9M13.5 7v9M7 11.5h6.5",
  bold: "M6.5 4h4.2a3 3 0 0 1 0 6H6.5zM6.5 10h5a3 3 0 0 1 0 6h-5z",
  italic: "M9 4h5.5M5.5 16H11M12 4 8 16",
  superscript: "M3 7l8 9M11 7l-8 9M13.5 4.3c.3-1.5 3-1.5 3 .2 0 1.1-1.5 1.9-3 3.8h3.2",
  subscript: "M3 4l8 9M11 4l-8 9M13.5 12.3c.3-1.5 3-1.5 3 .2 0 1.1-1.5 1.9-3 3.8h3.2",
  link: "M8.4 11.6a3.2 3.2 0 0 0 4.5 0l2.9-2.9a3.2 3.2 0 0 0-4.5-4.5l-1.1 1.1M11.6 8.4a3.2 3.2 0 0 0-4.5 0l-2.9 2.9a3.2 3.2 0 0 0 4.5 4.5l1.1-1.1",
  bullets: "M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01",
  numbers: "M9 5h8M9 10h8M9 15h8M3 3.6 4.4 3v4.2M2.8 12.9c.3-1.3 2.7-1.3 2.7.2 0 1-1.3 1.7-2.7 3.4h2.8",
  quote: "M4 4v12M8 5.5h9M8 10h9M8 14.5h6",
  pullQuote: "M8.5 5C5.6 6.2 4 8.3 4 11.4v3.1h4.2v-4H5.6M16.5 5c-2.9 1.2-4.5 3.3-4.5 6.4v3.1h4.2v-4h-2.6",
  picture: "M2.5 4h15v12h-15zM2.5 14l4.3-4.2 3.4 3.3 2.6-2.5 4.7 4.4M13 7.6h.01",
  gallery: "M2.5 3.5h11v9h-11zM2.5 11l3-2.8 2.6 2.4 2-1.9 3.4 3M16 6.5h1.5v10H6V15",
  video: "M2.5 4h15v12h-15zM8.3 7.2v5.6l4.6-2.8z",
  play: "M6.5 4v12l9.5-6z",
  factBox: "M3 4h14v12H3zM6 7.5h5M6 10.5h8M6 13.2h8",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M10 4v12",
  embed: "M7 5.5 2.8 10 7 14.5M13 5.5l4.2 4.5-4.2 4.5M11.2 4 8.8 16",
  related: "M3.5 5h13M3.5 9h13M3.5 13h6M12.5 13h4m-1.8-1.9 1.9 1.9-1.9 1.9",
  rule: "M3 10h14",
  undo: "M7.5 4.5 3.5 8.5l4 4M3.8 8.5h8a4.2 4.2 0 0 1 0 8.4H9",
  redo: "M12.5 4.5l4 4-4 4M16.2 8.5h-8a4.2 4.2 0 0 0 0 8.4H11",
  add: "M10 4v12M4 10h12",
  down: "M6 8.5l4 4 4-4",
  change: "M4 16l.7-3.1 8.4-8.4a1.4 1.4 0 0 1 2 0l.4.4a1.4 1.4 0 0 1 0 2L7.1 15.3z",
  close: "M5 5l10 10M15 5 5 15",
};

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `body-icon body-icon--${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
