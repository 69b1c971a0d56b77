"""Choosing the lead picture of a story: the picture itself with its credit, and the library behind a button."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from js_asset import ImportMap, Media, Script

from articles.fields import MODULES
from media import rights
from media.models import Image

LARGE_ENOUGH = 960


class PictureChooser(forms.HiddenInput):
    """The number of a picture. The page opens the dialog of the body editor to choose another.

    A `read_only` one only shows the picture.
    """

    read_only = False

    @property
    def media(self) -> Media:
        return Media(
            importmap=ImportMap({f"desk/editor/{name}": f"desk/editor/{name}.js" for name in MODULES}),
            css={"all": ["desk/editor/editor.css"]},
            js=[Script("desk/picture.js", type="module")],
        )

    # Not hidden as far as forms are concerned: it has a label, and its mistakes are shown beside it.
    is_hidden = False

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        context = {
            "input": super().render(name, value, attrs, renderer),
            "read_only": self.read_only,
            "choose": reverse("admin:media_image_choose"),
            **self._shown(value),
        }
        return render_to_string("admin/_picture_chooser.html", context)

    def _shown(self, value: Any) -> dict[str, Any]:
        number = str(value or "")
        if not number.isascii() or not number.isdigit():
            return {"picture": None}
        picture = Image.objects.with_credits().with_renditions().filter(pk=int(number)).first()
        if picture is None:
            return {"picture": None}
        renditions = list(picture.renditions.all())
        fitting = [row for row in renditions if row.width <= LARGE_ENOUGH] or renditions
        address = reverse("admin:media_image_rendition", args=[picture.pk, fitting[-1].width]) if fitting else ""
        return {
            "picture": picture,
            "address": address,
            "why_not": rights.why_not_shown(picture, timezone.now()),
        }
