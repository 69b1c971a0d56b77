"""Days as the language of whoever is served names them."""

from __future__ import annotations

from datetime import date

from django.utils import dateformat
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def named(on: date, form: str) -> str:
    """In the form of Django's `date` filter: Tue 1 Dec for `D j M`."""
    written = dateformat.format(on, form)
    # Django writes Portuguese names with capitals, which was right until 2009.
    return written.lower() if (get_language() or "").startswith("pt") else written


def in_full(on: date) -> str:
    """Tuesday 1 December."""
    said = _("{weekday} {day} {month}")
    return said.format(weekday=named(on, "l"), day=on.day, month=named(on, "F"))
