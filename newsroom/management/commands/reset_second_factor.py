"""Takes a lost second factor away where no Admin is left who could do it at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from newsroom.people import factors


class Command(BaseCommand):
    help = (
        "Takes the second factor of somebody away and ends their sessions, where no Admin is left who could. It goes "
        "on record, and a letter tells them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **_: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"Nobody has the username {username!r}: it is on the desk’s list of users.")
        if not factors.reset(user, by=None, now=timezone.now()):
            raise CommandError(f"{username} has no second factor.")
        self.stdout.write(f"{username} logs in with the password alone now.")
