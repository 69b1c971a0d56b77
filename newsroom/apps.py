from django.apps import AppConfig
from django.core import checks

from newsroom.checks import signers_of_credentials_can_be_read, static_files_are_collected


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        checks.register(signers_of_credentials_can_be_read)
        checks.register(static_files_are_collected, deploy=True)
