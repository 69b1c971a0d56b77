"""Small functions that make the rows a test is about; each test says what matters to it."""

from __future__ import annotations

import io
import itertools
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Picture

from articles.acts import approve, guards, moving, plain_moves
from articles.acts import publish as publishing
from articles.acts.decision import Decision
from articles.advertising import booking
from articles.composing import cards, facts
from articles.live import posting
from articles.models import (
    Advertisement,
    Agency,
    Article,
    Byline,
    Delivery,
    Edition,
    LiveEntry,
    Partner,
    PublishedArticle,
    PublishedByline,
    PublishedChange,
    PublishedPicture,
    PublishedTopic,
    Remit,
    Reporter,
    Section,
    StaffRecord,
    State,
    StorySource,
    Topic,
    content,
)
from articles.policy import Role
from articles.writing import saving
from media.intake import uploads
from media.library import search
from media.models import Credit, Image

counter = itertools.count(1)


def section(name: str = "City", **fields: Any) -> Section:
    slug = fields.pop("slug", name.lower().replace(" ", "-"))
    return Section.objects.get_or_create(slug=slug, defaults={"name": name, **fields})[0]


def topic(name: str = "Ferries") -> Topic:
    return Topic.objects.get_or_create(slug=name.lower().replace(" ", "-"), defaults={"name": name})[0]


def agency(name: str = "Meridian Press", **fields: Any) -> Agency:
    defaults = {"name": name, "credit_name": "MP", "wire_name": "Meridian", **fields}
    return Agency.objects.get_or_create(slug=name.lower().replace(" ", "-"), defaults=defaults)[0]


def reporter(name: str = "Ines Caldera", user: User | None = None, **fields: Any) -> Reporter:
    slug = name.lower().replace(" ", "-")
    made = Reporter.objects.get_or_create(slug=slug, defaults={"name": name, **fields})[0]
    if user is not None:
        StaffRecord.objects.get_or_create(reporter=made, defaults={"user": user})
    return made


def user(role: Role | None = None, *, sections: tuple[Section, ...] = (), name: str = "") -> User:
    number = next(counter)
    first, _, last = (name or f"{role.value if role else 'Somebody'} {number}").partition(" ")
    made = User.objects.create_user(
        f"user{number}",
        password="a long password",
        first_name=first,
        last_name=last,
        is_staff=role is not None,
        date_joined=earlier(days=100),  # who is new is shown round
    )
    if role is not None:
        made.groups.add(Group.objects.get(name=role.value))
    for one in sections:
        Remit.objects.create(user=made, section=one)
    return made


def again(somebody: User) -> User:
    """The same person on the next request: nothing remembered from the one before."""
    return User.objects.get(pk=somebody.pk)


def picture_file(name: str = "harbour.jpg", size: tuple[int, int] = (900, 600)) -> SimpleUploadedFile:
    """A small JPEG unlike any other."""
    number = next(counter)
    file = io.BytesIO()
    Picture.new("RGB", size, (number % 256, number // 256 % 256, 90)).save(file, "JPEG", comment=str(number))
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def picture(
    by: User | None = None, *, credited: bool = True, size: tuple[int, int] = (900, 600), **fields: Any
) -> Image:
    file = picture_file(size=size)
    fields = {"caption": "The harbour at dawn.", "alt_text": "Boats in a harbour", **fields}
    made = uploads.accept(file, by=by or user(Role.PICTURE_EDITOR), filename=file.name)
    Image.objects.filter(pk=made.pk).update(**fields)
    made.refresh_from_db()
    if credited:
        Credit.objects.create(image=made, kind="agency", agency=agency())
        Credit.objects.create(image=made, kind="staff", position=1)
    search.write(made)
    return made


def story(
    by: User | None = None,
    *,
    bylines: tuple[Reporter | str, ...] | None = None,
    topics: tuple[Topic, ...] = (),
    sources: tuple[tuple[Agency, str], ...] = (),
    **fields: Any,
) -> Article:
    """A draft with one revision, complete enough to be published."""
    number = next(counter)
    by = by or user(Role.REPORTER)
    defaults: dict[str, Any] = {
        "headline": f"Ferry line {number} to run all night",
        "standfirst": "The council voted after three hours of debate.",
        "body": "<p>The last boat will no longer be the last.</p>",
    }
    if "section" not in fields:
        fields["section"] = section()
    article = Article.objects.create(created_by=by, **(defaults | fields))
    for position, name in enumerate(bylines if bylines is not None else (reporter(),)):
        named = {"reporter": name} if isinstance(name, Reporter) else {"organisation": name}
        Byline.objects.create(article=article, position=position, **named)
    for position, (source, use) in enumerate(sources):
        StorySource.objects.create(article=article, agency=source, use=use, position=position)
    article.topics.set(topics)
    saving.record(article, by=by)
    return article


def edit(article: Article, by: User, **fields: Any) -> Article:
    """Another revision of the story, with these fields changed."""
    article.refresh_from_db()
    now = content.of_article(article)
    changed = content.Content(now.fields | fields, now.bylines, now.topics, now.sources)
    saving.save(article.pk, changed, base=article.revision.number if article.revision else None, by=by)
    article.refresh_from_db()
    return article


def chief() -> User:
    return User.objects.filter(groups__name=Role.EDITOR_IN_CHIEF).first() or user(Role.EDITOR_IN_CHIEF)


def ready(article: Article, by: User | None = None) -> Article:
    """Taken and approved as it stands; by somebody else where this person has written all of it."""
    by = by or chief()
    article.refresh_from_db()
    if article.state in {State.DRAFT, State.SUBMITTED}:
        moving.move(plain_moves.TAKE, article, by=by)
    decision = Decision(article, article.revision, by, timezone.now())
    if guards.seen_by_a_second_person(decision):
        by = user(Role.EDITOR_IN_CHIEF)
    moving.move(approve.ACT, article, by=by)
    return article


def publish(article: Article, by: User | None = None, **options: Any) -> Edition:
    """Approved and published as it stands."""
    by = by or chief()
    ready(article, by)
    assert article.approved_revision is not None
    edition = publishing.publish(article.approved_revision, by=by, **options)
    article.refresh_from_db()
    return edition


def live_story(by: User | None = None, **fields: Any) -> Article:
    article = story(by, **fields)
    publish(article)
    return article


def earlier(**ago: float) -> Any:
    return timezone.now() - timedelta(**ago)


def published_story(**fields: Any) -> PublishedArticle:
    """A public row as such, without the desk's: for pages that read nothing else."""
    number = next(counter)
    in_section = fields.pop("section", None) or section()
    at = fields.pop("published_at", None) or earlier(minutes=number)
    defaults: dict[str, Any] = {
        "story_id": number,
        "revision_number": 1,
        "edition_number": 1,
        "section": in_section,
        "root_section": in_section.root,
        "headline": f"Ferry line {number} to run all night",
        "slug": f"ferry-line-{number}",
        "rendered_body": "<p>The last boat will no longer be the last.</p>",
        "word_count": 9,
        "byline_line": "Ines Caldera",
        "published_at": at,
        "modified_at": fields.get("updated_at") or at,
    }
    made = PublishedArticle(**(defaults | fields))
    made.path = made.path or PublishedArticle.path_for(
        root_section_slug=made.root_section.slug,
        date=timezone.localtime(at).strftime("%Y/%m/%d"),
        slug=made.slug,
    )
    made.card = cards.text_of(made)
    made.save()
    return made


def published_byline(
    story: PublishedArticle, by: Reporter | str | None = None, *, role: str = "reported"
) -> PublishedByline:
    by = by or reporter()
    made = PublishedByline.objects.create(
        story=story,
        reporter=by if isinstance(by, Reporter) else None,
        name=str(by),
        role=role,
        position=story.bylines.count(),
        published_at=story.published_at,
    )
    say_again(story, "credited")
    return made


def published_topic(story: PublishedArticle, on: Topic | None = None) -> PublishedTopic:
    made = PublishedTopic.objects.create(
        story=story,
        topic=on or topic(),
        position=story.topic_rows.count(),
        published_at=story.published_at,
    )
    say_again(story, "tagged")
    return made


def say_again(story: PublishedArticle, *columns: str) -> None:
    """What the story's own row says of the rows beside it, as publishing has it: in these columns, or in all."""
    told = {
        "credited": lambda: facts.of_bylines(story.bylines.select_related("reporter__portrait")),
        "tagged": lambda: facts.of_topics(story.topic_rows.select_related("topic")),
        "history": lambda: facts.of_changes(story.changes.all()),
    }
    said = {column: told[column]() for column in columns or told}
    for column, value in said.items():
        setattr(story, column, value)
    PublishedArticle.objects.filter(pk=story.pk).update(**said)


def cards_again() -> None:
    """What lists show of every story, as publishing would have it."""
    for story in PublishedArticle.objects.all():
        PublishedArticle.objects.filter(pk=story.pk).update(card=cards.text_of(story))


def published_picture(of: PublishedArticle | Reporter, **fields: Any) -> PublishedPicture:
    """The lead picture of a story, or the portrait of a reporter."""
    name = f"{next(counter):016x}"
    is_lead = isinstance(of, PublishedArticle)
    defaults: dict[str, Any] = {
        "story": of if is_lead else None,
        "reporter": None if is_lead else of,
        "use": "lead" if is_lead else "portrait",
        "image_id": next(counter),
        "caption": "The harbour at dawn.",
        "alt": "Boats in a harbour",
        "credit_line": "Image: AP | Image: Self",
        "width": 1600,
        "height": 1067,
        "renditions": [
            {"name": f"{name}-{width}.jpg", "width": width, "height": width * 2 // 3} for width in (400, 1600)
        ],
    }
    made = PublishedPicture.objects.create(**(defaults | fields))
    if isinstance(of, PublishedArticle):
        of.lead = made
        of.card = cards.text_of(of)
        of.save()
    return made


def public_change(story: PublishedArticle, kind: str, text: str = "", **fields: Any) -> PublishedChange:
    number = story.changes.count() + 1
    made = PublishedChange.objects.create(
        story=story, edition_number=number, kind=kind, text=text, **({"at": story.modified_at} | fields)
    )
    say_again(story, "history")
    return made


def advertisement(
    by: User | None = None, *, sections: tuple[Section, ...] = (), **fields: Any
) -> Advertisement:
    """A picture with a link that is booked, in stories and from an hour ago, if nothing else is said."""
    number = next(counter)
    defaults = {"name": f"Summer offer {number}", "begins_at": earlier(hours=1)}
    if fields.get("kind", "house") == "house":
        defaults |= {"link": "https://shop.example.com/summer", "alt": "Two months free"}
        fields["picture"] = fields.get("picture") or picture()
    made = Advertisement.objects.create(**(defaults | fields))
    made.sections.set(sections)
    booking.enter(made, by=by or user(Role.ADMIN))
    return made


LONG_TEXT = "".join(f"<p>{'The ferry sails on. ' * 10}Paragraph {number}.</p>" for number in range(1, 31))
"""Of 1,260 words."""


def delivery(article: Article) -> Delivery:
    """Of the newest edition of a story to a partner who fetches."""
    number = next(counter)
    partner = Partner.objects.create(
        name=f"Partner {number}", way="pull", digest=str(number), is_active=False
    )
    edition, now = article.editions.all()[0], timezone.now()
    return Delivery.objects.create(
        partner=partner,
        article=article,
        edition=edition,
        number=edition.number,
        at=now,
        due=now,
        state="sent",
    )


def live_coverage(*texts: str, by: User | None = None, **fields: Any) -> Article:
    """A story of the type live that readers have, with an entry for each text."""
    by = by or chief()
    article = live_story(article_type="live", **({"headline": "Storm at sea, as it happens"} | fields))
    for text in texts:
        entry(article, text, by=by)
    return article


def entry(article: Article, text: str = "The gates are closing.", **options: Any) -> LiveEntry:
    """Posted at once."""
    by = options.pop("by", None) or chief()
    now, key = options.pop("now", None), options.pop("key", None)
    return posting.post(article, said(text, **options), by=by, now=now, key=key)


def said(text: str = "The gates are closing.", **fields: Any) -> posting.Said:
    body = text if text.startswith("<") or not text else f"<p>{text}</p>"
    return posting.Said(**({"body": body, "reporter_id": reporter().pk} | fields))
