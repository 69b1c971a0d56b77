// Many pictures at once: each file is a request of its own, three at a time, with its own progress and its own answer.
// When one of them fails, the reason stands beside it and the others go on.

import { say, sayCount } from "desk/words";

const AT_ONCE = 3;

const place = document.querySelector("[data-bringing]");
const opener = document.querySelector("[data-bring-open]");
const input = place.querySelector("input[type=file]");
const drop = place.querySelector(".bringing-drop");
const list = place.querySelector("[data-bringing-list]");
const status = place.querySelector("[data-bringing-status]");
const together = place.querySelector("[data-bringing-together]");
const show = place.querySelector("[data-bringing-show]");
const pattern = place.querySelector("[data-bringing-row]").content.firstElementChild;
const token = place.querySelector("[name=csrfmiddlewaretoken]").value;
const address = place.dataset.bringing;

const waiting = [];
const brought = new Set();
let running = 0;
let facts = null;

const made = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const button = (words, onclick) => made("button", { type: "button", onclick }, words);
const megabytes = (bytes) => `${(bytes / 1024 / 1024).toLocaleString("en", { maximumFractionDigits: 1 })} MB`;

/** Which files the desk takes, and which names of parties it offers; the server checks a file again when it comes. */
async function learn() {
  if (facts) return;
  facts = {};
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    facts = await answer.json();
    input.accept = facts.accept;
    place.querySelector("datalist").replaceChildren(...facts.names.map((value) => made("option", { value })));
  } catch {
    facts = null;
  }
}

function open() {
  place.hidden = false;
  opener.setAttribute("aria-expanded", "true");
  learn();
}

function close() {
  place.hidden = true;
  opener.setAttribute("aria-expanded", "false");
}

opener.setAttribute("role", "button");
opener.setAttribute("aria-expanded", "false");
opener.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (place.hidden) {
    open();
    input.focus();
  } else if (!running) close();
});
opener.addEventListener("keydown", (event) => {
  if (event.key !== " ") return;
  event.preventDefault();
  opener.click();
});

// Files

input.addEventListener("change", () => {
  take(input.files);
  input.value = "";
});

const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault(); // or the browser shows the file in place of the desk
  open();
  drop.dataset.over = "";
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) delete drop.dataset.over;
});
document.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  delete drop.dataset.over;
  take(event.dataTransfer.files);
});

function take(files) {
  for (const file of files) {
    const row = pattern.cloneNode(true);
    row.querySelector(".bringing-name").textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    list.append(row);
    enqueue({ file, row });
  }
}

function enqueue(one) {
  const { row, file } = one;
  part(row, "said").textContent = say("{size}, waiting", { size: megabytes(file.size) });
  row.dataset.state = "waiting";
  part(row, "acts").replaceChildren();
  row.querySelector("progress").value = 0;
  if (facts?.largest && file.size > facts.largest) {
    settle(one, "refused", say("The file is {size}; the library takes up to {most}.", { size: megabytes(file.size), most: megabytes(facts.largest) }));
    return;
  }
  waiting.push(one);
  proceed();
}

function proceed() {
  while (running < AT_ONCE && waiting.length) send(waiting.shift());
  tell();
}

// One file

const part = (row, name) => row.querySelector(`.bringing-${name}`);

function shared() {
  const data = new FormData();
  for (const name of ["kind", "name", "category"]) {
    data.set(name, place.querySelector(`.bringing-shared [name=${name}]`).value);
  }
  return data;
}

/** Shows the file itself, small, while it is sent. Where the browser cannot read it, the server's picture comes later. */
async function preview({ file, row }) {
  const place = part(row, "thumbnail");
  try {
    const picture = await createImageBitmap(file, { resizeWidth: 192, resizeQuality: "medium" });
    const { width, height } = picture;
    const canvas = made("canvas", { width, height, ariaHidden: "true" });
    canvas.getContext("2d").drawImage(picture, 0, 0);
    picture.close();
    if (!place.hasChildNodes()) place.replaceChildren(canvas);
  } catch {
    // The server says whether it is a picture.
  }
}

function send(one) {
  const { file, row } = one;
  preview(one);
  const data = shared();
  data.set("file", file);
  const request = new XMLHttpRequest(); // fetch tells nobody how far an upload is
  running += 1;
  row.dataset.state = "sending";
  part(row, "said").textContent = say("Uploading");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    row.querySelector("progress").value = event.loaded / event.total;
    if (event.loaded === event.total) part(row, "said").textContent = say("Looking at it");
  });
  request.addEventListener("loadend", () => {
    running -= 1;
    answer(one, request);
    proceed();
  });
  request.open("POST", address);
  request.responseType = "json";
  request.setRequestHeader("X-CSRFToken", token);
  request.setRequestHeader("Accept", "application/json");
  request.send(data);
}

function answer(one, request) {
  const { picture, alike = [], notices = [], known, why, wrong } = request.response ?? {};
  if (picture) {
    keep(one, picture);
    showPicture(one.row, picture);
    brought.add(picture.id);
    if (alike.length) offer(one, picture, alike);
    for (const words of notices) part(one.row, "said").append(` ${words}`);
  } else if (known) {
    settle(one, "known", why);
    showPicture(one.row, known);
  } else if (wrong) {
    settle(one, "refused", Object.values(wrong).join(" "));
  } else if (request.status === 413) {
    settle(one, "refused", say("The server does not take files of this size."));
  } else {
    settle(one, "failed", trouble(request));
    part(one.row, "acts").append(button(say("Try again"), () => enqueue(one)));
  }
}

function trouble({ status, responseURL }) {
  const elsewhere = responseURL && new URL(responseURL).pathname !== new URL(address, location.href).pathname;
  if (status === 401 || status === 403 || elsewhere) {
    return say("You may have been logged out. Log in again in another tab, then try again.");
  }
  return status === 0 ? say("The desk could not be reached.") : say("The desk could not take it.");
}

function settle({ row }, state, words) {
  row.dataset.state = state;
  part(row, "said").textContent = words;
  tell();
}

/** The picture is in the library; beside it stands what it still needs before readers may see it. */
function keep(one, { why }) {
  settle(one, "brought", say("In the library"));
  if (why) part(one.row, "said").append(". ", made("span", { className: "clearance clearance-no" }, why));
}

function showPicture(row, picture) {
  if (picture.thumbnail) {
    const { thumbnail: src, width, height, alt } = picture;
    const img = made("img", { src, width, height, alt });
    const show = () => part(row, "thumbnail").replaceChildren(img);
    img.decode().then(show, show); // shown once it has loaded
  }
  const name = part(row, "name");
  name.replaceChildren(made("a", { href: picture.address, target: "_blank" }, name.textContent));
}

/** A new picture looks like others in the library: somebody has to say which of them stays. */
function offer(one, picture, alike) {
  const { row } = one;
  const place = part(row, "alike");
  part(row, "said").textContent = say("Looks like what the library has. Is it the same picture?");
  row.dataset.state = "alike";
  place.hidden = false;
  const decided = () => {
    place.hidden = true;
    place.replaceChildren();
  };
  for (const other of alike) {
    const { thumbnail: src, width, height, alt } = other;
    const use = button(say("Use the one we have"), async () => {
      if (!(await takeBack(picture))) {
        part(row, "said").textContent = say("The new one could not be taken back. It is in use, or the desk was not reached.");
        return;
      }
      brought.delete(picture.id);
      decided();
      showPicture(row, other);
      settle(one, "known", say("The one we had is used; the new one is gone."));
    });
    use.setAttribute("aria-label", say("Use the one we have: {picture}", { picture: other.title }));
    const link = made("a", { href: other.address, target: "_blank" }, other.title);
    place.append(made("li", {}, made("img", { src, width, height, alt }), made("p", {}, link), use));
  }
  const both = button(say("Keep both"), () => {
    decided();
    keep(one, picture);
  });
  place.append(made("li", { className: "bringing-both" }, both));
}

async function takeBack({ id }) {
  try {
    const where = `${new URL(`../${id}/take-back/`, new URL(address, location.href))}`;
    const answer = await fetch(where, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json" },
      credentials: "same-origin",
    });
    return answer.ok && !answer.redirected;
  } catch {
    return false;
  }
}

// All of them

function tell() {
  const rows = [...list.children];
  const having = (...states) => rows.filter((row) => states.includes(row.dataset.state)).length;
  const parts = [
    [having("waiting", "sending"), "{count} to go"],
    [having("brought", "alike"), "{count} in the library"],
    [having("known"), "{count} here already"],
    [having("refused", "failed"), "{count} not taken"],
  ];
  status.textContent = parts.filter(([many]) => many).map(([count, words]) => say(words, { count })).join(", ");
  together.hidden = show.hidden = !brought.size || running > 0 || waiting.length > 0;
  if (!together.hidden) {
    const numbers = [...brought].map((id) => `picture=${id}`).join("&");
    together.href = `${place.dataset.together}?${numbers}`;
    together.textContent = sayCount("Caption it", "Caption these {count} together", brought.size);
  }
}

window.addEventListener("beforeunload", (event) => {
  if (running || waiting.length) event.preventDefault();
});
