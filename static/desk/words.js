// The texts that scripts show, in the language of whoever reads them. The page's import map leads
// "desk/words-of-the-desk" to the map of that language; a text that it lacks is shown in English.

import { WORDS } from "desk/words-of-the-desk";

export const say = (text, values = {}) =>
  (WORDS[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

// Two whole sentences, of which the number chooses one; `{count}` stands for it.
export const sayCount = (one, many, count, values = {}) => say(count === 1 ? one : many, { count, ...values });
