// Writes the address of a new section, topic, reporter or agency while its name is typed, with the letters that the
// server would use. An address that somebody typed is left alone.

const MARKS = /\p{M}|\p{Cf}/gu;
// Signs that part two words without a space.
const BETWEEN_WORDS = /[\u2010-\u2015\u2212/\u2044|+]|\.{2,}/g;

/** As `house.letters.slug` writes it; `plain` says what letters without a decomposition become. */
export function slugOf(name, plain, most) {
  const folded = name.normalize("NFKD").toLowerCase().normalize("NFKD").replace(MARKS, "");
  const letters = [...folded].map((letter) => plain[letter] ?? letter).join("");
  const words = letters.replace(BETWEEN_WORDS, "-").replace(/[^a-z0-9_\s-]/g, "").trim().replace(/[-\s]+/g, "-");
  return words.replace(/^[-_]+|[-_]+$/g, "").slice(0, most).replace(/^-+|-+$/g, "");
}

for (const field of document.querySelectorAll("[data-slug-of]")) {
  const name = document.getElementById(field.dataset.slugOf);
  const plain = JSON.parse(field.dataset.letters);
  let ours = field.value;
  name?.addEventListener("input", () => {
    if (field.value !== ours) return;
    // `lengths.js` has taken `maxlength` off, so that no browser cuts what is pasted.
    ours = slugOf(name.value, plain, Number(field.dataset.most ?? field.maxLength));
    field.value = ours;
  });
}
