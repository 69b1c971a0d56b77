// How the nodes of the editor read and write the attributes of blocks.

// Values are read as text: left to itself the library turns a caption "2024" into a number.
export const text = (name) => ({ default: "", parseHTML: (dom) => dom.getAttribute(name) ?? "", rendered: false });
export const number = (name) => ({ default: null, parseHTML: (dom) => Number(dom.getAttribute(name)), rendered: false });

/** Only an element that names something real becomes a node. */
export const numbered = (name) => (dom) => /^[1-9]\d*$/.test(dom.getAttribute(name)) && null;

/** The attribute, where there is something to say. */
export const given = (name, value) => (value ? { [name]: value } : {});

/** What the nodes of blocks without text of their own have in common. */
export const ATOM = { group: "block", atom: true, draggable: true, selectable: true };
