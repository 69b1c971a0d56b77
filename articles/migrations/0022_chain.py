from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0021_words_of_the_desks_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoryLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "of",
                    models.CharField(
                        choices=[
                            ("front", "Front"),
                            ("page", "Plain page"),
                            ("picture", "Picture"),
                            ("story", "Story"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "subject",
                    models.BigIntegerField(help_text="The number of the story, front, page or picture."),
                ),
                ("number", models.PositiveIntegerField(help_text="Its place in the chain, from one on.")),
                (
                    "record",
                    models.CharField(
                        help_text="The kind of record, as articles.records.chain calls it.", max_length=12
                    ),
                ),
                ("row", models.BigIntegerField(help_text="The record’s number in its table.")),
                ("digest", models.CharField(help_text="SHA-256 over what the record says.", max_length=64)),
                (
                    "hash",
                    models.CharField(help_text="SHA-256 over this link and the hash before.", max_length=64),
                ),
            ],
            options={
                "ordering": ["of", "subject", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("of", "subject", "number"), name="link_number_once"),
                    models.UniqueConstraint(fields=("record", "row"), name="record_linked_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="links_begin_at_one"),
                ],
            },
        ),
    ]
