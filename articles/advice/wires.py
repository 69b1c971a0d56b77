"""Newer versions of wire copy in a story that nobody has dealt with."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.models import Article, WireAlarm


def advice(article: Article) -> Iterator[str]:
    """One query, of stories that have words of wire copy."""
    if not article.uses_wire:
        return
    told = {
        WireAlarm.Kind.VERSION: _("The wire copy “{item}” has a new version that nobody has looked at."),
        WireAlarm.Kind.CORRECTION: _("The wire copy “{item}” was corrected, and nobody has looked at that."),
        WireAlarm.Kind.KILL: _("The wire copy “{item}” was killed."),
    }
    rows = WireAlarm.objects.open().filter(article=article.pk).select_related("item")
    names = ("kind", "item__headline", "item__slugline", "item__uri")
    for alarm in rows.only(*names).order_by("pk"):
        yield told[WireAlarm.Kind(alarm.kind)].format(item=alarm.item)
