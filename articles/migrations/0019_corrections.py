"""Reports of errors become tasks, messages say which way they go, and readers lose stories with a release too."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0018_share_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportMove",
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
                        choices=[
                            ("report", "Reported"),
                            ("assign", "Assigned"),
                            ("take_up", "Taken"),
                            ("give_back", "Given back"),
                            ("done", "Done"),
                            ("decline", "Declined"),
                            ("reopen", "Opened again"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_error", "It is right as it stands"),
                            ("duplicate", "It is reported already"),
                            ("spam", "It is no report at all"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="errorreport",
            options={
                "ordering": ["-at", "-pk"],
                "verbose_name": "report of an error",
                "verbose_name_plural": "reports of errors",
            },
        ),
        migrations.AddField(
            model_name="scheduledrelease",
            name="withdrawals",
            field=models.JSONField(
                default=list, help_text="The numbers of the stories that readers lose with it."
            ),
        ),
        migrations.AddField(
            model_name="errorreport",
            name="assignee",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="errorreport",
            name="by",
            field=models.ForeignKey(
                help_text="Who reported it at the desk. Nobody where a reader did.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="errorreport",
            name="desk",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="errorreport",
            name="is_declined",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="errorreport",
            name="passage",
            field=models.TextField(
                blank=True, default="", help_text="The words of the story that it is about.", max_length=1000
            ),
        ),
        migrations.AddField(
            model_name="mailchoice",
            name="way",
            field=models.CharField(
                choices=[
                    ("desk", "At the desk"),
                    ("mail", "By e-mail"),
                    ("both", "Both"),
                    ("none", "Not at all"),
                ],
                default="both",
                max_length=4,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="is_shown",
            field=models.BooleanField(default=True, help_text="At the desk; otherwise it is a letter only."),
        ),
        migrations.AddField(
            model_name="message",
            name="is_to_be_mailed",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="mailchoice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("assigned", "Assigned to you"),
                    ("unassigned", "No longer assigned to you"),
                    ("planned", "Planned for another time"),
                    ("given_back", "Given back by whom you assigned it to"),
                    ("returned", "Returned to you"),
                    ("published", "Published"),
                    ("correction", "Correction asked for"),
                    ("report", "Report of an error assigned to you"),
                    ("withdrawn", "Withdrawn"),
                    ("killed", "Killed"),
                    ("put_back", "Put back"),
                    ("not_out", "Not out at its time"),
                    ("late", "Out later than its time"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("assigned", "Assigned to you"),
                    ("unassigned", "No longer assigned to you"),
                    ("planned", "Planned for another time"),
                    ("given_back", "Given back by whom you assigned it to"),
                    ("returned", "Returned to you"),
                    ("published", "Published"),
                    ("correction", "Correction asked for"),
                    ("report", "Report of an error assigned to you"),
                    ("withdrawn", "Withdrawn"),
                    ("killed", "Killed"),
                    ("put_back", "Put back"),
                    ("not_out", "Not out at its time"),
                    ("late", "Out later than its time"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("is_to_be_mailed", True)), fields=["at"], name="message_to_be_mailed"
            ),
        ),
        migrations.AddConstraint(
            model_name="errorreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_declined", False), ("done_at__isnull", False), _connector="OR"),
                name="report_declined_is_closed",
            ),
        ),
        migrations.AddField(
            model_name="reportmove",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="reportmove",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reportmove",
            name="desk",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="reportmove",
            name="edition",
            field=models.ForeignKey(
                help_text="The correction that went out with it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.edition",
            ),
        ),
        migrations.AddField(
            model_name="reportmove",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="articles.errorreport"
            ),
        ),
        migrations.AddField(
            model_name="reportmove",
            name="to",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="reportmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act", "decline"), models.Q(("reason", ""), _negated=True)),
                    models.Q(models.Q(("act", "decline"), _negated=True), ("reason", "")),
                    _connector="OR",
                ),
                name="report_declined_for_a_reason",
            ),
        ),
    ]
