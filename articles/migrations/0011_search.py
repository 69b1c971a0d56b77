"""The search of live stories: their rows, and the index that each database keeps over them."""

import django.db.models.deletion
from django.db import migrations, models

from articles.search import tables


def forwards(apps, schema_editor):
    for statement in tables.STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    for statement in tables.REVERSE_STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_fronts_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("published_at", models.DateTimeField()),
                (
                    "article_type",
                    models.CharField(
                        choices=[
                            ("news", "News"),
                            ("analysis", "Analysis"),
                            ("opinion", "Opinion"),
                            ("explainer", "Explainer"),
                            ("interview", "Interview"),
                            ("obituary", "Obituary"),
                            ("live", "Live"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "language",
                    models.CharField(help_text="Without its country: pt, not pt-br.", max_length=12),
                ),
                ("headline", models.TextField(help_text="Stems, as in the three that follow.")),
                ("standfirst", models.TextField()),
                ("names", models.TextField(help_text="Of reporters and topics; kicker and dateline.")),
                ("text", models.TextField()),
                (
                    "said",
                    models.TextField(
                        help_text="The text as readers see it, for passages with the words marked."
                    ),
                ),
                (
                    "root_section",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.section",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.section",
                    ),
                ),
                (
                    "story",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_row",
                        to="articles.publishedarticle",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("start", models.CharField(max_length=2)),
                ("end", models.CharField(max_length=2)),
                ("length", models.PositiveSmallIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["start", "length"], name="word_by_start"),
                    models.Index(fields=["end", "length"], name="word_by_end"),
                ],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
