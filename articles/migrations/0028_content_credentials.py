"""What readers are told of the content credentials of a picture, beside its public row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0027_advertisements")]

    operations = [
        migrations.AddField(
            model_name="publishedpicture",
            name="credentials",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="What readers are told of its content credentials: "
                "{state, signer, signed_at, tool, actions}.",
            ),
        ),
    ]
