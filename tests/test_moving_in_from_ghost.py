"""A Ghost site moves in: posts, pages, people, tags and pictures; and what members alone could read stays inside."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from articles import body
from articles.models import Article, MovedIn, PublishedArticle, Redirect, Section
from articles.moving_in import ghost_body, ghost_cards, json_rows, record
from articles.moving_in.ghost import Ghost
from articles.policy import Role
from tests import factories

HTML = (
    '<p>The <em>last</em> boat <a href="__GHOST_URL__/about/">sails</a>.</p>'
    '<figure class="kg-card kg-image-card kg-card-hascaption"><img src="__GHOST_URL__/content/images/size/w1000/2024/'
    '01/harbour.jpg" class="kg-image" alt="Boats" loading="lazy" srcset="x 600w"><figcaption>At <b>dawn</b>'
    "</figcaption></figure>"
    '<figure class="kg-card kg-embed-card"><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe></figure>'
    "<script>alert(1)</script>"
)


def post(number: int, **facts: Any) -> dict[str, Any]:
    usual = {
        "id": f"65a{number:021}",
        "title": f"Post {number}",
        "slug": f"post-{number}",
        "html": HTML,
        "type": "post",
        "status": "published",
        "visibility": "public",
        "published_at": "2024-01-11T23:30:00.000Z",
        "created_at": "2024-01-10T08:00:00.000Z",
        "updated_at": "2024-01-12T08:00:00.000Z",
        "feature_image": "__GHOST_URL__/content/images/2024/01/harbour.jpg",
        "featured": 0,
    }
    return usual | facts


def data(*posts: dict[str, Any], **tables: Any) -> dict[str, Any]:
    return {
        "posts": list(posts),
        "users": [
            {
                "id": "1",
                "name": "Ines Caldera",
                "slug": "ines",
                "email": "ines@example.org",
                "password": "$2a$secret",
            },
            {"id": "2", "name": "Emil", "slug": "emil", "status": "locked"},
        ],
        "tags": [
            {"id": "10", "name": "Harbour", "slug": "harbour", "visibility": "public"},
            {"id": "11", "name": "Ferries", "slug": "ferries", "visibility": "public"},
            {"id": "12", "name": "#no-ads", "slug": "hash-no-ads", "visibility": "internal"},
        ],
        "posts_tags": [
            {"post_id": posts[0]["id"], "tag_id": "11", "sort_order": 2},
            {"post_id": posts[0]["id"], "tag_id": "12", "sort_order": 0},
            {"post_id": posts[0]["id"], "tag_id": "10", "sort_order": 1},
        ],
        "posts_authors": [
            {"post_id": posts[0]["id"], "author_id": "2", "sort_order": 1},
            {"post_id": posts[0]["id"], "author_id": "1", "sort_order": 0},
        ],
        "posts_meta": [
            {
                "post_id": posts[0]["id"],
                "meta_title": "Night ferry",
                "og_title": "All night",
                "feature_image_alt": "Boats",
                "feature_image_caption": "Photo by <a href='https://x.example'>Somebody</a>",
            }
        ],
        "settings": [{"key": "title", "value": "The Old Site"}, {"key": "timezone", "value": "Asia/Tokyo"}],
        **tables,
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ghost.json"


def written(file: Path, *posts: dict[str, Any], **tables: Any) -> Path:
    whole = {"db": [{"meta": {"version": "5.80.0"}, "data": data(*posts, **tables)}]}
    file.write_text(json.dumps(whole, indent=1))
    return file


def read(file: Path, **options: Any) -> list[record.Record]:
    return list(Ghost(file, address="https://old.example.org", **options).records())


def only(file: Path, **facts: Any) -> record.Story:
    (story,) = (it for it in read(written(file, post(1, **facts))) if isinstance(it, record.Story))
    return story


# What is read


def test_a_post_is_a_story_with_all_that_is_known_of_it(file: Path) -> None:
    found = read(written(file, post(1)), permalink="/{year}/{month}/{day}/{slug}/")
    story = found[-1]
    assert isinstance(story, record.Story)
    assert body.clean(story.body).html == story.body
    assert "last</em> boat" in story.body
    assert 'href="https://old.example.org/about/"' in story.body
    assert "alert" not in story.body
    assert (story.headline, story.slug, story.standing) == ("Post 1", "post-1", "published")
    assert str(story.published_at) == "2024-01-11 23:30:00+00:00"
    assert (story.section, story.topics) == ("category:10", ("tag:11",))
    assert [it.person for it in story.bylines] == ["user:1", "user:2"]
    assert (story.search_title, story.social_title) == ("Night ferry", "All night")
    assert (story.lead_picture, story.lead_alt, story.lead_caption) == (
        "image:2024/01/harbour.jpg",
        "Boats",
        "Photo by Somebody",
    )
    # In the zone of the site, where it was the next day.
    assert story.old_paths == ("/2024/01/12/post-1/",)
    assert story.pictures == ("image:2024/01/harbour.jpg",)
    assert story.line


def test_what_posts_name_comes_before_them_and_pictures_come_once(file: Path) -> None:
    found = read(written(file, post(1), post(2)))
    kinds = [type(it).__name__ for it in found]
    assert kinds == ["Person", "Person", "Section", "Topic", "LeftOut", "Picture", "Story", "Story"]
    picture = next(it for it in found if isinstance(it, record.Picture))
    assert (picture.path, picture.address) == (
        "2024/01/harbour.jpg",
        "https://old.example.org/content/images/2024/01/harbour.jpg",
    )
    assert "secret" not in repr(found)


@pytest.mark.parametrize("visibility", ["members", "paid", "tiers", "filter", "something new"])
def test_what_was_for_members_is_never_published(file: Path, visibility: str) -> None:
    story = only(file, visibility=visibility)
    assert (story.standing, story.old_paths) == ("draft", ())
    assert "Readers needed to be members" in story.desk_note
    assert "Members alone could read it, and it comes in as a draft." in story.problems


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({"status": "draft", "published_at": None}, "draft"),
        ({"status": "scheduled"}, "scheduled"),
        ({"status": "sent"}, "draft"),
        ({"visibility": "members", "status": "scheduled"}, "draft"),
        ({"type": "page", "visibility": "paid"}, "draft"),
    ],
)
def test_a_post_comes_no_further_than_it_was(file: Path, facts: dict[str, Any], standing: str) -> None:
    assert only(file, **facts).standing == standing


def test_a_page_is_a_page_and_words_of_a_strange_status_are_told(file: Path) -> None:
    *_, page, left = read(written(file, post(1, type="page", slug="about"), post(2, status="burnt")))
    assert isinstance(page, record.Page)
    assert (page.slug, page.old_paths) == ("about", ("/about/",))
    assert isinstance(left, record.LeftOut)
    assert left.why == "Its status is “burnt”."


LEXICAL = {
    "root": {
        "children": [
            {
                "type": "extended-heading",
                "tag": "h2",
                "children": [{"type": "extended-text", "text": "One", "format": 0}],
            },
            {
                "type": "paragraph",
                "children": [
                    {"type": "extended-text", "text": "Bold & <odd>", "format": 1},
                    {"type": "linebreak"},
                    {
                        "type": "link",
                        "url": "https://x.example/?a=1&b=2",
                        "children": [{"type": "text", "text": "there"}],
                    },
                ],
            },
            {"type": "list", "listType": "number", "children": [{"type": "listitem", "children": []}]},
            {"type": "image", "src": "https://x.example/a.jpg", "alt": 'A "b"', "caption": "<b>Cap</b>"},
            {"type": "horizontalrule"},
            {"type": "quantum"},
        ]
    }
}
MOBILEDOC = {
    "version": "0.3.1",
    "markups": [["strong"], ["a", ["href", "https://x.example/?a=1&b=2"]]],
    "atoms": [["soft-return", "", {}]],
    "cards": [
        ["image", {"src": "https://x.example/a.jpg", "alt": 'A "b"', "caption": "<b>Cap</b>"}],
        ["hr", {}],
        ["quantum", {}],
    ],
    "sections": [
        [1, "h2", [[0, [], 0, "One"]]],
        [1, "p", [[0, [0], 1, "Bold & <odd>"], [1, [], 0, 0], [0, [1], 1, "there"]]],
        [3, "ol", [[]]],
        [10, 0],
        [10, 1],
        [10, 2],
    ],
}


@pytest.mark.parametrize(
    "kept", [{"lexical": LEXICAL}, {"mobiledoc": MOBILEDOC}], ids=["lexical", "mobiledoc"]
)
def test_a_post_without_html_is_read_from_what_its_editor_kept(kept: dict[str, Any]) -> None:
    told: list[str] = []
    texts = {"mobiledoc": "", "lexical": "", **{name: json.dumps(value) for name, value in kept.items()}}
    assert ghost_body.html_of(**texts, tell=told.append) == (
        '<h2>One</h2><p><strong>Bold &amp; &lt;odd&gt;</strong><br><a href="https://x.example/?a=1&amp;b=2">there</a>'
        '</p><ol><li></li></ol><figure class="kg-image-card"><img src="https://x.example/a.jpg" '
        'alt="A &quot;b&quot;"><figcaption><b>Cap</b></figcaption></figure><hr>'
    )
    assert told == ["A card was left out: quantum."]


@pytest.mark.parametrize("text", ["{", "[]", '{"root": 5}', '{"sections": [[10, 7]]}', "[" * 100_000])
def test_what_an_editor_kept_and_cannot_be_read_is_told(text: str) -> None:
    told: list[str] = []
    assert ghost_body.html_of("", text, told.append) == ""
    assert told == ["What its editor kept cannot be read: its text was left out."]


@pytest.mark.parametrize(
    ("card", "text", "told"),
    [
        (
            '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://x.example/?a&amp;b">'
            '<div class="kg-bookmark-content"><div class="kg-bookmark-title">A &lt;title&gt;</div><div>About it</div>'
            '<img class="kg-bookmark-icon" src="https://x.example/i.ico"></div></a></figure>',
            '<p><a href="https://x.example/?a&amp;b">A &lt;title&gt;</a></p>',
            [],
        ),
        (
            '<div class="kg-card kg-audio-card"><img src=""><audio src="__GHOST_URL__/content/media/a.mp3"></audio>'
            '<div class="kg-audio-title">Waves</div><button><svg></svg></button><span>0:00</span></div>',
            '<p><a href="https://old.example.org/content/media/a.mp3">Waves</a></p>',
            ["A file is a link to where it was: https://old.example.org/content/media/a.mp3"],
        ),
        (
            '<div class="kg-card kg-toggle-card"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">'
            'Why</h4><button><svg></svg></button></div><div class="kg-toggle-content"><p>So &amp; so.</p></div></div>'
            "after",
            "<p><strong>Why</strong></p><p>So &amp; so.</p><p>after</p>",
            [],
        ),
        (
            '<div class="kg-card kg-callout-card"><div class="kg-callout-emoji">!</div><div class="kg-callout-text">'
            "Mind <b>this</b></div></div>",
            "<p>! Mind <strong>this</strong></p>",
            [],
        ),
        (
            '<div class="kg-card kg-signup-card"><h2>Join</h2><form><input></form></div>',
            "",
            ["A form for signing up was left out."],
        ),
    ],
)
def test_a_card_is_what_it_says(file: Path, card: str, text: str, told: list[str]) -> None:
    story = only(file, html=card)
    assert (story.body, list(story.problems)) == (text, told)


GATED = '<!--kg-gated-block:begin nonMember:{} memberSegment:"status:free" --><p>Secret</p><!--kg-gated-block:end-->'
LEXICAL_HTML = {"type": "html", "html": "<p>Secret</p>"}


@pytest.mark.parametrize(
    ("facts", "is_shown"),
    [
        ({"html": f"<p>Open</p>{GATED.format('false')}"}, False),
        ({"html": f"<p>Open</p>{GATED.format('true')}"}, True),
        ({"html": f"<p>Open</p>{GATED.format('false')}", "visibility": "paid"}, True),
        ({"visibility_of_card": {"web": {"nonMember": False, "memberSegment": "status:free"}}}, False),
        ({"visibility_of_card": {"web": {"nonMember": True, "memberSegment": "status:free"}}}, True),
        ({"visibility_of_card": {"showOnEmail": True, "showOnWeb": False}}, False),
    ],
)
def test_a_part_for_members_is_in_no_open_story(file: Path, facts: dict[str, Any], is_shown: bool) -> None:
    if visibility := facts.get("visibility_of_card"):
        card = LEXICAL_HTML | {"visibility": visibility}
        facts = {"html": None, "lexical": json.dumps({"root": {"children": [card]}})}
    story = only(file, **facts)
    assert ("Secret" in story.body) == is_shown
    assert ("For members alone: Secret" in story.desk_note) == (not is_shown)
    assert any("for members alone" in one for one in story.problems) == (not is_shown)


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0000-00-00 00:00:00", "soon"]
)
def test_a_time_that_is_none_stops_nothing(file: Path, at: str) -> None:
    assert only(file, published_at=at, updated_at=at).published_at is None


def test_a_site_that_was_private_is_refused(file: Path) -> None:
    with pytest.raises(record.Refused, match="the whole site was private"):
        read(written(file, post(1), settings=[{"key": "is_private", "value": "true"}]))
    assert read(written(file, post(1), settings=[{"key": "is_private", "value": "false"}]))


def test_marks_of_closed_parts_without_end_cost_no_more_than_others() -> None:
    begins = "<!--kg-gated-block:begin nonMember:false -->"
    closed: list[str] = []
    assert ghost_cards.without_closed_parts(begins * 2000, closed) == begins * 2000
    assert ghost_cards.without_closed_parts(f"{begins}a{begins}b<!--kg-gated-block:end-->c", closed) == "c"
    assert closed == [f"a{begins}b"]


def test_a_picture_without_a_true_address_stops_nothing(file: Path) -> None:
    assert only(file, feature_image="http://[home]/a.jpg", html="<p>Text</p>").headline == "Post 1"


# Files that are none


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the file ends before it is whole"),
        ("PK\x03\x04", "this is no JSON"),
        ("[]", "this is no JSON"),
        ("{}", "it has no “data” where an export has it"),
        ('{"db": [{"meta": {}}]}', "it has no “data” where an export has it"),
        ('{"db": [{"data": {"posts": []}}]}', "it has no posts: this is no export of Ghost"),
        ('{"db": [{"data": {"posts": [{"id": "1"', "line 1"),
        ('{"db": [{"data": {"posts": [{"id": "1"},]}}]}', "this is no JSON"),
        ('{"db": [{"data": {"posts": [{"id": NaN}]}}]}', "NaN is no number of JSON"),
        ('{"data": {"posts": [' + "[" * 100_000, "nested too deeply"),
        ('{"data": {"posts": [' + "[" * 700 + "]" * 700 + "]}}", "nested too deeply"),
        ('{"data": {"posts": [{"id": ' + "1" * 5000 + "}]}}", "a number that is too large"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_a_sentence(file: Path, text: str, why: str) -> None:
    file.write_text(text)
    with pytest.raises(record.Refused) as refused:
        read(file)
    assert str(refused.value).startswith("ghost.json, line") or "no posts" in str(refused.value)
    assert why in str(refused.value)


def test_rows_are_read_one_at_a_time_whatever_the_size_of_the_buffer(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(file, post(1, title="A \ud800 half and a \x00"), post(2))
    whole = [(row.table, row.values) for row in json_rows.read(file, path=("db", "data"))]
    assert whole[0][1]["title"] == "A \ufffd half and a \ufffd"
    monkeypatch.setattr(json_rows, "AT_ONCE", 7)
    assert [(row.table, row.values) for row in json_rows.read(file, path=("db", "data"))] == whole


def test_an_old_export_without_its_outermost_object_is_read(file: Path) -> None:
    file.write_text(json.dumps({"meta": {}, "data": data(post(1, page=0, type=None, visibility=None))}))
    assert isinstance(read(file)[-1], record.Story)


# What comes in


@pytest.mark.django_db
def test_a_site_moves_in_and_a_second_run_adds_nothing(file: Path, tmp_path: Path) -> None:
    chief = factories.user(Role.EDITOR_IN_CHIEF)
    folder = tmp_path / "images/2024/01"
    folder.mkdir(parents=True)
    (folder / "harbour.jpg").write_bytes(factories.picture_file().read())
    written(file, post(1), post(2, visibility="members"), post(3, type="page", slug="about"))

    def bring() -> str:
        said = io.StringIO()
        call_command(
            "import_ghost",
            str(file),
            log_in=chief.username,
            address="https://old.example.org",
            uploads=tmp_path / "images",
            no_progress=True,
            stdout=said,
        )
        return said.getvalue()

    said = bring()
    assert "Members alone could read it" in said
    public = PublishedArticle.objects.get()
    assert (public.headline, public.section) == ("Post 1", Section.objects.get(slug="harbour"))
    assert public.lead is not None
    page = Client().get(public.path)
    assert page.status_code == 200
    assert "Ines Caldera" in page.content.decode()
    assert Redirect.objects.get(old_path="/post-1/").story == public
    assert Article.objects.count() == 2
    before = MovedIn.objects.count()
    bring()
    assert (Article.objects.count(), MovedIn.objects.count()) == (2, before)


@pytest.mark.django_db
def test_the_address_of_the_site_is_asked_for(file: Path) -> None:
    chief = factories.user(Role.EDITOR_IN_CHIEF)
    written(file, post(1))
    with pytest.raises(CommandError, match="--address"):
        call_command("import_ghost", str(file), log_in=chief.username, no_progress=True)
    with pytest.raises(CommandError, match="begins with https"):
        call_command(
            "import_ghost", str(file), log_in=chief.username, address="old.example.org", no_progress=True
        )
