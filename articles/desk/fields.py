"""The body of a story in a form: a field that cleans what is sent, and the widget with the editor."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_prose_editor.widgets import importmap, prose_editor_js
from js_asset import JSON, ImportMap, Media, Script

from articles import body
from articles.body.kinds import FILES
from articles.desk.imports import named_in_the_head
from house import typography

MODULES = (
    "address",
    "attributes",
    "avoided",
    "blocks",
    "choosers",
    "crops",
    "dialogs",
    "editor",
    "elements",
    "galleries",
    "icons",
    "kinds",
    *(f"kinds/{file}" for file in FILES),
    "left",
    "library",
    "pasting",
    "plain",
    "programs",
    "providers",
    "schema",
    "spaces",
    "toolbar",
    "typing",
    "typography",
    "uploading",
    "uses",
    "videos",
    "views",
    "writing",
)

PICTURES = reverse_lazy("admin:media_image_choose")
UPLOAD = reverse_lazy("admin:media_image_upload")
STORIES = reverse_lazy("admin:articles_article_related")


class BodyEditor(forms.Textarea):
    """A text area that becomes the editor; without JavaScript it stays a text area.

    `pictures` and `stories` are the addresses of the desk's two searches: ?q= searches words, ?ids= finds what the
    body names. `upload` is the address that takes a new picture. Without an address its tool is not offered. With
    `pictures_only` the words cannot be changed, but pictures can be placed among them. `language` is that of the
    text: the editor types its quotation marks and dashes. If the form has a field `language`, its value counts
    instead.
    """

    pictures_only = False

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        pictures: str | Promise = PICTURES,
        upload: str | Promise = UPLOAD,
        stories: str | Promise = STORIES,
        language: str = "",
    ) -> None:
        self.pictures = pictures
        self.upload = upload
        self.stories = stories
        self.language = language
        super().__init__({"rows": 20, **(attrs or {})})

    @property
    def media(self) -> Media:
        # The import map names our modules as it names the editor's, so each is served under its hashed name.
        ours = ImportMap({f"desk/editor/{name}": f"desk/editor/{name}.js" for name in MODULES})
        return Media(
            importmap=importmap | ours,
            css={"all": ["desk/editor/editor.css"]},
            js=[
                JSON(FILES, id="body-kinds"),  # the files that the editor loads
                prose_editor_js,
                Script("desk/editor/start.js", type="module"),
            ],
        )

    def use_required_attribute(self, initial: Any) -> bool:
        # The text area is hidden behind the editor; a browser would refuse to send the form and show no reason.
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = context["widget"]["attrs"]
        given["data-body-editor"] = True
        for name, address in (
            ("pictures", self.pictures),
            ("upload", self.upload),
            ("stories", self.stories),
        ):
            if address:
                given[f"data-{name}"] = str(address)
        if settings.VIDEO_HOSTS:
            given["data-videos"] = " ".join(settings.VIDEO_HOSTS)
        if self.pictures_only:
            given["data-only"] = "pictures"
        given["data-language"] = self.language or settings.LANGUAGE_CODE
        given["data-signs"] = json.dumps(typography.signs(), ensure_ascii=False)
        if not settings.QUOTES:
            given["data-typography"] = "off"
        if not settings.DASH_LISTS:
            given["data-dashes"] = "typed"
        return context

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        return format_html(
            '<div class="body-editor">{}<p class="body-editor__plain">{}</p></div>',
            super().render(name, value, attrs, renderer),
            _(
                "The editor needs JavaScript. Without it, this is the text as it is stored, in HTML. "
                "Changes are kept."
            ),
        )


class BodyFormField(forms.CharField):
    """Cleans a body by its schema. After cleaning, `removed` names in words what was left out.

    `language` returns that of the text, which decides the quotation marks that a tag stands for.
    """

    widget = BodyEditor
    language: Callable[[], str] = staticmethod(lambda: str(settings.LANGUAGE_CODE))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.removed: tuple[str, ...] = ()

    def to_python(self, value: Any) -> str:
        self.removed = ()
        try:
            cleaned = self._cleaned(super().to_python(value) or "")
        except body.BodyTooLarge as too_large:
            raise ValidationError(str(too_large), code="too_large") from too_large
        self.removed = cleaned.removed
        return cleaned.html

    def has_changed(self, initial: Any, data: Any) -> bool:
        # A browser sends other line ends than were stored, and a text area without the editor can send anything.
        if (data or "") == (initial or ""):
            return False
        try:
            return self._cleaned(data or "").html != self._cleaned(initial or "").html
        except body.BodyTooLarge:
            return True

    def _cleaned(self, html: str) -> body.Cleaned:
        if "<q" not in html.lower():
            return body.clean(html)
        return body.clean(html, typography.quotes_in(self.language()))


def media_with_nonce(media: forms.Media, request: HttpRequest) -> Media:
    """The same scripts and styles with the request's nonce; what they import by name goes into the page's head."""
    # A lazy nonce counts as false until it is read, and would be left out. The policy's middleware puts the nonce on
    # the request.
    return named_in_the_head(media, request, str(request.csp_nonce))  # type: ignore[attr-defined]
