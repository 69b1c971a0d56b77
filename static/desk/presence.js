// Asks the server every few seconds who else has the story open, who leads, and whether there is a newer revision.

import { clock, note } from "desk/notes";
import { post } from "desk/relogin";
import { say } from "desk/words";

const EVERY = 10_000;
const EVERY_HIDDEN = 60_000;
const SHOWN = 3;

/** What the caret is in, as the form calls it. */
function doing() {
  const field = document.activeElement;
  if (!field?.closest("#article_form")) return "";
  const group = field.closest(".rows")?.querySelector("summary h2");
  const label = group ?? field.closest(".row")?.querySelector("label, .label");
  return (label?.textContent ?? "").trim().replace(/:$/, "").toLowerCase().slice(0, 40);
}

function ago(seconds) {
  if (seconds < 15) return say("now");
  return seconds < 60 ? say("{count} s ago", { count: Math.round(seconds / 10) * 10 }) : say("{count} min ago", { count: Math.round(seconds / 60) });
}

function line({ name, you, doing, seconds }) {
  const when = ago(seconds);
  if (you) return doing ? say("You are editing the {field} in another window, {when}", { field: doing, when }) : say("You have this story open in another window, {when}", { when });
  return doing ? say("{name} is editing the {field}, {when}", { name, field: doing, when }) : say("{name} has this story open, {when}", { name, when });
}

/**
 * sitting() is the number of this sitting, hasText() whether anything of it is in no revision, flush() saves what is
 * typed, leave() makes a revision of it, renew() takes the newest revision over, heard(data) takes the server's answer,
 * offer(text) offers a text back that is on the server, takeBackSettled() takes back offers of what is in a revision now.
 */
export function watch(form, { sitting, hasText, flush, leave, renew, heard, offer, takeBackSettled, mayEdit }) {
  let timer = 0;
  let asking = null;
  let told = null;
  let behind = false;
  const offered = new Set();
  const base = () => Number(form.elements.base?.value || form.dataset.revision) || 0;
  const fields = () => ({ sitting: sitting(), doing: doing(), base: form.elements.base?.value ?? "" });

  /** Resolves with the kind of the answer. */
  function now() {
    clearTimeout(timer);
    asking ??= sign().finally(() => {
      asking = null;
      timer = setTimeout(now, document.hidden ? EVERY_HIDDEN : EVERY);
    });
    return asking;
  }

  async function sign() {
    told = doing();
    const { kind, data } = await post(form, form.dataset.presence, fields());
    if (kind !== "ok") {
      // Who is here is not known now. What stands in the way of saving is told by sending.js.
      if (kind !== "down") note("people", null);
      return kind;
    }
    heard(data);
    showPeople(data);
    if (data.newest > base() && data.newest_is_yours && (await takeBackSettled())) behind = true;
    showNewer(data);
    for (const one of data.unsaved) {
      if (offered.has(one.sitting) || !mayEdit) continue;
      offered.add(one.sitting);
      offer(one);
    }
    return kind;
  }

  function showPeople({ others, leads, may_edit: may }) {
    // One line for each person, however many windows they have open.
    const last = new Map();
    for (const one of others) if (!(last.get(one.name)?.seconds <= one.seconds)) last.set(one.name, one);
    const people = [...last.values()].slice(0, SHOWN).map(line);
    if (last.size > SHOWN) people.push(say("{count} more", { count: last.size - SHOWN }));
    const leader = others.find((one) => one.leads);
    const acts = leader && !leads && may ? [[say("Take over"), takeOver]] : [];
    const names = others.map((one) => one.name).join();
    note("people", people.join(" ·\n"), { acts, kind: "people", quiet: names === showPeople.names });
    showPeople.names = names;
  }

  function showNewer({ newest, newest_by: by, newest_at: at, newest_is_yours: isYours }) {
    if (!newest || newest <= base()) return note("newer", null);
    const isUntouched = !hasText();
    if (isUntouched && behind) {
      behind = false;
      return renew().then(now);
    }
    const which = { by, newest, time: clock(at) };
    const words = isYours ? say("You saved revision {newest} at {time}.", which) : say("{by} saved revision {newest} at {time}.", which);
    if (isUntouched) note("newer", words, { acts: [[say("Show it"), () => renew().then(now)]] });
    // A revision of one's own is no news; it may even have been made of this very text. While the page asks whose words
    // shall stand, it knows of a newer revision, and does not promise that saving will do.
    else if (isYours || document.querySelector("[name^='choice-']")) note("newer", null);
    else note("newer", `${words} ${say("Your text merges with it when you save.")}`);
    return undefined;
  }

  async function takeOver() {
    await flush();
    const { kind, why } = await post(form, form.dataset.takeover, fields());
    if (kind !== "ok") {
      note("people", why || say("That did not work: the server does not answer."), { kind: "people", acts: [[say("Take over"), takeOver]] });
      return;
    }
    // The text typed here becomes a revision first, or the page would open without it.
    if (!hasText() || (await leave())) renew().then(now);
  }

  form.addEventListener("focusin", () => doing() !== told && now());
  form.addEventListener("form:elsewhere", () => now());
  document.addEventListener("visibilitychange", () => !document.hidden && now());
  setTimeout(now, 0);
  return {
    now,
    /** Asks once more after the request that is on its way, which may have been answered before a session ended. */
    async afresh() {
      await asking;
      return now();
    },
    /** A sitting of this browser has just become a revision: a page in which nobody has typed takes it over. */
    expectNewer() {
      behind = true;
      return this.afresh();
    },
  };
}
