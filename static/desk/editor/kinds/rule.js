// A rule: a line across, between two parts of a story.

import { HorizontalRule } from "django-prose-editor/editor";

import { create, insertBlock } from "desk/editor/blocks";
import { say } from "desk/words";

export const KINDS = [
  {
    name: "rule",
    label: say("Rule"),
    node: HorizontalRule,
    tags: "hr",
    write: () => "<hr>",
    edit: (editor) => insertBlock(editor, create(editor, "horizontalRule")),
    addition: { icon: "M3 10h14", about: say("A line across") },
    place: {},
  },
];
