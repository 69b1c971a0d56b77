"""Which tables leave the newsroom and come back: every model is named here, as taken along or as left out.

tests/test_export.py fails where a model of the newsroom is in neither list, so that nobody forgets a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import models
from django.utils.crypto import get_random_string

# In an order in which a row mostly comes after those that it names. Circles remain, such as a story and its newest
# revision: foreign keys are looked at when all tables are full.
TAKEN = (
    *("auth.Group", "auth.Group_permissions", "auth.User", "auth.User_groups", "auth.User_user_permissions"),
    *("account.EmailAddress", "admin.LogEntry"),
    *("articles.Agency", "articles.Reporter"),
    *("media.Image", "media.Credit", "media.Lease", "media.Rendition", "media.Collection"),
    *("media.Collection_images", "media.Due", "media.Hiding", "media.LogEntry", "media.Use"),
    *(
        "articles.Section",
        "articles.Topic",
        "articles.StaffRecord",
        "articles.Remit",
        "articles.AccessChange",
    ),
    *("articles.DeskLanguage", "articles.TourClosed", "articles.MailChoice", "articles.ListColumns"),
    *("articles.SavedFilter", "articles.HouseWord", "newsroom.Invitation", "newsroom.Invitation_roles"),
    "newsroom.Invitation_sections",
    *("articles.Article", "articles.Article_topics", "articles.Byline", "articles.StorySource"),
    *("articles.Revision", "articles.StateChange", "articles.Assignment", "articles.Edition"),
    *("articles.Correction", "articles.HistoryHiding", "articles.LiveEntry", "articles.LiveEntryVersion"),
    *("articles.ErrorReport", "articles.ReportMove", "articles.Message", "articles.Sitting"),
    *("articles.Autosave", "articles.ShareLink", "articles.ShareView", "articles.CheckedLink"),
    *("articles.LinksRead", "articles.Announcement", "articles.MovedIn"),
    *("articles.WireFeed", "articles.WireFeedChange", "articles.WireFile", "articles.WireItem"),
    *("articles.WireVersion", "articles.WireRefusal", "articles.WireUse", "articles.WireAlarm"),
    *("articles.WireGlance", "articles.WirePicture", "articles.WireSearch", "articles.WireName"),
    *("articles.WireReplacement", "articles.WireSending"),
    *("articles.Front", "articles.FrontVersion", "articles.FrontMove"),
    *("articles.ScheduledRelease", "articles.Scheduled", "articles.ScheduleMove"),
    *("articles.PlainPage", "articles.PlainPageVersion", "articles.SiteFile", "articles.SiteFileVersion"),
    *("articles.Advertisement", "articles.Advertisement_sections", "articles.AdvertisingRule"),
    *("articles.AdvertisingRecord", "articles.ApiKey", "articles.KeyMove", "articles.KeyUse"),
    *("articles.Partner", "articles.Partner_sections", "articles.Partner_topics"),
    *("articles.Partner_text_agencies", "articles.Partner_picture_agencies", "articles.PartnerChange"),
    *("articles.Delivery", "articles.DeliveryAttempt"),
    "articles.HistoryLink",
    *("articles.PublishedArticle", "articles.PublishedByline", "articles.PublishedTopic"),
    *("articles.PublishedPicture", "articles.PublishedChange", "articles.PublishedEntry"),
    *("articles.PublishedRelation", "articles.PublishedFront", "articles.NextFront"),
    *("articles.PublishedAdvertisement", "articles.Redirect", "articles.GonePath"),
    *("articles.SearchRow", "articles.SearchWord"),
    # Behind the public rows, which see to it that it is written: see WRITTEN_BY_TRIGGERS.
    "articles.PublicChange",
)

# What triggers write while the rows of other tables come in makes room for what was written where they come from.
WRITTEN_BY_TRIGGERS = frozenset({"articles.Delivery", "articles.PublicChange"})

SECRET = "A secret, or a trace of one."  # noqa: S105 # no password
HERE = "It says what the processes of this installation are doing, not what the newsroom owns."
MADE_HERE = "Every installation makes it itself."

LEFT_OUT = {
    "sessions.Session": SECRET,
    "account.EmailConfirmation": SECRET,
    "mfa.Authenticator": "Secrets of second factors and passkeys: people set them up anew.",
    "newsroom.DeskSession": SECRET,
    "newsroom.LogInAttempt": HERE,
    "newsroom.ForgottenPassword": HERE,
    "newsroom.WorkerHeartbeat": HERE,
    "articles.Letter": "Mail that waits to be sent. It may hold links with secrets, and goes out from here.",
    "articles.KeptAnswer": HERE,
    "articles.ReadingKey": SECRET,
    "articles.PartnerItem": "It is laid out under a secret address. A partner with a new one gets it laid out anew.",
    "articles.Freshness": HERE,
    "articles.Ping": HERE,
    "articles.Purge": HERE,
    "articles.PurgedKey": HERE,
    "articles.PurgeDelivery": HERE,
    "auth.Permission": MADE_HERE,
    "contenttypes.ContentType": MADE_HERE,
}


@dataclass(frozen=True)
class Blank:
    """A column that does not leave, and what stands in its place where the row comes back."""

    why: str
    length: int | None = None
    """Of text that nobody knows, unlike in any other row; None for no text at all."""
    is_password: bool = False

    def fill(self) -> str:
        if self.is_password:
            # A password that nobody knows, and not none: so “Forgotten your password?” works.
            return make_password(get_random_string(40))
        return "" if self.length is None else f"none-{get_random_string(self.length - 5)}"


BLANKS: dict[str, dict[str, Blank]] = {
    "auth.User": {"password": Blank("Passwords: everybody sets a new one.", is_password=True)},
    "articles.ApiKey": {"digest": Blank("API keys do not work any more: make new ones.", 64)},
    "articles.ShareLink": {"digest": Blank("Links to previews do not work any more.", 64)},
    "newsroom.Invitation": {"secret": Blank("Open invitations do not work any more: invite again.", 64)},
    "articles.Partner": {
        "locked_secret": Blank("Partners to whom we send need a new secret to sign with."),
        "digest": Blank("Partners who fetch need a new address."),
    },
    "articles.WireFeed": {
        "digest": Blank("Agencies who send to us need a new secret."),
        "locked_secret": Blank("Feeds with a log-in need their password or token again."),
    },
}

# Tables that migrations put rows into. A newsroom with only these rows is empty, and they make room for others.
FOUNDED = (
    "articles.HistoryLink",
    "articles.PlainPageVersion",
    "articles.PlainPage",
    "articles.SiteFile",
    "articles.AdvertisingRule",
)

# Rows that every installation makes for itself, perhaps under another number: they are told by what names them.
BY_NAME: dict[str, tuple[str, ...]] = {
    "auth.Group": ("name",),
    "auth.Permission": ("content_type__app_label", "content_type__model", "codename"),
    "contenttypes.ContentType": ("app_label", "model"),
}


def taken() -> Iterator[type[models.Model]]:
    return (apps.get_model(label) for label in TAKEN)


def every() -> list[type[models.Model]]:
    """All tables of the newsroom, those between two others too."""
    return list(apps.get_models(include_auto_created=True))


def columns(model: type[models.Model]) -> list[models.Field]:  # type: ignore[type-arg]  # fields of any kind
    """Those that the program writes, without what must not leave."""
    blank = BLANKS.get(model._meta.label, {})
    return [it for it in model._meta.concrete_fields if not it.generated and it.attname not in blank]
