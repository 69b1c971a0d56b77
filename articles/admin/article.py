"""Stories at the desk: the list and the form. Acts, history and preview have modules of their own."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import body, policy
from articles.acts import offering, table
from articles.admin import (
    acts,
    assigning,
    at_work,
    board,
    compare,
    finding,
    hiding,
    history,
    in_place,
    kept,
    live,
    preview,
    putting,
    schedule,
    sharing,
    stories,
    together,
    translating,
    wire,
)
from articles.admin.permissions import AsksThePolicy
from articles.advice import house_style, looking
from articles.composing import lines
from articles.desk import since, sittings, tags
from articles.desk.choices import SelectMany
from articles.desk.fields import media_with_nonce
from articles.desk.forms import PICTURE_FIELDS, ArticleForm
from articles.desk.rowsets import stored_rows
from articles.incoming import alarms as wire_alarms
from articles.models import Article, HouseWord, Revision, content
from articles.policy import Role
from articles.purging import gone
from articles.schedule import overview
from articles.writing import desk_search, saving, translations
from house import clock, people

# The form says only the number of the revision that readers have, so its other columns are not read.
LEFT_OUT = [
    f"live_edition__revision__{field.name}"
    for field in Revision._meta.concrete_fields
    if field.name not in {"id", "number"}
]


@admin.register(Article)
class ArticleAdmin(AsksThePolicy, admin.ModelAdmin):
    form = ArticleForm
    list_parameters = stories.PARAMETERS
    search_fields = ["headline"]  # only tells Django that there is a search, which `get_search_results` does
    ordering = ["-touched_at", "-pk"]
    autocomplete_fields = ["topics"]
    actions = None
    change_form_template = "admin/articles/article/change_form.html"
    fieldsets = [
        (
            _lazy("Story"),
            {"fields": ["kicker", "headline", "standfirst", "dateline_place", "body"], "classes": ["main"]},
        ),
        (_lazy("Lead picture"), {"fields": list(PICTURE_FIELDS), "classes": ["lead"]}),
        (
            _lazy("Section and topics"),
            {
                "fields": ["section", "topics", "article_type", "language", "translation_of"],
                "classes": ["section"],
            },
        ),
        (_lazy("Embargo"), {"fields": ["embargo", "embargo_until", "embargo_source"]}),
        (_lazy("For the desk"), {"fields": ["slugline", "desk_note", "from_wire"]}),
        (_lazy("Address and warnings"), {"fields": ["slug", "no_advertisements", "is_sensitive"]}),
        (
            _lazy("Search and social"),
            {
                "fields": ["search_title", "search_description", "social_title", "social_description"],
                "classes": ["looks-of-it"],
            },
        ),
        (None, {"fields": ["base", "sitting"], "classes": ["hidden"]}),
    ]

    # Which rows and which fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return policy.visible_articles(request.user).with_past().with_schedule().without_words()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return stories.story_list(request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        return desk_search.matching(queryset, search_term).order_by(*self.ordering), False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        if not re.fullmatch("[0-9]{1,18}", object_id):
            return None
        rows = (
            policy.visible_articles(request.user)
            .with_past()
            .with_schedule()
            .with_translations()
            .select_related(
                "revision__author",
                "revision__section__parent",
                "live_edition__revision",
                "lead_picture",
                "last_move__by",
                *("assignment__to", "assignment__by", "assignee", "assigned_desk__parent"),
            )
        )
        rows = rows.defer(*LEFT_OUT).prefetch_related(*stored_rows())
        article = rows.filter(pk=int(object_id)).first()
        if article is not None and article.approved_revision_id == article.revision_id:
            article.approved_revision = article.revision
        return article

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        # Django makes a class for this request alone, so facts about this person can stand on it.
        made: Any = super().get_form(request, obj, change, **kwargs)
        made.user, made.by_hand = request.user, True
        made.closed = obj is not None and not policy.may(request.user, "edit_pictures", obj)
        made.collision = getattr(request, "collision", None)
        return made

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """The form may add a topic that is missing. Other names are changed on their own pages."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            widget = field.widget
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = SelectMany(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A picture editor may change the pictures of any story, but no words."""
        if obj is None or policy.may(request.user, "edit", obj):
            return []
        names = [name for _title, options in self.fieldsets or [] for name in options["fields"]]
        return [
            name
            for name in names
            if isinstance(name, str) and name not in {*PICTURE_FIELDS, "body", "base", "sitting"}
        ] + ["type_in_words"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Those who may not edit the story have no field for its original: a list below names its translations. Its
        type is said in the language of the desk."""
        if "translation_of" not in self.get_readonly_fields(request, obj):
            return self.fieldsets
        shown: dict[Any, Any] = {"translation_of": None, "article_type": "type_in_words"}
        return [
            (
                name,
                {**options, "fields": [it for it in (shown.get(f, f) for f in options["fields"]) if it]},
            )
            for name, options in self.fieldsets or []
        ]

    @admin.display(description=_lazy("type"))
    def type_in_words(self, article: Article) -> str:
        return _(article.get_article_type_display())

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the wire desk begins is marked as wire copy: otherwise it would belong to the other desks at once."""
        return {"from_wire": policy.person(request.user).roles == {Role.WIRE_DESK}}

    # Saving

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        if request.method == "POST":
            object_id = object_id or self._begun_already(request)
        return in_place.answer(request, self._or_ask, object_id, form_url, extra_context)

    def _begun_already(self, request: HttpRequest) -> str | None:
        """The story that this form has begun already: a form that is sent ten times begins one story."""
        begun = sittings.begun_with(request.POST.get("key", ""), acts.user_of(request))
        return str(begun.pk) if begun else None

    def _or_ask(self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any) -> Any:
        if request.method == "POST" and in_place.is_asked(request):
            # A page that stays open keeps its text. A page that was sent the usual way gets the text back, with the
            # reason.
            at_work.refuse_if_too_large(request.POST)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except PermissionDenied:
            article = self.get_object(request, object_id) if object_id else None
            why = policy.why_not(request.user, "edit_pictures", article) if article else None
            raise PermissionDenied(why or "") from None
        except saving.Collision as collision:
            # Nothing was written. The form is shown again, and asks what to do. The request carries the collision
            # there.
            request.collision = collision  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Only begin a new story here. `save_related` writes its content, as in every later save."""
        if not change:
            begun = sittings.begin(
                acts.user_of(request), form.cleaned_data.get("key"), from_wire=form.cleaned_data["from_wire"]
            )
            obj.pk, obj.created_by = begun.pk, begun.created_by

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        article, user, now = form.instance, acts.user_of(request), timezone.now()
        locked = form.locked if change else saving.locked(article.pk)
        typed, sitting = form.content(), form.cleaned_data.get("sitting")
        saved = saving.write(
            locked,
            typed,
            base=sittings.base_now(sitting, user, form.cleaned_data["base"], locked.revision),
            by=user,
            answers=form.answers(),
            desk=form.desk_changes(),
            now=now,
        )
        if sitting:
            sittings.saved(sitting, user, locked, now=now)
        # The request carries it to the page that comes next.
        request.sent = in_place.Sent(typed, form.for_the_desk())  # type: ignore[attr-defined]
        for name in saving.OF_A_REVISION:
            setattr(article, name, getattr(locked, name))
        if saved.merged and saved.revision:
            messages.info(request, in_words(saved))
        for removed in form.fields["body"].removed if "body" in form.fields else ():
            messages.warning(request, _("Left out of the text: {what}.").format(what=removed))

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._after_saving(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self._after_saving(request, obj)

    def _after_saving(self, request: HttpRequest, obj: Article) -> HttpResponse:
        act = request.POST.get("_act", "")
        if act in table.BY_NAME:
            return acts.after_saving(request, obj, table.BY_NAME[act])
        if "_preview" in request.POST:
            return HttpResponseRedirect(reverse("admin:articles_article_screens", args=[obj.pk]))
        if "_done" in request.POST:
            acts.hand_over(request, obj)
            return HttpResponseRedirect(reverse("admin:index"))
        time = clock.said(obj.touched_at, seconds=True)
        messages.success(request, _("Saved at {time}.").format(time=time))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[obj.pk]))

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Any:
        """A page that stays open must not be led away from the text that was typed in it."""
        if in_place.is_asked(request):
            raise Http404("You cannot open this story any more.")
        # The stubs leave out what Django names with an underscore.
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]

    # The stubs promise a row of Django's own log. Our log is the story's history.
    def log_addition(self, request: HttpRequest, obj: Article, message: Any) -> None:  # type: ignore[override]
        """Revisions and state changes are the record. A second record would only contradict them."""

    def log_change(self, request: HttpRequest, obj: Article, message: Any) -> None:  # type: ignore[override] # as above
        """As above."""

    def construct_change_message(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Nothing would keep the message, and comparing every field for it takes longer than the saving."""
        return []

    # Pages

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article = kwargs.get("obj")
        form = context["adminform"].form
        context["media"] = media_with_nonce(context["media"], request)
        context["questions"] = form.questions()
        context["asked"] = form.collision.merged.asked if form.collision else None
        context["unsaved"] = sittings.unsaved_of(acts.user_of(request), article) if article else []
        if article is not None:
            context["options"] = offering.options(article, acts.user_of(request))
            context["next"] = tags.next_step(
                article, context["options"], may_edit=policy.may(request.user, "edit_pictures", article)
            )
            # Those who may not change or approve words have no use for what became of them.
            words = since.decides(context["options"]) or policy.may(request.user, "edit", article)
            live = since.live_revision(article) if words else None
            context["differences"] = since.differences(article, context["options"], live)
            context["scheduled"] = overview.of_story(article, acts.user_of(request))
            context["corrections"] = list(article.corrections.select_related("edition"))
            context["in_other_languages"] = translations.others_at_the_desk(article, acts.user_of(request))
            others = context["in_other_languages"]
            if original := next((one for one in others if one.pk == article.translation_of_id), None):
                context |= {"translated": original, "translated_text": body.plain_text(original.body)}
            context["reads_wire"] = policy.permits(request.user, wire.READS)
            context["wire_uses"] = wire_alarms.of_story(article) if article.uses_wire else []
            context["in_caches"] = gone.everywhere(article.pk)
            context["assigning"] = assigning.offered(acts.user_of(request), article)
            context["may_translate"] = policy.may_create(request.user)
            context["why_read_only"] = policy.why_not(request.user, "edit_pictures", article)
            if words or context["why_read_only"] is None:
                avoided = list(HouseWord.objects.all())
                context["house_words"] = house_style.listed(avoided)
                if article.revision is not None:
                    context["advice"] = looking.over(article, article.revision, live, avoided)
        else:
            context["options"], context["next"] = [], tags.SUBMIT
            context["house_words"] = house_style.listed(HouseWord.objects.all())
        context["writing"] = at_work.facts_for_the_page(request.user, article)
        context["writing"] |= in_place.facts_for_the_page(request, article)
        context["may_edit"] = article is None or context.get("why_read_only") is None
        return preview.showing_frames(super().render_change_form(request, context, *args, **kwargs))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/act/<slug:act>/", view(acts.act), name="articles_article_act"),
            path(
                "<int:pk>/revisions/<int:number>/", view(history.revision), name="articles_article_revision"
            ),
            path(
                "<int:pk>/revisions/<int:number>/restore/",
                view(history.restore),
                name="articles_article_restore",
            ),
            path("<int:pk>/history/", view(history.history), name="articles_article_history"),
            path("<int:pk>/history/<int:number>/hide/", view(hiding.hide), name="articles_article_hide"),
            path("<int:pk>/history/<int:number>/show/", view(hiding.show), name="articles_article_show"),
            path("<int:pk>/compare/", view(compare.compare), name="articles_article_compare"),
            path("<int:pk>/translate/", view(translating.translate), name="articles_article_translate"),
            *preview.addresses(view),
            *sharing.addresses(view),
            *assigning.addresses(view),
            *putting.addresses(view),
            *at_work.addresses(view),
            *board.addresses(view),
            *finding.addresses(view),
            *kept.addresses(view),
            *together.addresses(view),
            *live.addresses(view),
            *wire.addresses(view),
            path("related/", view(acts.related), name="articles_article_related"),
            path("schedule/", view(schedule.scheduled), name="articles_article_schedule"),
            path("schedule/release/", view(schedule.release), name="articles_article_release"),
        ]
        return own + super().get_urls()


def in_words(saved: saving.Saved) -> str:
    """What was merged, and with whose save: "Merged with what Ana Ruiz saved meanwhile: headline and body."."""
    revision, merged = saved.revision, saved.merged
    if revision is None or merged is None:
        return ""
    theirs = [_(content.WORDS.get(name, name.replace("_", " "))) for name in merged.from_theirs]
    before = revision.article.revisions.select_related("author").filter(number=revision.number - 1).first()
    who = people.name_of(before.author) if before else _("a colleague")
    told = _("Merged with what {name} saved meanwhile: {what}.")
    return told.format(name=who, what=lines.joined_here(theirs) or _("the same"))
