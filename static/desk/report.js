// The page of a report of an error: its buttons are sent from the open page, which then takes over what has changed.
// Without this module each press loads the page anew.

const PATIENCE = 60_000;

async function sent(event) {
  const form = event.target;
  if (form.method !== "post" || !form.closest("[data-report]")) return;
  event.preventDefault();
  const button = event.submitter;
  if (button?.disabled) return;
  if (button) button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form, button),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.querySelector("[data-report]")) return takeOver(page);
  } catch {
    // The server does not answer: the browser tries once more, and says so.
  }
  form.submit();
}

/** Takes over what the answer says, and what it says about it; a message is read out. */
function takeOver(page) {
  document.querySelector("[data-report]").replaceWith(document.importNode(page.querySelector("[data-report]"), true));
  const messages = page.querySelector(".messagelist");
  const before = document.querySelector(".messagelist");
  if (messages) {
    const told = document.importNode(messages, true);
    told.setAttribute("role", "status");
    if (before) before.replaceWith(told);
    else document.querySelector("#content").before(told);
  } else before?.remove();
  const wrong = document.querySelector("[data-report] :is([role=alert], .errorlist)");
  const next = wrong ?? document.querySelector(".messagelist, h1");
  if (!next) return;
  next.tabIndex = -1;
  next.focus();
}

document.addEventListener("submit", sent);
