"""The records of the newsroom, by who may read them.

Site tables hold what readers get, and stand alone: the site's database role may SELECT from these and from no others.
All other tables are the desk's.
"""

from articles.models.advertisement import (
    Advertisement,
    AdvertisingRecord,
    AdvertisingRule,
    PublishedAdvertisement,
)
from articles.models.agency import Agency, StorySource
from articles.models.announcement import Announcement, Ping
from articles.models.api_key import ApiKey, KeptAnswer, KeyMove, KeyScope, KeyUse, ReadingKey
from articles.models.article import Article, Byline, EmbargoState, State
from articles.models.assignment import Assignment
from articles.models.checked_link import CheckedLink, LinksRead
from articles.models.correction import Correction
from articles.models.edition import ChangeKind, Edition
from articles.models.freshness import Freshness
from articles.models.front import Front, FrontMove, FrontVersion
from articles.models.hiding import HistoryHiding
from articles.models.historylink import HistoryLink
from articles.models.house_word import HouseWord
from articles.models.letter import Letter
from articles.models.listing import ListColumns, SavedFilter
from articles.models.live import LiveEntry, LiveEntryVersion
from articles.models.message import MailChoice, Message, MessageKind, Way
from articles.models.moved_in import MovedIn
from articles.models.naming import mark
from articles.models.partner import Delivery, DeliveryAttempt, Partner, PartnerChange
from articles.models.partner_item import PartnerItem
from articles.models.people import Reporter
from articles.models.plain import PlainPage, PlainPageVersion
from articles.models.public_change import PublicChange
from articles.models.published import (
    PublishedArticle,
    PublishedByline,
    PublishedChange,
    PublishedPicture,
    PublishedRelation,
    PublishedTopic,
)
from articles.models.published_front import NextFront, PublishedFront
from articles.models.published_live import PublishedEntry
from articles.models.purge import Purge, PurgeDelivery, PurgedKey
from articles.models.redirect import GonePath, Redirect
from articles.models.report import ErrorReport, ReportMove
from articles.models.revision import Revision
from articles.models.schedule import Scheduled, ScheduledRelease, ScheduleMove
from articles.models.search import SearchRow, SearchWord
from articles.models.share import ShareLink, ShareView
from articles.models.site_file import SiteFile, SiteFileVersion
from articles.models.sitting import Autosave, Sitting
from articles.models.staff import AccessChange, DeskLanguage, Remit, StaffRecord
from articles.models.statechange import StateChange
from articles.models.story import ArticleType, BylineRole, SourceUse, Story
from articles.models.taxonomy import Section, Topic
from articles.models.tour import TourClosed
from articles.models.wire import (
    WireFeed,
    WireFeedChange,
    WireFile,
    WireItem,
    WireKind,
    WireRefusal,
    WireSending,
    WireSignal,
    WireStatus,
    WireVersion,
)
from articles.models.wire_line import WireName, WireReplacement
from articles.models.wire_use import WireAlarm, WireGlance, WirePicture, WireSearch, WireUse

SITE_MODELS = (
    PublishedAdvertisement,
    AdvertisingRule,
    PublishedArticle,
    PublishedByline,
    PublicChange,
    PublishedChange,
    PublishedEntry,
    NextFront,
    PublishedFront,
    PublishedPicture,
    PublishedRelation,
    PublishedTopic,
    Section,
    Topic,
    Reporter,
    Redirect,
    GonePath,
    SearchRow,
    SearchWord,
    PlainPage,
    SiteFile,
    Freshness,
    ReadingKey,
    PartnerItem,
)

# The site puts rows in here for readers. Its role may add to these tables, and may not read them.
LETTERBOXES = (ErrorReport,)

# Those of which the desk's forms and lists show the names.
mark(
    Advertisement,
    AdvertisingRule,
    Agency,
    ApiKey,
    Article,
    Assignment,
    Byline,
    Correction,
    Delivery,
    Edition,
    ErrorReport,
    Front,
    GonePath,
    HouseWord,
    LiveEntry,
    Message,
    Partner,
    PlainPage,
    Redirect,
    Remit,
    Reporter,
    Section,
    SiteFile,
    StaffRecord,
    StorySource,
    Topic,
    WireFeed,
    WireRefusal,
)

__all__ = [
    "LETTERBOXES",
    "SITE_MODELS",
    "AccessChange",
    "Advertisement",
    "AdvertisingRecord",
    "AdvertisingRule",
    "Agency",
    "Announcement",
    "ApiKey",
    "Article",
    "ArticleType",
    "Assignment",
    "Autosave",
    "Byline",
    "BylineRole",
    "ChangeKind",
    "CheckedLink",
    "Correction",
    "Delivery",
    "DeliveryAttempt",
    "DeskLanguage",
    "Edition",
    "EmbargoState",
    "ErrorReport",
    "Freshness",
    "Front",
    "FrontMove",
    "FrontVersion",
    "GonePath",
    "HistoryHiding",
    "HistoryLink",
    "HouseWord",
    "KeptAnswer",
    "KeyMove",
    "KeyScope",
    "KeyUse",
    "Letter",
    "LinksRead",
    "ListColumns",
    "LiveEntry",
    "LiveEntryVersion",
    "MailChoice",
    "Message",
    "MessageKind",
    "MovedIn",
    "NextFront",
    "Partner",
    "PartnerChange",
    "PartnerItem",
    "Ping",
    "PlainPage",
    "PlainPageVersion",
    "PublicChange",
    "PublishedAdvertisement",
    "PublishedArticle",
    "PublishedByline",
    "PublishedChange",
    "PublishedEntry",
    "PublishedFront",
    "PublishedPicture",
    "PublishedRelation",
    "PublishedTopic",
    "Purge",
    "PurgeDelivery",
    "PurgedKey",
    "ReadingKey",
    "Redirect",
    "Remit",
    "ReportMove",
    "Reporter",
    "Revision",
    "SavedFilter",
    "ScheduleMove",
    "Scheduled",
    "ScheduledRelease",
    "SearchRow",
    "SearchWord",
    "Section",
    "ShareLink",
    "ShareView",
    "SiteFile",
    "SiteFileVersion",
    "Sitting",
    "SourceUse",
    "StaffRecord",
    "State",
    "StateChange",
    "Story",
    "StorySource",
    "Topic",
    "TourClosed",
    "Way",
    "WireAlarm",
    "WireFeed",
    "WireFeedChange",
    "WireFile",
    "WireGlance",
    "WireItem",
    "WireKind",
    "WireName",
    "WirePicture",
    "WireRefusal",
    "WireReplacement",
    "WireSearch",
    "WireSending",
    "WireSignal",
    "WireStatus",
    "WireUse",
    "WireVersion",
]
