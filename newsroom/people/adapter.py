"""What django-allauth asks of us: secrets locked before they are stored, names, and the square that a phone reads."""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.models import User
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from house.people import name_of


class NotOpened(Exception):
    """None of our keys opens the secret: SECRET_KEY was changed, and the former is not in SECRET_KEY_FALLBACKS."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    def encrypt(self, text: str) -> str:
        return locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return locks().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise NotOpened(
                "The secret of a second factor cannot be opened: give the SECRET_KEY of before in "
                "SECRET_KEY_FALLBACKS, or reset the second factor."
            ) from None

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def build_totp_svg(self, url: str) -> SafeString:
        return square(url)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The newspaper's own host, and not the one that was asked: a passkey is for one place for ever."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {
            "id": user_pk_to_url_str(user).encode(),
            "name": user.get_username(),
            "display_name": name_of(user),
        }


def locks() -> MultiFernet:
    """Locks with the present key, and opens with those of before too."""
    return MultiFernet([_lock(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def is_locked_with_a_former_key(encrypted: str) -> bool:
    try:
        _lock(settings.SECRET_KEY).decrypt(encrypted.encode())
    except InvalidToken:
        return True
    return False


@lru_cache(maxsize=8)
def _lock(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"newsroom.second_factor")
    return Fernet(base64.urlsafe_b64encode(key.derive(secret.encode())))


def square(url: str) -> SafeString:
    """A QR code as SVG that stands in the page: no style attributes and no address, which the policy would refuse."""
    code = qrcode.QRCode(border=4)
    code.add_data(url)
    code.make()
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    return format_html(
        '<svg class="qr-code" viewBox="0 0 {0} {0}" role="img" aria-label="{2}"><path d="{1}"/></svg>',
        len(rows),
        path,
        _("QR code for an authenticator app"),
    )
