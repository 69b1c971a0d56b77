"""Who has a story, and what people are told of their stories."""

import uuid
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def have_it_counted(apps: Any, schema_editor: Any) -> None:
    """Let PostgreSQL know that almost no story is in anybody's hands: as 0011 says, it expects many otherwise."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("ANALYZE articles_article")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_scheduled"),
        ("media", "0002_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[("assign", "Assigned"), ("take_up", "Taken"), ("give_back", "Given back")],
                        default="assign",
                        max_length=10,
                    ),
                ),
                ("due", models.DateTimeField(null=True)),
                ("words", models.PositiveIntegerField(null=True, verbose_name="planned length")),
                ("picture_wanted", models.BooleanField(default=False)),
                ("picture_note", models.CharField(blank=True, max_length=300, verbose_name="picture")),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "Assigned to you"),
                            ("unassigned", "No longer assigned to you"),
                            ("given_back", "Given back by whom you assigned it to"),
                            ("returned", "Returned to you"),
                            ("published", "Published"),
                            ("correction", "Correction asked for"),
                        ],
                        max_length=12,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "Assigned to you"),
                            ("unassigned", "No longer assigned to you"),
                            ("given_back", "Given back by whom you assigned it to"),
                            ("returned", "Returned to you"),
                            ("published", "Published"),
                            ("correction", "Correction asked for"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "about",
                    models.CharField(
                        help_text="The record that it tells of, by its kind and number.", max_length=60
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="assigned_desk",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="assignee",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="assigned to",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="due",
            field=models.DateTimeField(editable=False, null=True),
        ),
        # Reports that are there already are news to nobody.
        migrations.AddField(
            model_name="errorreport",
            name="told_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                editable=False,
                help_text="When those whose story it is were told that a reader reports it.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="errorreport",
            name="told_at",
            field=models.DateTimeField(
                editable=False,
                help_text="When those whose story it is were told that a reader reports it.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="errorreport",
            index=models.Index(condition=models.Q(("told_at", None)), fields=["at"], name="reports_untold"),
        ),
        migrations.AddField(
            model_name="assignment",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="desk",
            field=models.ForeignKey(
                help_text="Somebody of this desk takes it, or the person took it from there.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="to",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="assignment",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.assignment",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("assignee__isnull", False)),
                fields=["assignee", "due"],
                name="article_assignee",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("assigned_desk__isnull", False)),
                fields=["assigned_desk", "due"],
                name="article_assigned_desk",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("due__isnull", False)), fields=["due"], name="article_due"
            ),
        ),
        migrations.AddField(
            model_name="mailchoice",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mail_choices",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="by",
            field=models.ForeignKey(
                help_text="Nobody where a reader asks for a correction.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="to",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["-at", "-id"], name="assignments_by_time"),
        ),
        migrations.AddConstraint(
            model_name="mailchoice",
            constraint=models.UniqueConstraint(fields=("user", "kind"), name="mail_chosen_once"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["to", "-id"], name="message_of_person"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("read_at", None)), fields=["to"], name="message_unread"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("to", "about"), name="told_once"),
        ),
        migrations.RunPython(have_it_counted, migrations.RunPython.noop),
    ]
