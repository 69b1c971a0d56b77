"""Bookings of advertisements, the rule by which they stand, what is on record of them, and what readers get."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


def make_the_rule(apps, schema_editor):
    apps.get_model("articles", "AdvertisingRule").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0026_api_keys"),
        ("media", "0002_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AdvertisingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "first_after",
                    models.PositiveSmallIntegerField(
                        default=150,
                        validators=[django.core.validators.MaxValueValidator(5000)],
                        verbose_name="words before the first",
                    ),
                ),
                (
                    "then_every",
                    models.PositiveSmallIntegerField(
                        default=300,
                        validators=[
                            django.core.validators.MinValueValidator(100),
                            django.core.validators.MaxValueValidator(5000),
                        ],
                        verbose_name="words between two",
                    ),
                ),
                (
                    "most",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="0: none in the text of any story.",
                        validators=[django.core.validators.MaxValueValidator(6)],
                        verbose_name="most in a story",
                    ),
                ),
                (
                    "shortest",
                    models.PositiveSmallIntegerField(
                        default=300,
                        help_text="A shorter story has none.",
                        validators=[django.core.validators.MaxValueValidator(5000)],
                        verbose_name="words of a story that has any",
                    ),
                ),
                (
                    "sensitive_sections",
                    models.JSONField(blank=True, default=list, help_text="Their numbers."),
                ),
                ("sensitive_topics", models.JSONField(blank=True, default=list, help_text="Their numbers.")),
            ],
            options={
                "verbose_name": "rule for advertisements",
                "verbose_name_plural": "rule for advertisements",
            },
        ),
        migrations.AlterField(
            model_name="historylink",
            name="of",
            field=models.CharField(
                choices=[
                    ("advert", "Advertisement"),
                    ("front", "Front"),
                    ("page", "Plain page"),
                    ("person", "Person"),
                    ("picture", "Picture"),
                    ("story", "Story"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="Advertisement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="For the desk alone.", max_length=80, unique=True, verbose_name="name"
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[("story", "In stories"), ("front", "On the home page and on sections")],
                        default="story",
                        max_length=8,
                        verbose_name="where",
                    ),
                ),
                (
                    "everywhere",
                    models.BooleanField(
                        default=True,
                        editable=False,
                        help_text="Whether no section was chosen. One that is deleted takes its advertisements along.",
                    ),
                ),
                ("begins_at", models.DateTimeField(verbose_name="from")),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True, help_text="Empty: until somebody stops it.", null=True, verbose_name="to"
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="One of weight 2 is on twice as many pages as one of weight 1.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="weight",
                    ),
                ),
                (
                    "is_stopped",
                    models.BooleanField(
                        default=False,
                        help_text="Takes it from all pages at once, whatever its times.",
                        verbose_name="stopped",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("house", "A picture with a link"),
                            ("external", "Somebody else’s tag, in a closed frame"),
                        ],
                        default="house",
                        max_length=8,
                        verbose_name="what it is",
                    ),
                ),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        help_text="What the picture says, for those who do not see it. Empty: that of the library.",
                        max_length=300,
                        verbose_name="alt text",
                    ),
                ),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="link")),
                (
                    "tag",
                    models.TextField(
                        blank=True,
                        help_text="HTML as its sender gave it. It runs in a frame that reaches nothing of the page.",
                        max_length=8000,
                        verbose_name="tag",
                    ),
                ),
                (
                    "hosts",
                    models.TextField(
                        blank=True,
                        help_text="The machines from which the tag may load anything, one a line: ads.example.com",
                        verbose_name="hosts",
                    ),
                ),
                (
                    "width",
                    models.PositiveSmallIntegerField(
                        default=300,
                        validators=[
                            django.core.validators.MinValueValidator(50),
                            django.core.validators.MaxValueValidator(970),
                        ],
                        verbose_name="width",
                    ),
                ),
                (
                    "height",
                    models.PositiveSmallIntegerField(
                        default=250,
                        validators=[
                            django.core.validators.MinValueValidator(50),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="height",
                    ),
                ),
                (
                    "next_at",
                    models.DateTimeField(
                        editable=False,
                        help_text="When what readers get of it has to be looked at next.",
                        null=True,
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        help_text="From the library, with its rights and its credit.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="media.image",
                        verbose_name="picture",
                    ),
                ),
                (
                    "sections",
                    models.ManyToManyField(
                        blank=True,
                        help_text="With the sections inside them. None chosen: everywhere.",
                        related_name="+",
                        to="articles.section",
                        verbose_name="sections",
                    ),
                ),
            ],
            options={
                "verbose_name": "advertisement",
                "verbose_name_plural": "advertisements",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="AdvertisingRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("content", models.JSONField()),
                (
                    "advertisement",
                    models.ForeignKey(
                        help_text="None: the rule.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="articles.advertisement",
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
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PublishedAdvertisement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("advertisement_id", models.BigIntegerField()),
                ("place", models.CharField(max_length=8)),
                ("weight", models.PositiveSmallIntegerField()),
                (
                    "ends_at",
                    models.DateTimeField(
                        db_index=True,
                        help_text="Its own end, or that of the rights in its picture.",
                        null=True,
                    ),
                ),
                ("image_id", models.BigIntegerField(db_index=True, null=True)),
                ("inside", models.TextField(help_text="The HTML within its box.")),
                ("document", models.TextField(blank=True, help_text="What its frame shows.")),
                ("hosts", models.JSONField(default=list, help_text="From which the frame may load.")),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.advertisingrule",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        help_text="None: everywhere.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.section",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="advertisement",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="advertisement_next"
            ),
        ),
        migrations.AddConstraint(
            model_name="advertisement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__isnull", True), ("ends_at__gt", models.F("begins_at")), _connector="OR"
                ),
                name="advertisement_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="advertisement",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gte", 1)), name="advertisement_has_weight"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedadvertisement",
            constraint=models.UniqueConstraint(
                models.F("advertisement_id"),
                django.db.models.functions.comparison.Coalesce("section", 0),
                name="public_advertisement_once_a_section",
            ),
        ),
        migrations.RunPython(make_the_rule, migrations.RunPython.noop),
    ]
