// A small function that makes elements, so that the other modules read like the HTML they make.

/**
 * element("p", { class: "note", hidden: true, onclick: f }, "words", child)
 * Functions become listeners; true and false set and omit an attribute.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

let made = 0;

export function freshId(prefix) {
  made += 1;
  return `${prefix}-${made}`;
}

const mac = /Mac|iPhone|iPad/.test(navigator.platform);

/** A shortcut, with the names that the keys have on this machine. */
export function keys(shortcut) {
  return mac ? shortcut.replace("Ctrl+", "⌘").replace("Alt+", "⌥").replace("Shift+", "⇧") : shortcut;
}
