// A press on a page that stays open: its form is sent, and the page that comes back takes the place of this one. Without
// scripts, or if anything is unusual, the browser sends the form by itself.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-in-place]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  const button = event.submitter;
  if (button) button.disabled = true;
  try {
    const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("#main");
    if (!response.ok || !response.redirected || !page.querySelector("form[data-in-place], .compare-sides")) {
      return form.submit();
    }
    document.querySelector("#main").replaceWith(document.importNode(fresh, true));
    document.title = page.title;
    history.replaceState(history.state, "", response.url);
    const said = document.querySelector(".messagelist");
    if (!said) return;
    said.tabIndex = -1; // so that it is read out, and the next press begins there
    said.focus();
  } catch {
    form.submit();
  }
});
