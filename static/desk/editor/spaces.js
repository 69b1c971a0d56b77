// Decides which spaces may not break a line: only those that the language of the story asks for, as in
// articles/body/spaces.py.

export const NO_BREAK = "\u00a0";

const UNITS =
  "km² m² cm² mm² km³ m³ cm³ km/h m/s km m dm cm mm µm nm ha l L dl cl ml hl kg g mg µg t kt Mt lb oz min h s ms" +
  " mph kn kWh MWh GWh TWh Wh kW MW GW TW W kV V mA A kHz MHz GHz Hz K °C °F kPa hPa Pa bar kJ MJ J kcal cal dB" +
  " KB kB MB GB TB px pt Mio Mrd Uhr EUR USD GBP CHF BRL kr zł Kč Ft";
const UNIT = UNITS.split(" ").map((unit) => unit.replace("/", "\\/")).join("|");
// A number and its unit, the thousands of a number, a sign and its number.
const NUMBER =
  `(?<=\\p{Nd})\\u00a0(?=(?:${UNIT})(?![\\p{L}\\p{N}_])|[%‰°€$£¥₹]|\\p{Nd}{3}(?!\\p{Nd}))|(?<=[€$£¥₹§№°])\\u00a0(?=\\p{Nd})`;
const FRENCH = "\\u00a0(?=[:;!?»%])|(?<=«)\\u00a0";
const FEW = 2;

/** The places of unbreakable spaces that the language does not ask for; without a language, that none asks for. */
function needless(text, language = "") {
  const asked = new RegExp(["", "fr"].includes(language) ? `${NUMBER}|${FRENCH}` : NUMBER, "gu");
  const wanted = new Set([...text.matchAll(asked)].map(({ index }) => index));
  const found = [];
  for (let at = text.indexOf(NO_BREAK); at >= 0; at = text.indexOf(NO_BREAK, at + 1)) if (!wanted.has(at)) found.push(at);
  return found;
}

function broken(texts, found) {
  const signs = texts.join("").split("");
  for (const at of found) signs[at] = " ";
  let at = 0;
  return texts.map((text) => signs.slice(at, (at += text.length)).join(""));
}

/** The texts of a paragraph. Where a program made nearly all spaces unbreakable, they become ordinary ones. */
export function ordinary(texts) {
  const text = texts.join("");
  const found = needless(text);
  return found.length < FEW || found.length <= text.split(" ").length - 1 ? texts : broken(texts, found);
}

/** The texts of a pasted paragraph: only the unbreakable spaces that its language asks for stay. */
export function breakable(texts, language) {
  return broken(texts, needless(texts.join(""), language.split(/[-_]/)[0].toLowerCase()));
}
