// Asks what has changed in live coverage. New entries wait behind a button, so that nothing moves under a reader;
// changed and removed ones are replaced where they stand.

const live = document.querySelector("[data-live]");
const part = (name) => live.querySelector(`[data-live-${name}]`);
const [entries, keys, show, said, pause] = ["entries", "keys", "show", "said", "pause"].map(part);
const state = live.querySelector(".coverage-state");
const LONGEST = 300; // seconds
const words = JSON.parse(live.dataset.words);
const plural = new Intl.PluralRules(words.in);

const waiting = new Map(); // entries not shown yet, by number
let since = live.dataset.since;
let newest = Number(live.dataset.newest);
let every = Number(live.dataset.next);
let late = null; // what else the button shows
let failures = 0;
let timer = 0;
let asking = false;
let isOver = false;

const elementsOf = (html) => document.createRange().createContextualFragment(html);

async function ask() {
  clearTimeout(timer);
  if (asking || isOver || document.hidden || pressed()) return;
  asking = true;
  let wait = every;
  try {
    const response = await fetch(`${live.dataset.live}?since=${since}`, { headers: { Accept: "application/json" } });
    if (response.status === 404 || response.status === 410) return end(words.gone);
    if (!response.ok) throw Number(response.headers.get("Retry-After")) || 0;
    take(await response.json());
    failures = 0;
    wait = every;
  } catch (later) {
    failures += 1;
    wait = Math.max(Number(later) || 0, Math.min(LONGEST, every * 2 ** failures));
  } finally {
    asking = false;
    // Not all readers at the same moment.
    if (!isOver) timer = setTimeout(ask, wait * 1000 * (0.75 + Math.random() / 2));
  }
}

function take(answer) {
  since = answer.change;
  every = answer.next;
  if (answer.reload) {
    waiting.clear();
    tell(words.much, words.all);
    show.onclick = () => location.reload();
    return end("");
  }
  const before = waiting.size;
  for (const { number, html } of [...answer.entries, ...answer.removed].sort((a, b) => a.number - b.number)) {
    const element = elementsOf(html).firstElementChild;
    const there = document.getElementById(element.id);
    if (there) replace(there, element);
    else if (number > newest || waiting.has(number)) waiting.set(number, element);
    newest = Math.max(newest, number);
  }
  if (answer.keys !== undefined) late = answer;
  const n = waiting.size;
  if (n > before) tell(...words[plural.select(n)].map((it) => it.replace("{n}", n)));
  if (answer.closed) end(answer.closed);
}

function replace(there, element) {
  // The entries below must not move.
  element.style.minHeight = `${there.offsetHeight}px`;
  const hadFocus = there.contains(document.activeElement);
  there.replaceWith(element);
  if (hadFocus) focus(element);
}

function tell(words, button) {
  said.textContent = words;
  show.textContent = button;
  show.hidden = false;
}

function focus(element) {
  element.tabIndex = -1;
  element.focus();
}

show.addEventListener("click", () => {
  if (!waiting.size) return;
  part("empty")?.remove();
  const rows = [...waiting].sort(([a], [b]) => b - a).map(([, element]) => element);
  entries.prepend(...rows);
  waiting.clear();
  show.hidden = true;
  if (late) {
    keys.replaceChildren(elementsOf(late.keys));
    for (const link of keys.querySelectorAll("a")) if (document.querySelector(link.hash)) link.href = link.hash;
    const line = document.querySelector(".times .updated");
    if (line && late.updated) line.replaceChildren(elementsOf(late.updated));
  }
  focus(rows[0]);
});

function end(html) {
  isOver = true;
  pause.hidden = true;
  if (html) state.replaceChildren(elementsOf(html));
  state.classList.remove("is-open");
}

const pressed = () => pause.getAttribute("aria-pressed") === "true";
pause.hidden = false;
pause.addEventListener("click", () => {
  pause.setAttribute("aria-pressed", String(!pressed()));
  ask();
});
document.addEventListener("visibilitychange", ask);
timer = setTimeout(ask, every * 1000 * (0.75 + Math.random() / 2));
