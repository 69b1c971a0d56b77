"""In which language somebody has the desk: their own choice, or that of the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.languages import own_name
from articles.models import DeskLanguage

if TYPE_CHECKING:
    from articles.policy import AnyUser

# Those in which the desk has its words.
OFFERED = ("en", "pt")
HELP = _lazy("Each person can change it on the page “Your log-in”.")


def choices() -> list[tuple[str, str]]:
    return [
        ("", _("As the paper: {own_name}").format(own_name=own_name(settings.LANGUAGE_CODE))),
        *((one, own_name(one)) for one in OFFERED),
    ]


def choose(user: User, language: str) -> bool:
    """Keep what somebody chose; nothing stands for the paper's. Returns whether there is such a language."""
    if not language:
        DeskLanguage.objects.filter(user=user).delete()
        return True
    if language not in OFFERED:
        return False
    DeskLanguage.objects.update_or_create(user=user, defaults={"language": language})
    return True


def of(user: AnyUser) -> str:
    """What somebody chose, which came along with who they are; nothing if it is the paper's."""
    return str(getattr(user, "reads", None) or "")
