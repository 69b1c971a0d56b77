// The tour for newcomers: a strip at the foot of the page, beside which everything can be used. It goes from page to page;
// how far it has come is kept in this tab, and that it was closed, on the server.

import { say } from "desk/words";

const KEPT = `tour-${document.documentElement.lang}`; // in another language it begins anew
const mac = /Mac|iPhone|iPad/.test(navigator.platform);

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function keep(state) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(state));
  } catch {
    // Without it the tour begins anew on the next page.
  }
}

let panel = null;
let marked = null;

function leave() {
  panel?.remove();
  panel = null;
  marked?.classList.remove("tour-mark");
  marked = null;
}

function closeForEver(opener) {
  const hadFocus = panel.contains(document.activeElement);
  leave();
  keep({ isOver: true });
  if (hadFocus) document.querySelector("#user-tools > summary")?.focus();
  const body = new FormData();
  body.set("csrfmiddlewaretoken", document.querySelector("#logout-form [name=csrfmiddlewaretoken]").value);
  fetch(opener.dataset.tour, { method: "POST", body, headers: { accept: "application/json" }, keepalive: true }).catch(() => {});
}

function button(words, act, looks = "") {
  const made = element("button", { type: "button", class: looks }, words);
  made.addEventListener("click", act);
  return made;
}

function goTo(opener, steps, at) {
  keep({ steps, at, moved: true });
  if (steps[at].page === location.pathname) show(opener, steps, at, { moved: true });
  else location.assign(steps[at].page);
}

function show(opener, steps, at, { moved }) {
  leave();
  const { title, text, mark } = steps[at];
  const heading = element("h2", { id: "tour-title", tabindex: "-1" }, element("span", { class: "tour-step" }, say("Step {step} of {count}", { step: at + 1, count: steps.length })), " ", title);
  const isLast = at === steps.length - 1;
  panel = element(
    "section",
    { class: "tour", "aria-labelledby": heading.id },
    heading,
    element("p", {}, mac ? text.replace("Ctrl+", "⌘") : text),
    element(
      "p",
      { class: "tour-acts" },
      isLast ? button(say("Done"), () => closeForEver(opener), "primary") : button(say("Next"), () => goTo(opener, steps, at + 1), "primary"),
      ...(at ? [button(say("Back"), () => goTo(opener, steps, at - 1))] : []),
      ...(isLast ? [] : [button(say("Never show again"), () => closeForEver(opener), "quiet")]),
    ),
  );
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    // Until tomorrow, or another tab.
    leave();
    keep({ isOver: true });
  });
  // Near the top for keyboards and screen readers, though it is seen at the foot.
  document.querySelector("#header").after(panel);
  marked = document.querySelector(mark);
  marked?.classList.add("tour-mark");
  // Whoever pressed Next goes on here. At first nobody has asked, so the focus stays where it is.
  if (moved) heading.focus({ preventScroll: true });
  keep({ steps, at });
}

export async function goOn(opener, first) {
  const { isOver, steps, at, moved = false } = read();
  if (isOver) return;
  if (steps) {
    // Beside the way somebody is at work: the tour waits on its own pages.
    if (steps[at].page === location.pathname) show(opener, steps, at, { moved });
    return;
  }
  if (location.pathname !== first) return;
  const answer = await fetch(opener.dataset.tour, { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const told = await answer.json();
  if (told.steps.length) show(opener, told.steps, 0, { moved: false });
  else keep({ isOver: true });
}
