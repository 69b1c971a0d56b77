"""Django's own command, which finds what `articles.languages` says too. Needs GNU gettext; `make words` calls it."""

from __future__ import annotations

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [
        *makemessages.Command.xgettext_options,
        "--keyword=_lazy",
        *("--keyword=say:2", "--keyword=say_many:2,3", "--keyword=say_forms:2,3"),
    ]
    # Without wrapping, a catalogue changes only where words change. A guess at a new text is no translation.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-wrap", "--no-fuzzy-matching"]
