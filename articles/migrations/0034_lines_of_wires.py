"""Items of agencies that take the place of others, and the names by which they speak of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0033_pictures_of_deliveries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WireName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=500)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="WireReplacement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="As the item says it.", max_length=500)),
                ("at", models.DateTimeField(help_text="When that was known.")),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.RemoveIndex(
            model_name="wireuse",
            name="wire_use_of_item",
        ),
        migrations.AddField(
            model_name="wireitem",
            name="head",
            field=models.ForeignKey(
                db_index=False,
                help_text="The item that stands in its place now, see articles.models.wire_line; empty if none does.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="line",
                to="articles.wireitem",
            ),
        ),
        migrations.AddIndex(
            model_name="wireitem",
            index=models.Index(
                condition=models.Q(("head__isnull", False)), fields=["head"], name="wire_items_of_a_line"
            ),
        ),
        migrations.AddIndex(
            model_name="wireuse",
            index=models.Index(fields=["item"], name="wire_use_of_item"),
        ),
        migrations.AddField(
            model_name="wirename",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.agency",
            ),
        ),
        migrations.AddField(
            model_name="wirename",
            name="item",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="names",
                to="articles.wireitem",
            ),
        ),
        migrations.AddField(
            model_name="wirereplacement",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.agency",
            ),
        ),
        migrations.AddField(
            model_name="wirereplacement",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="replaces",
                to="articles.wireitem",
            ),
        ),
        migrations.AddField(
            model_name="wirereplacement",
            name="item",
            field=models.ForeignKey(
                db_index=False,
                help_text="Which that is, once it is here.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="replaced",
                to="articles.wireitem",
            ),
        ),
        migrations.AddConstraint(
            model_name="wirename",
            constraint=models.UniqueConstraint(
                fields=("agency", "name", "item"), name="name_of_an_item_once"
            ),
        ),
        migrations.AddIndex(
            model_name="wirereplacement",
            index=models.Index(
                condition=models.Q(("item__isnull", False)), fields=["item"], name="wire_replacements_of"
            ),
        ),
        migrations.AddIndex(
            model_name="wirereplacement",
            index=models.Index(fields=["agency", "name"], name="wire_replacements_by_name"),
        ),
        migrations.AddConstraint(
            model_name="wirereplacement",
            constraint=models.UniqueConstraint(fields=("by", "name", "item"), name="wire_item_replaced_once"),
        ),
        migrations.AddConstraint(
            model_name="wirereplacement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("item", None)), fields=("by", "name"), name="wire_item_awaited_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="wirereplacement",
            constraint=models.CheckConstraint(
                condition=models.Q(("by", models.F("item")), _negated=True), name="wire_item_replaces_another"
            ),
        ),
    ]
