// The page that readers get, in a frame of the desk. It runs no scripts there; ours may reach into it.

const KEPT = "desk-preview-";

/** What this browser was last told to show, such as the width of a screen. */
export function chosen(name, otherwise) {
  try {
    return localStorage.getItem(KEPT + name) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function choose(name, value) {
  try {
    localStorage.setItem(KEPT + name, value);
  } catch {
    // A browser that stores nothing shows it until the page is left.
  }
}

/** By day ("light") or by night ("dark"); "" is as this machine is set. */
export function light(frame, look) {
  const root = frame.contentDocument?.documentElement;
  if (root) root.style.colorScheme = look;
}

/** Whether the frame has a page for readers: a refusal is not shown in frames. */
export const isFilled = (frame) => Boolean(frame.contentDocument?.querySelector("main"));

/** Links lead nowhere from here: other pages may not be shown in frames. Those within the page do. */
export function stayIn(frame) {
  frame.contentDocument?.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href], button, input");
    if (link && !link.getAttribute("href")?.startsWith("#")) event.preventDefault();
  });
}

/** Makes the page in the frame say what a fresh one says. Whatever is the same stays: pictures, and where one reads. */
export function follow(frame, html) {
  const page = frame.contentDocument;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const sheet of fresh.querySelectorAll("link[rel=stylesheet]")) {
    const known = page.querySelector(`link[rel=stylesheet][href="${CSS.escape(sheet.getAttribute("href"))}"]`);
    if (!known) page.head.append(page.importNode(sheet));
  }
  become(page.body, fresh.body);
}

function become(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const [were, are] = [[...old.childNodes], [...fresh.childNodes]];
  const shorter = Math.min(were.length, are.length);
  let first = 0;
  while (first < shorter && were[first].isEqualNode(are[first])) first += 1;
  let last = 0;
  while (last < shorter - first && were.at(-1 - last).isEqualNode(are.at(-1 - last))) last += 1;
  const gone = were.slice(first, were.length - last);
  const come = are.slice(first, are.length - last);
  const behind = were[were.length - last] ?? null;
  for (const [place, node] of come.entries()) {
    const there = gone[place];
    if (there && there.nodeName === node.nodeName) become(there, node);
    else if (there) there.replaceWith(old.ownerDocument.importNode(node, true));
    else old.insertBefore(old.ownerDocument.importNode(node, true), behind);
  }
  for (const node of gone.slice(come.length)) node.remove();
}
