"""What stands beside pictures that somebody holds: their credits, leases and renditions, by one query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from house import asking
from media.models import Credit, Image, Lease, Rendition


def read(images: Sequence[Image]) -> None:
    """Leave it with each picture, as `prefetch_related` would; a credit knows whom it names."""
    shown = {image.pk: image for image in images}
    credited = Credit.objects.filter(image__in=shown)
    # Their tables are on a floor above.
    tables: list[Any] = [Credit._meta.get_field(name).related_model for name in ("agency", "reporter")]
    agencies, reporters = tables
    rows = asking.together(
        credited,
        Lease.objects.filter(image__in=shown),
        Rendition.objects.filter(image__in=shown),
        agencies.objects.filter(pk__in=credited.values("agency")),
        reporters.objects.filter(pk__in=credited.values("reporter")),
    )
    credits, leases, renditions, *named = rows
    by_agency, by_reporter = ({row.pk: row for row in some} for some in named)
    for credit in credits:
        credit.agency = by_agency.get(credit.agency_id)
        credit.reporter = by_reporter.get(credit.reporter_id)
    for name, beside in {"credits": credits, "leases": leases, "renditions": renditions}.items():
        for pk, image in shown.items():
            _leave(image, name, [row for row in beside if row.image_id == pk])


def _leave(image: Image, name: str, rows: list[Any]) -> None:
    """In the place where Django looks for what was read before."""
    for row in rows:
        row.image = image
    found = getattr(image, name).all()
    found._result_cache, found._prefetch_done = rows, True
    vars(image).setdefault("_prefetched_objects_cache", {})[name] = found
