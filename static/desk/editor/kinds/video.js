// A video by the address of its file.

import { Node } from "django-prose-editor/editor";

import { captionsAddress, videoAddress } from "desk/editor/address";
import { ATOM, given, numbered, text } from "desk/editor/attributes";
import { create, insertBlock, withBlock } from "desk/editor/blocks";
import { placed } from "desk/editor/crops";
import { element } from "desk/editor/elements";
import { icon } from "desk/editor/icons";
import { describeVideo, whyNotPlayed } from "desk/editor/videos";
import { atomView, line, lookUp } from "desk/editor/views";
import { attribute, optional } from "desk/editor/writing";
import { say } from "desk/words";

async function edit(editor, at) {
  const values = await withBlock(editor, at, "video", (current) => describeVideo(editor, editor.storage.desk, current));
  if (values) insertBlock(editor, create(editor, "video", values));
}

function show(content, attrs, desk, current) {
  const still = element("div", { class: "body-video" }, icon("play"));
  content.replaceChildren(
    ...[
      still,
      line("caption", attrs.caption || say("No caption")),
      line("credit", attrs.credit && say("Video: {credit}", { credit: attrs.credit })),
      line("address", attrs.address),
      line("warning", attrs.credit ? "" : say("No credit yet")),
      ...[attrs.address, attrs.captions].map((file) => line("warning", file && whyNotPlayed(file, desk.videos))),
    ].filter(Boolean),
  );
  if (!attrs.poster) return;
  lookUp(desk.pictures, attrs.poster, current, (picture) => {
    const missing = !picture || picture.unanswered;
    if (missing) {
      still.after(line("missing", picture ? say("Picture {id}: the library did not answer.", { id: attrs.poster }) : say("Picture {id} is not in the library.", { id: attrs.poster })));
    } else {
      still.prepend(placed(picture, "", { alt: "" }));
      if (picture.usable === false) still.after(line("warning", picture.why));
    }
  });
}

const Video = Node.create({
  ...ATOM,
  name: "video",
  addAttributes: () => ({
    address: { default: "", parseHTML: (dom) => videoAddress(dom.getAttribute("data-video")), rendered: false },
    poster: {
      default: null,
      parseHTML: (dom) => (numbered("data-poster")(dom) === null ? Number(dom.getAttribute("data-poster")) : null),
      rendered: false,
    },
    captions: { default: "", parseHTML: (dom) => captionsAddress(dom.getAttribute("data-captions")), rendered: false },
    language: text("data-captions-language"),
    caption: text("data-caption"),
    credit: text("data-credit"),
  }),
  parseHTML: () => [
    {
      tag: "figure[data-video]",
      priority: 60,
      getAttrs: (dom) => videoAddress(dom.getAttribute("data-video")) !== "" && null,
    },
  ],
  renderHTML: ({ node: { attrs } }) => [
    "figure",
    {
      "data-video": attrs.address,
      ...given("data-poster", attrs.poster),
      ...given("data-captions", attrs.captions),
      ...given("data-captions-language", attrs.language),
      ...given("data-caption", attrs.caption),
      ...given("data-credit", attrs.credit),
    },
  ],
  addNodeView: () => atomView({ name: "video", label: say("Video"), change: say("Change video"), edit }, show),
});

function write({ attrs: { address, poster, captions, language, caption, credit } }) {
  return (
    `<figure${attribute("data-video", address)}${optional("data-poster", poster)}${optional("data-captions", captions)}` +
    `${optional("data-captions-language", language)}${optional("data-caption", caption)}` +
    `${optional("data-credit", credit)}></figure>`
  );
}

/** Videos that our pages may play become ours, without their poster. The others are counted. */
function paste(body, left, { hosts }) {
  const allowed = (address) => (address && hosts.includes(new URL(address).hostname) ? address : "");
  let others = 0;
  for (const found of [...body.querySelectorAll("video")]) {
    const sources = [found, ...found.querySelectorAll("source")];
    const address = sources.map((one) => allowed(videoAddress(one.getAttribute("src")))).find(Boolean);
    if (!address) {
      others += 1;
      found.remove();
      continue;
    }
    const track = found.querySelector("track[kind=captions i], track[kind=subtitles i], track:not([kind])");
    const captions = allowed(captionsAddress(track?.getAttribute("src")));
    const ours = found.ownerDocument.createElement("figure");
    ours.setAttribute("data-video", address);
    if (captions) ours.setAttribute("data-captions", captions);
    found.replaceWith(ours);
  }
  left.out("video", others);
}

export const KINDS = [
  {
    name: "video",
    label: say("Video"),
    node: Video,
    tags: "figure",
    write,
    edit,
    paste,
    ours: "figure[data-video]",
    isPictorial: true,
    addition: { icon: "M2.5 4h15v12h-15zM8.3 7.2v5.6l4.6-2.8z", about: say("A file that plays in the page"), needs: "videos" },
    place: { change: say("Change video") },
  },
];
