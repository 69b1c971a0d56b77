"""Videos by the address of their file: credited, played only from hosts we name, and fetched only when asked for."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from articles.acts import guards, withdraw
from articles.acts.act import Refused
from articles.acts.decision import Decision
from articles.body import VideoUse
from articles.body.reading import parse
from articles.composing import videos
from articles.desk.forms import form_for
from articles.models import PublishedArticle, PublishedPicture
from articles.policy import Role
from articles.publishing import public_copies, public_rows
from articles.writing import merging, picture_uses, redline
from media.files import removal
from media.models import Image, Use
from tests import factories

pytestmark = pytest.mark.django_db

FILE = "https://videos.example.org/boat.mp4"
CAPTIONS = "https://videos.example.org/boat.vtt"
ELSEWHERE = "https://elsewhere.example.net/boat.mp4"


def figure(address: str = FILE, **said: Any) -> str:
    said = {"credit": "Ana Reis", **said}
    words = "".join(f' data-{name.replace("_", "-")}="{value}"' for name, value in said.items() if value)
    return f'<figure data-video="{address}"{words}></figure>'


def live(*figures: str, **fields: Any) -> PublishedArticle:
    article = factories.live_story(body=f"<p>It left at nine.</p>{''.join(figures)}", **fields)
    return PublishedArticle.objects.get(story_id=article.pk)


def html(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def shown(page: str) -> str:
    (found,) = re.findall(r'<figure class="video.*?</figure>', page, re.DOTALL)
    return re.sub(r"\n *", "", found)


def facts(page: str) -> dict[str, Any]:
    found, _ = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    facts: dict[str, Any] = json.loads(found)
    return facts


def poster_address(story: PublishedArticle) -> str:
    row = story.pictures.get()
    return row.files()["jpeg"][-1]["url"]


# What readers get


def test_a_video_waits_behind_its_poster_until_somebody_presses_play() -> None:
    image = factories.picture(size=(900, 600), caption="The library's words.")
    story = live(
        figure(
            poster=image.pk, captions=CAPTIONS, captions_language="pt", caption="The &quot;last&quot; boat."
        )
    )
    assert shown(html(story.path)) == (
        '<figure class="video">'
        '<video controls playsinline preload="none" loading="lazy" width="900" height="600"'
        ' aria-label="The &quot;last&quot; boat." crossorigin="anonymous"'
        f' data-poster="{image.pk}" poster="{poster_address(story)}">'
        f'<source src="{FILE}" type="video/mp4">'
        f'<track kind="captions" src="{CAPTIONS}" srclang="pt" label="Português">'
        f'<p><a href="{FILE}" rel="noopener">Watch the video</a></p></video>'
        "<figcaption>The &quot;last&quot; boat. "
        '<span class="credit">Video: Ana Reis | Image: MP | Image: Self</span> '
        f'<span class="video-address">{FILE}</span></figcaption></figure>'
    )


def test_a_video_of_which_nothing_else_is_known_keeps_its_place() -> None:
    assert shown(html(live(figure("https://videos.example.org/a.webm?a=1&amp;b=2")).path)) == (
        '<figure class="video">'
        '<video controls playsinline preload="none" loading="lazy" width="1280" height="720" aria-label="Video">'
        '<source src="https://videos.example.org/a.webm?a=1&amp;b=2" type="video/webm">'
        '<p><a href="https://videos.example.org/a.webm?a=1&amp;b=2" rel="noopener">Watch the video</a></p></video>'
        '<figcaption><span class="credit">Video: Ana Reis</span> '
        '<span class="video-address">https://videos.example.org/a.webm?a=1&amp;b=2</span></figcaption></figure>'
    )


def test_captions_are_in_the_story_s_language_unless_said_and_need_no_leave_from_our_own_host(
    settings,
) -> None:
    settings.VIDEO_HOSTS = ("videos.example.org", "testserver.example.org")
    settings.SITE_URL = "https://testserver.example.org"
    own = "https://testserver.example.org/boat.vtt"
    page = shown(html(live(figure(captions=own), language="de").path))
    assert f'<track kind="captions" src="{own}" srclang="de" label="Deutsch">' in page
    assert "crossorigin" not in page
    assert 'srclang="tlh" label="tlh"' in html(live(figure(captions=own, captions_language="tlh")).path)


def test_a_tall_poster_makes_a_tall_video() -> None:
    image = factories.picture(size=(600, 900))
    page = shown(html(live(figure(poster=image.pk)).path))
    assert '<figure class="video video-tall">' in page
    assert 'width="600" height="900"' in page


def test_browsers_are_told_to_fetch_videos_from_the_hosts_named_and_nobody_else(settings) -> None:
    def policy(path: str) -> list[str]:
        header = Client().get(path).headers["Content-Security-Policy"]
        return [part for part in sorted(header.split("; ")) if part.startswith(("media-src", "default-src"))]

    story = live(figure())
    for path in (story.path, "/", "/desk/login/"):
        assert policy(path) == ["default-src 'none'", "media-src https://videos.example.org"]


def test_what_is_played_from_a_host_no_longer_named_is_left_out_and_nothing_breaks(settings) -> None:
    story = live("<p>Before.</p>", figure(captions=CAPTIONS), "<p>After.</p>")
    settings.VIDEO_HOSTS = ("elsewhere.example.net",)
    public_rows.refresh([story.story_id])
    page = html(story.path)
    assert "<p>Before.</p><p>After.</p>" in page
    assert "<video" not in page
    assert "video" not in facts(page)
    story = live(figure(ELSEWHERE))
    assert videos.shown(VideoUse(ELSEWHERE, captions=CAPTIONS), None, language="en").captions == ""  # type: ignore[union-attr]


def test_a_feed_points_to_the_videos_of_a_story() -> None:
    live(figure(caption="The last boat."), figure("https://videos.example.org/quay.webm"))
    factories.live_story()
    namespace = "{http://search.yahoo.com/mrss/}"
    feed = ElementTree.fromstring(Client().get("/feed/").content)
    first, second = feed.findall(f"channel/item/{namespace}content")
    assert first.attrib == {"url": FILE, "type": "video/mp4", "medium": "video"}
    assert second.attrib["type"] == "video/webm"
    assert [(it.tag.removeprefix(namespace), it.text) for it in first] == [
        ("credit", "Ana Reis"),
        ("description", "The last boat."),
    ]


def test_machines_are_told_what_a_video_is_and_whose() -> None:
    image = factories.picture()
    story = live(
        figure(poster=image.pk, caption="The last boat."), figure("https://videos.example.org/q.webm")
    )
    uploaded = facts(html(story.path))["datePublished"]
    assert facts(html(story.path))["video"] == [
        {
            "@type": "VideoObject",
            "name": "The last boat.",
            "thumbnailUrl": f"http://testserver{poster_address(story)}",
            "contentUrl": FILE,
            "encodingFormat": "video/mp4",
            "uploadDate": uploaded,
            "creditText": "Ana Reis",
        },
        {
            "@type": "VideoObject",
            "name": story.headline,
            "contentUrl": "https://videos.example.org/q.webm",
            "encodingFormat": "video/webm",
            "uploadDate": uploaded,
            "creditText": "Ana Reis",
        },
    ]


# Posters are pictures of the story


def test_a_poster_is_public_while_its_story_is_and_the_library_knows_where(
    django_capture_on_commit_callbacks,
) -> None:
    image = factories.picture()
    article = factories.story(body=f"<p>Text.</p>{figure(poster=image.pk)}")
    rows = Use.objects.filter(image=image)
    assert list(rows.values_list("story", "place", "is_live")) == [(article.pk, "body", False)]
    assert public_copies.is_in_a_text(Image, image)
    Use.objects.all().delete()
    assert picture_uses.tell_again() == 1
    assert rows.count() == 1

    factories.publish(article)
    story = PublishedArticle.objects.get()
    row = story.pictures.get()
    assert (row.use, row.image_id, row.alt, row.is_decorative) == ("body", image.pk, "", True)
    address = poster_address(story)
    assert Client().get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        withdraw.withdraw(article, by=factories.chief())
    assert Client().get(address).status_code == 404


def test_a_killed_poster_is_gone_and_the_video_stays() -> None:
    image = factories.picture(caption="Canary.")
    story = live(figure(poster=image.pk))
    removal.kill(image, by=factories.user(Role.PICTURE_EDITOR), reason="A mistake.")
    page = html(story.path)
    assert f'<source src="{FILE}"' in page
    assert "poster" not in page
    assert "Image: MP" not in page


def test_when_the_rights_of_a_poster_end_the_video_stays_without_it_at_that_moment() -> None:
    soon = timezone.now() + timedelta(days=1)
    image = factories.picture(rights_end=soon)
    other = factories.picture(rights_end=soon)
    said = f'&lt;video data-poster="{image.pk}" poster="typed"'
    story = live(figure(poster=image.pk), figure(poster=other.pk), f"<p>{said}</p>")
    addresses = [row.files()["jpeg"][-1]["url"] for row in story.pictures.order_by("position")]
    for address in addresses:
        assert html(story.path).count(address) == 2  # on the page, and for machines
    PublishedPicture.objects.filter(image_id=image.pk).update(rights_end=timezone.now())
    PublishedArticle.objects.update(rights_end=timezone.now())
    page = html(story.path)
    assert page.count("<video ") == 2
    assert [page.count(address) for address in addresses] == [0, 2]
    assert page.count("Video: Ana Reis</span>") == 1
    assert page.count("Video: Ana Reis<!--picture") == 1
    assert said in page


def test_a_preview_shows_the_poster_from_the_desk(client: Client) -> None:
    image = factories.picture()
    article = factories.story(body=f"<p>Text.</p>{figure(poster=image.pk)}")
    client.force_login(factories.chief())
    page = client.get(f"/desk/articles/article/{article.pk}/preview/").content.decode()
    (address,) = re.findall(r' poster="(.*?)"', page)
    assert address.startswith("/desk/")
    assert client.get(address.replace("&amp;", "&")).status_code == 200


# What stops a story


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"credit": "", "caption": "The last boat."}, "Video “The last boat.”: It has no credit."),
        (
            {"address": ELSEWHERE},
            f"Video “{ELSEWHERE}”: Video files are played from videos.example.org, not from ",
        ),
        (
            {"captions": "https://elsewhere.example.net/a.vtt"},
            f"Video “{FILE}”: Video files are played from ",
        ),
    ],
)
def test_a_video_without_credit_or_from_elsewhere_stops_its_story(said: dict[str, str], reason: str) -> None:
    article = factories.story(body=f"<p>Text.</p>{figure(**said)}")
    with pytest.raises(Refused) as refused:
        factories.publish(article)
    (given,) = refused.value.reasons
    assert given.startswith(reason)


def test_an_uncredited_poster_stops_its_story_and_its_alt_text_is_not_asked_for() -> None:
    image = factories.picture(credited=False, alt_text="")
    article = factories.story(body=f"<p>Text.</p>{figure(poster=image.pk)}")
    with pytest.raises(Refused) as refused:
        factories.publish(article)
    (given,) = refused.value.reasons
    assert given.startswith(f"Picture “{image}”: ")
    gone = factories.story(body=f"<p>Text.</p>{figure(poster=98765)}")
    decision = Decision(gone, gone.revision, factories.chief(), timezone.now())
    assert guards.pictures_may_be_shown(decision) == "A picture in the text is no longer in the library."


def test_the_form_says_where_a_video_may_be_played_from_and_keeps_one_that_was_there(settings) -> None:
    writer = factories.user(Role.EDITOR_IN_CHIEF)
    article = factories.story(writer, body=f"<p>Text.</p>{figure()}")

    def complaints(body: str) -> list[str]:
        form = form_for(writer)(
            {"body": body, "base": article.revision.number, "headline": "A", "language": "en"},
            instance=article,
        )
        form.is_valid()
        return list(form.errors.get("body", []))

    assert complaints(f"<p>Text.</p>{figure()}{figure('https://videos.example.org/b.mp4')}") == []
    assert complaints(f"<p>Text.</p>{figure()}{figure(ELSEWHERE)}") == [videos.why_not(ELSEWHERE)]
    settings.VIDEO_HOSTS = ()
    assert complaints(f"<p>Words.</p>{figure(caption='New')}") == []
    assert complaints(f"<p>Text.</p>{figure()}{figure(ELSEWHERE)}") == [
        "No host of video files is named in VIDEO_HOSTS, so none is played. Ask whoever runs the newsroom to add "
        "elsewhere.example.net, or use an embed."
    ]


# At the desk


def test_a_video_is_one_block_known_by_its_file_and_compared_in_words() -> None:
    assert merging.blocks_alike(figure(), figure(ELSEWHERE)) == 0.0
    ((old,), _), ((new,), _) = parse(figure(caption="Night")), parse(figure(caption="Dawn", poster=7))
    assert redline.of_nodes(old, new, {}) == (
        '<p class="block-video">Video: <del>Night</del><ins>Dawn</ins>; '
        f"file: {FILE}; credit: Ana Reis<ins>; number of its poster: 7</ins></p>"
    )
