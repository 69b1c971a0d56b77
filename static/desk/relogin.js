// Sends the requests of the writing page, and asks for the password in place where a session has ended. Only the person
// who opened the page may log in again: no text is sent under somebody else's name.

import { note } from "desk/notes";
import * as passkeys from "desk/passkeys";
import { say } from "desk/words";

const PATIENCE = 15_000;
const PATIENCE_WITH_FORMS = 60_000; // a long story over a slow line, and the page that comes back
const IN_PLACE = { "X-In-Place": "1" };

/** Resolves with { kind, data, why }. The kind is "ok", or says what went wrong:
 *  "down" no answer, or one whose `cause` may be known, "login" the session has ended, "other" somebody else is logged in,
 *  "refused" and "large" with the reason in `why`, "gone" the story may not be seen any more. */
export async function post(form, address, fields) {
  const first = await once(form, address, fields);
  if (first.kind !== "doubt") return first;
  // Refused, and not by our own words: mostly the token is old, since somebody logged in again in another window.
  const found = await whoIsHere(form);
  if (found !== "same") return { kind: found };
  const second = await once(form, address, fields);
  return second.kind === "doubt" ? { kind: "other" } : second;
}

async function once(form, address, fields) {
  const data = new URLSearchParams();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) data.append(name, value);
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  return answerOf(form, () => ask(address, { method: "POST", body: data }));
}

/** Sends a whole form, or an act, from a page that stays open. Two more kinds may come back:
 *  "page", with the page that the desk shows now, and "go", with the address to go to. */
export async function submit(form, address, data, more = {}) {
  const once = () => {
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const signal = AbortSignal.timeout(PATIENCE_WITH_FORMS);
    return answerOf(form, () => ask(address, { method: "POST", body: data, headers: { ...IN_PLACE, ...more }, signal }), pageIn);
  };
  const first = await once();
  if (first.kind !== "doubt") return first;
  const found = await whoIsHere(form);
  if (found !== "same") return { kind: found };
  const second = await once();
  return second.kind === "doubt" ? { kind: "other" } : second;
}

/** Fetches a page of the desk to show parts of it. */
export async function page(form, address) {
  const answer = await answerOf(form, () => ask(address, { headers: IN_PLACE }), pageIn);
  return answer.kind === "doubt" ? { kind: "gone" } : answer;
}

async function pageIn(response) {
  if (!response.ok && response.status !== 409) return null;
  return { kind: "page", page: new DOMParser().parseFromString(await response.text(), "text/html") };
}

export async function get(form, address) {
  const answer = await answerOf(form, () => ask(address, {}));
  return answer.kind === "doubt" ? { kind: "other" } : answer;
}

const ask = (address, options) =>
  fetch(address, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE), ...options });

async function answerOf(form, request, other = async () => null) {
  try {
    const response = await request();
    if (isLogin(form, response)) return { kind: "login" };
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) {
      if (response.status === 403) return { kind: "doubt" };
      const found = await other(response);
      if (found) return found;
      return { kind: response.status === 404 ? "gone" : response.status === 413 ? "large" : "down", why: "" };
    }
    const data = await response.json();
    if (data.go) return { kind: "go", address: data.go };
    if (response.ok) return { kind: "ok", data, status: response.status };
    if (response.status >= 500) return { kind: "down", cause: data.cause };
    return { kind: response.status === 413 ? "large" : "refused", why: data.why ?? "" };
  } catch {
    return { kind: "down" };
  }
}

const isLogin = (form, { url }) => new URL(url).pathname === new URL(form.dataset.login, location).pathname;

/** Fetches the page again, takes over its token and sees who is logged in: "same", "other", "login" or "down". */
export async function whoIsHere(form) {
  try {
    const response = await ask(location.href, { headers: {} });
    if (isLogin(form, response)) return "login";
    if (!response.ok) return "down"; // an error page does not say who is logged in
    return adopt(form, await response.text());
  } catch {
    return "down";
  }
}

function adopt(form, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById(form.id);
  if (fresh?.dataset.user !== form.dataset.user) return "other";
  const token = fresh.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
  sayWhatWaited(page);
  return "same";
}

/** Messages that waited for the next page, such as of failed log-ins, are in this page and in no later one. */
function sayWhatWaited(page) {
  const words = [...page.querySelectorAll(".messagelist li")].map((message) => message.textContent.trim());
  if (words.length) note("waited", words.join(" "), { acts: [[say("Close"), () => note("waited", null)]] });
}

// The dialog

const dialog = document.querySelector("#log-in-again");
const inner = dialog?.querySelector("form");
const said = dialog?.querySelector("[data-said]");
const second = dialog?.querySelector("[data-second]");
const passkey = dialog?.querySelector("[data-use-passkey]");
let waiting = null;
let step = null; // the page that asks for the second factor, once the password was right

/** Asks for the password in place. Resolves with whether the person who opened the page is logged in again. */
export function logIn(form) {
  if (!dialog) return Promise.resolve(false);
  waiting ??= new Promise((resolve) => {
    const before = document.activeElement;
    said.textContent = "";
    inner.elements.username.value = form.dataset.username;
    inner.elements.password.value = "";
    askForSecond(null);
    const end = (result) => {
      waiting = null;
      inner.onsubmit = passkey.onclick = dialog.onclose = null;
      askForSecond(null);
      if (dialog.open) dialog.close();
      before?.focus?.({ preventScroll: true });
      resolve(result);
    };
    const attempt = async (send) => {
      const button = inner.querySelector("[type=submit]");
      button.disabled = passkey.disabled = true;
      const words = await tryLogIn(form, send);
      button.disabled = passkey.disabled = false;
      if (words === null) return end(true);
      said.textContent = words;
      const field = step ? inner.elements.code : inner.elements.password;
      field.focus();
      field.select();
    };
    inner.onsubmit = (event) => {
      event.preventDefault();
      attempt(step ? () => sendSecond({ code: inner.elements.code.value }) : () => sendLogIn(form));
    };
    passkey.onclick = () => attempt(sendPasskey);
    dialog.onclose = () => end(false);
    dialog.showModal();
    inner.elements.password.focus();
  });
  return waiting;
}

/** Shows the field for the second factor, if the page asks for one. */
function askForSecond(page) {
  step = page;
  second.hidden = !page;
  inner.elements.code.value = "";
  passkey.hidden = !(page?.asks && passkeys.areThere());
}

const isSecondStep = (form, { url }) => new URL(url).pathname === new URL("second/", new URL(form.dataset.login, location)).pathname;

/** What went wrong, or what is wanted yet, in words; null when all is well. */
async function tryLogIn(form, send) {
  const DOWN = say("The server does not answer. Your text is still here; try again in a moment.");
  try {
    let answer = await send();
    // Another request may have got a newer token in between.
    if (answer.status === 403) answer = await send();
    if (answer.status >= 500) return DOWN;
    if (isSecondStep(form, answer)) return secondWanted(answer);
    let refused = await refusalIn(form, answer);
    // Let in, and out again: the answer to a request with the old session took the new one's cookie along.
    if (refused === "" && !step) {
      answer = await send();
      if (isSecondStep(form, answer)) return secondWanted(answer);
      refused = await refusalIn(form, answer);
    }
    if (refused !== null) {
      askForSecond(null);
      return refused || say("That did not work. Try again.");
    }
    // After the log-in the server led on to this very page: it names who is logged in, and has the waiting messages.
    switch (answer.ok ? adopt(form, await answer.text()) : "down") {
      case "same":
        return null;
      case "down":
        return DOWN;
      default:
        return say("Somebody else is logged in now. This text is {name}'s and is not sent under another name.", { name: form.dataset.username });
    }
  } catch {
    return DOWN;
  }
}

/** What the log-in page says was wrong, "" if it only asks; null if it is another page. */
async function refusalIn(form, answer) {
  if (!isLogin(form, answer)) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(".errornote")?.textContent.trim() ?? "";
}

async function secondWanted(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const asking = page.querySelector("[data-passkey]");
  const refused = page.querySelector(".errornote")?.textContent.trim();
  askForSecond({
    address: answer.url,
    token: page.querySelector("[name=csrfmiddlewaretoken]").value,
    asks: asking && JSON.parse(asking.dataset.options),
    state: asking?.elements.state.value,
  });
  return refused || say("Now your second factor.");
}

const sendSecond = (fields) =>
  ask(step.address, {
    method: "POST",
    body: new URLSearchParams({ csrfmiddlewaretoken: step.token, ...fields }),
    headers: {},
    signal: AbortSignal.timeout(PATIENCE),
  });

async function sendPasskey() {
  const { asks, state } = step;
  let credential;
  try {
    credential = await passkeys.ask(asks);
  } catch {
    credential = ""; // broken off: the server's page says so, and asks anew
  }
  return sendSecond({ credential, state, code: "" });
}

async function sendLogIn(form) {
  const page = await ask(form.dataset.login, { headers: {} });
  const html = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = html.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!token) return page;
  const data = new URLSearchParams({
    csrfmiddlewaretoken: token,
    username: inner.elements.username.value,
    password: inner.elements.password.value,
    next: location.pathname,
  });
  return ask(form.dataset.login, { method: "POST", body: data, headers: {} });
}

dialog?.querySelector("[data-close]").addEventListener("click", () => dialog.close());
