"""A correction that goes out and closes the reports that it answers: both, or neither."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import transaction

from articles.acts import moving
from articles.acts.act import Act, Press
from articles.corrections import deciding
from articles.models import Edition
from articles.publishing import holding


def carry_out(act: Act, press: Press, answered: Collection[uuid.UUID]) -> int:
    """Do the act, and close these reports with the edition that it writes. Returns how many. Raises Refused."""
    if not answered:
        moving.carry_out(act, press)
        return 0
    if press.revision is not None:
        # Within the transaction nothing may be drawn any more.
        holding.draw_ahead(press.revision)
    with transaction.atomic():
        moving.carry_out(act, press)
        edition = Edition.objects.filter(article=press.article.pk).order_by("-number").first()
        return deciding.close(answered, edition=edition, by=press.by, key=press.key, now=press.now)
