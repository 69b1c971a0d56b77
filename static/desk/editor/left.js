// Collects what a paste leaves out or changes, so that whoever pastes is told: no words are lost silently.

import { say, sayCount } from "desk/words";

const LONGEST = 80; // of one thing left out, this many characters are quoted
const MOST = 3; // of one kind of thing, this many are quoted

const NAMED = {
  picture: ["{count} picture", "{count} pictures"],
  video: ["{count} video", "{count} videos"],
  frame: ["{count} frame", "{count} frames"],
  "embedded object": ["{count} embedded object", "{count} embedded objects"],
  sound: ["{count} sound", "{count} sounds"],
  drawing: ["{count} drawing", "{count} drawings"],
};
const FRAME_OF = "frame of ";

function counted(count, name) {
  if (!name.startsWith(FRAME_OF)) return sayCount(...NAMED[name], count);
  return sayCount("{count} frame of {host}", "{count} frame of {host}s", count, { host: name.slice(FRAME_OF.length) });
}

const short = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
const clean = (text) => text.replace(/\s+/g, " ").trim();

function listed(parts) {
  return parts.length > 1 ? say("{others} and {last}", { others: parts.slice(0, -1).join(", "), last: parts.at(-1) }) : parts.join("");
}

export class Left {
  counts = new Map([["picture", 0], ["video", 0]]); // name → how many
  words = new Map(); // sentence before the words → the words
  sentences = new Set();

  /** One more of these, a "picture" or a "frame of example.org", was left out. */
  out(name, count = 1) {
    if (count) this.counts.set(name, (this.counts.get(name) ?? 0) + count);
  }

  /** “Deleted words were left out” and the like, with the words. */
  told(sentence, text) {
    const words = clean(text);
    if (!words) return;
    if (!this.words.has(sentence)) this.words.set(sentence, new Set());
    this.words.get(sentence).add(words);
  }

  say(sentence) {
    this.sentences.add(sentence);
  }

  toString() {
    const told = [];
    const all = [...this.counts].filter(([, count]) => count).map(([name, count]) => counted(count, name));
    const total = [...this.counts.values()].reduce((sum, count) => sum + count, 0);
    if (all.length) told.push(sayCount("{all} was left out.", "{all} were left out.", total, { all: listed(all) }));
    for (const [sentence, words] of this.words) {
      const some = [...words].slice(0, MOST).map((one) => `“${short(one)}”`);
      const more = words.size - some.length;
      told.push(`${sentence}: ${more ? say("{some} and {count} more", { some: some.join(", "), count: more }) : some.join(", ")}.`);
    }
    return [...told, ...this.sentences].join(" ");
  }
}
