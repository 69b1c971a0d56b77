"""Beginning a translation: a page asks for the language, then a draft is linked to its original."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import policy
from articles.admin.acts import admin_context, form_address
from articles.admin.arguments import StoryHere
from articles.languages import own_name
from articles.writing import translations
from house.doors import By, door


class TranslationForm(forms.Form):
    language = forms.ChoiceField(label=_lazy("Language"))

    def __init__(self, *args: Any, besides: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The languages of this newspaper come first.
        others = sorted((code for code in LANG_INFO if "name_local" in LANG_INFO[code]), key=own_name)
        codes = [
            code
            for code in dict.fromkeys([*settings.STORY_LANGUAGES, *others])
            if code.lower() not in besides
        ]
        # The stubs know a form's fields only as fields, and this one has choices.
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, f"{own_name(code)} ({code})") for code in codes
        ]


@door("GET", "POST")
def translate(request: HttpRequest, article: StoryHere, user: By) -> HttpResponse:
    if not policy.may_create(user):
        raise PermissionDenied(_("Your role may not begin stories."))
    seen = {row.language.lower() for row in translations.others_at_the_desk(article, user)}
    form = TranslationForm(request.POST or None, besides={article.language.lower(), *seen})
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        story = translations.Member(0, language, article.translation_of_id or article.pk)
        if reason := translations.why_not_at_the_desk(story, user):
            form.add_error("language", reason)
        else:
            begun = translations.begin(article, language, by=user)
            messages.success(
                request, _("A draft in {language} is begun.").format(language=own_name(language))
            )
            return HttpResponseRedirect(form_address(begun))
    context = {**admin_context(request), "title": _("New translation"), "article": article, "form": form}
    return TemplateResponse(
        request, "admin/articles/article/translate.html", context, status=409 if form.errors else 200
    )
