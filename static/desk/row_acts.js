// Acts from the rows of a list: the act's page is asked in front of the list, and the row says what was done. The list
// stays as it is, so that nothing moves beneath the pointer.

import { askAct } from "desk/asking";
import { element } from "desk/editor/elements";
import { say } from "desk/words";

const form = document.querySelector("#acts_here");
const aloud = document.querySelector("[data-notes-aloud]");

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-act-here]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  // Nothing is typed in a list: whoever has to log in again does so on the way to the act's page.
  const again = () => location.assign(link.href);
  const done = await askAct(form, link.href, { after: (data) => data.done, back: say("Back to the list"), again });
  if (!done) return;
  const words = done.map((one) => one.words).join(" ");
  link.replaceWith(element("span", { class: "row-act row-act-done" }, words));
  aloud.textContent = words;
});
