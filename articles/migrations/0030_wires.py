"""What agencies send: feeds, files as they came, items in every version, and what could not be read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.records import append_only

GUARDED = ("articles_wirefeedchange", "articles_wirefile", "articles_wireversion")
# The words of an item, as those of stories in 0004_search.py.
SEARCH = (
    "ALTER TABLE articles_wireitem ADD COLUMN words_vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, words)) STORED",
    "CREATE FUNCTION wire_words(words tsvector) RETURNS tsvector LANGUAGE plpgsql "
    "IMMUTABLE COST 5000 AS 'BEGIN RETURN words; END'",
    "CREATE INDEX wire_search ON articles_wireitem USING gin (wire_words(words_vector))",
)
NO_SEARCH = (
    "DROP INDEX IF EXISTS wire_search",
    "DROP FUNCTION wire_words(tsvector)",
    "ALTER TABLE articles_wireitem DROP COLUMN words_vector",
)


def forwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    search = SEARCH if vendor == "postgresql" else ()
    for statement in [*append_only.statements(vendor, GUARDED), *search]:
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    search = NO_SEARCH if vendor == "postgresql" else ()
    for statement in [*search, *append_only.reverse_statements(vendor, GUARDED)]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0029_partners"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="historylink",
            name="of",
            field=models.CharField(
                choices=[
                    ("file", "File for programs"),
                    ("advert", "Advertisement"),
                    ("feed", "Wire feed"),
                    ("front", "Front"),
                    ("key", "API key"),
                    ("page", "Plain page"),
                    ("partner", "Partner"),
                    ("person", "Person"),
                    ("picture", "Picture"),
                    ("story", "Story"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="historylink",
            name="subject",
            field=models.BigIntegerField(
                help_text="The number of the story, front, page, person, partner, wire feed, picture or key."
            ),
        ),
        migrations.CreateModel(
            name="WireFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Leave off, and nothing is taken from it.",
                        verbose_name="active",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("folder", "Files in a folder"),
                            ("web", "We fetch it at an address"),
                            ("push", "They send it to an address of ours"),
                        ],
                        default="folder",
                        max_length=6,
                        verbose_name="how",
                    ),
                ),
                (
                    "folder",
                    models.SlugField(
                        blank=True,
                        help_text="Its name inside the folder that the setting WIRE_FOLDER names.",
                        max_length=60,
                        verbose_name="folder",
                    ),
                ),
                (
                    "address",
                    models.URLField(
                        blank=True,
                        help_text="Where we fetch it, such as https://wire.example.org/news.xml.",
                        max_length=1000,
                        verbose_name="their address",
                    ),
                ),
                (
                    "every",
                    models.PositiveIntegerField(
                        default=60,
                        help_text="How often we fetch it.",
                        verbose_name="seconds between two looks",
                    ),
                ),
                (
                    "silence",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="If nothing arrives for so long, the wire desk is told. Empty: never.",
                        null=True,
                        verbose_name="alarm after minutes of silence",
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="SHA-256 of the secret of those who send.",
                        max_length=64,
                    ),
                ),
                ("etag", models.CharField(blank=True, editable=False, max_length=500)),
                ("last_modified", models.CharField(blank=True, editable=False, max_length=100)),
                (
                    "due",
                    models.DateTimeField(editable=False, help_text="Not before; empty: at once.", null=True),
                ),
                (
                    "held_until",
                    models.DateTimeField(
                        editable=False,
                        help_text="Somebody is fetching it; by then that has ended.",
                        null=True,
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(editable=False, help_text="When we last looked.", null=True),
                ),
                (
                    "arrived_at",
                    models.DateTimeField(
                        editable=False, help_text="When something new last arrived.", null=True
                    ),
                ),
                (
                    "listening_since",
                    models.DateTimeField(
                        editable=False,
                        help_text="Since when something is expected: silence counts from here.",
                        null=True,
                    ),
                ),
                (
                    "silent_since",
                    models.DateTimeField(
                        editable=False,
                        help_text="Since when it is silent, once the wire desk was told.",
                        null=True,
                    ),
                ),
                ("failing_since", models.DateTimeField(editable=False, null=True)),
                ("failures", models.PositiveIntegerField(default=0, editable=False, help_text="In a row.")),
                ("problem", models.CharField(blank=True, editable=False, max_length=300)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
                        to="articles.agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "wire feed",
                "verbose_name_plural": "wire feeds",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="WireFeedChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("words", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="articles.wirefeed",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="WireFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="Of the file, or where it was fetched.", max_length=255)),
                ("received_at", models.DateTimeField()),
                ("digest", models.CharField(help_text="SHA-256 of the bytes.", max_length=64)),
                ("data", models.BinaryField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.agency",
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="articles.wirefeed",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="WireItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uri", models.CharField(help_text="The agency's own name for it.", max_length=500)),
                ("received_at", models.DateTimeField(help_text="When the newest version came.")),
                (
                    "versioned_at",
                    models.DateTimeField(help_text="When the agency made it, if it says so.", null=True),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("picture", "Picture"),
                            ("video", "Video"),
                            ("audio", "Audio"),
                            ("graphic", "Graphic"),
                            ("package", "Package"),
                            ("event", "Event"),
                            ("other", "Other"),
                        ],
                        default="text",
                        max_length=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("usable", "Usable"), ("withheld", "Withheld"), ("canceled", "Canceled")],
                        default="usable",
                        max_length=8,
                    ),
                ),
                (
                    "signal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "New"),
                            ("update", "Update"),
                            ("correction", "Correction"),
                            ("kill", "Kill"),
                        ],
                        max_length=10,
                    ),
                ),
                ("urgency", models.PositiveSmallIntegerField(help_text="1, a flash, to 9.", null=True)),
                ("headline", models.CharField(blank=True, max_length=300)),
                ("slugline", models.CharField(blank=True, max_length=120)),
                ("standfirst", models.CharField(blank=True, help_text="How it begins.", max_length=300)),
                (
                    "category",
                    models.CharField(
                        blank=True, help_text="Names of its categories and subjects.", max_length=200
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=12)),
                ("word_count", models.PositiveIntegerField(default=0)),
                ("has_pictures", models.BooleanField(default=False)),
                ("embargo_until", models.DateTimeField(null=True)),
                ("embargo_open", models.BooleanField(default=False, help_text="Until the agency lifts it.")),
                (
                    "words",
                    models.TextField(
                        blank=True, default="", editable=False, help_text="Of all its text, folded."
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "wire item",
                "verbose_name_plural": "wire items",
                "ordering": ["-received_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="WireRefusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="Of the file, or where it was fetched.", max_length=255)),
                ("line", models.PositiveIntegerField(null=True)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(help_text="When it came first.")),
                ("last_at", models.DateTimeField(help_text="When it came last.")),
                ("times", models.PositiveIntegerField(default=1)),
                ("digest", models.CharField(help_text="SHA-256 of the bytes.", max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                (
                    "data",
                    models.BinaryField(
                        help_text="How the bytes begin, or all of them; none if a file was kept."
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refusals",
                        to="articles.wirefeed",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        help_text="Which was kept, since other items in it could be taken.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.wirefile",
                    ),
                ),
            ],
            options={
                "verbose_name": "refused wire copy",
                "verbose_name_plural": "refused wire copy",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="WireVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.PositiveIntegerField(help_text="Which item of the file it is, from one on."),
                ),
                ("number", models.BigIntegerField(null=True)),
                ("versioned_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField()),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of what was read, see articles.incoming.facts.", max_length=64
                    ),
                ),
                ("format", models.CharField(max_length=40)),
                (
                    "status",
                    models.CharField(
                        choices=[("usable", "Usable"), ("withheld", "Withheld"), ("canceled", "Canceled")],
                        default="usable",
                        max_length=8,
                    ),
                ),
                (
                    "signal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "New"),
                            ("update", "Update"),
                            ("correction", "Correction"),
                            ("kill", "Kill"),
                        ],
                        max_length=10,
                    ),
                ),
                ("embargo_until", models.DateTimeField(null=True)),
                ("embargo_open", models.BooleanField(default=False)),
                ("usage_terms", models.TextField(blank=True)),
                ("body", models.TextField(blank=True, help_text="Canonical HTML.")),
                (
                    "facts",
                    models.JSONField(help_text="The item without its body, see articles.incoming.facts."),
                ),
                (
                    "problems",
                    models.JSONField(default=list, help_text="What was wrong or left out, in sentences."),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.wirefeed",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="articles.wirefile",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="articles.wireitem",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="wireitem",
            name="newest",
            field=models.ForeignKey(
                db_index=False,
                help_text="Empty only within the transaction that writes it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.wireversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="wirefeed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "web"), _negated=True),
                    models.Q(("address", ""), _negated=True),
                    _connector="OR",
                ),
                name="web_feed_has_an_address",
                violation_error_message="Type the address at which it is fetched.",
            ),
        ),
        migrations.AddConstraint(
            model_name="wirefeed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "folder"), _negated=True),
                    models.Q(("folder", ""), _negated=True),
                    _connector="OR",
                ),
                name="folder_feed_has_a_folder",
                violation_error_message="Type the name of its folder.",
            ),
        ),
        migrations.AddConstraint(
            model_name="wirefeed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("folder", ""), _negated=True), fields=("folder",), name="feed_of_a_folder"
            ),
        ),
        migrations.AddConstraint(
            model_name="wirefeed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digest", ""), _negated=True), fields=("digest",), name="feed_of_a_secret"
            ),
        ),
        migrations.AddIndex(
            model_name="wirefile",
            index=models.Index(fields=["feed", "-id"], name="files_of_a_feed"),
        ),
        migrations.AddConstraint(
            model_name="wirefile",
            constraint=models.UniqueConstraint(fields=("agency", "digest"), name="file_of_an_agency_once"),
        ),
        migrations.AddIndex(
            model_name="wirerefusal",
            index=models.Index(condition=models.Q(("closed_at", None)), fields=["-id"], name="refusals_open"),
        ),
        migrations.AddConstraint(
            model_name="wireversion",
            constraint=models.UniqueConstraint(fields=("item", "digest"), name="version_of_an_item_once"),
        ),
        migrations.AddIndex(
            model_name="wireitem",
            index=models.Index(fields=["-received_at", "-id"], name="wire_newest_first"),
        ),
        migrations.AddIndex(
            model_name="wireitem",
            index=models.Index(fields=["agency", "-received_at", "-id"], name="wire_of_an_agency"),
        ),
        migrations.AddIndex(
            model_name="wireitem",
            index=models.Index(condition=models.Q(("words", "")), fields=["id"], name="wire_without_words"),
        ),
        migrations.AddConstraint(
            model_name="wireitem",
            constraint=models.UniqueConstraint(fields=("agency", "uri"), name="item_of_an_agency_once"),
        ),
        migrations.RunPython(forwards, backwards),
    ]
