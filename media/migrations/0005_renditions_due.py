from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    dependencies = [("media", "0004_library_search")]

    operations = [
        migrations.CreateModel(
            name="Due",
            fields=[
                (
                    "image",
                    models.OneToOneField(
                        on_delete=deletion.CASCADE,
                        primary_key=True,
                        related_name="due",
                        serialize=False,
                        to="media.image",
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, help_text="Not before.")),
            ],
        ),
    ]
