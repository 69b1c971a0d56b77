"""The picture library: what the grid shows, what is found in it, and many pictures brought or changed at once."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.policy import Role
from articles.publishing import public_copies
from media.admin import grid, likeness
from media.clearance import conditions as clearance
from media.clearance import rights
from media.intake import uploads
from media.library import search
from media.models import Collection, Credit, Image, Lease, LogEntry, Use
from media.terms.categories import Category
from tests import factories

pytestmark = pytest.mark.django_db
GRID = "/desk/media/image/"
TOGETHER = "/desk/media/image/together/"


@pytest.fixture
def pia() -> User:
    return factories.user(Role.PICTURE_EDITOR, name="Pia Ramos")


def at_the_desk(somebody: User) -> Client:
    client = Client()
    client.force_login(somebody)
    return client


def shown(client: Client, query: str = "") -> list[Image]:
    answer = client.get(GRID + query)
    assert answer.status_code == 200
    return [card.image for card in answer.context["cards"]]


def some(number: int, by: User | None = None, **fields: Any) -> list[Image]:
    """Rows like any other, without the time it takes to draw them."""
    by = by or factories.user(Role.PICTURE_EDITOR)
    return Image.objects.bulk_create(
        Image(
            original=f"originals/{n}",
            sha256=f"{n:064x}",
            bytes=1,
            format="JPEG",
            filename=f"dsc_{n}.jpg",
            uploaded_by=by,
            **({"width": 900, "height": 600, "caption": f"Boat {n}", "search_text": f" boat {n}"} | fields),
        )
        for n in range(number)
    )


# The grid


def test_the_grid_says_of_each_picture_what_it_is_whose_and_whether_it_may_be_shown(pia: User) -> None:
    factories.picture(caption="Boats", credited=False)
    image = factories.picture(
        headline="Harbour", digital_source="trainedAlgorithmicMedia", warnings=["Place"]
    )
    Use.objects.create(image=image, story=1, place="lead", is_live=True)
    page = html.fromstring(at_the_desk(pia).get(GRID).content.decode())
    first, second = (" ".join(card.text_content().split()) for card in page.find_class("picture-card"))
    assert first == (
        "Harbour Image: MP | Image: Self Look first Live AI Private details "
        "Made by generative AI: readers are told. Select Harbour"
    )
    assert second == "Boats No credit May not be shown It has no credit. Select Boats"
    img = page.xpath("//*[@class='picture-card-frame']/img")[0]
    assert (img.get("width"), img.get("height"), img.get("alt")) == ("320", "213", "Boats in a harbour")
    assert img.get("src") == reverse("admin:media_image_rendition", args=[image.pk, 320])
    assert page.find_class("picture-card-link")[0].get("href") == f"{GRID}{image.pk}/change/"


def test_older_pictures_come_by_number_and_newer_ones_again(pia: User) -> None:
    images = [image.pk for image in some(2 * grid.PAGE + 1)][::-1]
    client, seen, query, pages = at_the_desk(pia), [], "?q=boat", []
    while True:
        answer = client.get(GRID + query)
        pages.append([card.image.pk for card in answer.context["cards"]])
        seen += pages[-1]
        if not (query := answer.context["older"]):
            break
        assert query.startswith("?q=boat&before=")
    assert seen == images
    for page in (pages[1], pages[0]):
        answer = client.get(GRID + answer.context["newer"])
        assert [card.image.pk for card in answer.context["cards"]] == page
    assert answer.context["newer"] == ""


def test_a_place_in_the_list_that_is_no_number_is_refused(pia: User) -> None:
    image = factories.picture()
    for query in (
        "?before=x",
        "?before=²",
        "?after=" + "9" * 40,
        "?before=-1",
        "?page=2",
        "?agency=999&kind=x",
    ):
        assert at_the_desk(pia).get(f"{GRID}{query}").status_code == 400, query
    assert shown(at_the_desk(pia), f"?before={image.pk}") == []


def test_no_list_counts_or_skips(pia: User, django_assert_num_queries: Any) -> None:
    client = at_the_desk(pia)
    newest = some(60)[-1].pk
    for query in (
        "",
        "?q=boat&rights=no&use=no&form=wide&made=hand&uploaded_from=2020-01-01",
        f"?before={newest}",
    ):
        client.get(GRID + query)
        with django_assert_num_queries(8) as captured:
            client.get(GRID + query)
        asked = " ".join(query["sql"] for query in captured.captured_queries)
        assert not re.search(r"COUNT\(|OFFSET", asked, re.IGNORECASE)


@pytest.mark.parametrize("role", [Role.ADMIN, None])
def test_who_sees_no_pictures_sees_no_library(role: Role | None) -> None:
    client = at_the_desk(factories.user(role))
    for address in (GRID, TOGETHER):
        assert client.get(address).status_code in {302, 403}


# Search


def test_a_picture_is_found_by_all_that_is_known_of_it_without_its_accents(pia: User) -> None:
    words = {"headline": "Régata", "people": "João Prado", "place": "Évora", "keywords": "storm, Überflutung"}
    image = factories.picture(**words)
    Image.objects.filter(pk=image.pk).update(filename="DSC_0042.JPG")
    search.write(image)
    for asked in ("regata", "joao evora", "ÉVORA", "uberflut", "harb dawn", "dsc 0042", "meridian", "0042"):
        assert shown(at_the_desk(pia), f"?q={asked}") == [image], asked
    for asked in ("arbour", "evora lisbon", "🚢", "100%"):
        assert shown(at_the_desk(pia), f"?q={asked}") == [], asked


def test_what_a_query_means_elsewhere_means_nothing_here(pia: User) -> None:
    image = factories.picture(caption="Boats & nets")
    for asked in (
        "boats & nets",
        "boats:*",
        "'boats'",
        "!boats",
        "(boats",
        "boats | nets",
        "%boats%",
        "boat\\",
    ):
        assert list(search.matching(Image.objects.all(), asked)) == [image], asked
    assert list(search.matching(Image.objects.all(), "w" * 5000)) == []


def test_a_picture_is_found_by_the_new_name_of_its_agency_and_its_reporter() -> None:
    image, other = factories.picture(credited=False), factories.picture(credited=False)
    agency, reporter = factories.agency("Associated Press"), factories.reporter("Ines Caldera")
    Credit.objects.create(image=image, kind="agency", agency=agency)
    Credit.objects.create(image=other, kind="staff", reporter=reporter)
    agency.name = "United Press"
    agency.save()
    public_copies.refresh_agency(agency)
    reporter.name = "Ines Prado"
    reporter.save()
    public_copies.refresh_reporter(reporter)
    assert list(search.matching(Image.objects.all(), "united")) == [image]
    assert list(search.matching(Image.objects.all(), "prado")) == [other]
    assert list(search.matching(Image.objects.all(), "caldera")) == []


def test_pictures_from_before_there_was_a_search_are_made_findable() -> None:
    image = factories.picture()
    Image.objects.update(search_text="")
    assert (search.catch_up(), search.catch_up()) == (1, 0)
    assert list(search.matching(Image.objects.all(), "harbour meridian")) == [image]


def test_what_is_changed_in_the_form_is_found_at_once(pia: User) -> None:
    image = uploads.accept(factories.picture_file("quay.jpg"), by=pia, filename="quay.jpg", caption="Fog")
    assert list(search.matching(Image.objects.all(), "fog quay")) == [image]
    answer = at_the_desk(pia).get(f"{GRID}{image.pk}/change/")
    form = html.fromstring(answer.content.decode()).forms[-1]
    sent = {key: value for key, value in form.form_values() if "__prefix__" not in key}
    sent |= {"caption": "Mist", "credits-0-kind": "photographer", "credits-0-name": "Jo Marsh"}
    assert at_the_desk(pia).post(f"{GRID}{image.pk}/change/", sent).status_code == 302
    assert list(search.matching(Image.objects.all(), "mist marsh")) == [image]
    assert list(search.matching(Image.objects.all(), "fog")) == []


# Filters


def test_pictures_are_filtered_by_what_a_picture_desk_asks(pia: User) -> None:
    plain = factories.picture(by=pia)
    other = factories.picture(credited=False, digital_source="trainedAlgorithmicMedia")
    Image.objects.filter(pk=other.pk).update(
        width=600, height=900, taken_at=timezone.now() - timedelta(days=400)
    )
    Image.objects.filter(pk=other.pk).update(uploaded_at=timezone.now() - timedelta(days=40))
    press, city = factories.agency("United Press"), factories.section("City")
    Credit.objects.create(image=other, kind="handout", agency=press)
    flood = Collection.objects.create(name="Flood", made_by=pia)
    flood.images.add(other)
    Use.objects.create(image=other, story=1, place="lead", is_live=False, section=city.pk)
    today, lately = timezone.localdate(), timezone.localdate() - timedelta(days=30)
    client = at_the_desk(pia)
    for query, found in {
        "kind=handout": [other],
        f"agency={press.pk}": [other],
        f"section={city.pk}": [other],
        f"collection={flood.pk}": [other],
        f"uploader={pia.pk}": [plain],
        "form=high": [other],
        "form=wide": [plain],
        "form=square": [],
        "use=yes": [other],
        "use=live": [],
        "use=no": [plain],
        "made=ai": [other],
        "made=hand": [plain],
        f"uploaded_from={lately}": [plain],
        f"uploaded_to={lately}": [other],
        f"uploaded_to={today}": [other, plain],
        f"taken_from={lately}": [],
        f"taken_to={lately}": [other],
        "uploaded_to=9999-12-31&uploaded_from=0001-01-01": [other, plain],
        "use=no&form=high": [],
    }.items():
        assert shown(client, f"?{query}") == found, query


def test_what_is_filtered_by_is_said_and_can_be_taken_away(pia: User) -> None:
    factories.picture()
    answer = at_the_desk(pia).get(f"{GRID}?q=boat&use=no&uploaded_from=2026-01-02")
    links = html.fromstring(answer.content.decode()).xpath("//ul[@class='library-chosen']//a")
    assert [(" ".join(link.text_content().split()), link.get("href")) for link in links] == [
        ("Without the filter Use: Never used", "?q=boat&uploaded_from=2026-01-02"),
        ("Without the filter Uploaded from: 2 Jan 2026", "?q=boat&use=no"),
        ("Show all", GRID),
    ]


def test_the_filter_by_rights_agrees_with_the_verdict_on_each_picture(settings: Any) -> None:
    """Every kind of picture that the rules tell apart."""
    settings.PUBLISHES_IN = ["PT"]
    now = timezone.now()
    hour, days = timedelta(hours=1), timedelta(days=3)
    by = factories.user(Role.PICTURE_EDITOR)
    press = factories.agency()
    images = []
    ends = [None, now - hour, now + days, now + 10 * days]
    for n, (category, end, credit) in enumerate(
        product(["", *Category], ends, ["", "agency", "name", "self"])
    ):
        fields: dict[str, Any] = {"category": category, "rights_end": end}
        fields |= {"rights_note": " \n" if n % 3 else "Agreed.", "licence": "by-4.0" if n % 2 else ""}
        fields |= {
            "only_in": ("", "PT ES", "es", "everywhere", "APT")[n % 5],
            "licensor": "x" if n % 7 else "",
        }
        images.append((Image(**fields), credit))
    made = some(len(images) + 8, by)
    for image, (wanted, credit) in zip(made, images, strict=False):
        names = ("category", "rights_end", "rights_note", "licence", "only_in", "licensor")
        Image.objects.filter(pk=image.pk).update(**{name: getattr(wanted, name) for name in names})
        if credit:
            party = {"agency": {"agency": press}, "name": {"name": "Jo"}, "self": {}}[credit]
            kind = {"agency": "agency", "name": "photographer", "self": "staff"}[credit]
            Credit.objects.create(image=image, kind=kind, **party)
    rest = made[len(images) :]
    for image in rest:
        Credit.objects.create(image=image, kind="staff")
    leases = [
        [(False, None, None)],
        [(False, now + days, None)],
        [(False, now - days, now - hour)],
        [(True, None, now + days)],
        [(True, now - days, now - hour)],
        [(True, now + days, None)],
        [(True, None, now + days), (True, now + hour, None)],
    ]
    for image, rows in zip(rest, leases, strict=False):
        for allows, starts, over in rows:
            Lease.objects.create(
                image=image, allows=allows, starts=starts, ends=over, reason="Said so", by=by
            )
    Image.objects.filter(pk=rest[-1].pk).update(killed_at=now, kill_reason="Wrong person")
    everything = Image.objects.with_rights()
    verdicts = {image.pk: rights.verdict(image, now).state for image in everything}
    soon = {
        image.pk
        for image in everything
        if verdicts[image.pk] != "no" and (end := rights.ends(image, now)) and end <= now + rights.SOON
    }

    def found(asked: Any) -> set[int]:
        return set(Image.objects.filter(asked(now)).values_list("pk", flat=True))

    assert found(clearance.may_not_be_shown) == {pk for pk, state in verdicts.items() if state == "no"}
    assert found(clearance.may_be_shown) == {pk for pk, state in verdicts.items() if state != "no"}
    assert found(clearance.ends_soon) == soon
    assert len(soon) > 5


# Many brought at once


def bring(client: Client, **fields: Any) -> Any:
    return client.post("/desk/media/image/upload/", {"file": factories.picture_file(), **fields})


def test_what_looks_like_a_picture_we_have_is_shown_beside_it(pia: User) -> None:
    ours, edge, other = factories.picture(caption="Ours"), factories.picture(), factories.picture()
    new = factories.picture()
    hashes = {ours: 0b111, edge: (1 << 10) - 1, other: -1, new: 0}
    for image, bits in hashes.items():
        Image.objects.filter(pk=image.pk).update(difference_hash=bits)
    new.refresh_from_db()
    assert list(likeness.alike(new)) == [ours, edge]
    other.refresh_from_db()
    assert list(likeness.alike(other)) == []
    new.difference_hash = None
    assert list(likeness.alike(new)) == []


@pytest.mark.parametrize(
    ("one", "other", "bits"),
    [(0, -1, 64), (-1, -2, 1), (-(2**63), 2**63 - 1, 64), (5, 5, 0), (-(2**63), 0, 1)],
)
def test_hashes_differ_in_as_many_bits_on_either_database(one: int, other: int, bits: int) -> None:
    image = factories.picture()
    Image.objects.filter(pk=image.pk).update(difference_hash=one)
    apart = likeness.apart_from(other)
    assert Image.objects.annotate(apart=apart).get().apart == bits == likeness.bits_apart(one, other)


def test_rights_of_all_come_along_with_each(pia: User) -> None:
    client = at_the_desk(pia)
    assert bring(client, category="handout", kind="staff", name="").status_code == 201
    assert Image.objects.get().category == "handout"
    wrong = bring(client, category="stolen")
    assert wrong.json()["wrong"] == {"category": "Choose under what right we show it."}


def test_whoever_brought_a_picture_a_moment_ago_may_take_it_back() -> None:
    rui, ana = factories.user(Role.REPORTER), factories.user(Role.REPORTER)
    image = uploads.accept(factories.picture_file(), by=rui, filename="a.jpg")
    where = reverse("admin:media_image_take_back", args=[image.pk])
    assert at_the_desk(ana).post(where).status_code == 403
    assert at_the_desk(rui).get(where).status_code == 405
    assert Client(enforce_csrf_checks=True).post(where).status_code in {302, 403}
    assert at_the_desk(rui).post(where).json() == {"taken_back": image.pk}
    assert not Image.objects.exists()


def test_a_picture_is_not_taken_back_from_a_story_nor_a_day_later() -> None:
    rui = factories.user(Role.REPORTER)
    used, old = (uploads.accept(factories.picture_file(), by=rui, filename="a.jpg") for _ in range(2))
    factories.story(lead_picture=used)
    Image.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - timedelta(days=1))
    client = at_the_desk(rui)
    answer = client.post(reverse("admin:media_image_take_back", args=[used.pk]))
    assert (answer.status_code, "stays" in answer.json()["why"]) == (409, True)
    assert client.post(reverse("admin:media_image_take_back", args=[old.pk])).status_code == 403
    assert Image.objects.count() == 2


# Many changed at once


def typed(client: Client, images: list[Image]) -> dict[str, list[str]]:
    """The form as a browser would send it."""
    answer = client.get(TOGETHER, {"picture": [image.pk for image in images]})
    assert answer.status_code == 200
    return fields_of(answer)


def fields_of(answer: Any) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for name, value in html.fromstring(answer.content.decode()).find_class("together")[0].form_values():
        sent.setdefault(name, []).append(value)
    return sent


def look_then_do(client: Client, sent: dict[str, Any]) -> Any:
    answer = client.post(TOGETHER, sent | {"act": "look"})
    assert answer.status_code == 200
    return answer, client.post(TOGETHER, fields_of(answer) | {"act": "do"})


def test_captions_of_many_are_fixed_in_one_go_and_what_they_share_with_them(pia: User) -> None:
    one, two = factories.picture(keywords="storm"), factories.picture(credited=False)
    article = factories.live_story(lead_picture=one)
    client = at_the_desk(pia)
    sent: dict[str, Any] = typed(client, [one, two])
    sent |= {f"{one.pk}-caption": "The quay.", "place": "Almadrel", "keywords": "Storm, harbour"}
    sent |= {"kind": "photographer", "name": "Ana Prado", "category": "freelance", "new_collection": "Storm"}
    looked, done = look_then_do(client, sent)
    page = " ".join(html.fromstring(looked.content.decode()).text_content().split())
    assert "This will change" in page
    assert "Caption The harbour at dawn. The quay." in page
    assert "Credit Image: MP | Image: Self Image: Ana Prado" in page
    assert "All go into “Storm”." in page
    assert (done.status_code, done["Location"]) == (302, GRID)
    one.refresh_from_db()
    two.refresh_from_db()
    assert [(i.caption, i.place, i.credit_line, i.category) for i in (one, two)] == [
        ("The quay.", "Almadrel", "Image: Ana Prado", "freelance"),
        ("The harbour at dawn.", "Almadrel", "Image: Ana Prado", "freelance"),
    ]
    assert (one.keywords, two.keywords) == ("storm, harbour", "Storm, harbour")
    assert set(Collection.objects.get(name="Storm").images.all()) == {one, two}
    assert list(search.matching(Image.objects.all(), "almadrel prado quay")) == [one]
    lead = article.__class__.objects.get(pk=article.pk)
    assert lead.lead_picture == one
    noted = LogEntry.objects.filter(image_id=one.pk, act="rights").get()
    assert noted.by == pia
    assert noted.words.startswith("Caption: The quay.. Credit: Image: Ana Prado")


def test_nothing_is_changed_before_it_was_seen(pia: User) -> None:
    image = factories.picture()
    client = at_the_desk(pia)
    sent = typed(client, [image]) | {"place": "Almadrel"}
    assert "Almadrel" in client.post(TOGETHER, sent | {"act": "look"}).content.decode()
    back = client.post(TOGETHER, sent | {"act": "back"})
    assert 'value="Almadrel"' in back.content.decode()
    image.refresh_from_db()
    assert image.place == ""


def test_what_nobody_touched_stays_though_another_changed_it_meanwhile(pia: User) -> None:
    image = factories.picture()
    client = at_the_desk(pia)
    sent = typed(client, [image]) | {"place": "Almadrel"}
    Image.objects.filter(pk=image.pk).update(caption="Put right meanwhile.")
    look_then_do(client, sent)
    image.refresh_from_db()
    assert (image.caption, image.place) == ("Put right meanwhile.", "Almadrel")


def test_a_reporter_changes_only_pictures_of_their_own_however_they_ask() -> None:
    rui = factories.user(Role.REPORTER)
    mine, theirs = factories.picture(by=rui), factories.picture()
    client = at_the_desk(rui)
    sent = typed(client, [mine, theirs]) | {"place": "Almadrel", f"{theirs.pk}-caption": "Spoilt."}
    sent["picture"] = [str(mine.pk), str(theirs.pk)]
    client.post(TOGETHER, sent | {"act": "do"})
    assert list(Image.objects.filter(place="Almadrel")) == [mine]
    theirs.refresh_from_db()
    assert theirs.caption == "The harbour at dawn."
    assert client.get(TOGETHER, {"picture": theirs.pk}).status_code == 302


def test_mistakes_change_nothing_and_are_said_where_they_are(pia: User) -> None:
    image = factories.picture()
    client = at_the_desk(pia)
    sent = typed(client, [image])
    for wrong, said in [
        ({"name": "Ana Prado"}, "Say what kind of credit it is."),
        ({"kind": "agency"}, "Say who is credited."),
        (
            {"rights_end_0": "2030-01-01", "rights_end_1": "10:00", "no_rights_end": "on"},
            "Either a day or none.",
        ),
        ({f"{image.pk}-caption": "c" * 601}, "at most 600 characters"),
        ({"collection": "999"}, "Select a valid choice"),
    ]:
        for act in ("look", "do"):
            page = client.post(TOGETHER, sent | wrong | {"act": act, "place": "X"})
            assert (page.status_code, said in page.content.decode()) == (200, True), said
    image.refresh_from_db()
    assert image.place == ""
    assert not LogEntry.objects.filter(image_id=image.pk, act="changed").exists()


def test_rights_of_many_end_on_a_day_or_have_no_end(pia: User) -> None:
    image = factories.picture()
    client = at_the_desk(pia)
    look_then_do(client, typed(client, [image]) | {"rights_end_0": "2030-01-02", "rights_end_1": "18:00"})
    image.refresh_from_db()
    assert timezone.localtime(image.rights_end).isoformat()[:16] == "2030-01-02T18:00"
    look_then_do(client, typed(client, [image]) | {"no_rights_end": "on"})
    image.refresh_from_db()
    assert image.rights_end is None


# Collections


def test_a_collection_is_filled_renamed_emptied_and_dissolved(pia: User) -> None:
    image, other = factories.picture(), factories.picture()
    client = at_the_desk(pia)
    look_then_do(client, typed(client, [image, other]) | {"new_collection": "Flood"})
    flood = Collection.objects.get()
    look_then_do(client, typed(client, [image]) | {"new_collection": "flood"})
    assert Collection.objects.count() == 1
    assert set(shown(client, f"?collection={flood.pk}")) == {image, other}
    look_then_do(client, typed(client, [image]) | {"take_out_of": flood.pk})
    assert shown(client, f"?collection={flood.pk}") == [other]
    where = reverse("admin:media_collection", args=[flood.pk])
    Collection.objects.create(name="Fire", made_by=pia)
    client.post(where, {"act": "rename", "name": "Fire"})
    client.post(where, {"act": "rename", "name": " "})
    flood.refresh_from_db()
    assert flood.name == "Flood"
    client.post(where, {"act": "rename", "name": "Flood of 2026"})
    flood.refresh_from_db()
    assert flood.name == "Flood of 2026"
    reporter = at_the_desk(factories.user(Role.REPORTER))
    assert reporter.post(where, {"act": "dissolve"}).status_code == 403
    assert reporter.post(where, {"act": "rename", "name": "Mine"}).status_code == 403
    client.post(where, {"act": "dissolve"})
    assert list(Collection.objects.values_list("name", flat=True)) == ["Fire"]
    assert Image.objects.count() == 2
