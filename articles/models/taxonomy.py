"""Sections and topics: where a story stands and what it is about. Site tables."""

from __future__ import annotations

from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.models.plain import PlainPage
from house.folded import FoldedWords

# First parts of addresses that the site itself needs: no section may have one.
RESERVED_SLUGS = frozenset(
    [
        "about",
        "account",
        "ads",
        "amp",
        "api",
        "archive",
        "article",
        "articles",
        "assets",
        "atom",
        "author",
        "authors",
        "contact",
        "corrections",
        "desk",
        "error",
        "favicon",
        "feed",
        "feeds",
        "front",
        "gone",
        "health",
        "healthz",
        "home",
        "humans",
        "images",
        "latest",
        "live",
        "login",
        "logout",
        "manifest",
        "media",
        "metrics",
        "news-sitemap",
        "page",
        "pages",
        "partners",
        "pictures",
        "preview",
        "privacy",
        "readyz",
        "reporter",
        "reporters",
        "robots",
        "rss",
        "search",
        "section",
        "sections",
        "sitemap",
        "sitemaps",
        "staff",
        "static",
        "story",
        "stories",
        "subscribe",
        "tag",
        "tags",
        "terms",
        "topic",
        "topics",
        "user",
        "users",
        "video",
        "videos",
        "wire",
    ]
)

colour = RegexValidator(
    r"^#[0-9a-f]{6}$", _lazy("Give the colour as # and six hexadecimal digits, such as #8a3b12.")
)


def refuse_reserved(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("“%(slug)s” is needed by the site itself: choose another."), params={"slug": slug}
        )


class SectionQuerySet(models.QuerySet["Section"]):
    def in_order(self) -> SectionQuerySet:
        """In the order of the paper: after each section the sections inside it."""
        return self.order_by(
            Coalesce("parent__position", "position"),
            Coalesce("parent__name", "name"),
            models.F("parent").asc(nulls_first=True),
            "position",
            "name",
        )


class Section(models.Model):
    """A part of the paper. There are two levels: sections, and the sections inside them."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True, validators=[refuse_reserved])
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subsections",
        verbose_name=_lazy("inside"),
        help_text=_lazy("Empty for a section of the first level."),
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text=_lazy("Order in the paper's navigation.")
    )
    colour = models.CharField(max_length=7, default="#7a1f1f", validators=[colour])
    description = models.CharField(max_length=200, blank=True, help_text=_lazy("One sentence for its page."))
    words = FoldedWords(of=("name",))
    picture = models.ForeignKey(
        "media.Image",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_lazy(
            "Stands in where the rights in a story’s lead picture have ended. One of our own is best."
        ),
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="section_is_not_its_own_parent"
            ),
            models.CheckConstraint(condition=~models.Q(slug=""), name="section_has_a_slug"),
        ]

    def __str__(self) -> str:
        return f"{self.parent.name} / {self.name}" if self.parent_id and self.parent else self.name

    def clean(self) -> None:
        if self.parent is None:
            self._refuse_address_of_a_page()
            return
        if self.parent.parent_id:
            raise ValidationError(
                {"parent": _("Sections have two levels: choose a section of the first level.")}
            )
        if self.pk and self.subsections.exists():
            raise ValidationError(
                {"parent": _("This section has sections of its own, so it cannot go inside one.")}
            )

    def _refuse_address_of_a_page(self) -> None:
        """Plain pages that came with an archive stand where sections of the first level do."""
        page = PlainPage.objects.filter(slug=self.slug).first() if self.slug else None
        if page is not None:
            words = _("The page “{page}” has this address: choose another.")
            raise ValidationError({"slug": words.format(page=page.title)})

    @property
    def root(self) -> Section:
        """The section of the first level to which this one belongs: addresses of stories begin with it."""
        return self.parent or self

    def get_absolute_url(self) -> str:
        return _address(self.parent.slug, self.slug) if self.parent is not None else _address(self.slug)


@cache
def _address(*slugs: str) -> str:
    """Kept, since every page names every section twice and making an address is slow."""
    return reverse("site:subsection" if len(slugs) > 1 else "site:section", args=slugs)


class Topic(models.Model):
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    words = FoldedWords(of=("name",))
    description = models.CharField(
        max_length=300, blank=True, help_text=_lazy("One or two sentences for its page.")
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("site:topic", args=[self.slug])
