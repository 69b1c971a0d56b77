// How the story will look where readers first meet it: the length of its headline, told as it is typed, and what a
// search and a shared link will show of it.

import { say, sayCount } from "desk/words";

const form = document.querySelector("#article_form");
const line = form?.querySelector("[data-headline-length]");
const looks = form?.querySelector("[data-looks]");

// About so many characters are shown; the rest is cut off.
const CUT = { search: 60, phone: 110, description: 155 };

const field = (name) => form.elements[name];
const said = (name) => (field(name)?.value ?? "").split(/\s+/).filter(Boolean).join(" ");
const lengthOf = (text) => [...text].length;
const cut = (text, length) => (lengthOf(text) > length ? `${[...text].slice(0, length - 1).join("").trimEnd()}…` : text);

function tellLength() {
  const length = lengthOf(said("headline"));
  const forSearch = lengthOf(said("search_title"));
  const fit = length <= CUT.search ? "whole" : length <= CUT.phone ? "long" : "longer";
  line.dataset.fit = length ? fit : "none";
  if (!length) line.textContent = "";
  else if (fit === "whole") {
    const one = "{count} character: whole in searches and on phones";
    line.textContent = sayCount(one, "{count} characters: whole in searches and on phones", length);
  } else {
    const words = forSearch
      ? { long: say("{count} characters: searches show their own title", { count: length }), longer: say("{count} characters: searches show their own title, phones at about {phone}", { count: length, ...CUT }) }
      : { long: say("{count} characters: searches cut it at about {search}", { count: length, ...CUT }), longer: say("{count} characters: searches cut it at about {search}, phones at about {phone}", { count: length, ...CUT }) };
    line.textContent = words[fit];
  }
}

function show(name, text, instead) {
  const place = looks.querySelector(`[data-look=${name}]`);
  place.textContent = text || instead;
  place.classList.toggle("look-nothing", !text);
}

function showLooks() {
  const headline = said("headline");
  const description = said("search_description") || said("standfirst");
  const section = field("section")?.selectedOptions?.[0];
  show("section", section?.value ? section.text : "", say("section"));
  show("search-title", cut(said("search_title") || headline, CUT.search), say("Headline"));
  show("search-description", cut(description, CUT.description), say("Standfirst"));
  show("social-title", cut(said("social_title") || headline, CUT.phone), say("Headline"));
  show("social-description", said("social_description") || description, say("Standfirst"));
  const picture = form.querySelector(".picture-chooser figure:not([hidden]) img:not([hidden])");
  const shown = looks.querySelector("[data-look=picture]");
  const address = picture?.getAttribute("src") ?? "";
  if (address && shown.getAttribute("src") !== address) shown.src = address;
  shown.hidden = !address;
}

if (line) {
  let due = false;
  const follow = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      tellLength();
      if (looks) showLooks();
    });
  };
  for (const kind of ["input", "change", "form:put-back"]) form.addEventListener(kind, follow);
  addEventListener("pageshow", follow);
  follow();
}
