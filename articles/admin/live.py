"""The live desk of a story: a composer on top, the entries beneath it, and a page for each entry."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from js_asset import Media, Script

from articles import body, languages, policy
from articles.acts.act import Refused
from articles.admin import at_work
from articles.admin.acts import admin_context, user_of
from articles.admin.arguments import visible_article
from articles.desk.fields import BodyEditor, BodyFormField, media_with_nonce
from articles.desk.rowsets import own_name
from articles.live import entry_guards, posting
from articles.live.posting import Said, WrittenMeanwhile
from articles.models import Article, ArticleType, LiveEntry, Reporter, live_record
from articles.models.story import LENGTHS, MOST, NAME_LENGTH
from articles.writing import lengths
from house.arguments import Choice, Number, Text
from house.doors import By, FoundBy, door
from house.suggesting import is_number

PAGE = 50
EXCERPT = 240
TOLD = {
    "draft": _lazy("Saved as a draft. Readers do not see it."),
    "post": _lazy("Posted. Readers see it now."),
    "update": _lazy("Readers have the entry as it is now."),
    "minor": _lazy("Readers have the entry as it is now, without a new time."),
    "correct": _lazy("Corrected. Readers see the correction in the entry."),
    "remove": _lazy("Removed. A line in its place says that there was an entry."),
    "discard": _lazy("Thrown away."),
}
# What each button means for (pinned, key event). None leaves the mark as it is.
MARKS: dict[str, tuple[bool | None, bool | None]] = {
    "pin": (True, None),
    "unpin": (False, None),
    "key": (None, True),
    "no-key": (None, False),
}


class ReporterField(forms.ModelChoiceField):
    """Refuses what cannot be a number before the database is asked, which would fail."""

    def to_python(self, value: Any) -> Any:
        if value and not isinstance(value, Reporter) and not is_number(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class EntryForm(forms.Form):
    headline = forms.CharField(
        required=False,
        max_length=MOST,
        label=_lazy("Headline"),
        widget=forms.TextInput(attrs={"data-prose": True}),
    )
    body = BodyFormField(required=False, label=_lazy("Text"))
    reporter = ReporterField(
        Reporter.objects.none(),
        required=False,
        label=_lazy("Author"),
        empty_label=_lazy("None of our reporters"),
    )
    byline = forms.CharField(
        required=False,
        max_length=MOST,
        label=_lazy("Or another name"),
        help_text=_lazy("An agency, the desk, the author’s name in another form."),
    )
    is_key = forms.BooleanField(required=False, label=_lazy("Key event"))
    is_pinned = forms.BooleanField(required=False, label=_lazy("Pin to the top"))
    correction = forms.CharField(
        required=False,
        max_length=1000,
        label=_lazy("What was wrong, and what is right?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_serious = forms.BooleanField(required=False, label=_lazy("Serious: above the text of the entry"))
    note = forms.CharField(
        required=False,
        max_length=500,
        label=_lazy("What are readers told, if anything?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    base = forms.IntegerField(required=False, min_value=1, max_value=10**9, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, article: Article, entry: LiveEntry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Q(active=True) | Q(pk=entry.reporter_id if entry else None)
        # The stubs know a form's fields only as fields, and this one is a choice of rows.
        self.fields["reporter"].queryset = Reporter.objects.filter(chosen).order_by("name")  # type: ignore[attr-defined]
        lengths.take_all(self.fields, {"headline": LENGTHS["headline"], "byline": NAME_LENGTH})
        query = urlencode({"story": article.pk, "section": article.section_id or 0})
        text = cast("BodyFormField", self.fields["body"])
        text.language = lambda: article.language
        self.fields["body"].widget = BodyEditor(
            pictures=f"{reverse('admin:media_image_choose')}?{query}",
            language=article.language,
            attrs={"rows": 6},
        )
        for name in ("headline", "body", "correction", "note"):
            self.fields[name].widget.attrs |= languages.of_a_field(article.language)

    @property
    def media(self) -> Media:
        more = Media(
            css={"all": ["desk/saving.css", "desk/live.css"]},
            js=[Script("desk/live.js", type="module")],
        )
        return super().media + more

    def said(self) -> Said:
        given = self.cleaned_data
        return Said(
            headline=given["headline"],
            body=given["body"],
            reporter_id=given["reporter"].pk if given["reporter"] else None,
            byline=given["byline"],
            is_key=given["is_key"],
            is_pinned=given["is_pinned"],
        )


def addresses(view: Any) -> list[URLPattern]:
    return [
        path("<int:pk>/live/", view(desk), name="articles_article_live"),
        path("<int:pk>/live/<int:entry>/", view(edit), name="articles_article_live_entry"),
        path("<int:pk>/live/<int:entry>/mark/", view(mark), name="articles_article_live_mark"),
    ]


def live_story_here(request: HttpRequest, pk: int) -> Article:
    """Live coverage that this person may see: a live story, or one of another type that still has entries."""
    article = visible_article(request, pk)
    if article.article_type != ArticleType.LIVE and not article.live_entries.exists():
        raise Http404("This story is not live coverage.")
    return article


def entry_of(article: Article, pk: int) -> LiveEntry:
    rows = article.live_entries.select_related("newest", "reporter", "saved_by", "begun_by")
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True)
class AskedOfThePage:
    """What the page shows beside the form, as its address asks."""

    done: str = ""
    before: int | None = None


LiveStoryHere = Annotated[Article, FoundBy(live_story_here)]
# The commands of the buttons below an entry.
Command = Annotated[str, Choice(tuple(TOLD))]


@door("GET", "POST")
def desk(
    request: HttpRequest,
    article: LiveStoryHere,
    *,
    do: Command = "draft",
    done: Annotated[str, Text(40, cut=True)] = "",
    before: Annotated[int | None, Number(lenient=True)] = None,
) -> HttpResponse:
    """GET shows the composer and the entries, from `before` on. POST posts an entry, or keeps a draft.

    `done` is the key of the press that led here: the page then deletes its own copy of what it sent.
    """
    return composed(request, article, None, do, AskedOfThePage(done, before))


@door("GET", "POST")
def edit(request: HttpRequest, article: LiveStoryHere, entry: int, *, do: Command = "draft") -> HttpResponse:
    """One entry, to be changed, corrected or removed. A draft can be posted or thrown away."""
    return composed(request, article, entry_of(article, entry), do, AskedOfThePage())


def composed(
    request: HttpRequest, article: Article, entry: LiveEntry | None, command: str, shown: AskedOfThePage
) -> HttpResponse:
    form = EntryForm(
        request.POST or None, initial=opened(request, article, entry), article=article, entry=entry
    )
    if request.method != "POST":
        return page(request, article, entry, form, shown=shown)
    if not form.is_valid():
        return page(request, article, entry, form, status=400)
    try:
        perform(command, request, article, entry, form)
    except WrittenMeanwhile as meanwhile:
        # The next press goes on from the words that the editor has been shown now. What was sent is a QueryDict; the
        # stubs know any mapping.
        form.data = {**form.data.dict(), "base": str(meanwhile.newest.saves), "key": str(uuid.uuid4())}  # type: ignore[attr-defined]
        return page(request, article, meanwhile.newest, form, meanwhile=meanwhile, status=409)
    except Refused as refused:
        return page(request, article, entry, form, reasons=refused.reasons, status=409)
    messages.success(request, TOLD[command])
    # The next page deletes its own copy of the form when it reads this key.
    done = urlencode({"done": form.cleaned_data["key"]})
    return HttpResponseRedirect(f"{address_of(article)}?{done}")


def perform(
    command: str, request: HttpRequest, article: Article, entry: LiveEntry | None, form: EntryForm
) -> None:
    by, said, given = user_of(request), form.said(), form.cleaned_data
    opened_from: dict[str, Any] = {"base": given["base"], "key": given["key"], "by": by}
    match command, entry:
        case "draft", _:
            posting.save_draft(article, said, entry=entry, **opened_from)
        case "post", _:
            posting.post(article, said, entry=entry, **opened_from)
        case "discard", LiveEntry():
            posting.discard(entry, by=by, base=given["base"])
        case "remove", LiveEntry():
            posting.remove(entry, by=by, note=given["note"], key=given["key"])
        case "correct", LiveEntry():
            text, is_serious = given["correction"], given["is_serious"]
            posting.correct(entry, said, text=text, is_serious=is_serious, **opened_from)
        case (("update" | "minor"), LiveEntry()):
            posting.change(entry, said, is_minor=command == "minor", **opened_from)
        case _:
            raise Http404("There is no entry to do this to.")


def opened(request: HttpRequest, article: Article, entry: LiveEntry | None) -> dict[str, Any]:
    """The form's first values: the entry; for a new one the author whom this person named last, or themselves."""
    if entry is None:
        by = user_of(request)
        last = article.live_entries.filter(begun_by=by).order_by("-pk").values("reporter", "byline").first()
        if last is not None:
            return {"key": uuid.uuid4(), **last}
        own = own_name(by)
        return {"key": uuid.uuid4(), "reporter": own.pk if own else None}
    return {
        "headline": entry.headline,
        "body": entry.body,
        "reporter": entry.reporter_id,
        "byline": entry.byline,
        "is_key": entry.is_key,
        "is_pinned": entry.is_pinned,
        "base": entry.saves,
        "key": uuid.uuid4(),
    }


def address_of(article: Article) -> str:
    return reverse("admin:articles_article_live", args=[article.pk])


def page(
    request: HttpRequest,
    article: Article,
    entry: LiveEntry | None,
    form: EntryForm,
    *,
    shown: AskedOfThePage = AskedOfThePage(),
    reasons: Sequence[str] = (),
    meanwhile: WrittenMeanwhile | None = None,
    status: int = 200,
) -> HttpResponse:
    user, now = user_of(request), timezone.now()
    closed_because = entry_guards.why_not_post(article, user, now)
    kept_as = f"live {article.pk}" if entry is None else f"live {article.pk} {entry.pk}"
    drafts, posted, older = log(article, shown.before) if entry is None else ([], [], None)
    context = {
        **admin_context(request),
        "title": _("Live desk") if entry is None else str(entry),
        "article": article,
        "entry": entry,
        "form": form,
        "form_media": media_with_nonce(form.media, request),
        "may_write": meanwhile is not None or may_write(user, article, entry),
        "may_post": may_post(user, article),
        "may_discard": entry is not None and posting.why_not_discard(entry, article, user) is None,
        "closed_because": closed_because,
        "ended_at": live_record.ended_at(article.pk),
        "reasons": reasons,
        "meanwhile": meanwhile,
        "theirs": body.plain_text(meanwhile.newest.body) if meanwhile else "",
        "drafts": drafts,
        "posted": posted,
        "older": older,
        "versions": entry.versions.select_related("by") if entry else (),
        "writing": at_work.facts_for_the_page(user, article) | {"story": kept_as, "acknowledged": shown.done},
    }
    template = "desk" if entry is None else "entry"
    return TemplateResponse(request, f"admin/articles/live/{template}.html", context, status=status)


def may_write(user: User, article: Article, entry: LiveEntry | None) -> bool:
    """Whether this person may write here. A removed entry cannot be changed."""
    if entry is None or not entry.is_posted:
        return policy.may(user, "draft_entry", article)
    return not entry.is_removed and may_post(user, article)


def may_post(user: User, article: Article) -> bool:
    return policy.may(user, "post_entry", article)


def log(article: Article, before: int | None) -> tuple[list[LiveEntry], list[LiveEntry], int | None]:
    """Drafts; what readers have, newest first; and the number before which the next page begins."""
    rows = article.live_entries.select_related("newest", "reporter", "saved_by")
    posted = rows.filter(number__isnull=False).order_by("-number")
    if before is not None:
        posted = posted.filter(number__lt=before)
    found = list(posted[: PAGE + 1])
    drafts = [] if before else list(rows.filter(number__isnull=True).order_by("-saved_at"))
    for row in [*drafts, *found]:
        text = " ".join(body.plain_text(row.body).split())
        # For the template alone: the model has no such field.
        row.excerpt = text if len(text) <= EXCERPT else f"{text[:EXCERPT].rsplit(' ', 1)[0]} …"  # type: ignore[attr-defined]
    return drafts, found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None


@door("POST")
def mark(
    request: HttpRequest,
    article: LiveStoryHere,
    entry: int,
    by: By,
    *,
    do: Annotated[str, Choice(tuple(MARKS))],
) -> HttpResponse:
    """Set or remove the marks of an entry: pinned, key event."""
    found = entry_of(article, entry)
    is_pinned, is_key = MARKS[do]
    if not may_post(by, article):
        raise PermissionDenied
    try:
        posting.mark(found, by=by, is_pinned=is_pinned, is_key=is_key)
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(f"{address_of(article)}#row-{found.pk}")
