import PIL.Image
from django.apps import AppConfig
from django.conf import settings


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = "Pictures"

    def ready(self) -> None:
        # Pillow's own limit. It protects code that opens a picture without media.intake.uploads.
        PIL.Image.MAX_IMAGE_PIXELS = settings.PICTURE_MAX_PIXELS
