"""Every keyboard shortcut of the desk: the list on the open page, the page of help and the handbook say these.

Scripts do what the keys say; a test presses each of them, and compares the tools and the handbook with this table.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shortcut:
    keys: str
    """With the names of a keyboard for Windows. The open page says them as a Mac does, on a Mac."""
    does: str
    where: str = ""
    """What has to be on the page, as a selector. Empty: wherever its group is shown."""

    @property
    def facts(self) -> dict[str, str]:
        return {"keys": self.keys, "does": self.does, "where": self.where}


@dataclass(frozen=True)
class Group:
    title: str
    where: str
    """What has to be on the page, as a selector."""
    shortcuts: tuple[Shortcut, ...]

    @property
    def facts(self) -> dict[str, object]:
        return {"title": self.title, "where": self.where, "shortcuts": [one.facts for one in self.shortcuts]}


TEXT = ".ProseMirror[contenteditable=true]"
GROUPS = (
    Group(
        "Everywhere",
        "html",
        (
            Shortcut("Ctrl+K", "Commands: what can be done here, pages, stories"),
            Shortcut("Ctrl+/", "This list"),
            Shortcut("?", "This list, outside fields"),
            Shortcut("/", "Search, outside fields", where="[aria-keyshortcuts='/']"),
            Shortcut("Ctrl+S", "Save", where="[name=_save]"),
        ),
    ),
    Group(
        "Story",
        "#article_form",
        (
            Shortcut("Ctrl+Alt+P", "Preview"),
            Shortcut("Alt+F10", "Go to the tools of the text", where=TEXT),
        ),
    ),
    Group(
        "Text",
        TEXT,
        (
            Shortcut("Ctrl+K", "Link, where words are marked; elsewhere press it twice"),
            Shortcut("Ctrl+B", "Bold"),
            Shortcut("Ctrl+I", "Italic"),
            Shortcut("Ctrl+.", "Superscript"),
            Shortcut("Ctrl+,", "Subscript"),
            Shortcut("Ctrl+Alt+2", "Heading"),
            Shortcut("Ctrl+Alt+3", "Subheading"),
            Shortcut("Ctrl+Shift+8", "List"),
            Shortcut("Ctrl+Shift+7", "Numbered list"),
            Shortcut("Ctrl+Shift+9", "Quote"),
            Shortcut("Alt+Shift+↑", "Move the block up"),
            Shortcut("Alt+Shift+↓", "Move the block down"),
            Shortcut("Ctrl+Z", "Undo"),
            Shortcut("Ctrl+Shift+Z", "Redo"),
        ),
    ),
    Group(
        "Pictures",
        "[data-library-grid]",
        (
            Shortcut("←, →, ↑, ↓", "Go from picture to picture"),
            Shortcut("Space", "Select a picture"),
            Shortcut("Enter", "Open it"),
        ),
    ),
)
