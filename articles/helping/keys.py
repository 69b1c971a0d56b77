"""Every keyboard shortcut of the desk: the list on the open page, the page of help and the handbook say these.

Scripts do what the keys say; a test presses each of them, and compares the tools and the handbook with this table.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class Shortcut:
    keys: str
    """With the names of a keyboard for Windows. The open page says them as a Mac does, on a Mac."""
    does: str
    where: str = ""
    """What has to be on the page, as a selector. Empty: wherever its group is shown."""

    @property
    def facts(self) -> dict[str, str]:
        """In the language of whoever is served."""
        return {"keys": self.keys, "does": _(self.does), "where": self.where}


@dataclass(frozen=True)
class Group:
    title: str
    where: str
    """What has to be on the page, as a selector."""
    shortcuts: tuple[Shortcut, ...]

    @property
    def facts(self) -> dict[str, object]:
        return {
            "title": _(self.title),
            "where": self.where,
            "shortcuts": [one.facts for one in self.shortcuts],
        }


TEXT = ".ProseMirror[contenteditable=true]"
GROUPS = (
    Group(
        gettext_noop("Everywhere"),
        "html",
        (
            Shortcut("Ctrl+K", gettext_noop("Commands: what can be done here, pages, stories")),
            Shortcut("Ctrl+/", gettext_noop("This list")),
            Shortcut("?", gettext_noop("This list, outside fields")),
            Shortcut("/", gettext_noop("Search, outside fields"), where="[aria-keyshortcuts='/']"),
            Shortcut("Ctrl+S", gettext_noop("Save"), where="[name=_save]"),
        ),
    ),
    Group(
        gettext_noop("Story"),
        "#article_form",
        (
            Shortcut("Ctrl+Alt+P", gettext_noop("Preview")),
            Shortcut("Alt+F10", gettext_noop("Go to the tools of the text"), where=TEXT),
        ),
    ),
    Group(
        gettext_noop("Text"),
        TEXT,
        (
            Shortcut("Ctrl+K", gettext_noop("Link, where words are marked; elsewhere press it twice")),
            Shortcut("Ctrl+B", gettext_noop("Bold")),
            Shortcut("Ctrl+I", gettext_noop("Italic")),
            Shortcut("Ctrl+.", gettext_noop("Superscript")),
            Shortcut("Ctrl+,", gettext_noop("Subscript")),
            Shortcut("Ctrl+Alt+2", gettext_noop("Heading")),
            Shortcut("Ctrl+Alt+3", gettext_noop("Subheading")),
            Shortcut("Ctrl+Shift+8", gettext_noop("List")),
            Shortcut("Ctrl+Shift+7", gettext_noop("Numbered list")),
            Shortcut("Ctrl+Shift+9", gettext_noop("Quote")),
            Shortcut("Alt+Shift+↑", gettext_noop("Move the block up")),
            Shortcut("Alt+Shift+↓", gettext_noop("Move the block down")),
            Shortcut("Ctrl+Z", gettext_noop("Undo")),
            Shortcut("Ctrl+Shift+Z", gettext_noop("Redo")),
        ),
    ),
    Group(
        gettext_noop("Pictures"),
        "[data-library-grid]",
        (
            Shortcut("←, →, ↑, ↓", gettext_noop("Go from picture to picture")),
            Shortcut("Space", gettext_noop("Select a picture")),
            Shortcut("Enter", gettext_noop("Open it")),
        ),
    ),
)
