"""Loads the demonstration newspaper into an empty database, and prints the log-ins."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone

from articles.models import Section
from newsroom.demo import loading, reading


class Command(BaseCommand):
    help = (
        "Loads the demonstration newspaper, if the database is empty, and prints the log-ins and addresses."
    )

    def handle(self, **_: Any) -> None:
        if Section.objects.exists():
            self.stdout.write("The newsroom has sections already: nothing was loaded.")
        else:
            self.stdout.write("Drawing the pictures and printing the paper, about half a minute …")
            count = loading.load(timezone.now())
            self.stdout.write(f"{count} stories are in.")
        self.stdout.write(f"\nThe site:  {settings.SITE_URL}/")
        self.stdout.write(f"The desk:  {settings.SITE_URL}{reverse('admin:index')}\n\n")
        self.stdout.write(f"Log in as one of these; the password of all is  {loading.PASSWORD}\n\n")
        for user in reading.newsroom()["users"]:
            if user["shown"]:
                self.stdout.write(f"  {user['username']:<12} {user['role']:<16} {user['name']}")
        self.stdout.write("")
