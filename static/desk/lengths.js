// Browsers silently cut what is pasted into a field at its `maxlength`. Here everything stays: a line beneath the field
// says by how much it is too long, and the server refuses it with words.

import { say } from "desk/words";

let made = 0;
const FIELDS = "input[maxlength], textarea[maxlength]";

function take(field) {
  field.dataset.most ??= field.maxLength;
  field.removeAttribute("maxlength");
}

function tell(field) {
  const most = Number(field.dataset.most);
  const length = [...field.value].length;
  let line = document.getElementById(field.dataset.toldIn ?? "");
  if (length <= most) {
    line?.remove();
    return;
  }
  if (!line) {
    made += 1;
    line = document.createElement("p");
    line.id = field.dataset.toldIn = `too-long-${made}`;
    line.className = "too-long";
    line.setAttribute("role", "status");
    const described = field.getAttribute("aria-describedby");
    if (!described?.includes(line.id)) field.setAttribute("aria-describedby", [described, line.id].filter(Boolean).join(" "));
    field.after(line);
  }
  line.textContent = say("{length} of {most} characters: {over} too many", { length, most, over: length - most });
}

for (const field of document.querySelectorAll(FIELDS)) take(field);
for (const field of document.querySelectorAll("[data-most]")) tell(field);
// Fields that came to the page later, before anything can be pasted into them.
document.addEventListener("focusin", ({ target }) => target.matches?.(FIELDS) && take(target), { capture: true });
document.addEventListener("input", ({ target }) => target.dataset?.most && tell(target), { capture: true });
