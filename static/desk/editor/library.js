// Asks the desk for pictures and stories: a search for the choosers, and a look-up by number for those that the body
// names already. Look-ups of the same moment become one request, and each number is asked for once. New pictures are
// sent from here too.

import { say } from "desk/words";

const AT_ONCE = 20; // numbers in one look-up: the desk takes no more

/** The section that the story stands in as its form is now: a picture may have been used there before. */
export function sectionOf(form) {
  const section = form?.elements.namedItem("section")?.value;
  return section ? { section } : {};
}

export class Library {
  /** `about` returns what every question tells the desk about the story, by name. */
  constructor(url, uploads = "", about = () => ({})) {
    this.url = url;
    this.about = about;
    this.uploads = uploads;
    this.facts = null;
    this.known = new Map();
    this.waiting = new Map();
  }

  address() {
    const address = new URL(this.url, location.href);
    for (const [name, value] of Object.entries(this.about())) address.searchParams.set(name, value);
    return address;
  }

  async search(words, signal) {
    const address = this.address();
    if (words) address.searchParams.set("q", words);
    return this.read(address, signal);
  }

  /** The next page of a search; `next` is what the answer before it gave: an address, or the number of a page. */
  async more(words, next, signal) {
    const address = this.address();
    if (typeof next === "number" || /^\d+$/.test(next)) {
      if (words) address.searchParams.set("q", words);
      address.searchParams.set("page", next);
      return this.read(address, signal);
    }
    return this.read(new URL(next, address), signal);
  }

  /** What the desk knows of one number, or null when it has no such thing. */
  lookup(id) {
    const key = Number(id);
    if (!this.known.has(key)) {
      const answer = new Promise((resolve, reject) => {
        this.waiting.set(key, { resolve, reject });
        if (this.waiting.size === 1) setTimeout(() => this.askForWaiting(), 0);
      });
      // A failed look-up must not be remembered, or the picture stays missing until the page is loaded anew.
      answer.catch(() => this.known.delete(key));
      this.known.set(key, answer);
    }
    return this.known.get(key);
  }

  /** What the desk says about new pictures: { kinds, names, accept, largest }; null where nobody may add one. */
  aboutUploads() {
    this.facts ??= this.uploads
      ? fetch(this.uploads, { headers: { Accept: "application/json" }, credentials: "same-origin" })
          .then((response) => (response.ok && !response.redirected ? response.json() : null))
          .catch(() => null)
      : Promise.resolve(null);
    return this.facts;
  }

  /**
   * Send a new picture with its words. Resolves with { picture }, or { known } where the library has it, or
   * { wrong } by field.
   */
  async upload(data, signal) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const response = await fetch(this.uploads, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      credentials: "same-origin",
      body: data,
      signal,
    });
    if (response.status === 413) return { wrong: { file: say("The server does not take files of this size.") } };
    const answer = await answered(response, [400, 409]);
    if (answer.picture) this.known.set(Number(answer.picture.id), Promise.resolve(answer.picture));
    return answer;
  }

  askForWaiting() {
    const waiting = [...this.waiting];
    this.waiting = new Map();
    while (waiting.length) this.askFor(new Map(waiting.splice(0, AT_ONCE)));
  }

  async askFor(waiting) {
    const address = this.address();
    address.searchParams.set("ids", [...waiting.keys()].join(","));
    try {
      const { results } = await this.read(address);
      const found = new Map(results.map((result) => [Number(result.id), result]));
      for (const [key, { resolve }] of waiting) resolve(found.get(key) ?? null);
    } catch (error) {
      for (const { reject } of waiting.values()) reject(error);
    }
  }

  async read(address, signal) {
    // A request to another site must never carry the desk's cookies.
    if (address.origin !== location.origin) throw new Error("That is not the desk's own address.");
    const response = await fetch(address, {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      signal,
    });
    const found = await answered(response);
    for (const result of found.results) this.known.set(Number(result.id), Promise.resolve(result));
    return found;
  }
}

async function answered(response, alsoGood = []) {
  if (response.redirected || response.status === 401 || response.status === 403) {
    throw new Error(say("You may have been logged out. Open the desk in another tab and log in, then try again."));
  }
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  if ((!response.ok && !alsoGood.includes(response.status)) || !isJson) {
    throw new Error(say("The desk did not answer. Try again."));
  }
  return response.json();
}
