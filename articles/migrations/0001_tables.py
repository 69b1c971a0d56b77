"""The tables of stories, fronts, plain pages and people."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import articles.models.taxonomy
import house.folded
import media.terms.crops


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("slug", models.SlugField(max_length=60, unique=True)),
                (
                    "credit_name",
                    models.CharField(
                        help_text="In picture credits, as the agency's house style asks: AP in “Image: AP”.",
                        max_length=60,
                        verbose_name="name in credits",
                    ),
                ),
                (
                    "wire_name",
                    models.CharField(
                        blank=True,
                        help_text="In the agency line: AP News in “(Inputs from AP News)”.",
                        max_length=60,
                        verbose_name="name in texts",
                    ),
                ),
                ("contact", models.CharField(blank=True, max_length=200)),
                (
                    "words",
                    house.folded.FoldedWords(
                        blank=True, default="", editable=False, of=("name", "credit_name", "wire_name")
                    ),
                ),
                (
                    "active",
                    models.BooleanField(
                        default=True, help_text="Leave off for those you no longer take copy from."
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agencies",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Autosave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("typed", models.JSONField(help_text="The form as typed: name to list of values.")),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Byline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("reported", "Reported by"),
                            ("edited", "Edited by"),
                            ("photographs", "Photographs by"),
                            ("additional", "Additional reporting by"),
                            ("translated", "Translated by"),
                        ],
                        default="reported",
                        max_length=12,
                    ),
                ),
                (
                    "organisation",
                    models.CharField(
                        blank=True,
                        help_text="Instead of a reporter: an agency, or the newspaper's own desk.",
                        max_length=5000,
                    ),
                ),
                (
                    "name_as_published",
                    models.CharField(
                        blank=True,
                        help_text="Only where this story asks for another form of the name.",
                        max_length=5000,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("correction", "Correction"),
                            ("clarification", "Clarification"),
                            ("note", "Editor’s note"),
                        ],
                        default="correction",
                        max_length=14,
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="What was wrong and what is right, in full sentences. Readers see it.",
                        max_length=1000,
                    ),
                ),
                (
                    "is_serious",
                    models.BooleanField(
                        default=False,
                        help_text="The story said something wrong that matters: readers see this above it.",
                    ),
                ),
                ("date", models.DateTimeField()),
            ],
            options={
                "ordering": ["-date", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "First publication"),
                            ("minor", "Minor change"),
                            ("update", "Update"),
                            ("correction", "Correction"),
                            ("withdrawal", "Withdrawal"),
                            ("kill", "Kill"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="time")),
                (
                    "dated_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="For imported stories: the time that readers see instead.",
                        null=True,
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="What changed, for readers who ask.")),
                (
                    "path",
                    models.CharField(
                        help_text="Where it was, or had been, live.", max_length=255, verbose_name="address"
                    ),
                ),
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4, help_text="The same act sent twice counts once.", unique=True
                    ),
                ),
            ],
            options={
                "verbose_name": "entry in the publication log",
                "verbose_name_plural": "publication log",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="ErrorReport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "story_id",
                    models.BigIntegerField(
                        db_index=True, help_text="Its number at the desk.", verbose_name="story"
                    ),
                ),
                (
                    "edition_number",
                    models.PositiveIntegerField(help_text="The one the reader saw.", verbose_name="edition"),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="what is wrong")),
                ("name", models.CharField(blank=True, max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="sent")),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "report from a reader",
                "verbose_name_plural": "reports from readers",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Front",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("next_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="FrontMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("live", "Put live"),
                            ("scheduled", "Scheduled"),
                            ("taken_back", "Schedule taken back"),
                            ("on_time", "Went live as scheduled"),
                            ("released", "Released"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("goes_live_at", models.DateTimeField(null=True)),
                (
                    "stories",
                    models.JSONField(
                        default=list, help_text="The numbers of the stories that went live with it."
                    ),
                ),
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4, help_text="The same act sent twice counts once.", unique=True
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="FrontVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("content", models.JSONField(help_text="See articles.composing.arrangement.")),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="GonePath",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=255, unique=True, verbose_name="address")),
                ("story_id", models.BigIntegerField(db_index=True)),
                ("since", models.DateTimeField()),
                ("note", models.TextField(blank=True, verbose_name="what readers are told")),
            ],
            options={
                "verbose_name": "withdrawn address",
                "verbose_name_plural": "withdrawn addresses",
            },
        ),
        migrations.CreateModel(
            name="HistoryHiding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_hidden", models.BooleanField(help_text="False: it was shown again.")),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
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
                            ("person", "Person"),
                            ("picture", "Picture"),
                            ("story", "Story"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "subject",
                    models.BigIntegerField(
                        help_text="The number of the story, front, page, person or picture."
                    ),
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
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.CharField(max_length=320, verbose_name="Message-ID")),
                ("to", models.CharField(max_length=320)),
                ("subject", models.CharField(max_length=250)),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("at", models.DateTimeField(db_index=True, help_text="Not before.")),
                ("until", models.DateTimeField(help_text="Later it is of no use to anybody.")),
                ("tries", models.PositiveIntegerField(default=0)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="LiveEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        blank=True,
                        help_text="What happened. An entry of one sentence needs none.",
                        max_length=5000,
                    ),
                ),
                ("body", models.TextField(blank=True, verbose_name="text")),
                (
                    "byline",
                    models.CharField(
                        blank=True,
                        help_text="An agency, the newspaper’s own desk, or the author’s name in another form.",
                        max_length=5000,
                        verbose_name="or another name",
                    ),
                ),
                (
                    "is_key",
                    models.BooleanField(
                        default=False,
                        help_text="Readers find it in the list on top of the story.",
                        verbose_name="key event",
                    ),
                ),
                (
                    "is_pinned",
                    models.BooleanField(
                        default=False, help_text="It stands above all others.", verbose_name="pinned"
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        editable=False,
                        help_text="Given when it is posted, and its place in the story for ever.",
                        null=True,
                    ),
                ),
                (
                    "saves",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="How often it was written: a form says which one it began from.",
                    ),
                ),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                "verbose_name": "entry of a live story",
                "verbose_name_plural": "entries of live stories",
                "ordering": ["-number", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LiveEntryVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        blank=True,
                        help_text="What happened. An entry of one sentence needs none.",
                        max_length=5000,
                    ),
                ),
                ("body", models.TextField(blank=True, verbose_name="text")),
                (
                    "byline",
                    models.CharField(
                        blank=True,
                        help_text="An agency, the newspaper’s own desk, or the author’s name in another form.",
                        max_length=5000,
                        verbose_name="or another name",
                    ),
                ),
                (
                    "is_key",
                    models.BooleanField(
                        default=False,
                        help_text="Readers find it in the list on top of the story.",
                        verbose_name="key event",
                    ),
                ),
                (
                    "is_pinned",
                    models.BooleanField(
                        default=False, help_text="It stands above all others.", verbose_name="pinned"
                    ),
                ),
                ("entry_number", models.PositiveIntegerField()),
                ("change", models.PositiveIntegerField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("posted", "Posted"),
                            ("updated", "Updated"),
                            ("minor", "Minor change"),
                            ("corrected", "Corrected"),
                            ("marked", "Marked"),
                            ("removed", "Removed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="Of a removal: what readers are told, if anything."
                    ),
                ),
                (
                    "correction",
                    models.TextField(
                        blank=True, help_text="What was wrong and what is right. Readers see it."
                    ),
                ),
                (
                    "is_serious",
                    models.BooleanField(
                        default=False, help_text="The correction stands above the entry’s text."
                    ),
                ),
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4, help_text="The same act sent twice counts once.", unique=True
                    ),
                ),
            ],
            options={
                "ordering": ["-change"],
            },
        ),
        migrations.CreateModel(
            name="NextFront",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("at", models.DateTimeField(help_text="From then on, this is what readers get.")),
            ],
        ),
        migrations.CreateModel(
            name="PlainPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.CharField(
                        choices=[
                            ("about", "About us"),
                            ("contact", "Contact"),
                            ("staff", "Staff"),
                            ("corrections", "Corrections"),
                            ("privacy", "Privacy"),
                        ],
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                ("rendered_text", models.TextField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "plain page",
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="PlainPageVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PublishedArticle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "article_type",
                    models.CharField(
                        choices=[
                            ("news", "News"),
                            ("analysis", "Analysis"),
                            ("opinion", "Opinion"),
                            ("explainer", "Explainer"),
                            ("interview", "Interview"),
                            ("obituary", "Obituary"),
                            ("live", "Live"),
                        ],
                        default="news",
                        max_length=12,
                        verbose_name="type",
                    ),
                ),
                (
                    "language",
                    models.CharField(default="en", help_text="A code such as en, pt or ar.", max_length=12),
                ),
                (
                    "kicker",
                    models.CharField(
                        blank=True,
                        help_text="The few words above the headline: the place or the running topic.",
                        max_length=5000,
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        blank=True, help_text="What happened. Best under 85 characters.", max_length=5000
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        db_index=False,
                        help_text="The last part of the story's address. Left empty, it is made from the headline when the story is first published.",
                        max_length=5000,
                    ),
                ),
                (
                    "standfirst",
                    models.TextField(
                        blank=True, help_text="One or two sentences under the headline.", max_length=5000
                    ),
                ),
                (
                    "dateline_place",
                    models.CharField(
                        blank=True,
                        help_text="Where it was reported from, such as PORTO VELHO.",
                        max_length=5000,
                        verbose_name="dateline",
                    ),
                ),
                ("body", models.TextField(blank=True)),
                (
                    "lead_caption",
                    models.TextField(
                        blank=True,
                        help_text="For this story only. Left empty, the library's caption is used.",
                        max_length=5000,
                        verbose_name="caption",
                    ),
                ),
                (
                    "lead_alt",
                    models.CharField(
                        blank=True,
                        help_text="For readers who cannot see the picture. Left empty, the library's text is used.",
                        max_length=5000,
                        verbose_name="alt text",
                    ),
                ),
                (
                    "lead_decorative",
                    models.BooleanField(
                        default=False,
                        help_text="It adds nothing that the story does not say: screen readers pass over it.",
                        verbose_name="decorative",
                    ),
                ),
                (
                    "lead_credit",
                    models.CharField(
                        blank=True,
                        help_text="For this story only. Left empty, the library’s credit line is used.",
                        max_length=5000,
                        verbose_name="credit",
                    ),
                ),
                (
                    "lead_crop",
                    models.CharField(
                        blank=True,
                        help_text="The part shown, in thousandths: left, top, width, height.",
                        max_length=24,
                        validators=[media.terms.crops.validate],
                        verbose_name="crop",
                    ),
                ),
                (
                    "no_advertisements",
                    models.BooleanField(
                        default=False,
                        help_text="For deaths, disasters and the like.",
                        verbose_name="no advertisements",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Warns readers before the story, and keeps advertisements away.",
                        verbose_name="sensitive",
                    ),
                ),
                (
                    "search_title",
                    models.CharField(
                        blank=True, help_text="For search engines. Empty: headline.", max_length=5000
                    ),
                ),
                (
                    "search_description",
                    models.CharField(blank=True, help_text="Empty: the standfirst.", max_length=5000),
                ),
                (
                    "social_title",
                    models.CharField(
                        blank=True, help_text="For shared links. Empty: headline.", max_length=5000
                    ),
                ),
                (
                    "social_description",
                    models.CharField(blank=True, help_text="Empty: the standfirst.", max_length=5000),
                ),
                (
                    "story_id",
                    models.BigIntegerField(help_text="The story's number at the desk.", unique=True),
                ),
                ("revision_number", models.PositiveIntegerField()),
                ("edition_number", models.PositiveIntegerField()),
                ("path", models.CharField(max_length=255, unique=True)),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField(null=True)),
                ("modified_at", models.DateTimeField()),
                ("rendered_body", models.TextField()),
                (
                    "videos",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Of the text, in order: [{address, type, caption, credit, poster, thumbnail}].",
                    ),
                ),
                (
                    "credited",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="The bylines, in order: [{role, name, path, about, portrait}].",
                    ),
                ),
                (
                    "tagged",
                    models.JSONField(
                        blank=True, default=list, help_text="The topics: [{topic, name, path}]."
                    ),
                ),
                (
                    "history",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="The changes, newest first: [{kind, at, text, serious}].",
                    ),
                ),
                (
                    "card",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="What lists show of it, composed by `articles.composing.cards`.",
                    ),
                ),
                (
                    "translations",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="The same story in other languages, the original first: [{story, language, path, original}].",
                    ),
                ),
                ("word_count", models.PositiveIntegerField()),
                ("byline_line", models.TextField(help_text="Who reported it, as cards and feeds say it.")),
                ("agency_line", models.TextField(blank=True)),
                (
                    "rights_end",
                    models.DateTimeField(
                        help_text="The first time at which a picture on the page may no longer be shown.",
                        null=True,
                    ),
                ),
                (
                    "entry_count",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Entries of a live story, removed ones among them: the number of the newest.",
                    ),
                ),
                (
                    "live_change",
                    models.PositiveIntegerField(default=0, help_text="The newest change of its entries."),
                ),
                (
                    "coverage_ended_at",
                    models.DateTimeField(help_text="Of a live story that is closed.", null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PublishedByline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("reported", "Reported by"),
                            ("edited", "Edited by"),
                            ("photographs", "Photographs by"),
                            ("additional", "Additional reporting by"),
                            ("translated", "Translated by"),
                        ],
                        max_length=12,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "published_at",
                    models.DateTimeField(help_text="The story's, so that a reporter's page is one index."),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="PublishedChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition_number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("published", "Published"),
                            ("updated", "Updated"),
                            ("correction", "Correction"),
                            ("clarification", "Clarification"),
                            ("note", "Editor’s note"),
                        ],
                        max_length=14,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("text", models.TextField(blank=True)),
                (
                    "is_serious",
                    models.BooleanField(default=False, help_text="A correction that stands above the story."),
                ),
            ],
            options={
                "ordering": ["-at", "-edition_number"],
            },
        ),
        migrations.CreateModel(
            name="PublishedEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        help_text="Without gaps from the first on: pages are cut by it."
                    ),
                ),
                (
                    "change",
                    models.PositiveIntegerField(
                        help_text="Of all changes in the story, the one that made it so."
                    ),
                ),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField(null=True)),
                ("headline", models.TextField(blank=True)),
                ("text", models.TextField(blank=True, help_text="Rendered; of a removed one, why it was.")),
                ("author", models.CharField(blank=True, max_length=120)),
                ("author_path", models.CharField(blank=True, max_length=255)),
                (
                    "corrections",
                    models.JSONField(
                        blank=True, default=list, help_text="Newest first: [{kind, at, text, serious}]."
                    ),
                ),
                ("is_key", models.BooleanField(default=False)),
                ("is_pinned", models.BooleanField(default=False)),
                ("is_removed", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="PublishedFront",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(null=True)),
                ("content", models.JSONField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PublishedPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("lead", "Lead"),
                            ("body", "Body"),
                            ("portrait", "Portrait"),
                            ("section", "Section"),
                        ],
                        max_length=8,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "image_id",
                    models.BigIntegerField(db_index=True, help_text="The picture's number in the library."),
                ),
                ("caption", models.TextField(blank=True)),
                ("alt", models.TextField(blank=True)),
                (
                    "is_decorative",
                    models.BooleanField(default=False, help_text="Screen readers pass over it."),
                ),
                ("credit_line", models.TextField()),
                (
                    "creators",
                    models.JSONField(
                        default=list, help_text="The names credited, without the word before them."
                    ),
                ),
                ("copyright_notice", models.CharField(blank=True, max_length=300)),
                ("licence_url", models.URLField(blank=True, max_length=500)),
                ("acquire_licence_url", models.URLField(blank=True, max_length=500)),
                (
                    "made_by_ai",
                    models.CharField(blank=True, help_text="In what way; empty: it was not.", max_length=40),
                ),
                (
                    "tone",
                    models.CharField(blank=True, help_text="The colour it is on the whole.", max_length=7),
                ),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                (
                    "renditions",
                    models.JSONField(
                        help_text="Smallest first: [{name, width, height}], and shape and format where not the story’s JPEG."
                    ),
                ),
                ("rights_end", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="PublishedRelation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("to_story_id", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="PublishedTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Redirect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old_path", models.CharField(max_length=255, unique=True, verbose_name="old address")),
                ("since", models.DateTimeField()),
            ],
            options={
                "verbose_name": "old address",
                "verbose_name_plural": "old addresses",
            },
        ),
        migrations.CreateModel(
            name="Remit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reporter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="As readers see it; may be a pseudonym.", max_length=120),
                ),
                ("slug", models.SlugField(max_length=120, unique=True)),
                ("job_title", models.CharField(blank=True, max_length=120)),
                (
                    "desk",
                    models.CharField(
                        blank=True, help_text="Such as City, Business or Pictures.", max_length=80
                    ),
                ),
                ("biography", models.TextField(blank=True, max_length=2000)),
                (
                    "public_contact",
                    models.CharField(
                        blank=True,
                        help_text="An address that readers may write to. Readers see it.",
                        max_length=200,
                    ),
                ),
                (
                    "words",
                    house.folded.FoldedWords(blank=True, default="", editable=False, of=("name", "desk")),
                ),
                (
                    "active",
                    models.BooleanField(
                        default=True, help_text="Leave off for those who left; their page stays."
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "article_type",
                    models.CharField(
                        choices=[
                            ("news", "News"),
                            ("analysis", "Analysis"),
                            ("opinion", "Opinion"),
                            ("explainer", "Explainer"),
                            ("interview", "Interview"),
                            ("obituary", "Obituary"),
                            ("live", "Live"),
                        ],
                        default="news",
                        max_length=12,
                        verbose_name="type",
                    ),
                ),
                (
                    "language",
                    models.CharField(default="en", help_text="A code such as en, pt or ar.", max_length=12),
                ),
                (
                    "kicker",
                    models.CharField(
                        blank=True,
                        help_text="The few words above the headline: the place or the running topic.",
                        max_length=5000,
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        blank=True, help_text="What happened. Best under 85 characters.", max_length=5000
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        db_index=False,
                        help_text="The last part of the story's address. Left empty, it is made from the headline when the story is first published.",
                        max_length=5000,
                    ),
                ),
                (
                    "standfirst",
                    models.TextField(
                        blank=True, help_text="One or two sentences under the headline.", max_length=5000
                    ),
                ),
                (
                    "dateline_place",
                    models.CharField(
                        blank=True,
                        help_text="Where it was reported from, such as PORTO VELHO.",
                        max_length=5000,
                        verbose_name="dateline",
                    ),
                ),
                ("body", models.TextField(blank=True)),
                (
                    "lead_caption",
                    models.TextField(
                        blank=True,
                        help_text="For this story only. Left empty, the library's caption is used.",
                        max_length=5000,
                        verbose_name="caption",
                    ),
                ),
                (
                    "lead_alt",
                    models.CharField(
                        blank=True,
                        help_text="For readers who cannot see the picture. Left empty, the library's text is used.",
                        max_length=5000,
                        verbose_name="alt text",
                    ),
                ),
                (
                    "lead_decorative",
                    models.BooleanField(
                        default=False,
                        help_text="It adds nothing that the story does not say: screen readers pass over it.",
                        verbose_name="decorative",
                    ),
                ),
                (
                    "lead_credit",
                    models.CharField(
                        blank=True,
                        help_text="For this story only. Left empty, the library’s credit line is used.",
                        max_length=5000,
                        verbose_name="credit",
                    ),
                ),
                (
                    "lead_crop",
                    models.CharField(
                        blank=True,
                        help_text="The part shown, in thousandths: left, top, width, height.",
                        max_length=24,
                        validators=[media.terms.crops.validate],
                        verbose_name="crop",
                    ),
                ),
                (
                    "no_advertisements",
                    models.BooleanField(
                        default=False,
                        help_text="For deaths, disasters and the like.",
                        verbose_name="no advertisements",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Warns readers before the story, and keeps advertisements away.",
                        verbose_name="sensitive",
                    ),
                ),
                (
                    "search_title",
                    models.CharField(
                        blank=True, help_text="For search engines. Empty: headline.", max_length=5000
                    ),
                ),
                (
                    "search_description",
                    models.CharField(blank=True, help_text="Empty: the standfirst.", max_length=5000),
                ),
                (
                    "social_title",
                    models.CharField(
                        blank=True, help_text="For shared links. Empty: headline.", max_length=5000
                    ),
                ),
                (
                    "social_description",
                    models.CharField(blank=True, help_text="Empty: the standfirst.", max_length=5000),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("bylines", models.JSONField(default=list)),
                ("topics", models.JSONField(default=list)),
                ("sources", models.JSONField(default=list)),
                (
                    "changed",
                    models.JSONField(default=list, help_text="What changed since the base, in words."),
                ),
                ("word_count", models.PositiveIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        help_text="SHA-256 over the content and the hash before.", max_length=64
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="SearchRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("published_at", models.DateTimeField()),
                (
                    "article_type",
                    models.CharField(
                        choices=[
                            ("news", "News"),
                            ("analysis", "Analysis"),
                            ("opinion", "Opinion"),
                            ("explainer", "Explainer"),
                            ("interview", "Interview"),
                            ("obituary", "Obituary"),
                            ("live", "Live"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "language",
                    models.CharField(help_text="Without its country: pt, not pt-br.", max_length=12),
                ),
                ("headline", models.TextField(help_text="Stems, as in the three that follow.")),
                ("standfirst", models.TextField()),
                ("names", models.TextField(help_text="Of reporters and topics; kicker and dateline.")),
                ("text", models.TextField()),
                (
                    "said",
                    models.TextField(
                        help_text="The text as readers see it, for passages with the words marked."
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("start", models.CharField(max_length=2)),
                ("end", models.CharField(max_length=2)),
                ("length", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
                (
                    "slug",
                    models.SlugField(
                        max_length=60, unique=True, validators=[articles.models.taxonomy.refuse_reserved]
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, help_text="Order in the paper's navigation."),
                ),
                (
                    "colour",
                    models.CharField(
                        default="#7a1f1f",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^#[0-9a-f]{6}$",
                                "Give the colour as # and six hexadecimal digits, such as #8a3b12.",
                            )
                        ],
                    ),
                ),
                (
                    "description",
                    models.CharField(blank=True, help_text="One sentence for its page.", max_length=200),
                ),
                ("words", house.folded.FoldedWords(blank=True, default="", editable=False, of=("name",))),
            ],
            options={
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="Sitting",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "seen_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, help_text="The last sign of the browser."
                    ),
                ),
                ("typed_at", models.DateTimeField(help_text="The last acknowledged autosave.", null=True)),
                (
                    "doing",
                    models.CharField(blank=True, help_text="The field that has the caret.", max_length=40),
                ),
                ("leads", models.BooleanField(default=False, help_text="Holds the story's soft lock.")),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "collided",
                    models.BooleanField(
                        default=False,
                        help_text="Its text and a newer revision ask a question that only its author answers.",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StaffRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "legal_name",
                    models.CharField(blank=True, help_text="The name behind a pseudonym.", max_length=120),
                ),
                ("telephone", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("note", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="StateChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=20)),
                ("from_state", models.CharField(max_length=10)),
                ("to_state", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="StorySource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("full", "Full text"),
                            ("inputs", "Inputs"),
                            ("background", "Background only"),
                        ],
                        default="inputs",
                        max_length=10,
                    ),
                ),
                (
                    "credit_line",
                    models.CharField(
                        blank=True,
                        help_text="Only where the agency asks for other words than its own name.",
                        max_length=5000,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "source",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("words", house.folded.FoldedWords(blank=True, default="", editable=False, of=("name",))),
                (
                    "description",
                    models.CharField(
                        blank=True, help_text="One or two sentences for its page.", max_length=300
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="AccessChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "roles",
                    models.JSONField(default=list, help_text="Names of roles; “superuser” is one of them."),
                ),
                ("sections", models.JSONField(default=list, help_text="Names of the sections in the remit.")),
                ("gained", models.JSONField(default=list, help_text="What is more than before.")),
                (
                    "by",
                    models.ForeignKey(
                        help_text="Nobody where it was found: changed past the desk, or there before anybody kept this.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "article_type",
                    models.CharField(
                        choices=[
                            ("news", "News"),
                            ("analysis", "Analysis"),
                            ("opinion", "Opinion"),
                            ("explainer", "Explainer"),
                            ("interview", "Interview"),
                            ("obituary", "Obituary"),
                            ("live", "Live"),
                        ],
                        default="news",
                        max_length=12,
                        verbose_name="type",
                    ),
                ),
                (
                    "language",
                    models.CharField(default="en", help_text="A code such as en, pt or ar.", max_length=12),
                ),
                (
                    "kicker",
                    models.CharField(
                        blank=True,
                        help_text="The few words above the headline: the place or the running topic.",
                        max_length=5000,
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        blank=True, help_text="What happened. Best under 85 characters.", max_length=5000
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        db_index=False,
                        help_text="The last part of the story's address. Left empty, it is made from the headline when the story is first published.",
                        max_length=5000,
                    ),
                ),
                (
                    "standfirst",
                    models.TextField(
                        blank=True, help_text="One or two sentences under the headline.", max_length=5000
                    ),
                ),
                (
                    "dateline_place",
                    models.CharField(
                        blank=True,
                        help_text="Where it was reported from, such as PORTO VELHO.",
                        max_length=5000,
                        verbose_name="dateline",
                    ),
                ),
                ("body", models.TextField(blank=True)),
                (
                    "lead_caption",
                    models.TextField(
                        blank=True,
                        help_text="For this story only. Left empty, the library's caption is used.",
                        max_length=5000,
                        verbose_name="caption",
                    ),
                ),
                (
                    "lead_alt",
                    models.CharField(
                        blank=True,
                        help_text="For readers who cannot see the picture. Left empty, the library's text is used.",
                        max_length=5000,
                        verbose_name="alt text",
                    ),
                ),
                (
                    "lead_decorative",
                    models.BooleanField(
                        default=False,
                        help_text="It adds nothing that the story does not say: screen readers pass over it.",
                        verbose_name="decorative",
                    ),
                ),
                (
                    "lead_credit",
                    models.CharField(
                        blank=True,
                        help_text="For this story only. Left empty, the library’s credit line is used.",
                        max_length=5000,
                        verbose_name="credit",
                    ),
                ),
                (
                    "lead_crop",
                    models.CharField(
                        blank=True,
                        help_text="The part shown, in thousandths: left, top, width, height.",
                        max_length=24,
                        validators=[media.terms.crops.validate],
                        verbose_name="crop",
                    ),
                ),
                (
                    "no_advertisements",
                    models.BooleanField(
                        default=False,
                        help_text="For deaths, disasters and the like.",
                        verbose_name="no advertisements",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Warns readers before the story, and keeps advertisements away.",
                        verbose_name="sensitive",
                    ),
                ),
                (
                    "search_title",
                    models.CharField(
                        blank=True, help_text="For search engines. Empty: headline.", max_length=5000
                    ),
                ),
                (
                    "search_description",
                    models.CharField(blank=True, help_text="Empty: the standfirst.", max_length=5000),
                ),
                (
                    "social_title",
                    models.CharField(
                        blank=True, help_text="For shared links. Empty: headline.", max_length=5000
                    ),
                ),
                (
                    "social_description",
                    models.CharField(blank=True, help_text="Empty: the standfirst.", max_length=5000),
                ),
                (
                    "slugline",
                    models.CharField(
                        blank=True,
                        help_text="The desk's working name for the story. Readers never see it.",
                        max_length=5000,
                    ),
                ),
                (
                    "desk_note",
                    models.TextField(
                        blank=True, help_text="For colleagues. Readers never see it.", verbose_name="notes"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("in_edit", "In edit"),
                            ("ready", "Ready"),
                            ("spiked", "Spiked"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "from_wire",
                    models.BooleanField(
                        default=False,
                        help_text="Began as an agency's text and belongs to the wire desk.",
                        verbose_name="from wire copy",
                    ),
                ),
                (
                    "embargo",
                    models.CharField(
                        choices=[
                            ("none", "No embargo"),
                            ("until", "Not before"),
                            ("until_lifted", "Until lifted"),
                        ],
                        default="none",
                        max_length=12,
                    ),
                ),
                (
                    "embargo_until",
                    models.DateTimeField(
                        blank=True,
                        help_text="By the newsroom's clock. Once it has passed, it holds nothing back.",
                        null=True,
                    ),
                ),
                (
                    "embargo_source",
                    models.CharField(
                        blank=True,
                        help_text="Who asked for it: the agency, the ministry, the company.",
                        max_length=5000,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "touched_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, help_text="Last saved or moved."
                    ),
                ),
                ("killed", models.BooleanField(default=False, editable=False)),
                (
                    "begun_with",
                    models.UUIDField(
                        editable=False,
                        help_text="The key of the form that began it: sent twice, it begins one story.",
                        null=True,
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        blank=True, default="", editable=False, help_text="Of its text, folded."
                    ),
                ),
                (
                    "name_words",
                    models.TextField(
                        blank=True,
                        default="",
                        editable=False,
                        help_text="Of the names on it: reporters, topics, agencies.",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "story",
                "verbose_name_plural": "stories",
            },
        ),
    ]
