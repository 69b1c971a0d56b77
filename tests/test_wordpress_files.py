"""Exports of WordPress, read into records: every sample, and what such files hold that nobody would guess."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from articles import body
from articles.moving_in import php, record, shortcodes, wordpress_file
from articles.moving_in.ghost import Ghost
from articles.moving_in.record import Standing
from articles.moving_in.wordpress import WordPress
from articles.moving_in.wordpress_body import Around, Converted, convert

SAMPLES = Path(__file__).parent / "samples" / "wxr"
LISBON = ZoneInfo("Europe/Lisbon")
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>The Old Courier</title>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>
"""
END = "</channel></rss>"


def item(number: int = 7, **said: str) -> str:
    """An item: fields by their names in the file, a double underscore for the colon."""
    fields = {
        "title": "A ferry at night",
        "wp__post_type": "post",
        "wp__status": "publish",
        "wp__post_date": "2020-07-01 12:00:00",
        "wp__post_date_gmt": "2020-07-01 11:00:00",
        "wp__post_name": "a-ferry-at-night",
        "content__encoded": "The boat.",
        "link": "https://old.example/2020/07/a-ferry-at-night/",
    } | {name: text for name, text in said.items() if name not in {"more"}}
    written = "".join(
        f"<{name.replace('__', ':')}><![CDATA[{text}]]></{name.replace('__', ':')}>"
        for name, text in fields.items()
    )
    return f"<item>{written}<wp:post_id>{number}</wp:post_id>{said.get('more', '')}</item>"


def meta(name: str, value: str) -> str:
    return (
        f"<wp:postmeta><wp:meta_key>{name}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value>"
        "</wp:postmeta>"
    )


def records(folder: Path, text: str | bytes, zone: ZoneInfo = LISBON) -> list[record.Record]:
    file = folder / "export.xml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(WordPress(file, zone=zone).records())


def of(found: list[record.Record], kind: type[Any]) -> list[Any]:
    return [one for one in found if isinstance(one, kind)]


def story(folder: Path, **said: str) -> record.Story:
    (found,) = of(records(folder, HEAD + item(**said) + END), record.Story)
    return found  # type: ignore[no-any-return]


# Every sample

COUNTS = {
    "authors-multiline.xml": {"Person": 3, "Story": 1},
    "blank-lines.xml": {"Story": 1},
    "cdata-edge.xml": {"Story": 1},
    "post-content-blank-lines.xml": {"Person": 1, "Story": 1},
    "slashes.xml": {"Person": 2, "Section": 1, "Topic": 1, "LeftOut": 1, "Story": 1},
    "small-export.xml": {"Person": 3, "Section": 5, "Topic": 29, "LeftOut": 26, "Story": 7, "Page": 4},
    "term-formats.xml": {"Section": 2, "Topic": 3, "LeftOut": 1},
    "term-meta.xml": {"Section": 1},
    "test-serialized-postmeta-with-cdata.xml": {"Person": 1, "Section": 1, "Story": 1},
    "theme-unit-test-data.xml.gz": {
        "Person": 2,
        "Section": 4,
        "Topic": 179,
        "Picture": 35,
        "LeftOut": 143,
        "Story": 58,
        "Page": 21,
    },
    "valid-wxr-1.0.xml": {"Person": 1, "Section": 4, "Topic": 4, "LeftOut": 2, "Story": 3, "Page": 3},
    "valid-wxr-1.1.xml": {"Person": 1, "Section": 1, "Topic": 1, "LeftOut": 2, "Story": 1, "Page": 1},
    "wordpress_wxr_thumb.xml": {"Person": 1, "Picture": 1, "Story": 1},
    "wxr-comprehensive.xml": {"Person": 2, "Section": 1, "Topic": 3, "LeftOut": 2, "Story": 1, "Page": 1},
    "wxr-flat-attachment-same-site.xml": {"Person": 1, "Picture": 1, "Story": 1},
    "wxr-simple.xml": {"Person": 1, "Section": 1, "Story": 1},
}


def test_there_is_no_sample_that_nobody_reads() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == {*COUNTS, "README.md"}


@pytest.mark.parametrize("name", COUNTS)
def test_every_sample_is_read(name: str) -> None:
    found = list(WordPress(SAMPLES / name, zone=LISBON).records())
    assert Counter(type(one).__name__ for one in found) == COUNTS[name]
    keys = [one.key for one in found if not isinstance(one, record.LeftOut)]
    assert len(keys) == len(set(keys))
    named: set[str] = set()
    for one in found:
        if isinstance(one, record.Story):
            wanted = {one.section, one.lead_picture, *one.topics, *one.pictures} - {""}
            assert wanted <= named, one.key
            assert body.clean(one.body).html == one.body
            assert len(one.pictures) >= max((use.image_id for use in body.pictures(one.body)), default=0)
        elif not isinstance(one, record.LeftOut):
            named.add(one.key)


def test_the_samples_say_what_they_are_there_to_show() -> None:
    def first(name: str, kind: type[Any]) -> Any:
        return of(list(WordPress(SAMPLES / name, zone=LISBON).records()), kind)[0]

    assert first("authors-multiline.xml", record.Person).name == "alice"
    assert first("blank-lines.xml", record.Story).body == "<p>first paragraph</p><p>second paragraph</p>"
    assert first("cdata-edge.xml", record.Story).body == "<p>ends with sequence ]] &gt;</p>"
    assert first("slashes.xml", record.Story).body == '<p>Slashes aren\\\'t \\"cool\\"</p>'
    assert first("slashes.xml", record.Section).name == 'a \\"great\\" category'
    thumb = first("wordpress_wxr_thumb.xml", record.Story)
    assert (thumb.lead_picture, thumb.body) == ("attachment:333", "<p><strong>toto</strong></p>")
    flat = first("wxr-flat-attachment-same-site.xml", record.Story)
    assert flat.pictures == ("attachment:611",)
    assert flat.body == (
        '<p>This post has an attachment.</p><figure data-picture="1" data-alt="canola"></figure>'
    )
    whole = first("wxr-comprehensive.xml", record.Story)
    assert (whole.section, whole.topics) == ("category:news", ("tag:t1", "tag:t2", "tag:updates"))
    assert whole.published_at == datetime(2024, 6, 5, 16, 4, 48, tzinfo=UTC)
    draft = first("test-serialized-postmeta-with-cdata.xml", record.Story)
    assert draft.standing == Standing.DRAFT
    assert draft.published_at == datetime(2009, 10, 20, 15, 13, 20, tzinfo=UTC)
    assert any("Europe/Lisbon" in said for said in draft.problems)


# Files that are no exports, or broken


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "export.xml: It is no good XML"),
        (b"GIF89a", "export.xml, line 1: It is no good XML"),
        (b"<html><body></body></html>", "begins with <html>"),
        (b"<rss version='2.0'><channel><title>A feed</title></channel></rss>", "which version of WXR"),
        (HEAD.replace("1.2<", "2.0<").encode() + END.encode(), "It is of version 2.0"),
        (HEAD.encode() + item().encode(), "It is no good XML"),
        (HEAD.encode() + b"<item><title>A</item>" + END.encode(), "line 6: It is no good XML"),
        (HEAD.encode() + b"<x>" * 60 + b"</x>" * 60 + END.encode(), "nested too deeply"),
        (HEAD.replace('"UTF-8"', '"klingon"').encode() + END.encode(), "It is written in “klingon”"),
        (
            HEAD.replace("<rss", '<!DOCTYPE rss [<!ENTITY who "us">]><rss', 1).encode()
            + b"&who;"
            + END.encode(),
            "It has a DOCTYPE",
        ),
    ],
)
def test_a_file_that_is_no_export_is_refused_with_a_reason(tmp_path: Path, text: bytes, why: str) -> None:
    with pytest.raises(record.Refused, match=r"export\.xml") as refused:
        records(tmp_path, text)
    assert why in str(refused.value)


def test_nothing_is_fetched_or_read_that_a_dtd_names(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("nobody reads this")
    text = HEAD.replace("<rss", f'<!DOCTYPE rss [<!ENTITY s SYSTEM "{secret.as_uri()}">]><rss', 1)
    with pytest.raises(record.Refused, match="DOCTYPE"):
        records(tmp_path, f"{text}&s;{END}")


def test_signs_that_xml_forbids_are_taken_out_and_counted(tmp_path: Path) -> None:
    text = (HEAD + item(content__encoded="The b\x08oat\x0b left.") + "<item/>&#x1f;" + END).encode()
    found = records(tmp_path, text.replace(b"left", b"left \xff"))
    assert of(found, record.Story)[0].body == "<p>The boat left \ufffd.</p>"
    assert [one.title for one in of(found, record.LeftOut) if one.what == "broken signs"] == ["4"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_file_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    declared = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16"}.get(encoding, encoding)
    text = HEAD.replace('"UTF-8"', f'"{declared}"') + item(title="Évora às nove") + END
    assert of(records(tmp_path, text.encode(encoding)), record.Story)[0].headline == "Évora às nove"


@pytest.mark.parametrize("name", ["zlib", "rot13", "klingon"])
def test_what_is_no_encoding_of_text_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(record.Refused, match=f"It is written in “{name}”, which nobody here reads"):
        records(tmp_path, HEAD.replace('"UTF-8"', f'"{name}"') + END)


def test_a_packed_file_is_read_and_half_of_one_is_refused(tmp_path: Path) -> None:
    file, packed = tmp_path / "a.xml.gz", gzip.compress((HEAD + item() + END).encode())
    file.write_bytes(packed)
    assert len(of(list(WordPress(file, zone=LISBON).records()), record.Story)) == 1
    file.write_bytes(packed[:-20])
    with pytest.raises(record.Refused, match="cannot be unpacked"):
        list(WordPress(file, zone=LISBON).records())


@pytest.mark.parametrize(
    "base",
    ["https://old.example", "http://www.old.example/", "https://Old.Example", "https://WWW.old.example"],
)
def test_a_site_is_known_again_however_its_address_is_written(tmp_path: Path, base: str) -> None:
    file = tmp_path / "export.xml"
    file.write_text(HEAD.replace("https://old.example", base) + item() + END)
    assert WordPress(file, zone=LISBON).system == "wordpress old.example"
    file.write_text('{"data": {"posts": [{"id": "1"}]}}')
    assert Ghost(file, address=base).system == "ghost old.example"


def test_a_large_file_is_read_item_by_item(tmp_path: Path) -> None:
    file = tmp_path / "large.xml"
    file.write_text(HEAD + item(content__encoded="The boat. " * 1000) * 300 + END)
    reading = wordpress_file.read(file)
    for element in reading:
        assert len(element.fields) < 20
    assert next(reading, None) is None


# Names, people, places


def test_titles_and_names_lose_their_entities_and_tags(tmp_path: Path) -> None:
    assert story(tmp_path, title="Tea &amp; <em>cake</em> &#8211; twice").headline == "Tea & cake – twice"
    assert story(tmp_path, title="1 < 2").headline == "1 < 2"


def test_co_authors_are_bylines_in_their_order_and_guests_are_people(tmp_path: Path) -> None:
    author = (
        "<wp:author><wp:author_login>ines</wp:author_login>"
        "<wp:author_display_name>Ines Caldera</wp:author_display_name></wp:author>"
    )
    guest = item(
        90,
        title="Rui Pires",
        wp__post_type="guest-author",
        wp__status="draft",
        wp__post_name="cap-rui",
        more=meta("cap-user_login", "rui") + meta("cap-display_name", "Rui Pires"),
    )
    terms = "".join(
        f'<category domain="author" nicename="cap-{name}">{name}</category>' for name in ("rui", "ines")
    )
    found = records(tmp_path, HEAD + author + item(dc__creator="ines", more=terms) + guest + END)
    assert {one.key: one.name for one in of(found, record.Person)} == {
        "author:ines": "Ines Caldera",
        "author:rui": "Rui Pires",
    }
    assert [one.person for one in of(found, record.Story)[0].bylines] == ["author:rui", "author:ines"]
    assert not [one for one in of(found, record.LeftOut) if one.what == "guest-author"]


def test_who_wrote_a_post_is_named_even_where_no_list_of_people_is(tmp_path: Path) -> None:
    found = records(tmp_path, HEAD + item(dc__creator=">ines") + END)
    assert [(one.key, one.name) for one in of(found, record.Person)] == [("author:ines", "ines")]
    assert of(found, record.Story)[0].bylines == (record.Byline(person="author:ines"),)


def test_an_address_of_mail_is_no_name(tmp_path: Path) -> None:
    author = "<wp:author><wp:author_login>emil@old.example</wp:author_login></wp:author>"
    found = records(tmp_path, HEAD + author + item(dc__creator="ines@old.example") + END)
    people = of(found, record.Person)
    assert [(one.name, one.slug) for one in people] == [("emil", "emil"), ("ines", "ines")]
    (story,) = of(found, record.Story)
    assert [one.person for one in story.bylines] == [people[1].key]


def test_the_top_category_is_the_section_and_the_others_are_topics(tmp_path: Path) -> None:
    categories = "".join(
        f"<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent><wp:cat_name>{slug.title()}</wp:cat_name></wp:category>"
        for number, (slug, parent) in enumerate([("football", "sport"), ("sport", ""), ("city", "")], 1)
    )
    terms = "".join(
        f'<category domain="category" nicename="{slug}">{slug.title()}</category>'
        for slug in ("football", "sport", "city")
    )
    found = records(tmp_path, HEAD + categories + item(more=terms) + END)
    # No story stands in the others, and an empty section is none.
    assert [one.key for one in of(found, record.Section)] == ["category:sport"]
    (one,) = of(found, record.Story)
    assert (one.section, one.topics) == ("category:sport", ("tag:city", "tag:football"))
    main = meta("_yoast_wpseo_primary_category", "3")
    (one,) = of(records(tmp_path, HEAD + categories + item(more=terms + main) + END), record.Story)
    assert one.section == "category:city"


# Times, standing, addresses


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"wp__post_date_gmt": "2020-07-01 11:00:00"}, datetime(2020, 7, 1, 11, tzinfo=UTC)),
        (
            {"wp__post_date_gmt": "0000-00-00 00:00:00", "pubDate": "Wed, 01 Jul 2020 11:30:00 +0000"},
            datetime(2020, 7, 1, 11, 30, tzinfo=UTC),
        ),
        (
            {"wp__post_date_gmt": "0000-00-00 00:00:00", "pubDate": "Mon, 30 Nov -0001 00:00:00 +0000"},
            datetime(2020, 7, 1, 11, tzinfo=UTC),
        ),
        ({"wp__post_date_gmt": "", "wp__post_date": "0000-00-00 00:00:00"}, None),
        ({"wp__post_date_gmt": "soon", "wp__post_date": "later"}, None),
    ],
)
def test_times_are_those_of_greenwich_or_of_the_zone_that_is_told(
    tmp_path: Path, said: dict[str, str], at: datetime | None
) -> None:
    found = story(tmp_path, **said)
    assert found.published_at == at
    is_of_the_clock = "pubDate" in said and "-0001" in said["pubDate"]
    assert any("zone" in one for one in found.problems) == is_of_the_clock


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ({}, Standing.PUBLISHED),
        ({"wp__status": "draft"}, Standing.DRAFT),
        ({"wp__status": "pending"}, Standing.SUBMITTED),
        ({"wp__status": "future"}, Standing.SCHEDULED),
        ({"wp__status": "private"}, Standing.DRAFT),
        ({"wp__post_password": "sesame"}, Standing.DRAFT),
        ({"wp__post_password": " "}, Standing.DRAFT),
        ({"more": meta("_jetpack_newsletter_access", "everybody")}, Standing.PUBLISHED),
        ({"more": meta("_jetpack_newsletter_access", "paid_subscribers")}, Standing.DRAFT),
        ({"more": meta("_members_access_role", "editor")}, Standing.DRAFT),
        ({"more": meta("rcp_user_level", 'a:1:{i:0;s:3:"all";}')}, Standing.PUBLISHED),
        ({"content__encoded": "Open. [membership level='1']Not[/membership]"}, Standing.DRAFT),
        ({"content__encoded": "Our crew: [team_member]Ana[/team_member] [members]"}, Standing.PUBLISHED),
        ({"content__encoded": "<p>Open.</p><!-- wp:jetpack/paywall /--><p>Not.</p>"}, Standing.DRAFT),
        ({"wp__post_type": "page", "wp__status": "draft"}, Standing.DRAFT),
    ],
)
def test_what_readers_did_not_have_is_not_published(
    tmp_path: Path, said: dict[str, str], standing: Standing
) -> None:
    found = story(tmp_path, **said)
    assert found.standing == standing
    assert bool(found.old_paths) == (standing == Standing.PUBLISHED)
    assert "sesame" not in repr(found)


ACCESS = 'a:2:{s:7:"product";a:0:{}s:12:"subscription";a:0:{}}'


@pytest.mark.parametrize(
    ("field", "value", "is_closed"),
    [
        ("memberful_acl", ACCESS, False),
        ("memberful_acl", 'a:1:{s:7:"product";a:1:{i:0;s:1:"4";}}', True),
        (
            "_issuem_leaky_paywall_visibility",
            'a:2:{s:15:"visibility_type";s:7:"default";s:4:"only";a:0:{}}',
            False,
        ),
        ("_issuem_leaky_paywall_visibility", 'a:1:{s:15:"visibility_type";s:4:"only";}', True),
        ("groups-read", "3", True),
        ("patreon-level", "0", False),
        ("patreon-level", "5", True),
        ("arm_access_plan", "0", True),
        ("pms-content-restrict-subscription-plan", "12", True),
        ("pms-content-restrict-type", "default", False),
        ("wppb-content-restrict-user-status", "loggedin", True),
        ("passster_activate_protection", "1", True),
        ("wpf-settings", 'a:1:{s:10:"apply_tags";a:1:{i:0;s:1:"7";}}', False),
        ("wpf-settings", 'a:1:{s:12:"lock_content";b:1;}', True),
    ],
)
def test_fields_of_plugins_say_who_could_read_a_post(
    tmp_path: Path, field: str, value: str, is_closed: bool
) -> None:
    found = story(tmp_path, more=meta(field, value))
    assert found.standing == (Standing.DRAFT if is_closed else Standing.PUBLISHED)
    assert is_closed == any(field in one for one in found.problems)
    assert is_closed == ("It stood at /2020/07/a-ferry-at-night/." in found.desk_note)


def term(number: int, slug: str, more: str = "") -> str:
    return (
        f"<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:cat_name>{slug}</wp:cat_name>{more}</wp:category>"
    )


def rule(kind: str, about: str = "", **said: str) -> str:
    more = meta("_mepr_rules_type", kind) + meta("_mepr_rules_content", about) + said.pop("more", "")
    return item(90, wp__post_type="memberpressrule", title="Members", link="", more=more, **said)


IN_CITY = '<category domain="category" nicename="city"><![CDATA[City]]></category>'


@pytest.mark.parametrize(
    ("rules", "closed"),
    [
        ("", set()),
        (rule("single_post", "7"), {7}),
        (rule("single_post", "7", wp__status="trash"), set()),
        (rule("single_post", "7", wp__status="draft"), set()),
        (rule("category", "31"), {8}),
        (rule("all_tax_category", "31"), {8}),
        (rule("category", "city"), {8}),
        (rule("parent_page", "20"), {21}),
        (rule("all_posts"), {7, 8}),
        (rule("all_pages"), {20, 21}),
        (rule("all"), {7, 8, 20, 21}),
        (rule("partial"), set()),
        (rule("custom", "/2020/08/"), {8}),
        # Rules that nobody here can follow close everything.
        (rule("custom", "/20.*/", more=meta("_is_mepr_rules_content_regexp", "1")), {7, 8, 20, 21}),
        (rule("category", "99"), {7, 8, 20, 21}),
        (rule("of_tomorrow", "7"), {7, 8, 20, 21}),
    ],
)
def test_rules_of_memberpress_close_what_they_name(tmp_path: Path, rules: str, closed: set[int]) -> None:
    posts = item(7) + item(8, link="https://old.example/2020/08/b/", more=IN_CITY)
    pages = item(20, wp__post_type="page") + item(21, wp__post_type="page", wp__post_parent="20")
    found = records(tmp_path, HEAD + term(31, "city") + posts + pages + rules + END)
    drafts = [one for one in of(found, record.Story) if one.standing == Standing.DRAFT]
    assert {int(one.key.partition(":")[2]) for one in drafts} == closed
    assert all("the rule “Members” of MemberPress" in " ".join(one.problems) for one in drafts)
    assert "rules for members" not in {one.what for one in of(found, record.LeftOut)}


def test_a_category_can_close_its_posts(tmp_path: Path) -> None:
    name = "<wp:meta_key>rcp_restricted_meta</wp:meta_key>"
    closes = f"<wp:termmeta>{name}<wp:meta_value>{{}}</wp:meta_value></wp:termmeta>"
    for value, standing in (
        ('a:1:{s:12:"access_level";s:4:"None";}', Standing.PUBLISHED),
        ('a:1:{s:13:"subscriptions";a:1:{i:0;i:2;}}', Standing.DRAFT),
    ):
        text = HEAD + term(31, "city", closes.format(value)) + item(8, more=IN_CITY) + END
        (found,) = of(records(tmp_path, text), record.Story)
        assert found.standing == standing


@pytest.mark.parametrize(
    ("trace", "plugin"),
    [
        (item(9, wp__post_type="page", content__encoded="[pmpro_checkout]"), "Paid Memberships Pro"),
        (
            item(9, wp__post_type="page", content__encoded="<!-- wp:pmpro/checkout-page /-->"),
            "Paid Memberships Pro",
        ),
        (item(9, wp__post_type="page", content__encoded="[mepr-login-form]"), "MemberPress"),
        (item(9, wp__post_type="memberpressproduct"), "MemberPress"),
        (item(9, wp__post_type="wc_membership_plan"), "WooCommerce Memberships"),
        (item(9, more=meta("_wc_memberships_force_public", "no")), "WooCommerce Memberships"),
        (item(9, wp__post_type="np_content_gate"), "Newspack"),
        (item(9, content__encoded="[MM_Member_Data name='email']"), "MemberMouse"),
        (item(9, content__encoded="[swpm_login_form]"), "Simple Membership"),
    ],
)
def test_a_plugin_whose_rules_are_not_in_the_file_is_asked_after(
    tmp_path: Path, trace: str, plugin: str
) -> None:
    found = records(tmp_path, HEAD + item(7) + trace + END)
    (told,) = [one for one in of(found, record.LeftOut) if one.what == "rules for members"]
    assert plugin in told.why
    assert told.key.endswith(":9")
    assert found.index(told) == 0
    file = tmp_path / "export.xml"
    assert WordPress(file, zone=LISBON).count() == 3  # with the channel
    with pytest.raises(record.Refused, match=plugin):
        WordPress(file, zone=LISBON, must_decide=True).count()


def test_a_site_without_such_a_plugin_is_asked_nothing(tmp_path: Path) -> None:
    plain = item(
        7, content__encoded="A [member] of the [mm] crew. [gallery ids='1']", more=meta("_edit_last", "1")
    )
    records(tmp_path, HEAD + plain + item(9, wp__post_type="nav_menu_item") + END)
    assert WordPress(tmp_path / "export.xml", zone=LISBON, must_decide=True).count() == 3


@pytest.mark.parametrize(
    ("line", "is_closed"),
    [
        ("8", True),
        ("/2020/08/b", True),
        ("https://old.example/2020/08/b/", True),
        ("category:city", True),
        ("7", False),
        ("/2020/08/", False),
        ("tag:city", False),
    ],
)
def test_a_newsroom_says_what_its_members_alone_could_read(
    tmp_path: Path, line: str, is_closed: bool
) -> None:
    post = item(8, link="https://old.example/2020/08/b/", more=IN_CITY)
    (tmp_path / "export.xml").write_text(HEAD + post + END)
    found = list(WordPress(tmp_path / "export.xml", zone=LISBON, closed=[line]).records())
    (came,) = of(found, record.Story)
    assert came.standing == (Standing.DRAFT if is_closed else Standing.PUBLISHED)
    unused = [one.title for one in of(found, record.LeftOut)]
    assert unused == ([] if is_closed else [line])


def test_a_page_for_members_is_a_draft_of_a_story(tmp_path: Path) -> None:
    found = records(tmp_path, HEAD + item(wp__post_type="page", more=meta("_is_paid", "1")) + END)
    assert [one.standing for one in of(found, record.Story)] == [Standing.DRAFT]
    assert not of(found, record.Page)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({}, "<p>Shared.</p>"),
        ({"wp__status": "draft"}, ""),
        ({"wp__status": "trash"}, ""),
        ({"wp__post_password": "sesame"}, ""),
    ],
)
def test_a_shared_block_stands_where_readers_had_it(tmp_path: Path, said: dict[str, str], text: str) -> None:
    shared = item(5, wp__post_type="wp_block", content__encoded="<p>Shared.</p>", **said)
    text_of_post = '<!-- wp:block {"ref":5} /-->'
    (found,) = of(records(tmp_path, HEAD + shared + item(content__encoded=text_of_post) + END), record.Story)
    assert found.body == text


def test_a_block_that_holds_itself_many_times_is_not_unfolded_without_end(tmp_path: Path) -> None:
    shared = item(
        5, wp__post_type="wp_block", content__encoded=('<!-- wp:block {"ref":5} /-->' + "a" * 500) * 300
    )
    post = item(content__encoded='<!-- wp:block {"ref":5} /-->')
    found = records(tmp_path, HEAD + shared + post + END)
    assert [one.key for one in of(found, record.LeftOut)] == ["post:7"]


def test_a_field_of_a_plugin_takes_no_field_s_place(tmp_path: Path) -> None:
    more = '<media:content xmlns:media="http://search.yahoo.com/mrss/" url="x"/><wp:status>draft</wp:status>'
    text = (
        item(more="")
        .replace("<item>", f"<item>{more.replace('wp:status', 'media:status')}")
        .replace("<media:status>", '<media:status xmlns:media="http://search.yahoo.com/mrss/">')
    )
    (found,) = of(records(tmp_path, HEAD + text + END), record.Story)
    assert (found.body, found.standing) == ("<p>The boat.</p>", Standing.PUBLISHED)


@pytest.mark.parametrize("status", ["trash", "auto-draft", "inherit", "spam", ""])
def test_what_was_thrown_away_is_left_out_and_told(tmp_path: Path, status: str) -> None:
    found = records(tmp_path, HEAD + item(wp__status=status) + END)
    assert [(one.what, one.line) for one in of(found, record.LeftOut)] == [("post", 6)]
    assert not of(found, record.Story)


def test_comments_menus_and_other_things_are_told(tmp_path: Path) -> None:
    comment = "<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>"
    menu = item(8, wp__post_type="nav_menu_item")
    found = of(records(tmp_path, HEAD + item(more=comment * 2) + menu + END), record.LeftOut)
    assert [(one.what, one.key, one.why) for one in found] == [
        ("comments", "post:7", "2 of them."),
        ("nav_menu_item", "nav_menu_item:8", "Only posts and pages come in."),
    ]


def test_every_address_that_readers_had_is_kept(tmp_path: Path) -> None:
    found = story(tmp_path, guid="https://old.example/?p=7", more=meta("_wp_old_slug", "a-boat"))
    assert found.old_paths == ("/2020/07/a-ferry-at-night/", "/?p=7", "/2020/07/a-boat/")


# Pictures


def test_a_picture_has_its_file_and_its_words(tmp_path: Path) -> None:
    about = (
        'a:2:{s:5:"width";i:900;s:10:"image_meta";a:2:{s:6:"credit";s:3:"Rui";s:9:"copyright";s:6:"© Rui";}}'
    )
    attachment = item(
        30,
        title="Harbour",
        wp__post_type="attachment",
        wp__status="inherit",
        wp__attachment_url="https://old.example/wp-content/uploads/2020/07/harbour.jpg",
        excerpt__encoded="The <em>harbour</em> at dawn",
        more=meta("_wp_attached_file", "2020/07/harbour.jpg")
        + meta("_wp_attachment_image_alt", "Boats")
        + meta("_wp_attachment_metadata", about),
    )
    content = (
        '<p><a href="https://old.example/wp-content/uploads/2020/07/harbour.jpg"><img class="size-medium" '
        'src="https://old.example/wp-content/uploads/2020/07/harbour-300x200.jpg" alt="Boats"></a></p>'
        '<p><img src="/wp-content/uploads/2020/08/quay.jpg"></p>'
    )
    found = records(tmp_path, HEAD + item(content__encoded=content) + attachment + END)
    picture, quay = of(found, record.Picture)
    assert (picture.key, picture.path) == ("attachment:30", "2020/07/harbour.jpg")
    assert (picture.caption, picture.alt, picture.credit) == ("The harbour at dawn", "Boats", "Rui")
    assert picture.copyright == "© Rui"
    assert (quay.key, quay.path) == ("file:2020/08/quay.jpg", "2020/08/quay.jpg")
    (one,) = of(found, record.Story)
    assert one.pictures == ("attachment:30", "file:2020/08/quay.jpg")
    assert not one.problems


@pytest.mark.parametrize("address", ["http://[home]/a.jpg", "http://a\u2100b.example/a.jpg"])
def test_what_is_no_address_stops_nothing(tmp_path: Path, address: str) -> None:
    attachment = item(
        30, wp__post_type="attachment", wp__status="inherit", wp__attachment_url=address, guid=address
    )
    text = f'Text.\n\n{address}\n\n<img src="{address}"><a href="{address}">Link</a>'
    found = records(tmp_path, HEAD + attachment + item(content__encoded=text) + END)
    (story,) = of(found, record.Story)
    assert "Text." in story.body
    assert "Link" in story.body
    assert not of(found, record.Picture)


def test_a_featured_picture_that_the_text_repeats_is_there_once(tmp_path: Path) -> None:
    attachment = item(
        30, wp__post_type="attachment", wp__attachment_url="https://old.example/wp-content/uploads/a.jpg"
    )
    content = (
        '[caption id="attachment_30"]<img class="wp-image-30" src="a.jpg" alt="A"> Words[/caption]\n\nText.'
    )
    text = HEAD + attachment + item(content__encoded=content, more=meta("_thumbnail_id", "30")) + END
    (one,) = of(records(tmp_path, text), record.Story)
    assert (one.lead_picture, one.lead_caption, one.lead_alt) == ("attachment:30", "Words", "A")
    assert one.body == "<p>Text.</p>"


# PHP


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('s:3:"AFP";', "AFP"),
        ('a:1:{s:6:"credit";s:3:"AFP";}', {"credit": "AFP"}),
        ('a:2:{i:0;s:3:"one";i:1;a:1:{s:1:"x";b:1;}}', {0: "one", 1: {"x": True}}),
        ('a:1:{s:3:"key";s:13:"¯\\_(ツ)_/¯";}', {"key": "¯\\_(ツ)_/¯"}),
        # CR LF became LF, so the count is too large; an address was replaced, so it is too small.
        ('a:2:{s:1:"a";s:9:"one\ntwo";s:1:"b";s:2:"x";}', {"a": "one\ntwo", "b": "x"}),
        ('a:2:{s:1:"a";s:3:"https://longer";s:1:"b";N;}', {"a": "https://longer", "b": None}),
        ('O:8:"stdClass":1:{s:1:"a";d:0.5;}', {"a": 0.5}),
    ],
)
def test_values_of_php_are_read_whatever_their_counts(text: str, value: Any) -> None:
    assert php.read(text) == value


@pytest.mark.parametrize("text", ["", "plain", "a:3:{i:0;i:1;}", 's:9:"open', "a:1:{" * 60, "i:;", "s:1:x"])
def test_what_is_no_value_of_php_is_refused(text: str) -> None:
    with pytest.raises(php.NotPHP):
        php.read(text)


# Texts


def converted(content: str, children: tuple[str, ...] = ()) -> Converted:
    around = Around(
        picture=lambda number, address: (
            f"attachment:{number}" if number else (f"file:{address}" if address else "")
        ),
        children=lambda post: list(children),
        base="https://old.example",
        reused={"77": "<!-- wp:paragraph --><p>Shared.</p><!-- /wp:paragraph -->"},
    )
    return convert(content, around)


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("One.\r\n\r\nTwo\nlines.", "<p>One.</p><p>Two<br>lines.</p>"),
        ("<strong>One\n\nTwo</strong>", "<p><strong>One</strong></p><p><strong>Two</strong></p>"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nEnd", "<ul><li><p>a</p></li><li><p>b</p></li></ul><p>End</p>"),
        ("<h2>A</h2>\nText", "<h2>A</h2><p>Text</p>"),
        ("<pre>a\n  b</pre>", "<p>a<br>b</p>"),
        ("<pre>a<br>b <br><b>c</b></pre>", "<p>a<br>b<br>c</p>"),
        ("He said [sic] and [1].", "<p>He said [sic] and [1].</p>"),
        ("[[gallery]] is written so.", "<p>[gallery] is written so.</p>"),
        ("<!--more-->Text<!--nextpage-->", "<p>Text</p>"),
        ('<a href="/about/">Us</a>', '<p><a href="https://old.example/about/">Us</a></p>'),
        ('<a name="x"></a>Text', "<p>Text</p>"),
        (
            "https://www.youtube.com/watch?v=abc\n\nText",
            '<figure data-embed="https://www.youtube.com/watch?v=abc"></figure><p>Text</p>',
        ),
        ("[embed]https://vimeo.com/12345[/embed]", '<figure data-embed="https://vimeo.com/12345"></figure>'),
        ("[youtube=https://youtu.be/abc&w=4]", '<figure data-embed="https://youtu.be/abc&amp;w=4"></figure>'),
        (
            "<blockquote>So.<cite>Ines</cite></blockquote>",
            "<blockquote><p>So.</p><p>— Ines</p></blockquote>",
        ),
        (
            '<blockquote class="twitter-tweet"><p>Hi</p><a href="https://twitter.com/a/status/1">d</a></blockquote>',
            '<figure data-embed="https://twitter.com/a/status/1"></figure>',
        ),
        (
            '<figure class="wp-block-pullquote"><blockquote><p>So.</p><cite>Ines</cite></blockquote></figure>',
            '<aside data-pullquote="" data-by="Ines"><p>So.</p></aside>',
        ),
        (
            '<table><thead><tr><th colspan="2">A</th></tr></thead><tr><td>1</td><td>2</td></tr></table>',
            '<table><tbody><tr><th colspan="2"><p>A</p></th></tr><tr><td><p>1</p></td><td><p>2</p></td></tr>'
            "</tbody></table>",
        ),
        ("<!-- wp:separator --><hr class='x'/><!-- /wp:separator -->", "<hr>"),
        ('<!-- wp:block {"ref":77} /-->', "<p>Shared.</p>"),
        (
            '<!-- wp:embed {"url":"https://vimeo.com/1"} --><figure class="wp-block-embed">'
            '<div class="wp-block-embed__wrapper">\nhttps://vimeo.com/1\n</div>'
            "<figcaption>A film</figcaption></figure>"
            "<!-- /wp:embed -->",
            '<figure data-embed="https://vimeo.com/1"></figure><p><em>A film</em></p>',
        ),
        (
            "<!-- wp:paragraph --><p>New.</p><!-- /wp:paragraph -->\n\nOld.\n\nOlder.",
            "<p>New.</p><p>Old.</p><p>Older.</p>",
        ),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_texts_become_bodies(content: str, html: str) -> None:
    assert converted(content).html == html


@pytest.mark.parametrize(
    ("content", "html", "keys"),
    [
        (
            '[caption id="attachment_9" width="300"]<img class="wp-image-9" src="/a.jpg" alt="A">'
            " A <b>boat</b>[/caption]",
            '<figure data-picture="1" data-caption="A boat" data-alt="A"></figure>',
            ["attachment:9"],
        ),
        (
            '<figure class="wp-block-image"><img src="/a.jpg" class="wp-image-9"/>'
            "<figcaption>A</figcaption></figure>",
            '<figure data-picture="1" data-caption="A"></figure>',
            ["attachment:9"],
        ),
        (
            '[gallery ids="9,8" columns="2"]',
            '<div data-gallery=""><figure data-picture="1"></figure><figure data-picture="2"></figure></div>',
            ["attachment:9", "attachment:8"],
        ),
        (
            "[gallery]",
            '<div data-gallery=""><figure data-picture="1"></figure><figure data-picture="2"></figure></div>',
            ["attachment:4", "attachment:5"],
        ),
        (
            '<figure class="wp-block-gallery"><ul class="blocks-gallery-g'
            'rid"><li><figure><img data-id="3" src="/c.jpg"/>'
            "<figcaption>C</figcaption></figure></li></ul><figcaption>All</figcaption></figure>",
            '<div data-gallery="" data-title="All"><figure data-picture="1" data-caption="C"></figure></div>',
            ["attachment:3"],
        ),
        (
            '<div class="wp-block-cover" style="background-image:url(https://old.example/u/d.jpg)"><p>Over</p></div>',
            '<figure data-picture="1"></figure><p>Over</p>',
            ["file:https://old.example/u/d.jpg"],
        ),
        ('<p>Hi <img class="wp-smiley" alt=":)" src="/s.gif"></p>', "<p>Hi :)</p>", []),
        ('<img src="https://stats.example/x.gif" width="1" height="1">Text', "<p>Text</p>", []),
        (
            '<img src="data:image/gif;base64,R0" data-src="/lazy.jpg">',
            '<figure data-picture="1"></figure>',
            ["file:https://old.example/lazy.jpg"],
        ),
    ],
)
def test_pictures_of_a_text_have_numbers_and_keep_their_words(
    content: str, html: str, keys: list[str]
) -> None:
    found = converted(content, children=("4", "5"))
    assert (found.html, found.pictures) == (html, keys)
    assert not found.problems


@pytest.mark.parametrize(
    ("content", "told", "kept"),
    [
        ('[poll id="4"]', "The shortcode [poll] was left out", ""),
        ("[box]Words[/box]", "The shortcode [box] was left out, its text stays", "Words"),
        ('<iframe src="https://maps.example/x"></iframe>', "from maps.example is a link now", "maps.example"),
        ('<video src="/film.mp4"></video>', "https://old.example/film.mp4", "film.mp4"),
        ("[audio src='https://old.example/a.mp3']", "https://old.example/a.mp3", "a.mp3"),
        ("<form>Name <input></form>", "A form was left out", "Name"),
        ("<!-- wp:latest-posts /-->", "a site makes by itself", ""),
        ('<!-- wp:block {"ref":5} /-->', "Block 5, which several posts share", ""),
        ("<s>not</s> guilty", "not", "guilty"),
    ],
)
def test_what_has_no_place_is_told(content: str, told: str, kept: str) -> None:
    found = converted(content)
    assert told in " ".join(found.problems)
    assert kept in found.html


@pytest.mark.parametrize(
    "content", ["<script>x()</script>a", '<a href="javascript:x()">a</a>', '<p onclick="x()">a</p>']
)
def test_nothing_that_runs_comes_in(content: str) -> None:
    assert converted(content).html == "<p>a</p>"


@pytest.mark.parametrize("sign", ["<!-- wp:x {", "<!-- ", "[a ", "<div>", "[box a=1]", '[caption id="'])
def test_what_is_begun_and_never_ended_is_read_once(sign: str) -> None:
    """Read from each beginning to the end of the text, this would take minutes."""
    found = converted(sign * 4000 + "\n\nThe boat.")
    assert "The boat." in found.html or "A comment in its HTML never ends" in found.problems[0]


def test_brackets_without_end_stay_as_they_are() -> None:
    assert shortcodes.expand("[box] " * 2000, lambda said: None) == "[box] " * 2000
