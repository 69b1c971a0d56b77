"""The picture desk: the pages where pictures are found, brought, changed, cropped and killed.

Imports everything of `media`; nothing there imports it.
"""

from media.admin.picture import ImageAdmin

__all__ = ["ImageAdmin"]
