"""Fronts that are scheduled stay so: each moves into its own row. There are as many as sections, at most."""

from django.db import migrations


def forwards(apps, schema_editor):
    front, soon = (apps.get_model("articles", name) for name in ("PublishedFront", "NextFront"))
    for row in front.objects.filter(next_at__isnull=False):
        facts = {"number": row.next_number, "content": row.next_content, "at": row.next_at}
        soon.objects.update_or_create(front=row, defaults=facts)


def backwards(apps, schema_editor):
    front, soon = (apps.get_model("articles", name) for name in ("PublishedFront", "NextFront"))
    for row in soon.objects.all():
        facts = {"next_number": row.number, "next_content": row.content, "next_at": row.at}
        front.objects.filter(pk=row.front_id).update(**facts)


class Migration(migrations.Migration):
    dependencies = [("articles", "0026_next_fronts")]

    operations = [migrations.RunPython(forwards, backwards)]
