"""The first page of the desk: what needs somebody first, what is good to know beside it, and what both cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.acts import correct, moving, plain_moves, schedule
from articles.assigning import deciding
from articles.assigning.deciding import Wish
from articles.desk import waiting
from articles.models import Article, Edition, ErrorReport
from articles.policy import Role
from house import clock, letters
from tests import factories, wire_copy
from tests.desk_forms import at_the_desk
from tests.test_schedule import approved, hours

pytestmark = pytest.mark.django_db


def lists_of(somebody: User) -> dict[str, list[str]]:
    """Each list with its headlines, those that ask for something first."""
    document = html.document_fromstring(at_the_desk(somebody).get(reverse("admin:index")).content.decode())
    found = {}
    for part in ("waiting-first", "waiting-quiet"):
        for one in document.xpath(f"//div[@class='{part}']/section"):
            title = " ".join(one.xpath(".//h2")[0].text_content().split())
            lines = one.xpath(".//li//*[@class='headline']|.//li[@class='waiting-section']")
            found[title] = [line.text_content().strip() for line in lines]
    return found


def due(article: Article, hours: float, by: User, to: User | None = None) -> None:
    wish = Wish(to=to, desk=None if to else article.section, due=timezone.now() + timedelta(hours=hours))
    deciding.assign(article, wish, by=by)


def test_what_an_editor_has_to_do_comes_first_and_what_is_out_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chief, city = factories.chief(), factories.section("City")
    late, today, later = (factories.story(headline=name, section=city) for name in ("Late", "Today", "Later"))
    for article, after in ((today, 0.001), (late, -30), (later, 50)):
        due(article, after, chief)
    handed_in = factories.story(headline="Handed in", section=city)
    moving.move(plain_moves.SUBMIT, handed_in, by=handed_in.created_by)
    schedule.schedule(approved(factories.story(headline="At six")), at=hours(2), by=chief)
    out = factories.live_story(headline="Out today")
    monkeypatch.setattr(waiting, "midnight", lambda now, days: now + timedelta(hours=1))
    assert lists_of(chief) == {
        "Due today 2": ["Late", "Today"],
        "Left to your desk 1": ["Later"],
        "Submitted 1": ["Handed in"],
        "Next 1": ["At six"],
        "Out lately 1": ["Out today"],
    }
    assert lists_of(out.created_by)["Out lately 1"] == ["Out today"]


def test_what_is_in_edit_stands_by_section() -> None:
    chief = factories.chief()
    for name, section in (("A", "World"), ("B", "City"), ("C", "World")):
        article = factories.story(headline=name, section=factories.section(section))
        moving.move(plain_moves.SUBMIT, article, by=article.created_by)
        moving.move(plain_moves.TAKE, article, by=chief)
    assert lists_of(chief) == {"In edit 3": ["City", "B", "World", "A", "C"]}


def test_a_reporter_is_shown_what_came_back_with_the_note_before_their_drafts() -> None:
    chief, ines = factories.chief(), factories.user(Role.REPORTER)
    article = factories.story(ines, headline="Ferries")
    factories.story(ines, headline="Notes")
    with_editor = factories.story(ines, headline="With an editor")
    for one in (article, with_editor):
        moving.move(plain_moves.SUBMIT, one, by=ines)
    moving.move(plain_moves.RETURN, article, by=chief, note="Who says so?")
    assert lists_of(ines) == {
        "Returned to you 1": ["Ferries"],
        "Your drafts 1": ["Notes"],
        "Yours, on their way 1": ["With an editor"],
    }
    assert "Who says so?" in at_the_desk(ines).get(reverse("admin:index")).content.decode()


def test_what_was_corrected_says_so_and_nobody_is_told_of_stories_of_others() -> None:
    chief, article = factories.chief(), factories.live_story(headline="Ferries")
    correct.correct(article.live_edition.revision, text="It was Thursday.", kind="correction", by=chief)
    page = at_the_desk(chief).get(reverse("admin:index")).content.decode()
    assert "<span>Correction</span>" in page
    assert lists_of(factories.user(Role.REPORTER)) == {}


def test_the_lists_go_by_their_names_in_the_language_of_whoever_reads_them(settings: Any) -> None:
    settings.LANGUAGE_CODE = "pt"
    page = at_the_desk(factories.chief()).get(reverse("admin:index")).content.decode()
    _, _, *names = html.document_fromstring(page).xpath("//nav[@class='lists']//li/a[1]/text()")
    assert names == sorted(names, key=letters.fold)
    assert {"Imagens", "Utilizadores"} < set(names)


def test_what_went_out_long_ago_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.live_story()
    monkeypatch.setattr(waiting, "LATELY", timedelta(0))
    assert Edition.objects.count() == 1
    assert lists_of(factories.chief()) == {}


# Who asks, and in which role; which stories wait, and what is said of them; what is scheduled; the worker, with how
# many messages are new; pictures whose rights end, what stands beside them, where they are used, and what these
# stories are called; readers' reports. And where wire copy has changed, in which stories.
MOST = 12


@pytest.mark.parametrize("count", [1, 14])
def test_the_first_page_asks_twelve_questions_at_most(count: int, django_assert_num_queries) -> None:
    chief, now = factories.chief(), timezone.now()
    picture = factories.picture(rights_end=now + timedelta(days=2))
    live = factories.live_story(lead_picture=picture)
    schedule.schedule(approved(factories.story()), at=hours(2), by=chief)
    for _ in range(count):
        due(factories.story(chief), 0, chief)
        factories.story(chief)
        ErrorReport.objects.create(story_id=live.pk, edition_number=1, text="It is Thursday.")
        submitted = factories.story()
        moving.move(plain_moves.SUBMIT, submitted, by=submitted.created_by)
    client = Client()
    client.force_login(chief)
    with django_assert_num_queries(MOST - 1):
        page = client.get(reverse("admin:index")).content.decode()
    wire_copy.alarm(live)
    with django_assert_num_queries(MOST):
        assert "Wire copy changed" in client.get(reverse("admin:index")).content.decode()
    assert f"the {waiting.LENGTH} that wait longest" in page or count == 1
    assert "Rights ending" in page
    assert "Errors reported" in page
    assert clock.midnight(now) <= now < clock.midnight(now, days=1)
