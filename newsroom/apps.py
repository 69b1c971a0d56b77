from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core import checks

from newsroom.checks import static_files_are_collected


class DeskConfig(AdminConfig):
    """Django's admin with our own site class."""

    default_site = "newsroom.desk.Desk"


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        checks.register(static_files_are_collected, deploy=True)
