// Collects what a paste leaves out or changes, so that whoever pastes is told: no words are lost silently.

const LONGEST = 80; // of one thing left out, this many characters are quoted
const MOST = 3; // of one kind of thing, this many are quoted

const plural = (count, name) => `${count} ${name}${count === 1 ? "" : "s"}`;
const short = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
const clean = (text) => text.replace(/\s+/g, " ").trim();

function listed(parts) {
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}` : parts.join("");
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
    const all = [...this.counts].filter(([, count]) => count).map(([name, count]) => plural(count, name));
    const total = [...this.counts.values()].reduce((sum, count) => sum + count, 0);
    if (all.length) told.push(`${listed(all)} ${total === 1 ? "was" : "were"} left out.`);
    for (const [sentence, words] of this.words) {
      const some = [...words].slice(0, MOST).map((one) => `“${short(one)}”`);
      const more = words.size - some.length;
      told.push(`${sentence}: ${some.join(", ")}${more ? ` and ${more} more` : ""}.`);
    }
    return [...told, ...this.sentences].join(" ");
  }
}
