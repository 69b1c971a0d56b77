// Times that something is set for are the newsroom's. Whoever works in another zone sees their own time beside them.

import { say } from "desk/words";

const zone = document.querySelector('meta[name="newsroom-zone"]')?.content || "UTC";
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const HINT = "own-time";

const clockIn = (timeZone) =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
const newsroomClock = clockIn(zone);
const ownClock = clockIn(own);

/** What a clock shows, read as if it were UTC, in milliseconds. */
function shown(clock, moment) {
  const parts = Object.fromEntries(clock.formatToParts(moment).map(({ type, value }) => [type, value]));
  return Date.parse(`${parts.day} ${parts.month} ${parts.year} ${parts.hour}:${parts.minute} UTC`);
}

/** 19:30, or 30 Nov 19:30 if that is another day than in the newsroom; nothing where both clocks show the same. */
function ownTime(moment) {
  const [here, there] = [shown(ownClock, moment), shown(newsroomClock, moment)];
  if (here === there) return "";
  const [date, time] = ownClock.format(moment).split(", ");
  const isSameDay = Math.floor(here / 86_400_000) === Math.floor(there / 86_400_000);
  const [day, month] = date.split(" ");
  return isSameDay ? time : `${day} ${say(month)} ${time}`;
}

/** The moment that a day and a time by the newsroom's clock mean; nothing where that is not plain: the server asks. */
function meant(day, typed) {
  const time = /^(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?$/.exec(typed.trim());
  if (!/^\d{4}-\d\d-\d\d$/.test(day.trim()) || !time) return null;
  const wall = Date.parse(`${day.trim()}T${time[1].padStart(2, "0")}:${time[2]}:00Z`);
  if (Number.isNaN(wall)) return null;
  // The zone's offset a day before and a day after are all that it can be.
  const offsets = [-1, 1].map((days) => shown(newsroomClock, wall + days * 86_400_000) - (wall + days * 86_400_000));
  const moments = [...new Set(offsets)].map((offset) => wall - offset).filter((moment) => shown(newsroomClock, moment) === wall);
  return moments.length === 1 ? moments[0] : null;
}

/** Says it at the end of this element, or behind one of its children. */
function hint(place, words, behind) {
  let said = place.querySelector(`:scope > .${HINT}`);
  if (!words) return said?.remove();
  if (!said) {
    said = document.createElement("span");
    said.className = HINT;
    if (behind) behind.after(said);
    else place.append(said);
  }
  if (said.textContent !== words) said.textContent = words;
}

function markTimes(root) {
  for (const time of root.querySelectorAll("time[data-set]")) {
    const words = ownTime(Date.parse(time.dateTime));
    hint(time, words && ` (${say("{time} by your clock", { time: words })})`);
  }
  for (const row of root.querySelectorAll(".row-at")) markTyped(row);
}

function markTyped(row) {
  const [day, time] = row.querySelectorAll("input");
  const moment = day && time ? meant(day.value, time.value) : null;
  const words = moment === null ? "" : ownTime(moment);
  hint(row, words && say("{time} by your clock, in {zone}", { time: words, zone: own }), row.querySelector(".datetime"));
}

function begin() {
  markTimes(document);
  document.addEventListener("input", (event) => {
    const row = event.target.closest?.(".row-at");
    if (row) markTyped(row);
  });
  // Dialogs, and parts of a page that a save has brought.
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) markTimes(node);
    }
  }).observe(document.body, { childList: true, subtree: true });
}

if (own !== zone) begin();
