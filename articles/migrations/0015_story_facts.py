from typing import Any

from django.db import migrations, models
from django.urls import reverse

BATCH = 500


def carry(apps: Any, schema_editor: Any) -> None:
    """Give every live story the facts of the rows beside it. Portraits come when it is next made anew."""
    stories = apps.get_model("articles", "PublishedArticle").objects.order_by("pk").only("pk")
    rows = stories.prefetch_related("bylines__reporter", "topic_rows__topic", "changes")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        for story in batch:
            story.credited = [
                {
                    "role": row.role,
                    "name": row.name,
                    "path": reverse("site:reporter", args=[row.reporter.slug]) if row.reporter else "",
                    "about": row.reporter.job_title if row.reporter else "",
                    "portrait": None,
                }
                for row in sorted(story.bylines.all(), key=lambda row: row.position)
            ]
            story.tagged = [
                {
                    "topic": row.topic_id,
                    "name": row.topic.name,
                    "path": reverse("site:topic", args=[row.topic.slug]),
                }
                for row in sorted(story.topic_rows.all(), key=lambda row: row.position)
            ]
            story.history = [
                {"kind": row.kind, "at": row.at.isoformat(), "text": row.text, "serious": False}
                for row in sorted(story.changes.all(), key=lambda row: row.edition_number, reverse=True)
            ]
        stories.bulk_update(batch, ["credited", "tagged", "history"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0014_reports_from_readers"),
    ]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="is_serious",
            field=models.BooleanField(
                default=False,
                help_text="The story said something wrong that matters: readers see this above it.",
            ),
        ),
        migrations.AddField(
            model_name="publishedarticle",
            name="credited",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="The bylines, in order: [{role, name, path, about, portrait}].",
            ),
        ),
        migrations.AddField(
            model_name="publishedarticle",
            name="history",
            field=models.JSONField(
                blank=True, default=list, help_text="The changes, newest first: [{kind, at, text, serious}]."
            ),
        ),
        migrations.AddField(
            model_name="publishedarticle",
            name="tagged",
            field=models.JSONField(blank=True, default=list, help_text="The topics: [{topic, name, path}]."),
        ),
        migrations.AddField(
            model_name="publishedchange",
            name="is_serious",
            field=models.BooleanField(default=False, help_text="A correction that stands above the story."),
        ),
        migrations.RunPython(carry, migrations.RunPython.noop, elidable=True),
    ]
