// An embed: a page of somebody else's, by its address.

import { Node } from "django-prose-editor/editor";

import { completeWebAddress, safeAddress, videoAddress } from "desk/editor/address";
import { ATOM, text } from "desk/editor/attributes";
import { create, insertBlock, withBlock } from "desk/editor/blocks";
import { ask } from "desk/editor/dialogs";
import { hostOf, serviceOf } from "desk/editor/providers";
import { atomView, line } from "desk/editor/views";
import { attribute } from "desk/editor/writing";
import { say } from "desk/words";

async function edit(editor, at) {
  const values = await withBlock(editor, at, "embed", async (attrs) => {
    const address = {
      name: "address",
      label: say("Address"),
      value: attrs?.address ?? "",
      hint: say("From YouTube, Vimeo, X, Instagram, Facebook, TikTok or Datawrapper."),
      attributes: { inputmode: "url", spellcheck: "false" },
      note: (typed) => recognised(typed, editor.storage.desk.videos),
      check: (typed) => (completeWebAddress(typed) ? "" : say("That is not the address of a page on the web.")),
    };
    const given = await ask(say("Embed"), [address], { submit: attrs ? say("Save") : say("Add embed"), owner: editor });
    return given && { address: completeWebAddress(given.address) };
  });
  if (values) insertBlock(editor, create(editor, "embed", values));
}

function recognised(typed, hosts) {
  const address = completeWebAddress(typed);
  if (!address) return "";
  if (videoAddress(address)) {
    return hosts
      ? say("A video file: readers get a plain link. Add it as a video, and it plays in the page.")
      : say("A video file: readers get a plain link. To play such files in the page, whoever runs the newsroom names their host in VIDEO_HOSTS.");
  }
  const service = serviceOf(address);
  return service
    ? say("Recognised: {service}. Readers get a link that says so.", { service })
    : say("Not a service we know: readers get a plain link.");
}

function show(content, { address }) {
  const service = serviceOf(address);
  content.replaceChildren(
    line("kind", service ? say("Embed from {service}", { service }) : say("Plain link to {host}", { host: hostOf(address) })),
    line("address", address),
  );
}

const Embed = Node.create({
  ...ATOM,
  name: "embed",
  addAttributes: () => ({ address: text("data-embed") }),
  parseHTML: () => [
    {
      tag: "figure[data-embed]",
      priority: 60,
      getAttrs: (dom) => /^https?:/i.test(safeAddress(dom.getAttribute("data-embed"))) && null,
    },
  ],
  renderHTML: ({ node }) => ["figure", { "data-embed": node.attrs.address }],
  addNodeView: () => atomView({ name: "embed", label: say("Embed"), change: say("Change address"), edit }, show),
});

/** A frame whose service we know becomes an embed; of the others the host is told. */
function paste(body, left, { isShown }) {
  for (const found of body.querySelectorAll("iframe")) {
    const address = (found.getAttribute("src") ?? "").trim().replace(/^\/\//, "https://");
    const host = URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, "") : "";
    if (/^https?:/i.test(address) && serviceOf(address)) {
      const embed = found.ownerDocument.createElement("figure");
      embed.setAttribute("data-embed", address);
      found.replaceWith(embed);
      continue;
    }
    if (isShown(found)) left.out(host ? `frame of ${host}` : "frame");
    found.remove();
  }
}

export const KINDS = [
  {
    name: "embed",
    label: say("Embed"),
    node: Embed,
    tags: "figure",
    write: ({ attrs }) => `<figure${attribute("data-embed", attrs.address)}></figure>`,
    edit,
    paste,
    ours: "figure[data-embed]",
    addition: { icon: "M7 5.5 2.8 10 7 14.5M13 5.5l4.2 4.5-4.2 4.5M11.2 4 8.8 16", about: say("A video or post, by its address") },
    place: { change: say("Change address") },
  },
];
