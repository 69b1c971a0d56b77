"""The columns that next fronts have left."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0027_next_fronts_moved")]

    operations = [
        migrations.RemoveConstraint(model_name="publishedfront", name="next_front_has_its_time"),
        migrations.RemoveField(model_name="publishedfront", name="next_at"),
        migrations.RemoveField(model_name="publishedfront", name="next_content"),
        migrations.RemoveField(model_name="publishedfront", name="next_number"),
    ]
