"""What the desk's first page asks for stands in the story's own row, with indexes of the few of which it is true.

And the order in which a search for a common word goes back in time.
"""

from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def say_what_is_so(apps: Any, schema_editor: Any) -> None:
    """Of a story that is live and unchanged, and was not returned, the new columns are true already."""
    stories = apps.get_model("articles", "Article").objects.using(schema_editor.connection.alias)
    live = stories.filter(live_edition__isnull=False)
    live.exclude(live_edition__revision=F("revision")).update(has_unpublished_changes=True)
    stories.filter(last_move__act="return").update(is_returned=True)


def have_it_counted(apps: Any, schema_editor: Any) -> None:
    """Let PostgreSQL know how few stories that are: of a column it has never looked at it expects half of all rows.

    It would look by itself once a tenth of all stories have changed, which in an old archive takes months.
    """
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("ANALYZE articles_article")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_purges"),
        ("media", "0002_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="has_unpublished_changes",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="Readers have it, and its working copy is another revision than theirs.",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="is_returned",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="Whether its last move returned it.",
            ),
        ),
        migrations.RunPython(say_what_is_so, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("has_unpublished_changes", True)),
                fields=["touched_at", "id"],
                name="article_changed",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("is_returned", True)), fields=["id"], name="article_returned"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(
                    ("live_edition__isnull", True), ("has_unpublished_changes", True), _connector="OR"
                ),
                fields=["created_by", "-touched_at", "-id"],
                name="article_unpublished",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("from_wire", True)),
                fields=["-touched_at", "-id"],
                name="article_from_wire",
            ),
        ),
        migrations.AddIndex(
            model_name="searchrow",
            index=models.Index(fields=["-published_at", "-story"], name="search_row_newest"),
        ),
        migrations.RunPython(have_it_counted, migrations.RunPython.noop),
    ]
