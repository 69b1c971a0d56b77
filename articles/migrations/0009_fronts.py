"""Fronts: versions and moves at the desk, the public copy, and an index for zones of one type of story."""

import uuid

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0008_videos"),
        ("media", "0006_library_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Front",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("next_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="FrontMove",
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
                            ("live", "Put live"),
                            ("scheduled", "Scheduled"),
                            ("taken_back", "Schedule taken back"),
                            ("on_time", "Went live as scheduled"),
                            ("released", "Released"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("goes_live_at", models.DateTimeField(null=True)),
                (
                    "stories",
                    models.JSONField(
                        default=list, help_text="The numbers of the stories that went live with it."
                    ),
                ),
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4, help_text="The same act sent twice counts once.", unique=True
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="FrontVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("content", models.JSONField(help_text="See articles.composing.arrangement.")),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="PublishedFront",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(null=True)),
                ("content", models.JSONField(null=True)),
                ("next_number", models.PositiveIntegerField(null=True)),
                ("next_content", models.JSONField(null=True)),
                (
                    "next_at",
                    models.DateTimeField(help_text="From then on, the next is what readers get.", null=True),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(
                fields=["article_type", "-published_at", "-story_id"], name="published_of_type"
            ),
        ),
        migrations.AddField(
            model_name="front",
            name="next_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="front",
            name="section",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="frontmove",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="frontmove",
            name="front",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="articles.front"
            ),
        ),
        migrations.AddField(
            model_name="frontversion",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="frontversion",
            name="front",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="articles.front"
            ),
        ),
        migrations.AddField(
            model_name="frontversion",
            name="restored_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.frontversion",
            ),
        ),
        migrations.AddField(
            model_name="frontmove",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="articles.frontversion"
            ),
        ),
        migrations.AddField(
            model_name="front",
            name="live",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.frontversion",
            ),
        ),
        migrations.AddField(
            model_name="front",
            name="newest",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.frontversion",
            ),
        ),
        migrations.AddField(
            model_name="front",
            name="next",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.frontversion",
            ),
        ),
        migrations.AddField(
            model_name="publishedfront",
            name="section",
            field=models.OneToOneField(
                help_text="Whose front it is; none: the home page's.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="front",
                to="articles.section",
            ),
        ),
        migrations.AddConstraint(
            model_name="frontversion",
            constraint=models.UniqueConstraint(fields=("front", "number"), name="front_version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="frontversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="front_versions_begin_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="frontmove",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["live", "scheduled", "taken_back", "on_time", "released"])),
                name="front_move_known",
            ),
        ),
        migrations.AddIndex(
            model_name="front",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="front_scheduled"
            ),
        ),
        migrations.AddConstraint(
            model_name="front",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Coalesce("section", 0), name="one_front_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="front",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("next__isnull", True), ("next_at__isnull", True), ("next_by__isnull", True)),
                    models.Q(("next__isnull", False), ("next_at__isnull", False), ("next_by__isnull", False)),
                    _connector="OR",
                ),
                name="scheduled_front_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedfront",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Coalesce("section", 0), name="one_public_front_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedfront",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("next_at__isnull", True), ("next_content__isnull", True)),
                    models.Q(("next_at__isnull", False), ("next_content__isnull", False)),
                    _connector="OR",
                ),
                name="next_front_has_its_time",
            ),
        ),
    ]
