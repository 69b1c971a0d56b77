"""What the list of stories is filtered by, in its order: lengths, types, what is not live, whose stories they are."""

from typing import Any

from django.db import connections, migrations, models
from django.db.models import Max, OuterRef, Subquery

AT_ONCE = 5_000


def fill_in_lengths(apps: Any, schema_editor: Any) -> None:
    """Let each story say how many words its newest revision has. A second run changes nothing."""
    alias = schema_editor.connection.alias
    stories = apps.get_model("articles", "Article").objects.using(alias)
    revisions = apps.get_model("articles", "Revision").objects.using(alias)
    newest = Subquery(revisions.filter(pk=OuterRef("revision")).values("word_count")[:1])
    last = stories.aggregate(last=Max("pk"))["last"] or 0
    for first in range(1, last + 1, AT_ONCE):
        some = stories.filter(pk__gte=first, pk__lt=first + AT_ONCE, revision__isnull=False)
        some.update(word_count=newest)


def have_it_counted(apps: Any, schema_editor: Any) -> None:
    """Let PostgreSQL know how the lengths are spread, which it has never looked at."""
    if schema_editor.connection.vendor == "postgresql":
        with connections[schema_editor.connection.alias].cursor() as cursor:
            cursor.execute("ANALYZE articles_article")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0016_saved_filters"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="word_count",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="As its newest revision has it.",
                verbose_name="words",
            ),
        ),
        migrations.RunPython(fill_in_lengths, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["article_type", "-touched_at", "-id"], name="article_type_touched"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("live_edition__isnull", True)),
                fields=["-touched_at", "-id"],
                name="article_not_live",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                models.Case(
                    models.When(then=models.Value(1), word_count__lt=200),
                    models.When(then=models.Value(2), word_count__lt=400),
                    models.When(then=models.Value(3), word_count__lt=800),
                    models.When(then=models.Value(4), word_count__lt=1500),
                    default=models.Value(5),
                    output_field=models.IntegerField(),
                ),
                models.OrderBy(models.F("touched_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="article_length",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("killed", True)), fields=["-touched_at", "-id"], name="article_killed"
            ),
        ),
        migrations.AddIndex(
            model_name="byline",
            index=models.Index(fields=["reporter", "article"], name="byline_of_reporter"),
        ),
        # Django names the table of topics by itself and takes no index for it.
        migrations.RunSQL(
            "CREATE INDEX topic_of_stories ON articles_article_topics (topic_id, article_id)",
            "DROP INDEX topic_of_stories",
        ),
        migrations.RunPython(have_it_counted, migrations.RunPython.noop),
    ]
