"""The paper in other languages: its own words are marked, translated, and said in the language they stand in."""

from __future__ import annotations

import ast
import gettext as catalogue_files
import re
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from playwright.sync_api import Browser

from articles import languages
from articles.acts import withdraw
from articles.composing import lines, times
from articles.models import PublishedArticle
from articles.models.story import ArticleType, BylineRole
from articles.publishing import public_rows
from newsroom.people.languages import OFFERED
from tests import factories
from tests.browsing import a_browser, barriers

HERE = Path(settings.BASE_DIR)
CODES = sorted(path.name for path in (HERE / "locale").iterdir())
TEMPLATES = sorted([*(HERE / "templates/site").rglob("*.html"), *(HERE / "templates").glob("*.html")])
MODULES = sorted(
    path for package in ("articles", "house", "media", "newsroom") for path in (HERE / package).rglob("*.py")
)
EVERY_TEMPLATE = sorted((HERE / "templates").rglob("*.html"))
PUBLIC_MODULES = sorted(
    path for folder in ("articles/site", "articles/body") for path in (HERE / folder).rglob("*.py")
)
# Those that speak to readers, or make the rows and lines that readers get. How fronts are arranged is the desk's.
FOR_READERS = [
    path
    for folder in ("site", "composing", "search")
    for path in (HERE / "articles" / folder).rglob("*.py")
    if path.stem != "arrangement"
]
# Names of formats are the same in every language.
FORMATS = {"RSS", "Atom", "JSON"}
MARKS = {
    "_",
    "_lazy",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "say",
    "say_many",
    "say_forms",
}
Messages = dict[str, list[str]]


# Catalogues


class Catalogue(NamedTuple):
    head: dict[str, str]
    messages: Messages  # each with its forms
    flags: list[str]
    of_many: dict[str, str]  # a message, as it is said of many


def entries(code: str) -> Catalogue:
    head: dict[str, str] = {}
    found: Messages = {}
    flags: list[str] = []
    of_many: dict[str, str] = {}
    for block in (HERE / f"locale/{code}/LC_MESSAGES/django.po").read_text(encoding="utf-8").split("\n\n"):
        flags += re.findall(r"^#, (.*)", block, re.MULTILINE)
        said: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            match = re.fullmatch(r'(?:(msg\S+) )?(".*")', line)
            if match is not None:
                name = match[1] or name
                said[name] = said.get(name, "") + ast.literal_eval(match[2])
        if not said["msgid"]:
            head = dict(line.split(": ", 1) for line in said["msgstr"].splitlines())
            continue
        forms = [text for part, text in said.items() if part.startswith("msgstr")]
        assert said["msgid"] not in found, said["msgid"]
        found[said["msgid"]] = forms
        of_many[said["msgid"]] = said.get("msgid_plural", said["msgid"])
    return Catalogue(head, found, flags, of_many)


def translated(code: str) -> Messages:
    """What a catalogue says. The desk's words stand empty where nobody is offered the desk in that language."""
    return {said: forms for said, forms in entries(code).messages.items() if any(forms)}


def gaps(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|<[^>]+>|{\w*}", text))


@pytest.mark.parametrize("code", CODES)
def test_every_word_of_a_catalogue_is_translated_with_the_same_gaps_in_every_form(code: str) -> None:
    head, _, flags, of_many = entries(code)
    counted = re.match(r"nplurals=(\d+);", head["Plural-Forms"])
    assert head["Language"] == code
    assert counted is not None
    assert "fuzzy" not in " ".join(flags)
    for said, forms in translated(code).items():
        assert len(forms) in {1, int(counted[1])}, said
        assert all(forms), said
        # A form for one or two may say the number in words.
        assert gaps(forms[-1]) == gaps(of_many[said]), said
        assert all(gaps(form) <= gaps(of_many[said]) for form in forms), said
        assert all("&" not in form for form in forms), said


@pytest.mark.parametrize("code", CODES)
def test_the_compiled_catalogue_says_what_the_written_one_says(code: str) -> None:
    with (HERE / f"locale/{code}/LC_MESSAGES/django.mo").open("rb") as file:
        compiled: dict[Any, str] = catalogue_files.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    there: Messages = {}
    for key, text in compiled.items():
        if key:
            there.setdefault(key[0] if isinstance(key, tuple) else key, []).append(text)
    assert there == translated(code), "run make words"


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_has_all_that_the_paper_says_and_nothing_else(code: str) -> None:
    messages = entries(code).messages
    marked = set(in_code()) | set(in_templates())
    assert marked - messages.keys() == set(), "run make words, and translate these"
    assert messages.keys() - marked == set(), "nobody says these any more"


def test_what_readers_read_is_in_every_catalogue_and_the_desk_in_the_languages_it_is_offered_in() -> None:
    # What blocks are called, and what a text lost when it was cleaned, is only marked there, and said at the desk.
    of_bodies = in_code(sorted((HERE / "articles/body").rglob("*.py")), {"gettext"})
    to_readers = {*in_code(FOR_READERS), *of_bodies, *in_templates(TEMPLATES)}
    for code in CODES:
        said = set(entries(code).messages) if code in OFFERED else to_readers
        assert said - translated(code).keys() == set(), f"translate these into {code}"


def in_code(modules: Sequence[Path] = MODULES, marks: Collection[str] = frozenset()) -> Iterator[str]:
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in (marks or MARKS)
            ):
                texts = [it.value for it in node.args if isinstance(it, ast.Constant)]
                said = [text for text in texts if isinstance(text, str)]
                yield from said[:1]


def in_templates(templates: Sequence[Path] = EVERY_TEMPLATE) -> Iterator[str]:
    for path in templates:
        text = path.read_text(encoding="utf-8")
        yield from re.findall(r'{% translate "([^"]+)"', text)
        yield from re.findall(r"{% translate '([^']+)'", text)
        yield from re.findall(r'_\("([^"]+)"\)', text)
        for tag, inside in re.findall(
            r"{% blocktranslate((?:[^%]|%(?!}))*)%}(.*?){% endblocktranslate %}", text, re.DOTALL
        ):
            one = inside.partition("{% plural %}")[0]
            if "trimmed" in tag.split():
                one = " ".join(line.strip() for line in one.strip().splitlines())
            yield re.sub(r"{{ (\w+) }}", r"%(\1)s", one.replace("%", "%%") if "%" in one else one)


# Words that nobody marked


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_public_template_says_no_word_that_is_not_marked(path: Path) -> None:
    text = re.sub(
        r"{% blocktranslate.*?{% endblocktranslate %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    html = "".join(
        token.contents if token.token_type == TokenType.TEXT else "\0" for token in Lexer(text).tokenize()
    )
    assert [it for it in words_in(html) if it not in FORMATS] == []


@pytest.mark.parametrize("path", PUBLIC_MODULES, ids=lambda path: path.name)
def test_markup_written_in_code_says_no_word_that_is_not_marked(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    within = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    }
    within |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (it.value if isinstance(it, ast.Constant) else "\0" for it in node.values)
            found += words_in("".join(map(str, parts)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in within:
            found += words_in(node.value)
    assert found == []


def words_in(html: str) -> list[str]:
    """What markup says to people; nothing in a text without tags, which may be anything."""
    if not re.search(r"</?[a-z][^<]*>", html):
        return []
    said = re.findall(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"', html)
    said += re.findall(r'<meta (?:name="description"|property="og:title") content="([^"]*)"', html)
    html = re.sub(r' class="[^"]*"', "", html)  # of a tag that is begun in another template
    # The text begins and ends with a tag, as far as it can be known.
    said += re.findall(r">([^<>]*)<", html)
    return [it for it in said if re.search(r"[A-Za-z]{2,}", re.sub(r"&\w+;", "", it))]


def test_the_look_for_unmarked_words_finds_them() -> None:
    assert words_in('<p class="updated">Updated \0</p>') == ["Updated \0"]
    assert words_in('<nav aria-label="More stories">\0</nav>') == ["More stories"]
    assert words_in('<p class="card">\0 · \0</p>') == []


def test_all_that_readers_read_of_a_choice_is_in_the_catalogues() -> None:
    for code in CODES:
        messages = translated(code)
        assert {str(it.label) for it in (*ArticleType, *BylineRole)} <= messages.keys()


# What is said in which language


def test_words_are_said_in_the_language_asked_for_whatever_a_thread_speaks() -> None:
    for active in ("en", "pt", "ar"):
        with translation.override(active):
            assert languages.say("pt", "Topics") == "Temas"
            assert languages.say("en", "Topics") == "Topics"
            assert languages.say("ar", "Topics") == "موضوعات"


def test_numbers_take_the_form_of_their_language() -> None:
    def read(language: str) -> list[str]:
        return [
            languages.say_many(language, "%(count)s min read", "%(count)s min read", count)
            for count in (1, 2, 3, 11, 100)
        ]

    assert read("en") == ["1 min read", "2 min read", "3 min read", "11 min read", "100 min read"]
    assert read("pt")[:2] == ["1 min de leitura", "2 min de leitura"]
    assert read("ar") == [
        "دقيقة واحدة للقراءة",
        "دقيقتان للقراءة",
        "3 دقائق للقراءة",
        "11 دقيقة للقراءة",
        "100 دقيقة للقراءة",
    ]


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "November 22nd, 2026 at 23:48 UTC"),
        ("pt", "22 de novembro de 2026 às 23:48 UTC"),
        ("pt-br", "22 de novembro de 2026 às 23:48 UTC"),
        ("ar", "22 نوفمبر 2026، الساعة 23:48 UTC"),
        ("de", "22. November 2026 um 23:48 UTC"),
    ],
)
def test_times_are_written_as_each_language_writes_them(language: str, written: str, settings) -> None:
    settings.TIME_ZONE = "UTC"
    moment = datetime(2026, 11, 22, 23, 48, tzinfo=UTC)
    assert times.newspaper_time(moment, language) == written
    settings.LANGUAGE_CODE = language
    assert times.newspaper_time(moment) == written


@pytest.mark.parametrize(
    ("language", "day", "month", "date"),
    [
        ("en", "Sunday, November 22nd, 2026", "November 2026", "Sunday, November 22nd"),
        ("pt", "Domingo, 22 de novembro de 2026", "novembro de 2026", "Domingo, 22 de novembro"),
        ("ar", "الأحد، 22 نوفمبر 2026", "نوفمبر 2026", "الأحد، 22 نوفمبر"),
        ("de", "Sonntag, 22. November 2026", "November 2026", "Sonntag, 22. November"),
        ("fr", "Dimanche, 22 novembre 2026", "novembre 2026", "Dimanche, 22 novembre"),
    ],
)
def test_days_and_months_are_those_of_the_paper(
    language: str, day: str, month: str, date: str, settings
) -> None:
    settings.LANGUAGE_CODE, settings.TIME_ZONE = language, "UTC"
    moment = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert times.masthead_date(moment) == day
    assert times.month_of(moment.date()) == month
    assert times.weekday_on(moment.date()) == date


def test_lines_made_from_data_are_in_the_story_s_language() -> None:
    names = [("reported", name) for name in ("Ines", "Noa", "Rui")]
    assert lines.byline_line(names) == "Ines, Noa and Rui"
    assert lines.byline_line(names, "pt") == "Ines, Noa e Rui"
    assert lines.byline_line(names, "ar") == "Ines، Noa وRui"
    sources = [("full", "AP"), ("inputs", "Lusa")]
    assert lines.agency_line(sources) == "(AP; inputs from Lusa)"
    assert lines.agency_line(sources, "pt") == "(AP, com Lusa)"


def html(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def row(article: Any) -> PublishedArticle:
    return PublishedArticle.objects.get(story_id=article.pk)


pytestmark = pytest.mark.django_db


def test_inside_a_story_the_paper_speaks_its_language_and_around_it_its_own() -> None:
    story = factories.live_story(
        language="pt",
        article_type="analysis",
        topics=(factories.topic(),),
        sources=((factories.agency(), "inputs"),),
        lead_picture=factories.picture(),
        bylines=(factories.reporter("Ines"), factories.reporter("Noa")),
        body=f"<p>{'Uma frase. ' * 20}</p>" * 8,
    )
    factories.advertisement()
    page = html(row(story).path)
    article = page[page.index("<article") : page.index("</article>")]
    around = page.replace(article, "")
    words = " ".join(strip_tags(article).split())
    for said in (
        "Análise",
        "Reportagem de: Ines e Noa",
        "Publicado a ",
        " às ",
        "1 min de leitura",
        "(Com Meridian)",
    ):
        assert said in words, said
    for said in (
        "Imagem: MP | Imagem: Arquivo próprio",
        "Publicidade",
        "Temas",
        "Partilhar",
        "Comunicar um erro",
    ):
        assert said in words, said
    for said in ("Reported by", "Published ", "min read", "Topics", "Share", "Advertisement", "Analysis"):
        assert said not in words, said
    assert ">Search<" in around
    assert '<html lang="en">' in around
    # Names of sections and topics are the paper's.
    assert '<div class="story-place" lang="en" dir="ltr">' in article
    assert '<ul lang="en" dir="ltr">' in article
    assert '<div class="story-by">' in article


def test_where_there_is_no_catalogue_of_a_language_the_paper_s_words_are_marked_as_its_own() -> None:
    story = factories.live_story(language="fr", article_type="opinion", is_sensitive=True)
    page = html(row(story).path)
    assert '<div class="story-by" lang="en" dir="ltr">' in page
    assert '<footer class="story-foot" lang="en" dir="ltr">' in page
    assert '<span class="kicker-type" lang="en" dir="ltr">Opinion</span>' in page
    assert '<p class="sensitive" lang="en" dir="ltr">Some readers may find' in page


def test_what_is_made_at_publication_does_not_depend_on_who_publishes() -> None:
    words: dict[str, Any] = {
        "language": "pt",
        "body": "<p>Um.</p><p>Dois.</p><p>Três.</p><p>Quatro.</p><p>Cinco.</p><p>Seis.</p>"
        '<figure data-embed="https://www.youtube.com/watch?v=abc"></figure>',
        "lead_picture": factories.picture(),
    }
    story = factories.live_story(**words)

    def stored() -> dict[str, Any]:
        row = PublishedArticle.objects.values().get(story_id=story.pk)
        return {name: value for name, value in row.items() if name != "lead_id"}

    made = stored()
    assert "Só então YouTube fica a saber" in made["rendered_body"]
    for active in ("ar", "de"):
        with translation.override(active):
            public_rows.refresh([story.pk])
            assert stored() == made
    assert translation.get_language() == "en"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("pt", ["Procurar", "Últimas", "Arquivo", "Quem somos", "Saltar para o artigo", "Privacidade"]),
        ("ar", ["بحث", "آخر الأخبار", "الأرشيف", "من نحن", "انتقل إلى المادة", "الخصوصية"]),
        ("de", ["Suche", "Neueste", "Archiv", "Über uns", "Zum Artikel springen", "Datenschutz"]),
    ],
)
def test_a_paper_in_another_language_says_everything_in_it(language: str, shown: list[str], settings) -> None:
    settings.LANGUAGE_CODE = language
    topic, reporter = factories.topic("Xx"), factories.reporter("Yy")
    story = factories.live_story(
        language=language,
        topics=(topic,),
        bylines=(reporter,),
        headline="Zz",
        standfirst="",
        section=factories.section("Ww"),
        body="<p>Vv</p>",
    )
    path = row(story).path
    english = set(in_code()) | set(in_templates())
    english = {it for it in english if re.fullmatch(r"[A-Za-z’ ]{4,}", it)} - said_alike(language)
    for address in (
        "/",
        "/ww/",
        path,
        f"{path}report/",
        "/latest/",
        "/archive/",
        "/search/",
        "/search/?q=Zz",
        "/search/?q=nothing",
        "/about/",
        "/contact/",
        "/staff/",
        "/corrections/",
        "/privacy/",
        topic.get_absolute_url(),
        reporter.get_absolute_url(),
    ):
        page = html(address)
        assert f'<html lang="{language}"' in page
        assert ('dir="rtl"' in page[:200]) == (language == "ar")
        for said in shown:
            assert said in page, (address, said)
        words = re.findall(r">\s*([^<>]+?)\s*<|aria-label=\"([^\"]*)\"", page)
        assert {it for pair in words for it in pair} & english == set(), address


def said_alike(language: str) -> set[str]:
    """What another language calls as English does."""
    return {said for said, forms in entries(language).messages.items() if forms == [said]}


def test_error_pages_are_in_the_language_of_the_paper(settings) -> None:
    settings.LANGUAGE_CODE = "ar"
    page = Client().get("/nothing-here/").content.decode()
    assert "لا شيء في هذا العنوان" in page
    story = factories.live_story()
    path = row(story).path
    withdraw.withdraw(story, by=factories.chief())
    assert "سُحبت هذه المادة" in Client().get(path).content.decode()


def test_a_form_answers_in_the_language_of_the_paper(settings) -> None:
    settings.LANGUAGE_CODE = "pt"
    path = row(factories.live_story()).path
    page = Client().post(f"{path}report/", {"email": "no address"}).content.decode()
    assert "Diga o que está errado." in page
    assert "Ainda não foi enviado: veja abaixo." in page


def test_cards_say_their_type_in_their_own_language(settings) -> None:
    factories.live_story(language="pt", article_type="opinion", headline="Em português")
    factories.live_story(language="fr", article_type="opinion", headline="En français")
    page = html(reverse("site:latest"))
    kickers = dict(
        reversed(pair)
        for pair in re.findall(r'<p class="kicker">(.*?)</p>\n<h2[^>]*><a [^>]*>(.*?)</a>', page)
    )
    assert kickers == {
        "Em português": "<span>Opinião</span>",
        "En français": '<span lang="en" dir="ltr">Opinion</span>',
    }


def test_the_search_finds_forms_of_words_in_arabic_and_portuguese(settings) -> None:
    settings.STORY_LANGUAGES = ["en", "pt", "ar"]
    factories.live_story(language="ar", headline="العبّارات تعود", slug="a", body="<p>نص</p>")
    factories.live_story(language="pt", headline="As eleições", slug="b", body="<p>Texto</p>")
    assert "العبّارات</mark> تعود" in html("/search/?q=عبارة")
    assert "<mark>eleições</mark>" in html("/search/?q=eleicao")


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.django_db(transaction=True)
def test_a_story_from_right_to_left_is_open_to_everybody(
    browser: Browser, live_server, settings, language: str, width: int
) -> None:
    settings.LANGUAGE_CODE = language
    english = factories.live_story(headline="The lighthouse is to let", lead_picture=factories.picture())
    arabic = factories.live_story(
        language="ar",
        headline="أكثر من مئتي طلب لاستئجار بيت حارس المنارة",
        standfirst="في البيت القائم عند المنارة الخارجية أربع غرف، ولا طريق إليه.",
        body="<p>تبحث سلطة الميناء عن مستأجر لبيت الحارس.</p><h2>منارة بلا حارس</h2><p>لا تحتاج إلى حارس.</p>",
        lead_picture=factories.picture(),
        topics=(factories.topic(),),
        translation_of=english,
    )
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        for path in (row(arabic).path, row(english).path, "/"):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            written = page.evaluate("getComputedStyle(document.documentElement).direction")
            assert written == ("rtl" if language == "ar" else "ltr")
            assert barriers(page) == []
        page.goto(row(arabic).path)
        way = "getComputedStyle(document.querySelector(arguments)).direction"
        of_article, of_sections = (
            page.evaluate(way.replace("arguments", f"'{one}'")) for one in ("article.story", ".sections")
        )
        assert (of_article, of_sections) == ("rtl", "rtl" if language == "ar" else "ltr")
        # From one language to the other and back.
        with page.expect_navigation():
            page.locator(".also-in a").click()
        assert page.locator("article.story").get_attribute("lang") == "en"
        with page.expect_navigation():
            page.get_by_role("link", name="العربيّة").click()
        assert page.locator("h1").inner_text() == arabic.headline
