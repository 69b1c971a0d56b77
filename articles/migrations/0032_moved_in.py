"""What came from the archives of other systems, by the keys that it has there; pages at addresses of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0031_wire_desk"),
    ]

    operations = [
        migrations.AddField(
            model_name="plainpage",
            name="old_paths",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                editable=False,
                help_text="Where readers had it in another system.",
            ),
        ),
        migrations.AlterField(
            model_name="plainpage",
            name="slug",
            field=models.CharField(editable=False, max_length=80, unique=True, verbose_name="address"),
        ),
        migrations.CreateModel(
            name="MovedIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("system", models.CharField(help_text="Such as “wordpress example.org”.", max_length=200)),
                (
                    "key",
                    models.CharField(help_text="As the archive calls it, such as “post:17”.", max_length=200),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "Person"),
                            ("section", "Section"),
                            ("topic", "Topic"),
                            ("picture", "Picture"),
                            ("story", "Story"),
                            ("page", "Page"),
                        ],
                        max_length=8,
                    ),
                ),
                ("number", models.BigIntegerField(help_text="Of the row that it became.")),
                (
                    "lacks",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Of a story: the keys of pictures that were not there.",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["kind", "number"], name="moved_in_as")],
                "constraints": [models.UniqueConstraint(fields=("system", "key"), name="moved_in_once")],
            },
        ),
    ]
