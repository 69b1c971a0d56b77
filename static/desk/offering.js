// Offers back what earlier sittings left behind: typed, and in no revision, here or on the server.

import { drop, leftBehind } from "desk/journal";
import { clock, note } from "desk/notes";
import { get, post } from "desk/relogin";
import { goOnAnew, leave, look, send, touched } from "desk/sending";
import { putBack, textOf } from "desk/typed";
import { say } from "desk/words";

const nameOf = (sitting) => `offer ${sitting}`;

/** Offer a text back. load() resolves with its { typed, labels }, forget() lets it go for good. */
function offer(story, { sitting, at, load, forget, words }) {
  const name = nameOf(sitting);
  note(name, words, {
    acts: [
      [
        say("Put it back"),
        async () => {
          const { typed, labels } = (await load()) ?? {};
          if (!typed) return note(name, say("The text you typed at {time} cannot be fetched now. Try again in a moment.", { time: clock(at) }));
          await setAside(story);
          await putBack(story.form, typed, labels);
          fromServer.delete(sitting);
          note(name, null);
          touched(story);
          if (!story.form.dataset.autosave) story.begin(sitting); // if that text has begun a story, this is that story
          send(story);
          // A form that is sent meanwhile waits for it.
          story.queue = story.queue.then(() => story.failure || forget());
        },
      ],
      [
        say("Let it go"),
        async () => {
          fromServer.delete(sitting);
          note(name, null);
          await forget();
        },
      ],
    ],
  });
}

/** Makes room for a text: what was typed on this page becomes a revision, or is offered back at the next visit. */
async function setAside(story) {
  if (!story.reached && story.isSaved()) return;
  const before = story.sitting;
  await leave(story);
  if (story.sitting !== before) return;
  await look(story);
  await goOnAnew(story, { forget: false });
}

function labelsIn(typed) {
  try {
    return JSON.parse(typed.labels?.[0] ?? "{}");
  } catch {
    return {};
  }
}

const fromServer = new Set(); // sittings that are offered as the server has them

/** A text that the server has, in a sitting that no revision came of. */
export function offerFromServer(story, { sitting, at }) {
  const address = story.addressOfTyped(sitting);
  fromServer.add(sitting);
  offer(story, {
    sitting,
    at,
    words: say("Text you typed at {time} was not saved as a revision.", { time: clock(at) }),
    load: async () => {
      const { kind, data } = await get(story.form, address);
      return kind === "ok" && data.typed ? { typed: data.typed, labels: labelsIn(data.typed) } : null;
    },
    forget: async () => {
      await post(story.form, address, { let_go: "1" });
      await drop({ ...story.entry, sitting });
    },
  });
}

/**
 * Takes back the offers of texts that have become a revision since: the last request of the page that was left may arrive
 * after the next page has asked. Resolves with whether there were any.
 */
export async function takeBackSettled(story) {
  const before = fromServer.size;
  for (const sitting of fromServer) {
    const { data } = await get(story.form, story.addressOfTyped(sitting));
    if (!data?.closed) continue;
    fromServer.delete(sitting);
    note(nameOf(sitting), null);
    await drop({ ...story.entry, sitting });
  }
  return fromServer.size < before;
}

/** A text that the journal has, and the server not, or not all of it: `theirs` is what the server has. */
function offerFromJournal(story, entry, theirs) {
  offer(story, {
    sitting: entry.sitting,
    at: entry.at,
    words: say("Text you typed at {time} did not reach the server.", { time: clock(entry.at) }),
    // The part that did arrive may have become a revision since: this goes on from there.
    load: async () => (theirs?.became ? { ...entry, typed: { ...entry.typed, base: [String(theirs.became)] } } : entry),
    forget: async () => {
      // Parts of it may be on the server: they must not become a revision of their own.
      if (theirs && !theirs.closed) await post(story.form, story.addressOfTyped(entry.sitting), { let_go: "1" });
      await drop(entry);
    },
  });
}

export async function offerLeftBehind(story) {
  for (const entry of await leftBehind(story.form.dataset.user, story.address)) {
    if (entry.sitting === story.sitting) continue;
    const address = story.addressOfTyped(entry.sitting);
    const answer = address ? await get(story.form, address) : { kind: "gone" };
    const theirs = answer.data?.typed ? answer.data : null;
    const text = entry.typed && textOf(entry.typed);
    // The last request of a page may have brought more to the server than the journal has.
    const hasArrived =
      theirs && (!text || entry.at <= Number(theirs.typed.typed_at?.[0]) || text === textOf(theirs.typed));
    const isLost = !text && !theirs && answer.kind !== "down";
    if (text === story.text() || (hasArrived && theirs.closed) || isLost) {
      await drop(entry);
      if (theirs?.closed) story.presence?.expectNewer();
    } else if (hasArrived) {
      offerFromServer(story, { sitting: entry.sitting, at: theirs.at });
    } else if (text) {
      offerFromJournal(story, entry, theirs);
    }
  }
}
