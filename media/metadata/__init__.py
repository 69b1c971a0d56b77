"""Reads a picture file's metadata from its Exif, IIM and XMP, and writes that of renditions.

Bytes go in, a plain record comes out. Strangers wrote everything that is read here. Imports `terms`.
"""

from media.metadata.dates import Taken
from media.metadata.reading import orientation, read
from media.metadata.record import Licensor, Metadata, NamedPlace, Private
from media.metadata.writing import Imprint, exif, xmp

__all__ = [
    "Imprint",
    "Licensor",
    "Metadata",
    "NamedPlace",
    "Private",
    "Taken",
    "exif",
    "orientation",
    "read",
    "xmp",
]
