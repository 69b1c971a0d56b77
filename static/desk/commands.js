// Listens on every page of the desk for the keys of the commands (Ctrl+K) and of the list of shortcuts. What they open
// is fetched when it is opened first, and not before.

const opener = document.querySelector("[data-commands]");
const mac = /Mac|iPhone|iPad/.test(navigator.platform);

let palette = null;
/** The module that shows the commands. After a failure it is asked for once more. */
const load = () =>
  (palette ??= import(opener.dataset.module).catch((failure) => {
    palette = null;
    throw failure;
  }));

/** Where somebody is now, to the letter: as the commands close, the caret is there again. */
const open = async (what) => {
  if (document.querySelector("dialog[open]")) return;
  const { showCommands, showKeys, placeNow } = await load();
  if (!document.querySelector("dialog[open]")) await (what === "keys" ? showKeys : showCommands)(opener, placeNow());
};

const isTyping = (target) => target.isContentEditable || target.matches?.("input, textarea, select, .select2-selection");

/** The dialog of a link: Ctrl+K once more means the commands. It is left as by Escape, which gives back the caret. */
function goOnFrom(dialog) {
  if (!dialog.querySelector("[data-link]")) return;
  dialog.addEventListener("close", () => setTimeout(() => open("commands"), 0), { once: true });
  dialog.close();
}

function pressed(event) {
  const command = event.ctrlKey || event.metaKey;
  const isPlain = !command && !event.altKey && !event.defaultPrevented;
  if (command && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    const dialog = document.querySelector("dialog[open]");
    // In the text the editor knows whether words are marked: it asks for the commands itself.
    if (!dialog && event.target.closest?.(".ProseMirror[contenteditable=true]")) return;
    if (dialog?.matches(".palette")) return;
    event.preventDefault();
    event.stopPropagation();
    if (dialog) goOnFrom(dialog);
    else open("commands");
  } else if (command && !event.altKey && !event.shiftKey && event.key === "/") {
    // With Shift it would be the numbered list of keyboards on which / stands above the 7.
    event.preventDefault();
    event.stopPropagation();
    open("keys");
  } else if (event.key === "?" && isPlain && !isTyping(event.target) && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    open("keys");
  }
}

/** The tour for newcomers, if this is one. */
async function goOnWithTheTour() {
  const { tourModule, tourSheet, first } = opener.dataset;
  if (sessionStorage.getItem("tour")?.includes("isOver")) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = tourSheet;
  const isDressed = new Promise((resolve) => (link.onload = link.onerror = resolve));
  document.head.append(link);
  const [{ goOn }] = await Promise.all([import(tourModule), isDressed]);
  await goOn(opener, first);
}

if (opener) {
  if (mac) for (const kbd of document.querySelectorAll("#user-tools kbd")) kbd.textContent = kbd.textContent.replace("Ctrl+", "⌘");
  addEventListener("keydown", pressed, { capture: true });
  document.addEventListener("commands:open", () => open("commands"));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-commands], [data-shortcuts]");
    if (!button) return;
    button.closest("details")?.removeAttribute("open");
    open(button.matches("[data-commands]") ? "commands" : "keys");
  });
  if (opener.dataset.tour) goOnWithTheTour().catch(() => {});
}
