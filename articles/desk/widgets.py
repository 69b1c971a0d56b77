"""Widgets of the story form: the lead picture, the headline and the number of the sitting."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from js_asset import ImportMap, Media, Script

from articles.desk.fields import MODULES
from media.admin import choosing
from media.clearance import rights
from media.models import Image

LARGE_ENOUGH = 960


class PictureChooser(forms.HiddenInput):
    """The number of a picture. The page opens the dialog of the body editor to choose another one.

    A `read_only` chooser only shows the picture.
    """

    read_only = False
    known: Mapping[str, Image] = {}
    asked = ""
    """What the search for pictures is told about the story, as a query string."""

    @property
    def media(self) -> Media:
        return Media(
            importmap=ImportMap({f"desk/editor/{name}": f"desk/editor/{name}.js" for name in MODULES}),
            css={"all": ["desk/editor/editor.css"]},
            js=[Script("desk/picture.js", type="module")],
        )

    # Not hidden for Django: the field has a label, and its errors are shown beside it.
    is_hidden = False

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        context = {
            "input": super().render(name, value, attrs, renderer),
            "read_only": self.read_only,
            "choose": reverse("admin:media_image_choose") + self.asked,
            "upload": reverse("admin:media_image_upload"),
            **self._shown(value),
        }
        return render_to_string("admin/_picture_chooser.html", context)

    def _shown(self, value: Any) -> dict[str, Any]:
        # For a field that is only shown, the admin gives the picture itself.
        number = str(value.pk if isinstance(value, Image) else value or "")
        if not re.fullmatch("[0-9]{1,18}", number):
            return {"picture": None}
        library = Image.objects.with_rights().with_jpegs()
        picture = self.known.get(number) or library.filter(pk=int(number)).first()
        if picture is None:
            return {"picture": None}
        renditions = picture.jpegs
        fitting = [row for row in renditions if row.width <= LARGE_ENOUGH] or renditions
        address = (
            reverse("admin:media_image_rendition", args=[picture.pk, fitting[-1].width]) if fitting else ""
        )
        return {
            "picture": picture,
            "address": address,
            "boxes": json.dumps(choosing.boxes(picture)),
            "why_not": rights.why_not_shown(picture, timezone.now()),
        }


class Headline(forms.Textarea):
    """A headline with its length below it, and a sketch of how a search or a shared link will show the story."""

    @property
    def media(self) -> Media:
        return Media(
            importmap=ImportMap({"desk/editor/elements": "desk/editor/elements.js"}),
            css={"all": ["desk/looks.css"]},
            js=[Script("desk/looks.js", type="module")],
        )

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        # The line has its place before it says anything, so that nothing moves.
        field = super().render(name, value, attrs, renderer)
        return format_html('{}<p class="headline-length" data-headline-length></p>', field)


class SittingNumber(forms.HiddenInput):
    """The number of a sitting, which the page makes. Brings along the modules that autosave the form."""

    @property
    def media(self) -> Media:
        return Media(
            css={"all": ["desk/saving.css"]},
            js=[Script("desk/autosave.js", type="module")],
        )
