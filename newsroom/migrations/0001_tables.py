"""Attempts to log in, and passwords that were forgotten."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ForgottenPassword",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.CharField(max_length=254)),
                ("address", models.CharField(max_length=50)),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["-at"], name="forgotten_lately")],
            },
        ),
        migrations.CreateModel(
            name="LogInAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "account",
                    models.CharField(
                        help_text="The name that was sent, scrambled: unknown names are counted like known ones.",
                        max_length=64,
                    ),
                ),
                (
                    "address",
                    models.CharField(help_text="From where, as far as the proxy tells.", max_length=50),
                ),
                ("at", models.DateTimeField()),
                ("succeeded", models.BooleanField(default=False)),
                (
                    "told_at",
                    models.DateTimeField(
                        help_text="When the owner of the account was told that it failed.", null=True
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="log_in_attempts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["account", "-at"], name="attempt_at_account"),
                    models.Index(fields=["address", "-at"], name="attempt_from_address"),
                ],
            },
        ),
    ]
