from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin, with our own site in place of the stock one."""

    default_site = "newsroom.desk.Desk"


class NewsroomConfig(AppConfig):
    name = "newsroom"
