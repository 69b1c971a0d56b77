"""Plain pages with their versions, and an index for the list of corrections."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0011_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlainPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.CharField(
                        choices=[
                            ("about", "About us"),
                            ("contact", "Contact"),
                            ("staff", "Staff"),
                            ("corrections", "Corrections"),
                            ("privacy", "Privacy"),
                        ],
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                ("rendered_text", models.TextField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "plain page",
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="plain_page_has_a_title"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlainPageVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        help_text="Nobody: what the page said from the start.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="articles.plainpage",
                    ),
                ),
            ],
            options={"ordering": ["-at", "-pk"]},
        ),
        migrations.RemoveIndex(model_name="publishedchange", name="published_corrections"),
        migrations.AddIndex(
            model_name="publishedchange",
            index=models.Index(
                condition=models.Q(("kind__in", ["correction", "clarification", "note"])),
                fields=["-at", "-id"],
                name="published_corrections",
            ),
        ),
    ]
