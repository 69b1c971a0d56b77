"""What a front will be next gets a row of its own: rows can be kept from a role, columns only for ever."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0025_drafts_have_an_owner")]

    operations = [
        migrations.CreateModel(
            name="NextFront",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("at", models.DateTimeField(help_text="From then on, this is what readers get.")),
                (
                    "front",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="next",
                        to="articles.publishedfront",
                    ),
                ),
            ],
        ),
    ]
