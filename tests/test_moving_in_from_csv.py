"""Stories move in from a table: each row a whole story, or left out whole and told with its line."""

from __future__ import annotations

import io
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from articles import body
from articles.models import Article, PublishedArticle, Redirect, Reporter
from articles.moving_in import record
from articles.moving_in.csv_file import Table
from articles.policy import Role
from tests import factories

LISBON = ZoneInfo("Europe/Lisbon")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "stories.csv"


def read(file: Path, text: str | bytes, **options: str) -> list[record.Record]:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    table = Table(file, zone=LISBON, **options)
    assert table.count() >= 0
    return list(table.records())


def stories(found: list[record.Record]) -> list[record.Story]:
    return [it for it in found if isinstance(it, record.Story)]


def left(found: list[record.Record]) -> list[tuple[int | None, str]]:
    return [(it.line, it.why) for it in found if isinstance(it, record.LeftOut)]


def test_a_row_is_a_story(file: Path) -> None:
    found = read(
        file,
        "id,headline,kicker,standfirst,body,byline,section,topics,published,slug,picture,caption,alt,credit,address\r\n"
        '7,"Ferries, all night",Harbour,"The council\nvoted.","<p>The <b>last</b> boat.</p><script>x</script>",'
        "Ines Caldera; Emil,City,Ferries;Council,2024-01-11T18:30:00+01:00,all-night,2024/boat.jpg,At dawn.,Boats,AP,"
        "https://old.example.org/2024/all-night?id=7\r\n",
    )
    (story,) = stories(found)
    assert (story.key, story.headline, story.kicker, story.standing) == (
        "story:7",
        "Ferries, all night",
        "Harbour",
        "published",
    )
    assert story.body == "<p>The <strong>last</strong> boat.</p>" == body.clean(story.body).html
    assert [it.person for it in story.bylines] == ["person:ines-caldera", "person:emil"]
    assert (story.section, story.topics) == ("category:city", ("tag:ferries", "tag:council"))
    assert (story.lead_picture, story.lead_caption, story.lead_alt) == (
        "picture:2024/boat.jpg",
        "At dawn.",
        "Boats",
    )
    assert story.old_paths == ("/2024/all-night?id=7",)
    assert (str(story.published_at), story.line) == ("2024-01-11 18:30:00+01:00", 2)
    assert [type(it).__name__ for it in found][-1] == "Story"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", ["", '"'])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_the_header_tells_what_parts_the_columns(file: Path, sign: str, mark: str, bom: bytes) -> None:
    lines = (("Title", "Content", "Author"), ("Größe zählt", "Ja — so ist es.", "Zoë"))
    text = "\n".join(sign.join(f"{mark}{cell}{mark}" for cell in line) for line in lines)
    (story,) = stories(read(file, bom + text.encode()))
    assert (story.headline, story.body) == ("Größe zählt", "<p>Ja — so ist es.</p>")


def test_plain_text_has_its_paragraphs_and_hides_no_markup(file: Path) -> None:
    (story,) = stories(read(file, 'headline,body\nA,"One & 2 < 3\nline\n\n\nTwo"\n'))
    assert story.body == "<p>One &amp; 2 &lt; 3<br>line</p><p>Two</p>"


def test_a_bad_row_is_told_with_its_line_and_nothing_of_it_comes_in(file: Path) -> None:
    found = read(
        file,
        "headline,body,byline,published,status,section,picture\n"
        'Good,"two\nlines",Ines,,,,\n'  # 2 and 3
        "Short,row\n"
        ",,,,,,\n"
        ",,Nobody,,,,\n"
        "A,b,Nobody,yesterday,,,\n"
        "A,b,Nobody,,published,,\n"
        "A,b,Nobody,,burnt,,\n"
        "A,b,Nobody,,,City;Sport,\n"
        "A,b,Nobody,,,,ftp://x.example/a.jpg\n"
        "Good,again,Ines,,,,\n"
        "Last,one,Ines,,,,\n",
    )
    assert left(found) == [
        (4, "It has 2 cells, and the header 7."),
        (6, "It has no headline and no text."),
        (7, "Its time “yesterday” cannot be read: write it as 2026-03-09T18:00+01:00."),
        (8, "It was published, and it does not say when."),
        (9, "Its status is “burnt”, and none of published, draft, submitted, scheduled."),
        (10, "It names several sections: a story stands in one."),
        (11, "Its picture is neither an address nor a path of a file."),
        (12, "It is the same story as in line 2."),
    ]
    assert [(it.headline, it.line) for it in stories(found)] == [("Good", 2), ("Last", 13)]
    assert [it.name for it in found if isinstance(it, record.Person)] == ["Ines"]


def test_a_picture_without_a_true_address_is_told(file: Path) -> None:
    found = read(file, "headline,body,picture\nA,b,http://[home]/a.jpg\n")
    assert left(found) == [(2, "Its picture is neither an address nor a path of a file.")]


@pytest.mark.parametrize(
    ("column", "value", "standing"),
    [
        ("visibility", "", "published"),
        ("visibility", "Public", "published"),
        ("visibility", "members", "draft"),
        ("access", "private", "draft"),
        ("password", "sesame", "draft"),
    ],
)
def test_what_not_everybody_could_read_is_a_draft(file: Path, column: str, value: str, standing: str) -> None:
    text = f"headline,body,published,address,{column}\nA,b,2026-03-09T18:00+01:00,/a/,{value}\n"
    (story,) = stories(read(file, text))
    assert (story.standing, bool(story.old_paths)) == (standing, standing == "published")
    assert "sesame" not in repr(story)


def test_a_time_without_a_zone_is_told(file: Path) -> None:
    (story,) = stories(read(file, "headline,body,published\nA,b,2024-07-01 10:00\n"))
    assert str(story.published_at) == "2024-07-01 10:00:00+01:00"
    assert story.problems == ("Its time had no zone: it was read as of Europe/Lisbon.",)


def test_a_column_that_nobody_knows_is_told_once(file: Path) -> None:
    found = read(file, "headline,body,mood\nA,b,glad\nB,c,sad\n")
    assert [it.title for it in found if isinstance(it, record.LeftOut)] == ["mood"]
    assert len(stories(found)) == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "its header names no column “headline”"),
        (b"a,b\n1,2\n", "its header names no column “headline”"),
        (b"headline,mood\n1,2\n", "its header names no column “body”"),
        (b"headline,title,body\n1,2,3\n", "line 1: two columns are “headline”"),
        (b"headline,body\n", "it has a header and no rows"),
        (b'headline,body\nA,b\nC,"never closed\nD,e\n', "line 3: the row that begins here cannot be read"),
        (b'headline,body\nA,"b"c\n', "line 2: the row that begins here cannot be read"),
        ("headline,body\nA,b\nGröße,x\n".encode("latin-1"), "line 3: it is not written in UTF-8"),
        ("headline,body\nA,b\n".encode("utf-16"), "line 1: it is not written in UTF-8"),
        (b"PK\x03\x04\x14\x00\x06", "its header names no column “headline”"),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_refused_before_anything_comes_in(
    file: Path, text: bytes, why: str
) -> None:
    with pytest.raises(record.Refused) as refused:
        read(file, text)
    assert str(refused.value).startswith("stories.csv")
    assert why in str(refused.value)


@pytest.mark.django_db
def test_a_table_moves_in_and_a_second_run_adds_nothing(file: Path, tmp_path: Path) -> None:
    chief = factories.user(Role.EDITOR_IN_CHIEF)
    (tmp_path / "boat.jpg").write_bytes(factories.picture_file().read())
    file.write_text(
        "headline;body;byline;section;published;picture;address\n"
        "Ferries;<p>All night.</p>;Ines Caldera;City;2024-01-11T18:30:00Z;boat.jpg;/old/ferries\n"
        "Broken;row\n"
        "A draft;Not yet.;Ines Caldera;City;;;/old/draft\n"
    )

    def bring() -> str:
        said = io.StringIO()
        options = {
            "log_in": chief.username,
            "uploads": tmp_path,
            "no_progress": True,
            "stdout": said,
            "credit": "AP",
        }
        call_command("import_csv", str(file), **options)
        return said.getvalue()

    assert "row , line 3 left out: It has 2 cells, and the header 7." in bring()
    public = PublishedArticle.objects.get()
    assert (public.headline, public.byline_line) == ("Ferries", "Ines Caldera")
    assert public.lead is not None
    assert Redirect.objects.get().old_path == "/old/ferries"
    bring()
    assert (Article.objects.count(), Reporter.objects.count()) == (2, 1)
