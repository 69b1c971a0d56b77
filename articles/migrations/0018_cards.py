from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_hidden_lines")]

    operations = [
        migrations.AddField(
            model_name="publishedarticle",
            name="card",
            field=models.TextField(
                blank=True,
                default="",
                help_text="What lists show of it, composed by `articles.composing.cards`.",
            ),
        ),
    ]
