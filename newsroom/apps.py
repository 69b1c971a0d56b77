from django.apps import AppConfig
from django.core import checks

from newsroom.checks import static_files_are_collected


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        checks.register(static_files_are_collected, deploy=True)
