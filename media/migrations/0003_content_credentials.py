"""What the content credentials of a picture say, and whether they hold, beside what its file says of itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("media", "0002_search")]

    operations = [
        migrations.AddField(
            model_name="image",
            name="credentials",
            field=models.JSONField(
                default=dict,
                editable=False,
                help_text="What its content credentials say, and whether they hold; empty: it has none.",
            ),
        ),
    ]
