"""What keeps the library quick with hundreds of thousands of pictures: its search and its filters."""

from django.db import migrations, models


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX picture_search ON media_image USING gin (to_tsvector('simple', search_text))"
        )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS picture_search")


class Migration(migrations.Migration):
    dependencies = [("media", "0003_picture_desk")]

    operations = [
        migrations.AddIndex(
            model_name="image",
            index=models.Index(fields=["uploaded_at"], name="picture_uploaded"),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(
                condition=models.Q(("taken_at__isnull", False)), fields=["taken_at"], name="picture_taken"
            ),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(
                condition=models.Q(("search_text", "")), fields=["id"], name="picture_unsearchable"
            ),
        ),
        migrations.RunPython(make_index, drop_index),
    ]
