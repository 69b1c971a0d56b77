"""Changes of roles are in the chain, too: no more than a choice of a field."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0035_last_moves_filled"),
    ]

    operations = [
        migrations.AlterField(
            model_name="historylink",
            name="of",
            field=models.CharField(
                choices=[
                    ("front", "Front"),
                    ("page", "Plain page"),
                    ("person", "Person"),
                    ("picture", "Picture"),
                    ("story", "Story"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="historylink",
            name="subject",
            field=models.BigIntegerField(
                help_text="The number of the story, front, page, person or picture."
            ),
        ),
    ]
