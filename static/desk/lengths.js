// A browser cuts what is pasted into a field at its `maxlength`, without a word. Here everything arrives: a line beneath
// the field says how much is too long, and the server what to do about it.

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
  line.textContent = `${length} of ${most} characters: ${length - most} too many`;
}

for (const field of document.querySelectorAll(FIELDS)) take(field);
for (const field of document.querySelectorAll("[data-most]")) tell(field);
// Before anything can be pasted into a field that came later.
document.addEventListener("focusin", ({ target }) => target.matches?.(FIELDS) && take(target), { capture: true });
document.addEventListener("input", ({ target }) => target.dataset?.most && tell(target), { capture: true });
