"""The records of the picture library: pictures as received, what is known of them, and the files made of them.

All are desk tables: code for readers imports none. Imports `shelves` and `terms`.
"""

from django.utils.translation import gettext_lazy as _lazy

from media.models.collection import Collection
from media.models.credit import Credit
from media.models.due import Due, Hiding
from media.models.image import Image, ImageQuerySet
from media.models.lease import Lease
from media.models.log import LogEntry
from media.models.rendition import Rendition
from media.models.use import Use

# Set here, since a name that a class gives itself is part of its migrations.
Image._meta.verbose_name_plural = _lazy("pictures")

__all__ = [
    "Collection",
    "Credit",
    "Due",
    "Hiding",
    "Image",
    "ImageQuerySet",
    "Lease",
    "LogEntry",
    "Rendition",
    "Use",
]
