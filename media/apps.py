from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _lazy


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = _lazy("Pictures")

    def ready(self) -> None:
        if settings.PROCESS == "site":
            # It opens no picture: those for readers are files, which the desk has made.
            return
        import PIL.Image

        # Pillow's own limit. It protects code that opens a picture without media.intake.uploads.
        PIL.Image.MAX_IMAGE_PIXELS = settings.PICTURE_MAX_PIXELS
