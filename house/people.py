"""What people are called at the desk."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser


def name_of(user: AbstractUser) -> str:
    """Somebody's full name, or the name of the account where no name was given."""
    return user.get_full_name() or user.get_username()
