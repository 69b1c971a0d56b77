"""The picture desk: the pages where pictures are found, brought, changed, cropped and killed.

May import every other room of `media`; none of them imports it.
"""

from media.admin.picture import ImageAdmin

__all__ = ["ImageAdmin"]
