// Has the browser make a passkey, or sign with one, and sends its form with the answer. `data-options` of the form has
// what the server asks; the log-in page fetches it when somebody presses, from `data-question`.

import { say } from "desk/words";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** The same options with bytes for the texts that stand for bytes. */
export function understood({ publicKey }) {
  const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    ...(publicKey.user && { user: { ...publicKey.user, id: bytes(publicKey.user.id) } }),
    ...(publicKey.excludeCredentials && { excludeCredentials: known(publicKey.excludeCredentials) }),
    ...(publicKey.allowCredentials && { allowCredentials: known(publicKey.allowCredentials) }),
  };
}

/** What the browser made or signed, as JSON. */
function told(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = text(credential.response[name]);
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

/** Asks for a passkey. Resolves with the answer as JSON. */
export async function ask(options) {
  return told(await navigator.credentials.get({ publicKey: understood(options) }));
}

async function make(options) {
  return told(await navigator.credentials.create({ publicKey: understood(options) }));
}

const WRONG = {
  InvalidStateError: say("This device has a passkey for you already."),
  SecurityError: say("Passkeys do not work at this address: they need the newspaper’s own name, and HTTPS."),
};

export const areThere = () => Boolean(window.PublicKeyCredential && navigator.credentials);

async function send(form) {
  const said = form.querySelector("[data-said]");
  const button = form.querySelector("[type=submit]");
  said.textContent = "";
  button.disabled = true;
  try {
    let { options } = form.dataset;
    if (form.dataset.question) {
      const asked = await (await fetch(form.dataset.question)).json();
      form.elements.state.value = asked.state;
      options = asked.options;
    }
    const act = form.dataset.passkey === "make" ? make : ask;
    form.elements.credential.value = await act(JSON.parse(options));
    form.submit();
  } catch (problem) {
    said.textContent = WRONG[problem.name] ?? say("That was broken off, or this browser has no passkey for the desk.");
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!areThere()) continue;
  form.querySelector("[type=submit]").disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
