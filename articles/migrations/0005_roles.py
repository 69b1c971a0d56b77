"""The roles of a newsroom, as groups. What each may do is in `articles.policy`."""

from django.db import migrations

ROLES = (
    "Reporter",
    "Copy editor",
    "Picture editor",
    "Section editor",
    "Editor-in-chief",
    "Wire desk",
    "Admin",
)


def create_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_search"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
