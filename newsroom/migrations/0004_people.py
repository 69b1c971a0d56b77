"""Where people are logged in, and who is invited."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0021_log_ins"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("newsroom", "0003_log_ins_not_told"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeskSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(help_text="Of the row in django_session.", max_length=40, unique=True),
                ),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField(help_text="To ten minutes.")),
                (
                    "address",
                    models.CharField(
                        help_text="From where it was seen last, as far as the proxy tells.", max_length=50
                    ),
                ),
                ("agent", models.CharField(help_text="What the browser calls itself.", max_length=300)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="desk_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-seen_at", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("language", models.CharField(blank=True, max_length=10)),
                (
                    "secret",
                    models.CharField(
                        help_text="SHA-256 of what the link ends with.", max_length=64, unique=True
                    ),
                ),
                ("at", models.DateTimeField()),
                ("sent_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("roles", models.ManyToManyField(related_name="+", to="auth.group")),
                ("sections", models.ManyToManyField(blank=True, related_name="+", to="articles.section")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at", None),
                            models.Q(("revoked_at", None), ("user__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_makes_a_log_in",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                        name="one_open_invitation",
                    ),
                ],
            },
        ),
    ]
