// What counts as an address in a story: http, https, mailto and tel, and nothing else.

const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const WEB = /^https?:\/\/[^\s/?#\\@]+([/?#]\S*)?$/i;
const MAIL = /^mailto:[^\s:]\S*$/i;
const PHONE = /^tel:\+?[0-9*#().-]{2,40}(;ext=[0-9]{1,10})?$/i;
// Signs that nobody sees: soft hyphen, zero-width space, word joiner, byte order mark.
const UNSEEN = /[\u00ad\u200b\u2060\ufeff]/g;

/** The address as the server stores it, or an empty string where readers must not be sent there. */
export function safeAddress(given) {
  // Browsers drop control characters inside an address, so a scheme could hide behind them.
  // eslint-disable-next-line no-control-regex
  const address = String(given ?? "").replace(/[\u0000-\u001f\u007f]/g, "").replace(UNSEEN, "").trim().replace(/ /g, "%20");
  const number = address.replace(/%20|\s/g, "");
  if (PHONE.test(number)) return number;
  return MAIL.test(address) || (WEB.test(address) && URL.canParse(address)) ? address : "";
}

/** What was typed, with the beginning that people leave out: example.org becomes https://example.org. */
export function completeAddress(typed) {
  const address = String(typed ?? "").trim();
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(address)) return safeAddress(`mailto:${address}`);
  const host = /^(\/\/)?[^\s/:@]+\.[^\s/.:@]{2,}(:\d+)?([/?#]|$)/;
  if (host.test(address)) return safeAddress(`https://${address.replace(/^\/\//, "")}`);
  return SCHEME.test(address) ? safeAddress(address) : "";
}

/** The same, for fields that take only pages on the web. */
export function completeWebAddress(typed) {
  const address = completeAddress(typed);
  return MAIL.test(address) || PHONE.test(address) ? "" : address;
}

// Files that our pages play come from a host with a name: no log-in, no port, no numeric address.
const HOST = "(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?";
const file = (endings) =>
  new RegExp(`^https://(${HOST})(/[!$-;=@-\\[\\]-~]*\\.(?:${endings})(?:\\?[!$-;=?-\\[\\]-~]*)?)$`, "i");
const VIDEO = file("mp4|m4v|webm");
const CAPTIONS = file("vtt");
const LONGEST = 1000;

function fileAddress(given, pattern) {
  // eslint-disable-next-line no-control-regex
  const address = String(given ?? "").replace(/[\u0000-\u001f\u007f]/g, "").trim().replace(/ /g, "%20");
  const found = address.length <= LONGEST ? pattern.exec(address) : null;
  return found ? `https://${found[1].toLowerCase()}${found[2]}` : "";
}

/** The address of a video file as the server stores it, or an empty string. */
export const videoAddress = (given) => fileAddress(given, VIDEO);

/** The same for the file of its captions. */
export const captionsAddress = (given) => fileAddress(given, CAPTIONS);

/**
 * One line without white space at its ends: how captions, names and titles are stored. Spaces that keep words together
 * stay, as house/lines.py has it.
 */
export function oneLine(text) {
  // eslint-disable-next-line no-control-regex
  return String(text ?? "").replace(UNSEEN, "").replace(/[\t-\r \u001c-\u001f\u0085\u2028\u2029]+/g, " ").trim();
}
