"""Every plain page says something true from the start; the newsroom says it better."""

from django.conf import settings
from django.db import migrations
from django.utils import timezone

from articles.records import chain

# Canonical HTML of the body's schema without links, so that it is also what readers get.
TEXTS = {
    "about": ("About us", "<p>This is the web site of {name}.</p>"),
    "contact": (
        "Contact",
        "<p>At the foot of every story you can report an error in it. The pages of our reporters say how to "
        "write to them.</p>",
    ),
    "staff": ("Staff", ""),
    "corrections": (
        "Corrections",
        "<p>When we get something wrong we put it right and say so, in the story and here.</p>",
    ),
    "privacy": (
        "Privacy",
        "<p>This site sets no cookies and loads nothing from anybody else. Videos and posts on other sites are "
        "links: nothing is fetched from there before you follow one.</p><p>If you report an error in a story and "
        "leave your name or e-mail address, only our editors see them, and both are deleted after 90 days.</p>",
    ),
}


def forwards(apps, schema_editor):
    page, version = (apps.get_model("articles", name) for name in ("PlainPage", "PlainPageVersion"))
    now = timezone.now()
    for slug, (title, text) in TEXTS.items():
        text = text.format(name=settings.SITE_NAME.replace("&", "&amp;").replace("<", "&lt;"))
        facts = {"title": title, "text": text, "rendered_text": text, "updated_at": now}
        made, is_new = page.objects.get_or_create(slug=slug, defaults=facts)
        if is_new:
            version.objects.create(page=made, title=title, text=text, at=now)
    chain.link_what_is_there(apps.get_model, ["pageversion"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_roles")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
