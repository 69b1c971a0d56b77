"""What is planned for a day, and what the board and the figures of the desk are looked up by."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0014_house_style"),
        ("media", "0002_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="assignment",
            name="act",
            field=models.CharField(
                choices=[
                    ("assign", "Assigned"),
                    ("take_up", "Taken"),
                    ("give_back", "Given back"),
                    ("plan", "Planned"),
                ],
                default="assign",
                max_length=10,
            ),
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
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(
                    models.Q(
                        ("live_edition__isnull", True), ("has_unpublished_changes", True), _connector="OR"
                    ),
                    ("due__isnull", True),
                ),
                fields=["-touched_at", "-id"],
                name="article_in_work",
            ),
        ),
        migrations.AddIndex(
            model_name="statechange",
            index=models.Index(
                condition=models.Q(("act", "approve")), fields=["-at"], name="statechange_approved"
            ),
        ),
    ]
