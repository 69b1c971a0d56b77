// The journal: what this browser keeps of what was typed until the server has acknowledged it. An entry is shown only to
// the person who typed it, and is kept for thirty days.

const KEPT = 30 * 24 * 3600 * 1000;
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("desk", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("typed", { keyPath: "key" });
    request.onsuccess = () => {
      // A browser closes it when its owner clears the data of sites; the next entry opens it again.
      request.result.onclose = () => (opened = null);
      resolve(request.result);
    };
    request.onerror = request.onblocked = () => reject(request.error);
  });
  opened.catch(() => (opened = null));
  return opened;
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.transaction.oncomplete = () => resolve(request.result);
    request.transaction.onabort = request.transaction.onerror = () => reject(request.transaction.error);
  });
}

const store = async (mode) => (await open()).transaction("typed", mode, { durability: "strict" }).objectStore("typed");
const keyOf = ({ user, sitting }) => `${user} ${sitting}`;

/**
 * Keep an entry { user, sitting, story, typed, labels, at }. It replaces the one before of the same sitting.
 * Resolves with whether the browser has kept it: private windows and full disks refuse.
 */
export async function keep(entry) {
  try {
    const request = (await store("readwrite")).put({ ...entry, key: keyOf(entry) });
    request.transaction.commit(); // a page that is being closed does not wait
    await done(request);
    return true;
  } catch {
    return false;
  }
}

export async function drop(entry) {
  try {
    await done((await store("readwrite")).delete(keyOf(entry)));
  } catch {
    // What could not be kept need not be dropped.
  }
}

/** What this person typed into this story in sittings that are over, newest first. */
export async function leftBehind(user, story) {
  try {
    const all = await done((await store("readonly")).getAll());
    for (const entry of all) if (entry.at < Date.now() - KEPT) await drop(entry);
    const open = await sittingsOpen();
    return all
      .filter((entry) => entry.user === user && entry.story === story && !open.has(entry.sitting))
      .sort((a, b) => b.at - a.at);
  } catch {
    return [];
  }
}

// As long as a tab lives it holds a lock named by its sitting, so others know that the sitting is not over.

const lockOf = (sitting) => `sitting ${sitting}`;

export function hold(sitting) {
  navigator.locks?.request(lockOf(sitting), () => new Promise(() => {})).catch(() => {});
}

async function sittingsOpen() {
  const { held = [], pending = [] } = (await navigator.locks?.query()) ?? {};
  return new Set([...held, ...pending].map(({ name }) => name.replace(lockOf(""), "")));
}

/** A new number for a sitting. Without HTTPS browsers have no randomUUID. */
export function newSitting() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
