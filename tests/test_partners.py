"""Stories go out to partners as far as the terms allow, in order, until it is done; what is taken back is told."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from lxml import etree

from articles.acts import kill, publish, republish, withdraw
from articles.exchange import newsml_g2
from articles.models import (
    Article,
    Delivery,
    DeliveryAttempt,
    Edition,
    Partner,
    PartnerChange,
    PartnerItem,
    PublishedArticle,
    StorySource,
)
from articles.partners import again, delivering, parcels, secrets, telling, terms
from articles.partners.delivering import PATIENCE
from articles.policy import Role
from house import outside
from media.models import Credit, Lease
from newsroom.watching.log_lines import without_secrets
from tests import factories
from tests.outside import Names, Outside, answering

pytestmark = pytest.mark.django_db
State = Delivery.State
SECRET = "what both of us know"
WELL = answering("200 OK")


@pytest.fixture
def server(settings: Any) -> Iterator[Outside]:
    with Outside(WELL) as it:
        settings.OUTSIDE_ALLOWED_HOSTS = (it.place,)
        yield it


def partner_at(address: str, **fields: Any) -> Partner:
    defaults = {"name": f"Meridian {Partner.objects.count()}", "locked_secret": secrets.locked(SECRET)}
    return Partner.objects.create(address=address, **(defaults | fields))


def states(partner: Partner | None = None) -> list[tuple[int, str]]:
    """What became of each edition, in order."""
    rows = Delivery.objects.filter(**({"partner": partner} if partner else {})).order_by("pk")
    return list(rows.values_list("number", "state"))


def sent(server: Outside) -> list[tuple[str, str]]:
    """Version and status of each story that arrived."""
    heads = [dict(line.split(": ", 1) for line in head.splitlines()[1:] if line) for head in server.asked]
    return [(head["Newsroom-Version"], head["Newsroom-Status"]) for head in heads]


def deliver(**later: float) -> int:
    return delivering.see_to(timezone.now() + timedelta(**later))


def take_back(article: Article) -> Edition:
    return withdraw.withdraw(article, by=factories.chief(), note="It was wrong.")


def change(article: Article, **fields: Any) -> Edition:
    by = factories.user(Role.EDITOR_IN_CHIEF)
    factories.edit(article, by, **fields)
    return factories.publish(article, note="More is known.")


# What arrives


def test_a_story_arrives_signed_and_every_change_of_it_after_it(server: Outside) -> None:
    partner = partner_at(f"{server.address}/in")
    article = factories.live_story(headline="Ferry to run all night")
    assert states() == [(1, "waiting")]
    assert deliver() == 1
    change(article, headline="Ferry to run till two")
    deliver()
    take_back(article)
    deliver()
    assert states() == [(1, "confirmed"), (2, "confirmed"), (3, "confirmed")]
    assert sent(server) == [("1", "usable"), ("2", "usable"), ("3", "canceled")]
    assert server.lines == ["POST /in HTTP/1.1"] * 3
    first, _, last = map(json.loads, server.bodies)
    assert first["headlines"][0]["value"] == "Ferry to run all night"
    assert (last["uri"], last["pubStatus"], last["version"], last["edNote"]) == (
        first["uri"],
        "canceled",
        "3",
        "It was wrong.",
    )
    signature = next(line for line in server.asked[0].splitlines() if line.startswith(secrets.HEADER))
    at, said = (part.split("=")[1] for part in signature.split(": ")[1].split(","))
    assert said == hmac.new(SECRET.encode(), f"{at}.".encode() + server.bodies[0], hashlib.sha256).hexdigest()
    assert SECRET not in str(Partner.objects.values().get(pk=partner.pk))


def test_the_check_in_the_docs_holds_as_it_is_printed() -> None:
    printed = (settings.BASE_DIR / "docs" / "partners.md").read_text(encoding="utf-8")
    known: dict[str, Any] = {}
    exec(printed.partition("```python\n")[2].partition("```")[0], known)
    is_from_the_newsroom, now, body = known["is_from_the_newsroom"], int(time.time()), b'{"uri": "\xc3\xa9"}'
    signed = secrets.signature("secret", now, body)
    assert is_from_the_newsroom("secret", signed, body)
    assert not is_from_the_newsroom("another", signed, body)
    assert not is_from_the_newsroom("secret", signed, body + b" ")
    assert not is_from_the_newsroom("secret", secrets.signature("secret", now - 400, body), body)
    for made_up in ("", "t=1", f"t={now},v1=\u00e9", f"t={now},v1=", "t=now,v1=00", f"t={now};v1=00"):
        assert not is_from_the_newsroom("secret", made_up, body)


def test_it_is_written_down_with_the_edition_or_not_at_all(server: Outside) -> None:
    active, idle = partner_at(server.address), partner_at(server.address, is_active=False)
    article = factories.live_story()
    assert states(active) == [(1, "waiting")]
    assert states(idle) == []
    take_back(article)
    # Who is not active any more still hears of what was taken back, if they had it.
    deliver()
    assert states(idle) == [(2, "unwanted")]
    edition = Edition.objects.first()
    assert edition is not None
    imported = factories.ready(factories.story())
    assert imported.approved_revision is not None
    publish.publish(imported.approved_revision, by=factories.chief(), dated_at=factories.earlier(days=900))
    assert not Delivery.objects.filter(article=imported).exists()


def test_a_story_that_was_killed_before_it_went_out_is_never_seen(server: Outside) -> None:
    partner_at(server.address)
    article = factories.live_story()
    kill.kill(article, by=factories.chief(), note="A court forbids it.")
    deliver()
    assert states() == [(1, "overtaken"), (2, "unwanted")]
    assert server.asked == []


def test_pictures_that_were_sent_as_items_are_taken_back_as_items(server: Outside) -> None:
    partner_at(server.address, format="newsml")
    lead, within = factories.picture(credited=False), factories.picture(credited=False)
    for image in (lead, within):
        Credit.objects.create(image=image, kind="staff")
    article = factories.live_story(
        lead_picture=lead, body=f'<p>Text.</p><figure data-picture="{within.pk}"></figure>'
    )
    deliver()
    change(article, body="<p>Without it.</p>")
    deliver()
    take_back(article)
    deliver()
    found = []
    for body in server.bodies:
        items = etree.fromstring(body).iterfind(f".//{newsml_g2._g2('newsItem')}")
        found.append(
            {
                one.get("guid").rpartition("#")[2].rpartition("/")[2]: (
                    one.get("version"),
                    one.find(f".//{newsml_g2._g2('pubStatus')}").get("qcode"),
                )
                for one in items
            }
        )
    text = str(article.pk)
    assert found == [
        {
            text: ("1", "stat:usable"),
            "picture-lead-0": ("1", "stat:usable"),
            "picture-body-0": ("1", "stat:usable"),
        },
        {
            text: ("2", "stat:usable"),
            "picture-lead-0": ("2", "stat:usable"),
            "picture-body-0": ("2", "stat:canceled"),
        },
        dict.fromkeys((text, "picture-lead-0", "picture-body-0"), ("3", "stat:canceled")),
    ]


def test_a_story_that_came_back_is_sent_again(server: Outside) -> None:
    partner_at(server.address)
    article = factories.live_story()
    deliver()
    take_back(article)
    deliver()
    article.refresh_from_db()
    republish.republish(article, by=factories.chief(), note="It was right.")
    deliver()
    assert sent(server) == [("1", "usable"), ("2", "canceled"), ("3", "usable")]


# What goes wrong


def test_an_answer_that_it_cannot_be_now_is_asked_again_later_and_what_overtook_it_goes(
    server: Outside,
) -> None:
    partner = partner_at(server.address)
    article = factories.live_story()
    server.behaviour = answering("503 Busy", Retry_After="600")
    deliver()
    assert states() == [(1, "waiting")]
    server.behaviour = WELL
    assert deliver(seconds=590) == 0
    take_back(article)
    assert deliver(seconds=610) == 2
    assert states() == [(1, "overtaken"), (2, "confirmed")]
    # The first may have arrived, whatever they answered: so they are told.
    assert sent(server) == [("1", "usable"), ("2", "canceled")]
    words = list(DeliveryAttempt.objects.order_by("pk").values_list("state", "words"))
    assert words == [("failed", "They answered 503 Busy."), ("confirmed", "")]
    partner.refresh_from_db()
    assert (partner.failures, partner.quiet_until) == (0, None)


def test_pauses_grow_up_to_a_quarter_of_an_hour_and_at_last_it_has_failed(server: Outside) -> None:
    partner_at(server.address)
    factories.live_story()
    server.behaviour = answering("503 Busy")
    now, pauses = timezone.now(), []
    for _ in range(11):
        delivering.see_to(now)
        due = Delivery.objects.get().due
        pauses.append(round((due - now).total_seconds()))
        assert delivering.see_to(now + timedelta(seconds=pauses[-1] - 1)) == 0
        now = due + timedelta(seconds=1)
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]
    assert len(server.asked) == 11
    delivering.see_to(now + delivering.GIVEN_UP_AFTER)
    row = Delivery.objects.get()
    assert (row.state, row.problem) == ("failed", "They answered 503 Busy.")
    assert delivering.see_to(now + 2 * delivering.GIVEN_UP_AFTER) == 0


def answering_for(article: Article, answer: str) -> Any:
    """A server that answers so where it gets this story, and takes all others."""

    def behave(channel: Any, head: bytes) -> None:
        of_it = f"Newsroom-Story: {article.pk}\r\n".encode() in head + b"\r\n"
        channel.sendall(answering(answer) if of_it else WELL)

    return behave


def test_what_is_refused_is_not_tried_again_and_stops_no_other_story(server: Outside) -> None:
    partner = partner_at(server.address)
    bad, good = factories.live_story(), factories.live_story()
    server.behaviour = answering_for(bad, "422 No")
    for minutes in range(0, 30, 3):
        deliver(minutes=minutes)
    found = {row.article_id: (row.state, row.tries, row.problem) for row in Delivery.objects.all()}
    assert found == {bad.pk: ("failed", 1, "They answered 422 No."), good.pk: ("confirmed", 0, "")}
    assert list(telling.in_trouble(timezone.now())) == [partner]
    # Somebody has asked what is wrong, and sends it again after a week: it is not given up at the first answer.
    server.behaviour = answering("503 Busy")
    later = timezone.now() + timedelta(days=7)
    assert again.send_again(Delivery.objects.get(article=bad), by=factories.chief(), now=later)
    delivering.see_to(later)
    assert Delivery.objects.get(article=bad).state == "waiting"


def test_one_story_that_fails_for_days_keeps_back_no_other_story(server: Outside) -> None:
    partner = partner_at(server.address)
    bad = factories.live_story()
    take_back(bad)
    Delivery.objects.filter(number=1).update(state=State.CONFIRMED)
    server.behaviour = answering_for(bad, "500 Broken")
    now = timezone.now()
    for _ in range(12):
        delivering.see_to(now)
        row = Delivery.objects.get(article=bad, number=2)
        now = row.due + timedelta(seconds=1)
    assert (row.state, row.tries) == ("waiting", 12)
    # It is due again, and so is a new story: that goes first, and what fails does not make them quiet for long.
    Delivery.objects.filter(article=bad).update(due=now)
    new = factories.live_story()
    Delivery.objects.filter(article=new).update(due=now)
    delivering.see_to(now)
    assert Delivery.objects.get(article=new).state == "confirmed"
    partner.refresh_from_db()
    assert partner.quiet_until is not None
    assert partner.quiet_until - now < timedelta(seconds=10)
    # The desk is told, though they take everything else.
    assert list(telling.in_trouble(now)) == [partner]


def test_a_partner_that_hangs_or_sends_us_on_or_lives_within_stops_nobody_and_gets_nothing(
    server: Outside, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(monkeypatch)
    for name, number in (("wire.example.org", "93.184.215.14"), ("within.example.org", "10.0.0.8")):
        names.mean(name, [number])
    settings.OUTSIDE_PORTS = (80, 443, server.port)
    monkeypatch.setattr(outside, "ask", in_less_time(outside.ask))
    with Outside(b"") as hanging:
        hanging.behaviour = hanging.hang
        settings.OUTSIDE_PORTS = (80, 443, server.port, hanging.port)
        hangs = partner_at(f"http://wire.example.org:{hanging.port}/")
        within = partner_at(f"http://within.example.org:{server.port}/")
        metadata = partner_at("http://169.254.169.254/latest/meta-data/")
        well = partner_at(f"http://wire.example.org:{server.port}/")
        names.mean("169.254.169.254", ["169.254.169.254"])
        factories.live_story()
        deliver()
        assert states(well) == [(1, "confirmed")]
        problems = dict(Delivery.objects.values_list("partner", "problem"))
        assert problems[hangs.pk] == f"http://wire.example.org:{hanging.port} did not answer in time."
        assert problems[within.pk] == (
            f"http://within.example.org:{server.port} leads to 10.0.0.8, which belongs to a private network."
        )
        assert problems[metadata.pk] == (
            "http://169.254.169.254 leads to 169.254.169.254, which belongs to the link, where clouds tell their "
            "secrets."
        )
        server.behaviour = answering("307 Elsewhere", Location="http://169.254.169.254/")
        change(Article.objects.get(), headline="Ferry to run till two")
        deliver(minutes=1)
        assert Delivery.objects.get(partner=well, number=2).problem == (
            "They send us on to another address (307 Elsewhere): type that one."
        )
        assert set(names.connected) == {"93.184.215.14"}


def in_less_time(ask: Any) -> Any:
    return lambda *args, **how: ask(*args, **(how | {"seconds": 0.3}))


def test_a_secret_that_nobody_can_read_any_more_is_said_and_nothing_is_sent(server: Outside) -> None:
    partner_at(server.address, locked_secret="locked with another key")
    factories.live_story()
    deliver()
    assert Delivery.objects.get().problem == "Their secret cannot be read any more: give them a new one."
    assert server.asked == []


def test_a_secret_locked_with_a_former_key_is_locked_anew_so_that_the_former_can_go(settings: Any) -> None:
    partner, other = partner_at("https://wire.example.org/in"), partner_at("https://wire.example.org/other")
    Partner.objects.filter(pk=other.pk).update(locked_secret="locked with a key that nobody has")
    former, settings.SECRET_KEY = (
        settings.SECRET_KEY,
        "another key of fifty letters, signs or more, all at random",
    )
    settings.SECRET_KEY_FALLBACKS = (former,)
    assert secrets.lock_anew(timezone.now()) == 1
    assert secrets.lock_anew(timezone.now()) == 0
    settings.SECRET_KEY_FALLBACKS = ()
    partner.refresh_from_db()
    assert secrets.opened(partner.locked_secret) == SECRET


# Order, and two workers


def test_a_withdrawal_waits_for_the_story_that_is_being_sent_and_goes_after_it(server: Outside) -> None:
    partner = partner_at(server.address)
    article = factories.live_story()
    (delivery,) = delivering.due(partner, timezone.now())
    # One worker has it in hand, when the story is withdrawn.
    assert delivering.is_ours(delivery, timezone.now())
    assert not delivering.is_ours(delivery, timezone.now())
    take_back(article)
    assert deliver() == 0
    assert server.asked == []
    # The first worker died: another one finds that the story is gone, and does not send it.
    assert deliver(seconds=PATIENCE.total_seconds() + 1) == 2
    assert states() == [(1, "overtaken"), (2, "unwanted")]


def test_two_workers_deliver_each_edition_once(server: Outside) -> None:
    partner = partner_at(server.address)
    articles = [factories.live_story() for _ in range(3)]
    first = delivering.due(partner, timezone.now())
    assert [one.article_id for one in first] == [one.pk for one in articles]
    deliver()
    # The second had read the same rows before.
    assert [delivering.is_ours(one, timezone.now()) for one in first] == [False] * 3
    assert len(server.asked) == 3


# Terms


def test_only_what_was_asked_for_goes_out_but_who_has_a_story_hears_of_all_that_becomes_of_it(
    server: Outside,
) -> None:
    ours, others = factories.section(), factories.section("World")
    inside = factories.section("Harbour", parent=ours)
    partner = partner_at(server.address, languages="pt, en-GB")
    partner.sections.add(ours)
    topic = factories.topic()
    partner.topics.add(topic)
    for section, language, topics in (
        (ours, "en", (topic,)),
        (inside, "pt", (topic,)),
        (others, "en", (topic,)),
        (ours, "de", (topic,)),
        (ours, "en", ()),
    ):
        factories.publish(factories.story(section=section, language=language, topics=topics))
    deliver()
    assert [state for _, state in states()] == ["confirmed", "confirmed", *["unwanted"] * 3]
    moved = Article.objects.get(pk=Delivery.objects.earliest("pk").article_id)
    change(moved, section_id=others.pk, headline="Ferry to run till two")
    deliver()
    assert states()[-1] == (2, "confirmed")


def test_agency_text_goes_only_where_the_terms_allow_it_and_is_withheld_from_who_has_it(
    server: Outside,
) -> None:
    meridian, reuters = factories.agency(), factories.agency("Reuters")
    allowed, closed = partner_at(server.address), partner_at(server.address)
    allowed.text_agencies.add(meridian)
    article = factories.live_story()
    deliver()
    mixed = factories.story(sources=((meridian, "inputs"), (reuters, "background")))
    factories.publish(mixed)
    deliver()
    found = dict(Delivery.objects.filter(article=mixed).values_list("partner", "state"))
    assert found == {allowed.pk: "confirmed", closed.pk: "withheld"}
    row = Delivery.objects.get(article=mixed, partner=closed)
    assert (row.problem, row.sent_at) == (f"Our terms with them do not allow text of {meridian.name}.", None)
    # A story that they have takes in text that they may not have: they are told, and get none of it.
    StorySource.objects.create(article=article, agency=reuters, use="full")
    by = factories.user(Role.EDITOR_IN_CHIEF)
    factories.edit(article, by, body="<p>All of it by wire.</p>")
    factories.publish(article, note="By wire.")
    server.asked.clear()
    server.bodies.clear()
    deliver()
    assert sent(server) == [("2", "withheld")] * 2
    assert all(b"by wire" not in body for body in server.bodies)
    assert set(Delivery.objects.filter(article=article, number=2).values_list("state", flat=True)) == {
        "withheld"
    }


def test_pictures_go_only_where_the_terms_allow_them(server: Outside) -> None:
    partner = partner_at(server.address)
    own = factories.picture(credited=False)
    theirs, leased, guessed, freelance = (factories.picture(credited=False) for _ in range(4))
    agency = factories.agency()
    for image, fields in (
        (own, {"kind": "staff"}),
        (theirs, {"kind": "agency", "agency": agency}),
        (leased, {"kind": "staff"}),
        (guessed, {"kind": "staff", "guessed": True}),
        (freelance, {"name": "Ana Prado"}),
    ):
        Credit.objects.create(image=image, **fields)
    Lease.objects.create(image=leased, allows=True, reason="For us.", by=factories.chief())
    images = (own, theirs, leased, guessed, freelance)
    body = "".join(f'<figure data-picture="{it.pk}"></figure>' for it in images[1:])
    article = factories.live_story(lead_picture=own, body=f"<p>Text.</p>{body}")

    def got() -> set[str]:
        server.bodies.clear()
        deliver()
        (said,) = map(json.loads, server.bodies)
        named = {one["altIds"][0]["value"] for one in said["associations"] if one.get("type") == "picture"}
        # The text shows the same pictures as the list, but for the lead, and no files of others.
        assert said["bodies"][0]["value"].count("<figure") == len(named - {str(own.pk)})
        return named

    assert got() == {str(own.pk)}
    assert Delivery.objects.get().problem == "4 pictures were left out: the terms do not allow them."
    partner.picture_agencies.add(agency)
    change(article, headline="Ferry to run till two")
    assert got() == {str(own.pk), str(theirs.pk)}
    Partner.objects.update(own_pictures=False, other_pictures=True)
    change(article, headline="Ferry to run till three")
    assert got() == {str(theirs.pk), str(freelance.pk)}


def test_under_what_right_we_show_a_picture_counts_too(server: Outside) -> None:
    partner = partner_at(server.address)
    meridian = factories.agency()
    fields: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({}, {"kind": "staff"}),
        ({"category": "stock", "licensor": "Stocks"}, {"kind": "staff"}),
        ({"category": "screengrab", "rights_note": "Shown by all."}, {"reporter": factories.reporter()}),
        ({"category": "freelance"}, {"reporter": factories.reporter()}),
        ({}, {"kind": "agency", "name": "Some agency"}),
        ({}, {"kind": "handout", "name": "Ferries by Meridian"}),
    ]
    images = []
    for of_image, of_credit in fields:
        images.append(factories.picture(credited=False, **of_image))
        Credit.objects.create(image=images[-1], **of_credit)
    body = "".join(f'<figure data-picture="{it.pk}"></figure>' for it in images)
    # Where it is used, another credit may be typed.
    retyped = f'<figure data-picture="{images[0].pk}" data-credit="Image: {meridian.credit_name}"></figure>'
    article = factories.live_story(body=f"<p>Text.</p>{body}{retyped}")
    row = PublishedArticle.objects.get(story_id=article.pk)

    def got() -> list[int]:
        pictures = list(row.pictures.order_by("position"))
        return [one.image_id for one in terms.Terms.of(partner).allowed(pictures, timezone.now())]

    assert got() == [images[0].pk]
    partner.other_pictures = True
    assert got() == [one.pk for one in images[:4]]
    partner.picture_agencies.add(meridian)
    assert got() == [*(one.pk for one in images[:4]), images[5].pk, images[0].pk]


def test_videos_go_only_where_the_terms_allow_whoever_is_credited(server: Outside, settings: Any) -> None:
    settings.VIDEO_HOSTS = ("videos.example.org",)
    partner = partner_at(server.address)
    meridian, ana = factories.agency(), factories.reporter("Ana Prado")
    poster = factories.picture(credited=False)
    Credit.objects.create(image=poster, kind="staff")
    own = factories.picture(credited=False)
    Credit.objects.create(image=own, kind="staff")

    def video(name: str, credit: str) -> str:
        file = f"https://videos.example.org/{name}.mp4"
        return f'<figure data-video="{file}" data-poster="{poster.pk}" data-credit="{credit}"></figure>'

    article = factories.live_story(
        body="<p>Text.</p>"
        + video("theirs", f"Video: {meridian.credit_name}/{ana.name}")
        + video("ours", f"Video: {ana.name}")
        + video("freelance", "A reader")
        + f'<figure data-picture="{own.pk}" data-caption="Of ours."></figure>'
    )

    def got() -> tuple[list[str], str]:
        server.bodies.clear()
        deliver()
        (said,) = map(json.loads, server.bodies)
        text = said["bodies"][0]["value"]
        videos = [one for one in said["associations"] if one.get("type") == "video"]
        names = [one["renditions"][0]["href"].rpartition("/")[2].removesuffix(".mp4") for one in videos]
        assert list(dict.fromkeys(re.findall(r"videos\.example\.org/(\w+)\.mp4", text))) == names
        # The picture after them has not taken the place of a poster.
        assert ("Of ours." in text) == Partner.objects.get().own_pictures
        return names, Delivery.objects.latest("pk").problem

    assert got() == (["ours"], "2 videos were left out: the terms do not allow them.")
    partner.picture_agencies.add(meridian)
    change(article, headline="Ferry to run till two")
    assert got() == (["theirs", "ours"], "1 video was left out: the terms do not allow it.")
    Partner.objects.update(own_pictures=False, other_pictures=True)
    change(article, headline="Ferry to run till three")
    assert got()[0] == ["theirs", "freelance"]


def test_live_coverage_is_not_passed_on(server: Outside) -> None:
    partner_at(server.address)
    factories.live_coverage("The gates are closing.")
    deliver()
    assert states() == [(1, "withheld")]
    assert server.asked == []


# Asking again


def test_somebody_asks_for_it_again_on_record_and_only_for_the_newest(server: Outside) -> None:
    partner_at(server.address)
    article = factories.live_story()
    deliver()
    old = Delivery.objects.get()
    assert again.send_again(old, by=factories.chief(), now=timezone.now())
    assert states() == [(1, "waiting")]
    deliver()
    assert sent(server) == [("1", "usable")] * 2
    change(article, headline="Ferry to run till two")
    old.refresh_from_db()
    assert not again.send_again(old, by=factories.chief(), now=timezone.now())
    by = list(DeliveryAttempt.objects.order_by("pk").values_list("state", "by"))
    assert by == [("confirmed", None), ("waiting", factories.chief().pk), ("confirmed", None)]


def test_an_old_edition_that_is_sent_again_brings_nothing_of_a_newer_one_that_the_terms_do_not_allow(
    server: Outside,
) -> None:
    partner = partner_at(server.address)
    article = factories.live_story()
    deliver()
    # While they are not active, text of an agency comes into the story, and no delivery is written for them.
    Partner.objects.update(is_active=False)
    StorySource.objects.create(article=article, agency=factories.agency(), use="full")
    change(article, body="<p>All of it by wire.</p>")
    Partner.objects.update(is_active=True)
    assert again.send_again(Delivery.objects.get(), by=factories.chief(), now=timezone.now())
    deliver()
    assert sent(server) == [("1", "usable"), ("2", "withheld")]
    assert b"by wire" not in server.bodies[1]
    assert states(partner) == [(1, "withheld")]


@pytest.mark.postgresql  # on SQLite, whoever reads in a transaction keeps others from writing
@pytest.mark.django_db(transaction=True)
def test_text_and_rights_are_read_at_one_moment(server: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    partner = partner_at(server.address)
    article = factories.live_story()
    edition = article.editions.get()
    wanted = terms.Terms.want

    def meanwhile(self: Any, row: PublishedArticle) -> bool:
        """Another process publishes text of an agency between two questions."""

        def publish_by_wire() -> None:
            StorySource.objects.create(article=article, agency=factories.agency(), use="full")
            change(article, body="<p>All of it by wire.</p>")
            connection.close()

        thread = threading.Thread(target=publish_by_wire)
        thread.start()
        thread.join()
        return wanted(self, row)

    monkeypatch.setattr(terms.Terms, "want", meanwhile)
    parcel = parcels.parcel_for(partner, edition, has_it=False, now=timezone.now())
    assert isinstance(parcel, parcels.Parcel)
    assert (parcel.version, parcel.status) == (1, "usable")
    assert "by wire" not in parcel.document


def test_who_is_active_again_catches_up_with_what_they_have(server: Outside) -> None:
    partner = partner_at(server.address)
    kept, changed = factories.live_story(), factories.live_story()
    deliver()
    Partner.objects.update(is_active=False)
    change(changed, headline="Ferry to run till two")
    factories.live_story()
    Partner.objects.update(is_active=True)
    partner.refresh_from_db()
    assert again.catch_up(partner, timezone.now()) == 1
    assert again.catch_up(partner, timezone.now()) == 0
    deliver()
    assert sent(server) == [("1", "usable")] * 2 + [("2", "usable")]
    assert Delivery.objects.filter(article=kept).count() == 1


def test_an_update_that_waited_when_they_became_inactive_goes_out_when_they_are_active_again(
    server: Outside,
) -> None:
    partner = partner_at(server.address)
    article = factories.live_story()
    deliver()
    change(article, headline="Ferry to run till two")
    Partner.objects.update(is_active=False)
    deliver()
    assert states() == [(1, "confirmed"), (2, "unwanted")]
    Partner.objects.update(is_active=True)
    partner.refresh_from_db()
    assert again.catch_up(partner, timezone.now()) == 1
    deliver()
    assert sent(server) == [("1", "usable"), ("2", "usable")]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_no_edition_is_missed_that_is_published_while_they_become_active(client: Client) -> None:
    partner = partner_at("https://wire.example.org/in", is_active=False)
    article = factories.live_story()
    Delivery.objects.create(
        partner=partner,
        article=article,
        edition=article.editions.get(),
        number=1,
        at=timezone.now(),
        due=timezone.now(),
        state=State.CONFIRMED,
    )
    written, waited = threading.Event(), threading.Event()

    def publish_slowly() -> None:
        with transaction.atomic():
            change(article, headline="Ferry to run till two")
            written.set()
            waited.wait(1)
        connection.close()

    thread = threading.Thread(target=publish_slowly)
    thread.start()
    assert written.wait(20)
    client.force_login(factories.user(Role.ADMIN))
    client.post(
        f"/desk/articles/partner/{partner.pk}/change/",
        {"name": "Meridian", "is_active": "on", "own_pictures": "on", "address": partner.address},
    )
    thread.join()
    partner.refresh_from_db()
    assert partner.is_active
    assert states() == [(1, "confirmed"), (2, "waiting")]


def test_the_desk_s_first_page_names_only_partners_who_should_get_something(server: Outside) -> None:
    active, idle = partner_at(server.address), partner_at(server.address)
    article = factories.live_story()
    server.behaviour = answering("503 Busy")
    deliver()
    assert list(telling.in_trouble(timezone.now())) == [active, idle]
    Partner.objects.filter(pk=idle.pk).update(is_active=False)
    assert list(telling.in_trouble(timezone.now())) == [active]
    # They may have it, and so they have to hear that it was taken back.
    take_back(article)
    assert list(telling.in_trouble(timezone.now())) == [active, idle]


def test_what_may_be_on_its_way_is_said_so() -> None:
    partner = partner_at("https://wire.example.org/in")
    article = factories.live_story()
    (delivery,) = delivering.due(partner, timezone.now())
    assert delivering.is_ours(delivery, timezone.now())
    Delivery.objects.update(was_tried=True)
    assert telling.in_words(Delivery.objects.get()) == (
        "It is being sent. If the worker ends meanwhile, it is tried again in two minutes."
    )
    change(article, headline="Ferry to run till two")
    delivering.overtake(partner, timezone.now() + 2 * PATIENCE)
    assert telling.in_words(Delivery.objects.get(number=1)) == (
        "A newer version went out instead. This one may have reached them."
    )


# For those who fetch


def test_what_our_terms_do_not_allow_any_more_lies_ready_no_longer(client: Client) -> None:
    client.force_login(factories.user(Role.ADMIN))
    client.post("/desk/articles/partner/add/", {**FORM, "format": "ninjs", "way": "pull"})
    partner, meridian = Partner.objects.get(), factories.agency()
    secret = secrets.new()
    Partner.objects.update(digest=secrets.digest_of(secret))
    PartnerItem.objects.update(digest=secrets.digest_of(secret))
    partner.text_agencies.add(meridian)
    by_wire = factories.story(sources=((meridian, "full"),))
    factories.publish(by_wire)
    ours = factories.live_story()
    deliver()

    def there(after: str = "") -> list[tuple[int, str]]:
        items = client.get(f"/partners/{secret}/{after}").json()["items"]
        return [(int(one["altIds"][0]["value"]), one["pubStatus"]) for one in items]

    assert there() == [(ours.pk, "usable"), (by_wire.pk, "usable")]
    client.post(f"/desk/articles/partner/{partner.pk}/change/", {**FORM, "address": ""})
    # The worker has not come to it yet, and nothing is shown that we may not pass on.
    assert there() == []
    deliver()
    assert there("?after=2") == [(by_wire.pk, "withheld"), (ours.pk, "usable")]
    assert there() == [(ours.pk, "usable"), (by_wire.pk, "withheld")]


def test_for_who_fetches_the_newest_version_of_each_story_lies_ready() -> None:
    partner = Partner.objects.create(name="Meridian", way="pull", digest=secrets.digest_of("secret"))
    first, second = factories.live_story(), factories.live_story()
    deliver()
    take_back(first)
    change(second, headline="Ferry to run till two")
    never = factories.live_story()
    kill.kill(never, by=factories.chief(), note="A court forbids it.")
    deliver()
    rows = PartnerItem.objects.order_by("number").values_list("number", "story_id", "is_usable", "digest")
    assert list(rows) == [
        (3, first.pk, False, partner.digest),
        (4, second.pk, True, partner.digest),
    ]
    assert [state for _, state in states()] == ["sent", "sent", "sent", "sent", "overtaken", "unwanted"]


# The worker


@pytest.mark.django_db(transaction=True)
def test_the_worker_serves_each_partner_by_itself_and_ends_when_told(settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(delivering, "EVERY", 0.05)
    stopping = threading.Event()
    with Outside(WELL) as well, Outside(b"") as hanging:
        hanging.behaviour = hanging.hang
        settings.OUTSIDE_ALLOWED_HOSTS = (well.place, hanging.place)
        for one in (hanging, well):
            partner_at(one.address)
        factories.live_story()
        factories.live_story()
        thread = delivering.begin(stopping)
        done = threading.Event()
        for _ in range(200):
            if len(well.asked) == 2 and Delivery.objects.filter(state=State.CONFIRMED).count() == 2:
                done.set()
                break
            stopping.wait(0.05)
        hanging.leaving.set()
        stopping.set()
        thread.join(15)
        assert done.is_set()
        assert not thread.is_alive()
        assert len(hanging.asked) == 1
    assert PublishedArticle.objects.count() == 2


# Where they fetch, and the desk


def links(response: Any) -> str:
    return str(response.headers["Link"])


def test_a_partner_fetches_at_an_address_with_a_secret_and_goes_on_where_they_were(client: Client) -> None:
    address = f"/partners/{secrets.new()}/"
    digest = secrets.digest_of(address.split("/")[2])
    assert client.get(address).status_code == 404
    partner = Partner.objects.create(name="Meridian", way="pull", digest=digest)
    with_a_new_secret(partner, digest)
    response = client.get(address)
    assert (response.json(), links(response)) == (
        {"items": []},
        f'<http://testserver{address}?after=0>; rel="next"',
    )
    first, second = factories.live_story(headline="One"), factories.live_story(headline="Two")
    deliver()
    response = client.get(address)
    assert [one["headlines"][0]["value"] for one in response.json()["items"]] == ["Two", "One"]
    assert response.headers["Cache-Control"] == "private, no-store"
    take_back(first)
    # Readers have lost it, and the worker has not come to it yet.
    assert [one["headlines"][0]["value"] for one in client.get(address).json()["items"]] == ["Two"]
    change(second, headline="Two and a half")
    deliver()
    further = links(response).split("<http://testserver")[1].split(">")[0]
    items = client.get(further).json()["items"]
    assert [(one["pubStatus"], one["version"]) for one in items] == [("canceled", "2"), ("usable", "2")]
    assert client.get(f"{address}?after=x").status_code == 400
    assert client.post(address).status_code == 405


def test_no_line_of_the_log_has_the_secret_of_an_address() -> None:
    line = (
        f"Not Found: /partners/{secrets.new()}/?after=3 for https://www.example.org/partners/{secrets.new()}/"
    )
    assert without_secrets(line) == "Not Found: /partners/… for https://www.example.org/partners/…"


def with_a_new_secret(partner: Partner, digest: str) -> None:
    """As the desk gives one, but with a secret that the test knows."""
    PartnerItem.objects.create(
        digest=digest,
        story_id=0,
        number=0,
        format=partner.format,
        is_usable=False,
        at=timezone.now(),
        document="",
    )


FORM = {"name": "Meridian", "is_active": "on", "format": "newsml", "own_pictures": "on"}


def test_the_desk_adds_a_partner_whose_secret_is_shown_once_and_changes_stay_on_record(
    client: Client,
) -> None:
    client.force_login(factories.user(Role.ADMIN))
    push = {**FORM, "way": "push", "address": ""}
    page = client.post("/desk/articles/partner/add/", push).content.decode()
    assert "Type the address to which their stories are sent." in page
    response = client.post("/desk/articles/partner/add/", {**push, "address": "https://wire.example.org/in"})
    partner = Partner.objects.get()
    secret = secrets.opened(partner.locked_secret)
    change_page = f"/desk/articles/partner/{partner.pk}/change/"
    assert response.content.decode().count(secret) == 1
    # No cookie has it, and no other page.
    assert secret not in str(client.cookies)
    assert secret not in client.get(change_page).content.decode()
    kept = factories.section("City")
    sent = {**FORM, "address": "https://wire.example.org/in", "sections": [str(kept.pk)], "languages": "pt"}
    client.post(change_page, sent)
    response = client.post(f"/desk/articles/partner/{partner.pk}/secret/")
    partner.refresh_from_db()
    assert secrets.opened(partner.locked_secret) != secret
    assert secrets.opened(partner.locked_secret) in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert (partner.format, list(partner.sections.all())) == ("newsml", [kept])
    assert [one.words for one in partner.changes.order_by("pk")] == [
        "Added.",
        "sections: City. languages: pt.",
        "It has a new secret.",
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerChange.objects.update(words="Nothing.")
    client.force_login(factories.user(Role.SECTION_EDITOR))
    assert client.get(change_page).status_code == 403
    assert client.post(f"/desk/articles/partner/{partner.pk}/secret/").status_code == 403


def test_what_a_new_address_shows_is_what_lay_at_the_old_one(client: Client) -> None:
    client.force_login(factories.user(Role.ADMIN))

    def shown(address: str, form: dict[str, str]) -> str:
        page = client.post(address, form).content.decode()
        (found,) = re.findall(r'value="http://testserver(/partners/[^"]+)"', page)
        return str(found)

    first = shown("/desk/articles/partner/add/", {**FORM, "format": "ninjs", "way": "pull"})
    partner = Partner.objects.get()
    factories.live_story(headline="One")
    deliver()
    second = shown(f"/desk/articles/partner/{partner.pk}/secret/", {})
    assert client.get(first).status_code == 404
    assert [one["headlines"][0]["value"] for one in client.get(second).json()["items"]] == ["One"]


def test_what_fails_stands_on_the_desk_s_first_page_until_it_is_sent_again(
    client: Client, server: Outside
) -> None:
    partner = partner_at(server.address)
    article = factories.live_story(headline="Ferry to run all night")
    server.behaviour = answering("422 No")
    for minutes in range(0, 30, 3):
        deliver(minutes=minutes)
    client.force_login(factories.user(Role.EDITOR_IN_CHIEF))
    link = f'<a href="/desk/articles/partner/{partner.pk}/change/">{partner.name}</a>'
    assert link in client.get("/desk/").content.decode()
    page = client.get(f"/desk/articles/partner/{partner.pk}/change/").content.decode()
    assert "Failed: it is not tried again by itself. They answered 422 No." in page
    (again_at,) = re.findall(r'formaction="([^"]+/again/)" aria-label="Send again: ([^"]+)"', page)
    assert again_at[1] == "Ferry to run all night"
    server.behaviour = WELL
    client.post(again_at[0])
    deliver()
    assert states() == [(1, "confirmed")]
    assert link not in client.get("/desk/").content.decode()
    listed = client.get("/desk/articles/delivery/").content.decode()
    assert "Confirmed." in listed
    take_back(article)
    deliver()
    page = client.get(f"/desk/articles/partner/{partner.pk}/change/").content.decode()
    assert "They were told to take it down, and have confirmed it." in page
