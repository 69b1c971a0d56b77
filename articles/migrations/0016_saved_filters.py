"""What somebody keeps of the list of stories: filters by name, and which columns they see."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_planning"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("media", "0002_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ListColumns",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "names",
                    models.CharField(blank=True, help_text="With commas between them.", max_length=200),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                (
                    "asked",
                    models.CharField(
                        blank=True, help_text="The query of its address, in one order.", max_length=1000
                    ),
                ),
                (
                    "shared",
                    models.CharField(
                        choices=[
                            ("nobody", "Only you"),
                            ("section", "Whoever works for the section"),
                            ("everybody", "Everybody at the desk"),
                        ],
                        default="nobody",
                        max_length=10,
                    ),
                ),
                (
                    "key",
                    models.UUIDField(default=uuid.uuid4, help_text="Of the form that saved it.", unique=True),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="section",
            field=models.ForeignKey(
                help_text="With whom it is shared.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(fields=("owner", "name"), name="filter_named_once"),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("section__isnull", False), ("shared", "section")),
                    models.Q(models.Q(("shared", "section"), _negated=True), ("section", None)),
                    _connector="OR",
                ),
                name="filter_shared_with_its_section",
            ),
        ),
    ]
