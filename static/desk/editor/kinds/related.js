// A related story: another one of ours, by its number.

import { Node } from "django-prose-editor/editor";

import { ATOM, number, numbered } from "desk/editor/attributes";
import { create, insertBlock, withBlock } from "desk/editor/blocks";
import { chooseStory, storyState } from "desk/editor/choosers";
import { atomView, line, lookUp } from "desk/editor/views";
import { attribute } from "desk/editor/writing";
import { say } from "desk/words";

async function edit(editor, at) {
  const library = editor.storage.desk.stories;
  if (!library) return;
  const values = await withBlock(editor, at, "related", async () => {
    const id = await chooseStory(editor, library);
    return id && { id };
  });
  if (values) insertBlock(editor, create(editor, "related", values));
}

function show(content, attrs, desk, current) {
  const fill = (story) => {
    const missing = !story || story.unanswered;
    content.replaceChildren(
      line("kind", say("Related story")),
      line(
        missing ? "missing" : "headline",
        missing
          ? (story ? say("Story {id} could not be looked up.", attrs) : say("Story {id} is not there, or not yours to see.", attrs))
          : story.headline || say("No headline yet"),
      ),
      ...[line("state", missing ? "" : storyState(story))].filter(Boolean),
    );
  };
  if (!content.childElementCount) content.append(line("kind", say("Related story")), line("waiting", say("Story {id}", { id: attrs.id })));
  lookUp(desk.stories, attrs.id, current, fill);
}

const Related = Node.create({
  ...ATOM,
  name: "related",
  addAttributes: () => ({ id: number("data-related") }),
  parseHTML: () => [{ tag: "aside[data-related]", priority: 60, getAttrs: numbered("data-related") }],
  renderHTML: ({ node }) => ["aside", { "data-related": node.attrs.id }],
  addNodeView: () => atomView({ name: "related", label: say("Related story"), change: say("Choose another"), edit }, show),
});

export const KINDS = [
  {
    name: "related",
    label: say("Related story"),
    node: Related,
    tags: "aside",
    write: ({ attrs }) => `<aside${attribute("data-related", attrs.id)}></aside>`,
    edit,
    ours: "aside[data-related]",
    addition: { icon: "M3.5 5h13M3.5 9h13M3.5 13h6M12.5 13h4m-1.8-1.9 1.9 1.9-1.9 1.9", about: say("One of ours"), needs: "stories" },
    place: { change: say("Choose another") },
  },
];
