"""What brought a story to where it stands, beside the story: lists say it without a question for each."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0033_access_on_record")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="last_move",
            field=models.ForeignKey(
                editable=False,
                help_text="What brought it to where it stands, with who did it, when and the note.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.statechange",
            ),
        ),
    ]
