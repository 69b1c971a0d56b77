"""Nothing that is not published reaches anybody outside the desk.

Words that occur nowhere else are planted, a different one in every field, in a draft, in the newer draft of
a live story, in a withdrawn and a killed one, in an unused picture, in one that was killed and one whose rights
ended, and in private records. Then every address
of the URLconf is asked with every method, and headers and pages are searched for them. An address that is
added to the URLconf without being added here makes the first test fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client, TestCase
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from articles.acts import closing, hide_line, kill, moving, plain_moves, republish, withdraw
from articles.composing.arrangement import Arrangement, Pin, Zone
from articles.corrections import deciding as corrections
from articles.fronts import going_live, versions
from articles.live import posting
from articles.models import (
    Advertisement,
    Article,
    ErrorReport,
    Partner,
    PlainPage,
    PublishedArticle,
    PublishedPicture,
    Reporter,
    SearchRow,
    Section,
    StaffRecord,
    Topic,
)
from articles.models.story import Story
from articles.partners import delivering, secrets
from articles.policy import Role
from articles.publishing import public_copies
from articles.search import indexing
from articles.search.asked import read
from articles.search.finding import find
from articles.writing import plain_pages
from media.files import removal
from media.models import Credit, Image
from tests import databases, factories
from tests.processes import process

pytestmark = pytest.mark.django_db

BEYOND_REACH = ("canarydraft", "canarynewer", "canarykilled", "canaryentry")
# In the address where a partner fetches stories.
PARTNER = "a-secret-of-our-partner-Meridian"
NOT_COVERED = ("unseen-coverage", "entrywithdrawn", "entrykilled")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
TEXT_FIELDS = (
    "kicker",
    "headline",
    "standfirst",
    "dateline_place",
    "lead_caption",
    "lead_alt",
    "lead_credit",
    "search_title",
    "search_description",
    "social_title",
    "social_description",
)


@dataclass
class Newsroom:
    """What was planted, and the rows that addresses are made from."""

    live: Article
    withdrawn_path: str
    killed_path: str
    old_path: str
    section: Section
    inside: Section
    topic: Topic
    reporter: Reporter
    public_picture: str
    unused: Image
    covered: str = ""
    taken_out: list[Image] = field(default_factory=list)
    canaries: list[str] = field(default_factory=list)

    def plant(self, where: str) -> str:
        word = f"canary{where.replace('_', '').replace(' ', '')}zq"
        self.canaries.append(word)
        return word

    def text(self, where: str) -> dict[str, str]:
        """A word of its own for every text field of a story."""
        fields = {name: f"{self.plant(where + name)}" for name in TEXT_FIELDS}
        fields["slug"] = self.plant(f"{where}slug")
        fields["body"] = (
            f'<p>{self.plant(where + "text")}</p><aside data-pullquote data-by="{self.plant(where + "by")}">'
            f"<p>{self.plant(where + 'quote')}</p></aside>"
            f'<figure data-video="https://videos.example.org/{self.plant(where + "video")}.mp4"'
            f' data-captions="https://videos.example.org/{self.plant(where + "captions")}.vtt"'
            f' data-caption="{self.plant(where + "filmed")}" data-credit="{self.plant(where + "filmer")}"></figure>'
        )
        return fields

    def translation(self, where: str) -> dict[str, object]:
        """Of the live story, into a language of its own."""
        language = f"zq{where}"
        self.canaries.append(language)
        return {"language": language, "translation_of": self.live}


@pytest.fixture(scope="module")
def newsroom(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Newsroom]:
    with django_db_blocker.unblock(), databases.standing(planted_newsroom) as made:
        yield made


def planted_newsroom() -> Newsroom:
    Partner.objects.create(name="Meridian", way="pull", digest=secrets.digest_of(PARTNER))
    section = factories.section("City")
    inside = factories.section("Harbour", parent=section)
    topic = factories.topic("Ferries")
    ines = factories.reporter("Ines Caldera")
    shown, unused = factories.picture(), factories.picture()
    live = factories.story(
        slug="old-slug",
        section=inside,
        topics=(topic,),
        lead_picture=shown,
        bylines=(ines,),
        headline="Live one",
    )
    factories.publish(live, note="canaryfirstnotezq")
    old_path = PublishedArticle.objects.get(story_id=live.pk).path
    factories.edit(live, factories.chief(), slug="live-slug")
    factories.publish(live, note="canaryhiddenlinezq")
    hide_line.hide(live.editions.get(number=2), by=factories.chief(), reason="canaryhidingreasonzq")
    public_picture = shown.renditions.first().name
    back = factories.live_story(headline="Back again", slug="back-again")
    withdraw.withdraw(back, by=factories.chief())
    republish.republish(back, by=factories.chief(), note="canarybacknotezq")
    room = Newsroom(live, "", "", old_path, section, inside, topic, ines, public_picture, unused)

    room.canaries += ["canaryfirstnotezq", "canarybacknotezq", "canaryhiddenlinezq", "canaryhidingreasonzq"]
    factories.edit(live, factories.chief(), **room.text("newer"))
    Article.objects.filter(pk=live.pk).update(
        slugline=room.plant("slugline"),
        desk_note=room.plant("desknote"),
        embargo_source=room.plant("embargosource"),
    )
    drafted = factories.story(
        **room.text("draft"),
        section=section,
        topics=(factories.topic(room.plant("drafttopic")),),
        lead_picture=unused,
        **room.translation("draft"),
    )
    moving.move(plain_moves.SUBMIT, drafted, by=drafted.created_by, note=room.plant("submitnote"))
    pointing = factories.live_story(
        headline="Pointing",
        slug="pointing",
        body=f'<p>See.</p><aside data-related="{drafted.pk}"></aside>',
        section=section,
        language="fr",
        translation_of=drafted,
    )
    assert pointing.is_live

    arrange_fronts(room, drafted, live)
    cover_live(room)

    withdrawn = factories.story(
        **room.text("withdrawn"),
        **room.translation("withdrawn"),
        section=section,
        lead_picture=factories.picture(),
    )
    factories.publish(withdrawn, note=room.plant("publishnote"))
    room.withdrawn_path = PublishedArticle.objects.get(story_id=withdrawn.pk).path
    withdraw.withdraw(withdrawn, by=factories.chief(), note="Withdrawn at the agency’s request.")
    killed = factories.story(
        **room.text("killed"),
        **room.translation("killed"),
        section=section,
        topics=(topic,),
        bylines=(ines,),
    )
    factories.publish(killed)
    room.killed_path = PublishedArticle.objects.get(story_id=killed.pk).path
    kill.kill(killed, by=factories.chief(), note=room.plant("killnote"))

    Image.objects.filter(pk=unused.pk).update(
        caption=room.plant("caption"),
        alt_text=room.plant("alttext"),
        rights_note=room.plant("rightsnote"),
        filename=room.plant("filename"),
    )
    Image.objects.filter(pk=shown.pk).update(rights_note=room.plant("rightsnoteofused"))
    Credit.objects.create(image=unused, kind="photographer", name=room.plant("credit"), position=5)
    StaffRecord.objects.create(
        reporter=ines,
        legal_name=room.plant("legalname"),
        telephone=room.plant("telephone"),
        email=f"{room.plant('email')}@example.org",
        note=room.plant("staffnote"),
        user=User.objects.create_user(room.plant("username"), first_name=room.plant("firstname")),
    )
    ErrorReport.objects.create(
        story_id=live.pk,
        edition_number=1,
        text=room.plant("reporttext"),
        name=room.plant("reportname"),
        email=f"{room.plant('reportemail')}@example.org",
    )
    editor = factories.chief()
    own = corrections.report(live, room.plant("owntext"), passage=room.plant("ownpassage"), by=editor)
    corrections.close({own.pk}, reason="no_error", note=room.plant("reportnote"), by=editor)
    page = PlainPage.objects.get(slug="about")
    plain_pages.change(page, title=room.plant("oldtitle"), text=f"<p>{room.plant('oldtext')}</p>", by=None)
    plain_pages.change(page, title="About us", text="", by=None)
    factories.agency("Meridian Press", contact=room.plant("agencycontact"))
    book_advertisements(room)
    with TestCase.captureOnCommitCallbacks(execute=True):
        take_out_pictures(room)
    delivering.see_to(timezone.now())
    return room


def book_advertisements(room: Newsroom) -> None:
    """What is booked for later, what is over, what was stopped; and of what is on, the desk's name for it."""
    now = timezone.now()
    soon, over = {"begins_at": now + timedelta(days=1)}, {"ends_at": now - timedelta(minutes=1)}
    for when, fields in (("soon", soon), ("over", over), ("stopped", {"is_stopped": True}), ("on", {})):
        words = {"alt": "Two months free", "link": "https://shop.example.com/"}
        if when != "on":
            words = {"alt": room.plant(f"{when}alt"), "link": f"https://{room.plant(when)}.example.com/"}
        factories.advertisement(name=room.plant(f"{when}name"), **words, **fields)
        tag = {"tag": "On." if when == "on" else room.plant(f"{when}tag"), "hosts": "ads.example.com"}
        factories.advertisement(kind="external", name=room.plant(f"{when}frame"), **tag, **fields)


def cover_live(room: Newsroom) -> None:
    """Entries that readers never had, that were removed or changed, and of stories that were taken down."""

    def words(where: str) -> dict[str, str]:
        text = f"<p>{room.plant(where + 'text')}</p>"
        return {
            "text": text,
            "headline": room.plant(where + "headline"),
            "byline": room.plant(where + "byline"),
        }

    chief = factories.chief()
    article = factories.live_coverage("Posted.", slug="covered", section=room.section)
    posting.save_draft(article, factories.said(**words("entrydraft")), by=chief)
    posting.remove(factories.entry(article, **words("entryremoved"), is_key=True, is_pinned=True), by=chief)
    changed = factories.entry(article, **words("entrybefore"), is_key=True)
    posting.correct(changed, factories.said("Now."), text="It was wrong.", by=chief, base=changed.saves)
    room.covered = PublishedArticle.objects.get(story_id=article.pk).path
    unseen = factories.story(article_type="live", slug="unseen-coverage", section=room.section)
    posting.save_draft(unseen, factories.said(**words("entryunseen")), by=chief)
    for where, act in (("entrywithdrawn", withdraw.withdraw), ("entrykilled", kill.kill)):
        gone = factories.live_coverage(slug=where, section=room.section)
        factories.entry(gone, **words(where), is_key=True)
        closing.close(gone, by=chief, note=room.plant(f"{where}closing"))
        act(gone, by=chief, note="Gone.")


def arrange_fronts(room: Newsroom, drafted: Article, live: Article) -> None:
    """Pins of a draft, which show nothing, and a next version whose words are not due yet."""
    for section in (None, room.section):
        of_a_draft = Pin(drafted.pk, headline=room.plant("pinnedheadline"), kicker=room.plant("pinnedkicker"))
        now = Arrangement(
            (Zone(1, "lead", "front", 5, pins=(of_a_draft,)), Zone(2, "section", "block", 3, of="city"))
        )
        later = Pin(live.pk, headline=room.plant("laterheadline"), kicker=room.plant("laterkicker"))
        soon = Arrangement((Zone(1, "lead", "row", 5, title=room.plant("latertitle"), pins=(later,)),))
        chief, note = factories.chief(), room.plant("frontnote")
        first = versions.save(section, now, base=None, by=chief, note=note)
        second = versions.save(section, soon, base=1, by=chief, note=note)
        assert first
        assert second
        going_live.put_live(first, by=chief)
        going_live.schedule(second, timezone.now() + timedelta(hours=1), by=chief)


def take_out_pictures(room: Newsroom) -> None:
    """A killed picture and one whose rights ended, as lead and in the text of live stories, and as a portrait."""
    killed, ended = (
        factories.picture(caption=room.plant(f"{why}caption"), alt_text=room.plant(f"{why}alt"))
        for why in ("killed", "ended")
    )
    lead = {"lead_picture": killed, "lead_caption": room.plant("useofkilled")}
    factories.live_story(
        slug="with-both",
        section=room.section,
        body=f'<p>Text.</p><figure data-picture="{ended.pk}"></figure>',
        **lead,
    )
    factories.live_story(slug="with-lead", section=room.inside, lead_picture=ended)
    record = StaffRecord.objects.create(reporter=factories.reporter("Rui Sol"), portrait=ended)
    public_copies.refresh_portrait(record)
    removal.kill(killed, by=factories.chief(), reason=room.plant("killreason"))
    Image.objects.filter(pk=ended.pk).update(rights_end=factories.earlier(minutes=1))
    PublishedPicture.objects.filter(image_id=ended.pk).update(rights_end=factories.earlier(minutes=1))
    assert public_copies.end_rights(timezone.now()) == 1
    room.taken_out = [killed, ended]
    room.canaries += [row.name for image in room.taken_out for row in image.renditions.all()]


def addresses(room: Newsroom) -> dict[str, list[str]]:
    """Every public address of the URLconf, by name: the ones with something to show, and the ones without."""
    live = PublishedArticle.objects.get(story_id=room.live.pk).path
    return {
        "healthz": ["/healthz"],
        "readyz": ["/readyz"],
        "metrics": ["/metrics"],
        # What a link without a log-in opens is in test_share_links; these open nothing.
        "shared": ["/preview/unknown/", f"/preview/unknown/{'0' * 32}/{room.public_picture}"],
        # What a key opens is in test_writing_api; without one, nothing is said.
        "filing:api-root": ["/api/desk/v1/"],
        "filing:who_asks": ["/api/desk/v1/key"],
        "filing:description": ["/api/desk/v1/openapi.json"],
        "filing:begin_story": ["/api/desk/v1/stories"],
        "filing:read_story": [f"/api/desk/v1/stories/{room.live.pk}"],
        "filing:save_story": [f"/api/desk/v1/stories/{room.live.pk}"],
        "filing:act_on_story": [f"/api/desk/v1/stories/{room.live.pk}/acts/withdraw"],
        "filing_nothing_here": ["/api/desk/"],
        "wire_push": ["/api/desk/wire/1/"],
        "wire_push_named": ["/api/desk/wire/1/copy.xml"],
        "media:picture": [
            f"/pictures/{room.public_picture}",
            *(
                f"/pictures/{row.name}"
                for image in (room.unused, *room.taken_out)
                for row in image.renditions.all()
            ),
        ],
        "site:home": ["/"],
        "site:archive": ["/archive/"],
        "site:feeds": ["/feeds/"],
        "site:archive_month": [f"/archive/{timezone.localdate():%Y/%m}/"],
        "site:archive_day": [f"/archive/{timezone.localdate():%Y/%m/%d}/"],
        "site:latest": [
            "/latest/",
            "/latest/?section=city&type=news&since=2001-01-01",
            "/latest/?topic=ferries&reporter=ines-caldera",
            *(f"/latest/?topic={topic.slug}" for topic in Topic.objects.all()),
        ],
        "site:search": searches(room),
        "site:feed": feeds("/feed/"),
        "site:robots": ["/robots.txt"],
        "site:index_key": ["/0123456789abcdef.txt"],
        "site:ads": ["/ads.txt"],
        "site:security": ["/.well-known/security.txt"],
        "site:sitemap": ["/sitemap.xml"],
        "site:sitemap_month": [f"/sitemaps/{timezone.localdate():%Y-%m}.xml"],
        "site:news_sitemap": ["/news-sitemap.xml"],
        "site:oembed": [
            f"/oembed?format={kind}&url=http://testserver{path}"
            for kind in ("json", "xml")
            for path in (live, room.old_path, room.withdrawn_path, room.killed_path, "/desk/")
        ],
        "site:favicon": ["/favicon.ico"],
        "site:manifest": ["/manifest.webmanifest"],
        "site:touch_icon": ["/apple-touch-icon.png"],
        "site:section_colours": ["/section-colours.css"],
        "site:advertisement_frame": [
            f"/ads/frame/{pk}/" for pk in Advertisement.objects.values_list("pk", flat=True)
        ],
        "site:about": ["/about/"],
        "site:contact": ["/contact/"],
        "site:privacy": ["/privacy/"],
        "site:staff": ["/staff/"],
        "site:partner": [f"/partners/{'x' * 43}/", f"/partners/{PARTNER}/", f"/partners/{PARTNER}/?after=0"],
        "site:corrections": ["/corrections/", "/corrections/?before=2100-01-01T00:00:00Z.1"],
        "site:report": [
            f"{path}report/" for path in (live, room.old_path, room.withdrawn_path, room.killed_path)
        ],
        "site:report_thanks": [
            f"{path}report/thanks/" for path in (live, room.old_path, room.withdrawn_path)
        ],
        "api:stories": [
            "/api/v1/stories",
            *(f"/api/v1/stories?{query}" for query in ("section=city", "q=canarydraft", "language=zqlive")),
        ],
        "api:story": [
            f"/api/v1/stories/{pk}" for pk in (room.live.pk, *Article.objects.values_list("pk", flat=True))
        ],
        "api:changes": ["/api/v1/changes"],
        "api:sections": ["/api/v1/sections"],
        "api:topics": ["/api/v1/topics"],
        "api:reporters": ["/api/v1/reporters"],
        "api:openapi": ["/api/v1/openapi.json"],
        "api:docs": ["/api/v1/docs"],
        "api:nothing": ["/api/v1/drafts"],
        "site:live_changes": [
            f"{path}changes/?since={since}"
            for path in (
                room.covered,
                live,
                room.withdrawn_path,
                *(room.covered.replace("covered", slug) for slug in NOT_COVERED),
            )
            for since in (0, 1)
        ],
        "site:topic": [
            room.topic.get_absolute_url(),
            *(topic.get_absolute_url() for topic in Topic.objects.all()),
        ],
        "site:reporter": [room.reporter.get_absolute_url(), "/reporters/nobody/", "/reporters/rui-sol/"],
        "site:section": [room.section.get_absolute_url(), "/city/?before=2100-01-01T00:00:00Z.1"],
        "site:section_feed": [*feeds("/city/feed/"), *feeds("/harbour/feed/")],
        "site:topic_feed": [
            path for topic in Topic.objects.all() for path in feeds(f"{topic.get_absolute_url()}feed/")
        ],
        "site:reporter_feed": [
            *feeds(f"{room.reporter.get_absolute_url()}feed/"),
            *("/reporters/nobody/feed/", "/reporters/rui-sol/feed/"),
        ],
        "site:subsection": [room.inside.get_absolute_url()],
        "site:story": [
            live,
            room.covered,
            *(f"{room.covered}?{query}" for query in ("entry=1", "entry=2", "before=3", "entry=4")),
            *(room.covered.replace("covered", slug) for slug in NOT_COVERED),
            PublishedArticle.objects.get(slug="back-again").path,
            PublishedArticle.objects.get(slug="with-both").path,
            PublishedArticle.objects.get(slug="with-lead").path,
            room.old_path,
            room.withdrawn_path,
            room.killed_path,
            "/city/2026/01/01/no-such-story/",
        ],
    }


def feeds(path: str) -> list[str]:
    return [path, f"{path}atom/", f"{path}json/"]


def searches(room: Newsroom) -> list[str]:
    """What might bring a planted word to light: its beginning, and a misspelling that it would put right."""
    words = [word for word in room.canaries if word.isalnum()]
    # As if each had once been live: words that were stay known.
    indexing.learn(sorted({word for word in words if len(word) <= indexing.words.LONGEST_WORD}))
    return [
        "/search/?q=live",
        "/search/?q=council&order=newest&section=city&topic=ferries",
        "/search/?q=canar*",
        *(f"/search/?q={word[:-2]}q" for word in words[::7]),
    ]


def public_patterns() -> set[str]:
    return {name for name in names_in(get_resolver()) if not name.startswith("admin:")}


def is_of_paper(name: str) -> bool:
    return name.startswith(("site:", "media:"))


def names_in(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"
        else:
            yield from names_in(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)


def everything_sent(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{headers}\n{content.decode('utf-8', 'replace')}".lower()


def test_every_public_address_is_searched(newsroom: Newsroom) -> None:
    assert set(addresses(newsroom)) == public_patterns()


@pytest.mark.parametrize("reader", ["stranger", "editor-in-chief"])
def test_no_public_address_says_a_word_that_was_not_published(newsroom: Newsroom, reader: str) -> None:
    client = Client()
    if reader == "editor-in-chief":
        client.force_login(factories.chief())  # a log-in at the desk changes nothing on the site
    found = []
    for asked in {path for paths in addresses(newsroom).values() for path in paths}:
        for method in METHODS:
            response = client.generic(method, asked)
            sent = everything_sent(response).replace(asked.lower(), "")
            found += [(method, asked, word) for word in newsroom.canaries if word in sent]
            if asked == "/readyz" and method in {"GET", "HEAD"}:
                assert response.status_code == 503  # no worker runs beside a test
            else:
                assert response.status_code < 500, (method, asked)
    assert found == []


def test_a_process_for_readers_says_what_is_said_here_and_no_word_more(newsroom: Newsroom) -> None:
    # What machines ask is kept by nobody, and its headers have the second in which it was said.
    of_paper = (paths for name, paths in addresses(newsroom).items() if is_of_paper(name))
    asked = sorted({path for paths in of_paper for path in paths})

    def said(path: str) -> str:
        response = Client().get(path)
        # What is kept by nobody names the request.
        del response.headers["X-Request-ID"]
        return everything_sent(response)

    whole = {path: said(path) for path in asked}
    with process("site").here():
        assert [path for path in asked if said(path) != whole[path]] == []


def test_the_search_would_find_a_leak(newsroom: Newsroom) -> None:
    PublishedArticle.objects.filter(story_id=newsroom.live.pk).update(headline=newsroom.canaries[0])
    factories.cards_again()
    assert newsroom.canaries[0] in everything_sent(Client().get("/"))


def test_no_word_that_was_not_published_is_in_the_index(newsroom: Newsroom) -> None:
    rows = " ".join(" ".join(map(str, row)) for row in SearchRow.objects.values_list()).lower()
    assert "live" in rows
    assert [word for word in newsroom.canaries if word in rows] == []
    assert SearchRow.objects.count() == PublishedArticle.objects.count()
    for word in newsroom.canaries:
        assert not find(read(word), rows=SearchRow.objects.all()).stories


def test_taken_down_stories_answer_gone_and_only_one_says_why(newsroom: Newsroom) -> None:
    withdrawn, killed = (Client().get(path) for path in (newsroom.withdrawn_path, newsroom.killed_path))
    assert (withdrawn.status_code, killed.status_code) == (410, 410)
    assert "Withdrawn at the agency’s request." in withdrawn.content.decode()
    assert "agency’s request" not in killed.content.decode()


def test_renditions_of_pictures_unused_killed_or_ended_are_not_there(newsroom: Newsroom) -> None:
    assert Client().get(f"/pictures/{newsroom.public_picture}").status_code == 200
    for image in (newsroom.unused, *newsroom.taken_out):
        for row in image.renditions.all():
            assert Client().get(f"/pictures/{row.name}").status_code == 404


def test_no_page_sets_a_cookie_or_depends_on_one(newsroom: Newsroom) -> None:
    client = Client()
    client.force_login(factories.chief())
    for path in {path for paths in addresses(newsroom).values() for path in paths}:
        response = client.get(path)
        assert not response.cookies, path
        assert "cookie" not in response.headers.get("Vary", "").lower(), path


def desk_addresses(room: Newsroom) -> list[str]:
    """Every address of the desk, with the numbers of the planted rows filled in."""
    drafted = Article.objects.get(headline__startswith="canarydraft")
    found = []
    for name in names_in(get_resolver()):
        for arguments in (
            [],
            [drafted.pk],
            [room.unused.pk],
            [drafted.pk, 1],
            [drafted.pk, "publish"],
            ["articles"],
            ["home"],
            ["home", 1],
            ["city"],
            ["city", 1],
        ):
            if name.startswith("admin:"):
                try:
                    found.append(reverse(name, args=arguments))
                except Exception:  # these arguments do not fit this address
                    continue
    assert len(found) > 60
    return found


def test_the_desk_says_nothing_to_strangers(newsroom: Newsroom) -> None:
    client, found = Client(), []
    for asked in desk_addresses(newsroom):
        for method in ("GET", "POST"):
            sent = everything_sent(client.generic(method, asked)).replace(asked.lower(), "")
            found += [(method, asked, word) for word in newsroom.canaries if word in sent]
    assert found == []


@pytest.mark.parametrize(
    "role", [Role.REPORTER, Role.COPY_EDITOR, Role.SECTION_EDITOR, Role.WIRE_DESK, Role.ADMIN]
)
def test_the_desk_shows_nobody_a_story_beyond_their_reach(newsroom: Newsroom, role: Role) -> None:
    """Another section's editor, another reporter: autocompletes, raw addresses, lists and searches included."""
    client = Client()
    client.force_login(factories.user(role, sections=(factories.section("Sport"),)))
    words = [word for word in newsroom.canaries if word.startswith(BEYOND_REACH)]
    words = [word for word in words if "drafttopic" not in word]  # topics are the whole desk's
    found = []
    for asked in [
        *desk_addresses(newsroom),
        f"{reverse('admin:articles_article_changelist')}?q=canary",
        f"{reverse('admin:articles_article_changelist')}?headline__startswith=canary",
        f"{reverse('admin:articles_article_related')}?ids={','.join(map(str, range(1, 99)))}",
        f"{reverse('admin:autocomplete')}?app_label=articles&model_name=storysource&field_name=article&term=canary",
        f"{reverse('admin:autocomplete')}?app_label=articles&model_name=article&field_name=translation_of&term=canary",
    ]:
        for method in ("GET", "POST"):
            sent = everything_sent(client.generic(method, asked)).replace(asked.lower(), "")
            found += [(method, asked, word) for word in words if word in sent]
    assert found == []


def test_text_fields_of_a_story_are_all_planted() -> None:
    planted = {*TEXT_FIELDS, "slug", "body", "lead_crop"}
    texts = {
        f.name
        for f in Story._meta.local_fields
        if f.get_internal_type() in {"CharField", "TextField", "SlugField"}
    }
    assert texts - {"article_type", "language"} == planted
