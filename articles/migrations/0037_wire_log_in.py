"""A log-in at the address of a feed. The secret is locked with SECRET_KEY."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0036_wire_sendings")]

    operations = [
        migrations.AddField(
            model_name="wirefeed",
            name="log_in",
            field=models.CharField(
                blank=True,
                choices=[("basic", "User name and password"), ("bearer", "Token (Bearer)")],
                help_text="What their address asks for, if anything.",
                max_length=6,
                verbose_name="log-in",
            ),
        ),
        migrations.AddField(
            model_name="wirefeed",
            name="user_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="user name there"),
        ),
        migrations.AddField(
            model_name="wirefeed",
            name="locked_secret",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="Password or token at their address, locked with SECRET_KEY.",
            ),
        ),
    ]
