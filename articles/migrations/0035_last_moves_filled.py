"""Stories that have moved before get the move that brought them to where they stand."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery

AT_ONCE = 1000


def fill(apps, schema_editor):
    """In batches by number; run again, it does what is left."""
    stories = apps.get_model("articles", "Article").objects
    moves = apps.get_model("articles", "StateChange").objects.exclude(from_state=F("to_state"))
    last = moves.filter(article=OuterRef("pk")).order_by("-at", "-pk").values("pk")[:1]
    moved = (
        moves.filter(article__last_move=None).order_by("article").values_list("article", flat=True).distinct()
    )
    while batch := list(moved[:AT_ONCE]):
        stories.filter(pk__in=batch).update(last_move=Subquery(last))


class Migration(migrations.Migration):
    dependencies = [("articles", "0034_last_moves")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
