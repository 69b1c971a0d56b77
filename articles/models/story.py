"""The content of a story: the fields that the working copy, every revision and the public row share."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop

from media.terms import crops

# Words that readers see are marked for translation, and translated when a page is made.


class ArticleType(models.TextChoices):
    NEWS = "news", gettext_noop("News")
    ANALYSIS = "analysis", gettext_noop("Analysis")
    OPINION = "opinion", gettext_noop("Opinion")
    EXPLAINER = "explainer", gettext_noop("Explainer")
    INTERVIEW = "interview", gettext_noop("Interview")
    OBITUARY = "obituary", gettext_noop("Obituary")
    LIVE = "live", gettext_noop("Live")


class BylineRole(models.TextChoices):
    REPORTED = "reported", gettext_noop("Reported by")
    EDITED = "edited", gettext_noop("Edited by")
    PHOTOGRAPHS = "photographs", gettext_noop("Photographs by")
    ADDITIONAL = "additional", gettext_noop("Additional reporting by")
    TRANSLATED = "translated", gettext_noop("Translated by")


class SourceUse(models.TextChoices):
    FULL = "full", _lazy("Full text")
    INPUTS = "inputs", _lazy("Inputs")
    BACKGROUND = "background", _lazy("Background only")


# How many characters of each readers get. A longer text can be typed and is kept; the guards ask to cut it.
LENGTHS = {
    "kicker": 60,
    "headline": 160,
    "slug": 90,
    "standfirst": 400,
    "dateline_place": 60,
    "lead_caption": 600,
    "lead_alt": 300,
    "lead_credit": 200,
    "search_title": 80,
    "search_description": 200,
    "social_title": 120,
    "social_description": 240,
}
# The same for names beside the story, and for the words of a picture in the text.
NAME_LENGTH = 120
CREDIT_LENGTH = 120
CAPTION_LENGTH, ALT_LENGTH, PICTURE_CREDIT_LENGTH = 600, 300, 200
# The longest that a field of a working copy keeps, apart from the body.
MOST = 5000


def too_long(what: str, text: str, most: int) -> str | None:
    """A sentence for the editor; None if the text fits."""
    if len(text) <= most:
        return None
    return _("{what} has {count} characters; {most} is the most.").format(
        what=what, count=len(text), most=most
    )


class Story(models.Model):
    """What a story says. Bylines, topics and sources are rows beside it; see `articles.models.content`."""

    article_type = models.CharField(
        _lazy("type"), max_length=12, choices=ArticleType, default=ArticleType.NEWS
    )
    language = models.CharField(max_length=12, default="en", help_text=_lazy("A code such as en, pt or ar."))
    translation_of = models.ForeignKey(
        "articles.Article",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        # The desk's finder offers the choices. All translations of a story point to its original.
        limit_choices_to={"translation_of": None},
        help_text=_lazy("The story that this one tells in another language."),
    )
    kicker = models.CharField(
        max_length=MOST,
        blank=True,
        help_text=_lazy("The few words above the headline: the place or the running topic."),
    )
    headline = models.CharField(
        max_length=MOST, blank=True, help_text=_lazy("What happened. Best under 85 characters.")
    )
    slug = models.SlugField(
        max_length=MOST,
        blank=True,
        db_index=False,
        help_text=(
            _lazy(
                "The last part of the story's address. Left empty, it is made from the headline when the story is "
                "first published."
            )
        ),
    )
    standfirst = models.TextField(
        max_length=MOST, blank=True, help_text=_lazy("One or two sentences under the headline.")
    )
    dateline_place = models.CharField(
        _lazy("dateline"),
        max_length=MOST,
        blank=True,
        help_text=_lazy("Where it was reported from, such as PORTO VELHO."),
    )
    section = models.ForeignKey(
        "articles.Section", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    body = models.TextField(blank=True)
    lead_picture = models.ForeignKey(
        "media.Image", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lead_caption = models.TextField(
        _lazy("caption"),
        max_length=MOST,
        blank=True,
        help_text=_lazy("For this story only. Left empty, the library's caption is used."),
    )
    lead_alt = models.CharField(
        _lazy("alt text"),
        max_length=MOST,
        blank=True,
        help_text=_lazy("For readers who cannot see the picture. Left empty, the library's text is used."),
    )
    lead_decorative = models.BooleanField(
        _lazy("decorative"),
        default=False,
        help_text=_lazy("It adds nothing that the story does not say: screen readers pass over it."),
    )
    lead_credit = models.CharField(
        _lazy("credit"),
        max_length=MOST,
        blank=True,
        help_text=_lazy("For this story only. Left empty, the library’s credit line is used."),
    )
    lead_crop = models.CharField(
        _lazy("crop"),
        max_length=24,
        blank=True,
        validators=[crops.validate],
        help_text=_lazy("The part shown, in thousandths: left, top, width, height."),
    )
    no_advertisements = models.BooleanField(
        _lazy("no advertisements"), default=False, help_text=_lazy("For deaths, disasters and the like.")
    )
    is_sensitive = models.BooleanField(
        _lazy("sensitive"),
        default=False,
        help_text=_lazy("Warns readers before the story, and keeps advertisements away."),
    )
    search_title = models.CharField(
        max_length=MOST, blank=True, help_text=_lazy("For search engines. Empty: headline.")
    )
    search_description = models.CharField(
        max_length=MOST, blank=True, help_text=_lazy("Empty: the standfirst.")
    )
    social_title = models.CharField(
        max_length=MOST, blank=True, help_text=_lazy("For shared links. Empty: headline.")
    )
    social_description = models.CharField(
        max_length=MOST, blank=True, help_text=_lazy("Empty: the standfirst.")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.headline or _("Untitled story")


CONTENT_FIELDS: tuple[str, ...] = tuple(field.attname for field in Story._meta.local_fields)
