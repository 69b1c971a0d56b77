"""The files that programs fetch, robots.txt and the like, are written at the desk."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def make_the_files(apps, schema_editor):
    files = apps.get_model("articles", "SiteFile").objects.using(schema_editor.connection.alias)
    for name in ("robots", "ads", "security"):
        files.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0022_told_to_machines"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteFile",
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
                        choices=[("robots", "robots.txt"), ("ads", "ads.txt"), ("security", "security.txt")],
                        editable=False,
                        max_length=10,
                        unique=True,
                        verbose_name="file",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=100000, verbose_name="text")),
                ("updated_at", models.DateTimeField(editable=False, null=True, verbose_name="changed")),
            ],
            options={
                "verbose_name": "file for programs",
                "verbose_name_plural": "files for programs",
                "ordering": ["name"],
            },
        ),
        migrations.AlterField(
            model_name="historylink",
            name="of",
            field=models.CharField(
                choices=[
                    ("file", "File for programs"),
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
            name="SiteFileVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="articles.sitefile",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.RunPython(make_the_files, migrations.RunPython.noop),
    ]
