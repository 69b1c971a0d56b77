"""The lists, people and pictures of a newsroom that has none. The same at every run."""

from __future__ import annotations

import io

from django.contrib.auth.models import Group, User
from PIL import Image as Picture

from articles.models import Agency, Reporter, Section, Topic
from articles.policy import Role
from media.intake import uploads
from media.models import Credit, Image

SECTIONS = {
    "World": ("Europe", "Africa", "Asia", "Americas"),
    "Politics": ("Parliament", "Courts"),
    "Business": ("Markets", "Work"),
    "Culture": ("Books", "Film"),
    "Science": (),
    "Sport": ("Football", "Athletics"),
}
TOPICS, REPORTERS, AGENCIES, PICTURES = 300, 80, 8, 6
WRITER, CHIEF = "archive-writer", "archive-chief"


def found() -> None:
    """Everything that stories need. Nobody can log in: the two accounts have no password until they get one."""
    for position, (name, inside) in enumerate(SECTIONS.items()):
        root = Section.objects.create(name=name, slug=name.lower(), position=position)
        for place, inner in enumerate(inside, len(SECTIONS) + position * 10):
            Section.objects.create(name=inner, slug=inner.lower(), position=place, parent=root)
    Topic.objects.bulk_create(
        Topic(name=f"Topic {number:03}", slug=f"topic-{number:03}") for number in range(TOPICS)
    )
    Reporter.objects.bulk_create(
        Reporter(name=f"Reporter {number:02}", slug=f"reporter-{number:02}") for number in range(REPORTERS)
    )
    Agency.objects.bulk_create(
        Agency(name=f"Agency {number}", slug=f"agency-{number}", credit_name=f"Agency {number}")
        for number in range(AGENCIES)
    )
    for username, role in ((WRITER, Role.REPORTER), (CHIEF, Role.EDITOR_IN_CHIEF)):
        user = User.objects.create_user(username, first_name=username.title(), is_staff=True)
        user.groups.add(Group.objects.get(name=role))
    for number in range(PICTURES):
        _picture(number)


def _picture(number: int) -> Image:
    shade = 40 + number * 30
    file = io.BytesIO()
    Picture.linear_gradient("L").resize((960, 640)).point(lambda light: (light + shade) // 2).save(
        file, "JPEG"
    )
    file.seek(0)
    picture = uploads.accept(
        file,
        by=User.objects.get(username=CHIEF),
        filename=f"grey-{number}.jpg",
        caption=f"Shades of grey, number {number}.",
        alt_text="Grey, darker at the top than at the bottom",
    )
    Credit.objects.create(image=picture, kind="agency", agency=Agency.objects.order_by("pk")[number])
    return picture
