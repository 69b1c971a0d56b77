"""The desk as a Django app: the admin, which the process for readers does not have."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin with our own site class."""

    default_site = "newsroom.desk.Desk"

    def ready(self) -> None:
        super().ready()
        from newsroom.people import sessions

        sessions.listen()
