"""What these tables say of one another and of pictures, with indexes and constraints."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0001_tables"),
        ("media", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="lead_picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="media.image",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="translation_of",
            field=models.ForeignKey(
                blank=True,
                help_text="The story that this one tells in another language.",
                limit_choices_to={"translation_of": None},
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="byline",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="bylines", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="edition",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="correction", to="articles.edition"
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="live_edition",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.edition",
            ),
        ),
        migrations.AddField(
            model_name="errorreport",
            name="done_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="front",
            name="next_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="frontmove",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="frontmove",
            name="front",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="articles.front"
            ),
        ),
        migrations.AddField(
            model_name="frontversion",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="frontversion",
            name="front",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="articles.front"
            ),
        ),
        migrations.AddField(
            model_name="frontversion",
            name="restored_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.frontversion",
            ),
        ),
        migrations.AddField(
            model_name="frontmove",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="articles.frontversion"
            ),
        ),
        migrations.AddField(
            model_name="front",
            name="live",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.frontversion",
            ),
        ),
        migrations.AddField(
            model_name="front",
            name="newest",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.frontversion",
            ),
        ),
        migrations.AddField(
            model_name="front",
            name="next",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.frontversion",
            ),
        ),
        migrations.AddIndex(
            model_name="gonepath",
            index=models.Index(fields=["-since"], name="gone_since"),
        ),
        migrations.AddField(
            model_name="historyhiding",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="historyhiding",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="hidings", to="articles.edition"
            ),
        ),
        migrations.AddConstraint(
            model_name="historylink",
            constraint=models.UniqueConstraint(fields=("of", "subject", "number"), name="link_number_once"),
        ),
        migrations.AddConstraint(
            model_name="historylink",
            constraint=models.UniqueConstraint(fields=("record", "row"), name="record_linked_once"),
        ),
        migrations.AddConstraint(
            model_name="historylink",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="links_begin_at_one"
            ),
        ),
        migrations.AddField(
            model_name="liveentry",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="live_entries",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="liveentry",
            name="begun_by",
            field=models.ForeignKey(
                editable=False,
                help_text="Whose draft it is. Nobody knows of entries begun before this was kept.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="liveentry",
            name="saved_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="liveentryversion",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="live_versions",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="liveentryversion",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="liveentryversion",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="articles.liveentry"
            ),
        ),
        migrations.AddField(
            model_name="liveentry",
            name="newest",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.liveentryversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="plainpage",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="plain_page_has_a_title"
            ),
        ),
        migrations.AddField(
            model_name="plainpageversion",
            name="by",
            field=models.ForeignKey(
                help_text="Nobody: what the page said from the start.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="plainpageversion",
            name="page",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="articles.plainpage"
            ),
        ),
        migrations.AddField(
            model_name="publishedarticle",
            name="lead_picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="media.image",
            ),
        ),
        migrations.AddField(
            model_name="publishedarticle",
            name="translation_of",
            field=models.ForeignKey(
                blank=True,
                help_text="The story that this one tells in another language.",
                limit_choices_to={"translation_of": None},
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="publishedbyline",
            name="story",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="bylines",
                to="articles.publishedarticle",
            ),
        ),
        migrations.AddField(
            model_name="publishedchange",
            name="story",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="articles.publishedarticle",
            ),
        ),
        migrations.AddField(
            model_name="publishedentry",
            name="story",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entries",
                to="articles.publishedarticle",
            ),
        ),
        migrations.AddField(
            model_name="nextfront",
            name="front",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="next", to="articles.publishedfront"
            ),
        ),
        migrations.AddField(
            model_name="publishedpicture",
            name="story",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pictures",
                to="articles.publishedarticle",
            ),
        ),
        migrations.AddField(
            model_name="publishedarticle",
            name="lead",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.publishedpicture",
            ),
        ),
        migrations.AddField(
            model_name="publishedrelation",
            name="story",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="relations",
                to="articles.publishedarticle",
            ),
        ),
        migrations.AddField(
            model_name="publishedtopic",
            name="story",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="topic_rows",
                to="articles.publishedarticle",
            ),
        ),
        migrations.AddField(
            model_name="redirect",
            name="story",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="redirects",
                to="articles.publishedarticle",
            ),
        ),
        migrations.AddField(
            model_name="remit",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="remits",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="publishedpicture",
            name="reporter",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="portrait",
                to="articles.reporter",
            ),
        ),
        migrations.AddField(
            model_name="publishedbyline",
            name="reporter",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.reporter",
            ),
        ),
        migrations.AddField(
            model_name="liveentryversion",
            name="reporter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.reporter",
                verbose_name="author",
            ),
        ),
        migrations.AddField(
            model_name="liveentry",
            name="reporter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.reporter",
                verbose_name="author",
            ),
        ),
        migrations.AddField(
            model_name="byline",
            name="reporter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.reporter",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="base",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.revision",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="lead_picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="media.image",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="translation_of",
            field=models.ForeignKey(
                blank=True,
                help_text="The story that this one tells in another language.",
                limit_choices_to={"translation_of": None},
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="articles.revision"
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="approved_revision",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.revision",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="revision",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.revision",
            ),
        ),
        migrations.AddField(
            model_name="searchrow",
            name="story",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="search_row",
                to="articles.publishedarticle",
            ),
        ),
        migrations.AddIndex(
            model_name="searchword",
            index=models.Index(fields=["start", "length"], name="word_by_start"),
        ),
        migrations.AddIndex(
            model_name="searchword",
            index=models.Index(fields=["end", "length"], name="word_by_end"),
        ),
        migrations.AddField(
            model_name="section",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty for a section of the first level.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="subsections",
                to="articles.section",
                verbose_name="inside",
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                help_text="Stands in where the rights in a story’s lead picture have ended. One of our own is best.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="media.image",
            ),
        ),
        migrations.AddField(
            model_name="searchrow",
            name="root_section",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="searchrow",
            name="section",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="section",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="remit",
            name="section",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.section"
            ),
        ),
        migrations.AddField(
            model_name="publishedpicture",
            name="section",
            field=models.OneToOneField(
                help_text="Of which it is the picture for stories that have none any more.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="public_picture",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="publishedfront",
            name="section",
            field=models.OneToOneField(
                help_text="Whose front it is; none: the home page's.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="front",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="publishedarticle",
            name="root_section",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.section"
            ),
        ),
        migrations.AddField(
            model_name="publishedarticle",
            name="section",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="front",
            name="section",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="section",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="sitting",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sittings", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="sitting",
            name="base",
            field=models.ForeignKey(
                help_text="What it began from.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.revision",
            ),
        ),
        migrations.AddField(
            model_name="sitting",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="autosave",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="autosaves", to="articles.sitting"
            ),
        ),
        migrations.AddField(
            model_name="staffrecord",
            name="portrait",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="media.image",
            ),
        ),
        migrations.AddField(
            model_name="staffrecord",
            name="reporter",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="staff_record",
                to="articles.reporter",
            ),
        ),
        migrations.AddField(
            model_name="staffrecord",
            name="user",
            field=models.OneToOneField(
                blank=True,
                help_text="Empty for those who never log in.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="staff_record",
                to=settings.AUTH_USER_MODEL,
                verbose_name="log-in",
            ),
        ),
        migrations.AddField(
            model_name="statechange",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="state_changes",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="statechange",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="statechange",
            name="revision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.revision",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="last_move",
            field=models.ForeignKey(
                editable=False,
                help_text="What brought it to where it stands, with who did it, when and the note.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.statechange",
            ),
        ),
        migrations.AddField(
            model_name="storysource",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.agency"
            ),
        ),
        migrations.AddField(
            model_name="storysource",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="sources", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="publishedtopic",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.topic"
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="topics",
            field=models.ManyToManyField(blank=True, related_name="+", to="articles.topic"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="correction_says_something"
            ),
        ),
        migrations.AddIndex(
            model_name="errorreport",
            index=models.Index(condition=models.Q(("done_at", None)), fields=["-at"], name="reports_open"),
        ),
        migrations.AddIndex(
            model_name="errorreport",
            index=models.Index(fields=["-at"], name="reports_by_time"),
        ),
        migrations.AddConstraint(
            model_name="errorreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="report_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="errorreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="report_done_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="frontversion",
            constraint=models.UniqueConstraint(fields=("front", "number"), name="front_version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="frontversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="front_versions_begin_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="frontmove",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["live", "scheduled", "taken_back", "on_time", "released"])),
                name="front_move_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="historyhiding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_hidden", False), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="line_hidden_for_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="publishedchange",
            index=models.Index(
                condition=models.Q(("kind__in", ["correction", "clarification", "note"])),
                fields=["-at", "-id"],
                name="published_corrections",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedchange",
            constraint=models.UniqueConstraint(
                fields=("story", "edition_number"), name="published_change_per_edition"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedentry",
            constraint=models.UniqueConstraint(
                fields=("story", "number"), name="published_entry_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedentry",
            constraint=models.UniqueConstraint(
                fields=("story", "change"), name="published_entry_change_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedrelation",
            constraint=models.UniqueConstraint(fields=("story", "to_story_id"), name="relation_once"),
        ),
        migrations.AddIndex(
            model_name="publishedbyline",
            index=models.Index(fields=["reporter", "-published_at", "-story"], name="published_by_reporter"),
        ),
        migrations.AddConstraint(
            model_name="publishedbyline",
            constraint=models.UniqueConstraint(
                fields=("story", "position"), name="published_byline_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="liveentryversion",
            constraint=models.UniqueConstraint(fields=("article", "change"), name="live_change_once"),
        ),
        migrations.AddConstraint(
            model_name="liveentryversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("change__gte", 1)), name="live_changes_begin_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="liveentryversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("act__in", ["posted", "updated", "minor", "corrected", "marked", "removed"])
                ),
                name="live_act_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="liveentryversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act", "corrected"), _negated=True),
                    models.Q(("correction", ""), _negated=True),
                    _connector="OR",
                ),
                name="corrected_entry_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="liveentry",
            constraint=models.UniqueConstraint(fields=("article", "number"), name="live_entry_number_once"),
        ),
        migrations.AddConstraint(
            model_name="liveentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("newest__isnull", True), ("number__isnull", True)),
                    models.Q(("newest__isnull", False), ("number__gte", 1)),
                    _connector="OR",
                ),
                name="posted_entry_has_number_and_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="byline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation", ""), ("reporter__isnull", False)),
                    models.Q(("reporter__isnull", True), models.Q(("organisation", ""), _negated=True)),
                    _connector="OR",
                ),
                name="byline_is_a_reporter_or_an_organisation",
                violation_error_message="Give a reporter or an organisation, not both and not neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="byline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reporter__isnull", False)),
                fields=("article", "role", "reporter"),
                name="reporter_named_once_per_role",
                violation_error_message="This reporter already has that role in the story.",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["-at"], name="edition_newest"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(fields=("article", "number"), name="edition_number_once"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "first")), fields=("article",), name="one_first_edition_per_story"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["first", "minor", "update", "correction", "withdrawal", "kill"])
                ),
                name="edition_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("id")), _negated=True),
                name="section_is_not_its_own_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", ""), _negated=True), name="section_has_a_slug"
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(fields=("article", "number"), name="revision_number_once"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="revision_numbers_begin_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="remit",
            constraint=models.UniqueConstraint(fields=("user", "section"), name="one_remit_per_section"),
        ),
        migrations.AddConstraint(
            model_name="publishedpicture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reporter__isnull", True),
                        ("section__isnull", True),
                        ("story__isnull", False),
                        ("use__in", ["lead", "body"]),
                    ),
                    models.Q(
                        ("reporter__isnull", False),
                        ("section__isnull", True),
                        ("story__isnull", True),
                        ("use", "portrait"),
                    ),
                    models.Q(
                        ("reporter__isnull", True),
                        ("section__isnull", False),
                        ("story__isnull", True),
                        ("use", "section"),
                    ),
                    _connector="OR",
                ),
                name="picture_has_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedpicture",
            constraint=models.UniqueConstraint(
                condition=models.Q(("story__isnull", False)),
                fields=("story", "use", "position"),
                name="published_picture_position_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedpicture",
            constraint=models.CheckConstraint(
                condition=models.Q(("credit_line", ""), _negated=True), name="published_picture_is_credited"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedfront",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Coalesce("section", 0), name="one_public_front_each"
            ),
        ),
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(fields=["-published_at", "-story_id"], name="published_newest"),
        ),
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(
                fields=["root_section", "-published_at", "-story_id"], name="published_in_root"
            ),
        ),
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(fields=["section", "-published_at", "-story_id"], name="published_in_section"),
        ),
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(
                fields=["article_type", "-published_at", "-story_id"], name="published_of_type"
            ),
        ),
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(
                condition=models.Q(("updated_at__isnull", False)),
                fields=["-updated_at"],
                name="published_updated",
            ),
        ),
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(fields=["-modified_at"], name="published_modified"),
        ),
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(fields=["published_at", "modified_at"], name="published_by_month"),
        ),
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(fields=["slug"], name="published_by_slug"),
        ),
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(
                condition=models.Q(("rights_end__isnull", False)),
                fields=["rights_end"],
                name="published_rights_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedarticle",
            constraint=models.CheckConstraint(
                condition=models.Q(("headline", ""), _negated=True), name="published_has_a_headline"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedarticle",
            constraint=models.CheckConstraint(
                condition=models.Q(("section__isnull", False)), name="published_has_a_section"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedarticle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("updated_at__isnull", True),
                    ("updated_at__gte", models.F("published_at")),
                    _connector="OR",
                ),
                name="updated_after_published",
            ),
        ),
        migrations.AddIndex(
            model_name="front",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="front_scheduled"
            ),
        ),
        migrations.AddConstraint(
            model_name="front",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Coalesce("section", 0), name="one_front_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="front",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("next__isnull", True), ("next_at__isnull", True), ("next_by__isnull", True)),
                    models.Q(("next__isnull", False), ("next_at__isnull", False), ("next_by__isnull", False)),
                    _connector="OR",
                ),
                name="scheduled_front_has_its_time",
            ),
        ),
        migrations.AddIndex(
            model_name="sitting",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True)),
                fields=["article", "-seen_at"],
                name="sitting_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("leads", True), ("settled_at__isnull", True)),
                fields=("article",),
                name="one_leads_a_story",
            ),
        ),
        migrations.AddConstraint(
            model_name="autosave",
            constraint=models.UniqueConstraint(
                fields=("sitting", "number"), name="autosave_number_once_per_sitting"
            ),
        ),
        migrations.AddIndex(
            model_name="statechange",
            index=models.Index(fields=["article", "-at"], name="statechange_of_article"),
        ),
        migrations.AddConstraint(
            model_name="storysource",
            constraint=models.UniqueConstraint(
                fields=("article", "agency", "use"), name="source_named_once_per_use"
            ),
        ),
        migrations.AddIndex(
            model_name="publishedtopic",
            index=models.Index(fields=["topic", "-published_at", "-story"], name="published_on_topic"),
        ),
        migrations.AddConstraint(
            model_name="publishedtopic",
            constraint=models.UniqueConstraint(fields=("story", "topic"), name="published_topic_once"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["-touched_at", "-id"], name="article_touched"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["state", "-touched_at"], name="article_state"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["section", "-touched_at"], name="article_section"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["created_by", "-touched_at"], name="article_owner"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("words", ""), ("name_words", ""), _connector="OR"),
                fields=["id"],
                name="article_unsearchable",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "submitted", "in_edit", "ready", "spiked"])),
                name="article_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ready"), _negated=True),
                    ("approved_revision__isnull", False),
                    _connector="OR",
                ),
                name="ready_names_its_revision",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("embargo", "until"), _negated=True),
                    ("embargo_until__isnull", False),
                    _connector="OR",
                ),
                name="embargo_until_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("killed", False), ("live_edition__isnull", True), _connector="OR"),
                name="killed_is_not_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("translation_of", models.F("pk")), _negated=True),
                name="no_translation_of_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                fields=("created_by", "begun_with"), name="one_story_of_a_form"
            ),
        ),
    ]
