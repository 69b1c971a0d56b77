"""What a picture file says of itself, read from its Exif, IIM and XMP, and what a rendition says in its turn.

Pure: bytes in, a plain record out. Everything read here was written by strangers.
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
