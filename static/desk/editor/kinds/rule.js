// A rule: a line across, between two parts of a story.

import { HorizontalRule } from "django-prose-editor/editor";

import { create, insertBlock } from "desk/editor/blocks";

export const KINDS = [
  {
    name: "rule",
    label: "Rule",
    node: HorizontalRule,
    tags: "hr",
    write: () => "<hr>",
    edit: (editor) => insertBlock(editor, create(editor, "horizontalRule")),
    addition: { icon: "M3 10h14", about: "A line across" },
    place: {},
  },
];
