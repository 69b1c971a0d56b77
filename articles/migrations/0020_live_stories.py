"""Entries of live stories: at the desk with all their versions, which nobody can change, and on the site."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from articles.records import append_only

TABLES = ("articles_liveentryversion",)


def forwards(apps, schema_editor):
    for statement in append_only.statements(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    for statement in append_only.reverse_statements(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0019_translations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="publishedarticle",
            name="coverage_ended_at",
            field=models.DateTimeField(help_text="Of a live story that is closed.", null=True),
        ),
        migrations.AddField(
            model_name="publishedarticle",
            name="entry_count",
            field=models.PositiveIntegerField(
                default=0,
                help_text="Entries of a live story, removed ones among them: the number of the newest.",
            ),
        ),
        migrations.AddField(
            model_name="publishedarticle",
            name="live_change",
            field=models.PositiveIntegerField(default=0, help_text="The newest change of its entries."),
        ),
        migrations.CreateModel(
            name="LiveEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        blank=True,
                        help_text="What happened. An entry of one sentence needs none.",
                        max_length=160,
                    ),
                ),
                ("body", models.TextField(blank=True, verbose_name="text")),
                (
                    "byline",
                    models.CharField(
                        blank=True,
                        help_text="An agency, the newspaper’s own desk, or the author’s name in another form.",
                        max_length=120,
                        verbose_name="or another name",
                    ),
                ),
                (
                    "is_key",
                    models.BooleanField(
                        default=False,
                        help_text="Readers find it in the list on top of the story.",
                        verbose_name="key event",
                    ),
                ),
                (
                    "is_pinned",
                    models.BooleanField(
                        default=False, help_text="It stands above all others.", verbose_name="pinned"
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        editable=False,
                        help_text="Given when it is posted, and its place in the story for ever.",
                        null=True,
                    ),
                ),
                (
                    "saves",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="How often it was written: a form says which one it began from.",
                    ),
                ),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="live_entries",
                        to="articles.article",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.reporter",
                        verbose_name="author",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of a live story",
                "verbose_name_plural": "entries of live stories",
                "ordering": ["-number", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LiveEntryVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        blank=True,
                        help_text="What happened. An entry of one sentence needs none.",
                        max_length=160,
                    ),
                ),
                ("body", models.TextField(blank=True, verbose_name="text")),
                (
                    "byline",
                    models.CharField(
                        blank=True,
                        help_text="An agency, the newspaper’s own desk, or the author’s name in another form.",
                        max_length=120,
                        verbose_name="or another name",
                    ),
                ),
                (
                    "is_key",
                    models.BooleanField(
                        default=False,
                        help_text="Readers find it in the list on top of the story.",
                        verbose_name="key event",
                    ),
                ),
                (
                    "is_pinned",
                    models.BooleanField(
                        default=False, help_text="It stands above all others.", verbose_name="pinned"
                    ),
                ),
                ("entry_number", models.PositiveIntegerField()),
                ("change", models.PositiveIntegerField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("posted", "Posted"),
                            ("updated", "Updated"),
                            ("minor", "Minor change"),
                            ("corrected", "Corrected"),
                            ("marked", "Marked"),
                            ("removed", "Removed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="Of a removal: what readers are told, if anything."
                    ),
                ),
                (
                    "correction",
                    models.TextField(
                        blank=True, help_text="What was wrong and what is right. Readers see it."
                    ),
                ),
                (
                    "is_serious",
                    models.BooleanField(
                        default=False, help_text="The correction stands above the entry’s text."
                    ),
                ),
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4, help_text="The same act sent twice counts once.", unique=True
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="live_versions",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="articles.liveentry",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.reporter",
                        verbose_name="author",
                    ),
                ),
            ],
            options={
                "ordering": ["-change"],
            },
        ),
        migrations.AddField(
            model_name="liveentry",
            name="newest",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.liveentryversion",
            ),
        ),
        migrations.CreateModel(
            name="PublishedEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        help_text="Without gaps from the first on: pages are cut by it."
                    ),
                ),
                (
                    "change",
                    models.PositiveIntegerField(
                        help_text="Of all changes in the story, the one that made it so."
                    ),
                ),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField(null=True)),
                ("headline", models.CharField(blank=True, max_length=160)),
                ("text", models.TextField(blank=True, help_text="Rendered; of a removed one, why it was.")),
                ("author", models.CharField(blank=True, max_length=120)),
                ("author_path", models.CharField(blank=True, max_length=255)),
                (
                    "corrections",
                    models.JSONField(
                        blank=True, default=list, help_text="Newest first: [{kind, at, text, serious}]."
                    ),
                ),
                ("is_key", models.BooleanField(default=False)),
                ("is_pinned", models.BooleanField(default=False)),
                ("is_removed", models.BooleanField(default=False)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="articles.publishedarticle",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.AddConstraint(
            model_name="liveentryversion",
            constraint=models.UniqueConstraint(fields=("article", "change"), name="live_change_once"),
        ),
        migrations.AddConstraint(
            model_name="liveentryversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("change__gte", 1)), name="live_changes_begin_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="liveentryversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("act__in", ["posted", "updated", "minor", "corrected", "marked", "removed"])
                ),
                name="live_act_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="liveentryversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act", "corrected"), _negated=True),
                    models.Q(("correction", ""), _negated=True),
                    _connector="OR",
                ),
                name="corrected_entry_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="liveentry",
            constraint=models.UniqueConstraint(fields=("article", "number"), name="live_entry_number_once"),
        ),
        migrations.AddConstraint(
            model_name="liveentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("newest__isnull", True), ("number__isnull", True)),
                    models.Q(("newest__isnull", False), ("number__gte", 1)),
                    _connector="OR",
                ),
                name="posted_entry_has_number_and_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedentry",
            constraint=models.UniqueConstraint(
                fields=("story", "number"), name="published_entry_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedentry",
            constraint=models.UniqueConstraint(
                fields=("story", "change"), name="published_entry_change_once"
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
