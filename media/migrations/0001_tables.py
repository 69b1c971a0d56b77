"""The tables of pictures."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import media.shelves.storage


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Image",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "original",
                    models.FileField(editable=False, storage=media.shelves.storage.private, upload_to=""),
                ),
                ("sha256", models.CharField(editable=False, max_length=64, unique=True)),
                ("bytes", models.PositiveBigIntegerField(editable=False)),
                (
                    "width",
                    models.PositiveIntegerField(
                        editable=False, help_text="As it is seen: any turn is applied."
                    ),
                ),
                ("height", models.PositiveIntegerField(editable=False)),
                ("format", models.CharField(editable=False, max_length=8)),
                (
                    "filename",
                    models.CharField(editable=False, help_text="As it was uploaded.", max_length=120),
                ),
                (
                    "headline",
                    models.CharField(
                        blank=True,
                        help_text="A few words to know it by in the library. Readers never see it.",
                        max_length=200,
                    ),
                ),
                (
                    "caption",
                    models.TextField(
                        blank=True,
                        help_text="What is seen, who, where and when. A story may say it its own way.",
                        max_length=600,
                    ),
                ),
                (
                    "alt_text",
                    models.CharField(
                        blank=True,
                        help_text="For readers who cannot see it: what the picture shows, in a sentence.",
                        max_length=300,
                    ),
                ),
                (
                    "people",
                    models.CharField(
                        blank=True, help_text="Who is seen, from left to right.", max_length=300
                    ),
                ),
                ("place", models.CharField(blank=True, help_text="Where it was taken.", max_length=200)),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken")),
                (
                    "keywords",
                    models.CharField(blank=True, help_text="With commas between them.", max_length=500),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="Where it came from, if not from its maker.", max_length=120
                    ),
                ),
                (
                    "instructions",
                    models.TextField(
                        blank=True,
                        help_text="What whoever sent it asks for, such as “No archive”.",
                        max_length=1000,
                    ),
                ),
                (
                    "copyright_notice",
                    models.CharField(
                        blank=True,
                        help_text="As its owner writes it: © 2026 Ana Prado.",
                        max_length=300,
                        verbose_name="copyright",
                    ),
                ),
                (
                    "web_statement",
                    models.URLField(
                        blank=True,
                        help_text="Where its owner says what may be done with it.",
                        max_length=500,
                        verbose_name="rights page",
                    ),
                ),
                (
                    "licensor",
                    models.CharField(blank=True, help_text="Who grants licences for it.", max_length=120),
                ),
                (
                    "licensor_url",
                    models.URLField(
                        blank=True,
                        help_text="Where a licence can be had.",
                        max_length=500,
                        verbose_name="licensor’s page",
                    ),
                ),
                (
                    "digital_source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("digitalCapture", "Taken with a digital camera"),
                            ("computationalCapture", "Taken with a digital camera from several frames"),
                            ("negativeFilm", "Scanned from a negative"),
                            ("positiveFilm", "Scanned from a slide"),
                            ("print", "Scanned from a print"),
                            ("minorHumanEdits", "Edited a little by a person"),
                            ("humanEdits", "Edited by a person"),
                            ("algorithmicallyEnhanced", "Altered by an algorithm"),
                            ("softwareImage", "Made with software"),
                            ("digitalArt", "Digital art"),
                            ("digitalCreation", "Made by a person with digital tools"),
                            ("dataDrivenMedia", "Drawn from data"),
                            ("algorithmicMedia", "Made by an algorithm, without training data"),
                            ("screenCapture", "Screen capture"),
                            ("virtualRecording", "Recording of a virtual event"),
                            ("composite", "Composed of several elements"),
                            ("compositeCapture", "Composed of several photographs"),
                            (
                                "compositeSynthetic",
                                "Composed of elements of which some were made by generative AI",
                            ),
                            ("compositeWithTrainedAlgorithmicMedia", "Edited with generative AI"),
                            ("trainedAlgorithmicMedia", "Made by generative AI"),
                        ],
                        help_text="Pictures made by AI are labelled for readers.",
                        max_length=40,
                        verbose_name="how it was made",
                    ),
                ),
                (
                    "metadata",
                    models.JSONField(
                        default=dict, editable=False, help_text="All that the file says of itself."
                    ),
                ),
                (
                    "warnings",
                    models.JSONField(
                        default=list,
                        editable=False,
                        help_text="What of it must not leave the desk: places, serial numbers.",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("staff", "Staff: taken by us, ours for good"),
                            ("freelance", "Freelance or contract"),
                            ("agency", "Agency, under our subscription"),
                            ("handout", "Handout, given to the press for a purpose"),
                            ("social", "Social media, with the owner’s word"),
                            ("public-domain", "Public domain"),
                            ("creative-commons", "Creative Commons"),
                            ("stock", "Stock library"),
                            ("screengrab", "Screengrab, quoted for reporting"),
                            ("illustration", "Illustration or graphic"),
                            ("courtesy", "Courtesy of its owner, for one story"),
                        ],
                        help_text="Under what right we show it. Left empty, the first credit decides.",
                        max_length=16,
                        verbose_name="rights",
                    ),
                ),
                (
                    "licence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cc0-1.0", "CC0 1.0"),
                            ("by-4.0", "CC BY 4.0"),
                            ("by-sa-4.0", "CC BY-SA 4.0"),
                            ("by-nd-4.0", "CC BY-ND 4.0: not cropped"),
                            ("by-3.0", "CC BY 3.0"),
                            ("by-sa-3.0", "CC BY-SA 3.0"),
                            ("by-2.0", "CC BY 2.0"),
                            ("by-sa-2.0", "CC BY-SA 2.0"),
                        ],
                        help_text="Of a Creative Commons picture.",
                        max_length=12,
                    ),
                ),
                (
                    "editorial_only",
                    models.BooleanField(
                        default=False,
                        help_text="Never beside an advertisement of the house or on a cover.",
                        verbose_name="editorial use only",
                    ),
                ),
                (
                    "only_in",
                    models.CharField(
                        blank=True,
                        help_text="Codes of the countries that the rights cover, such as PT ES. Empty: everywhere.",
                        max_length=60,
                        verbose_name="only in",
                    ),
                ),
                (
                    "rights_note",
                    models.TextField(
                        blank=True,
                        help_text="What was agreed, with whom, for what. Readers never see it.",
                        max_length=1000,
                    ),
                ),
                (
                    "rights_end",
                    models.DateTimeField(
                        blank=True,
                        help_text="From then on it may not be published. Empty: no end is known.",
                        null=True,
                        verbose_name="rights end",
                    ),
                ),
                ("killed_at", models.DateTimeField(editable=False, null=True)),
                ("kill_reason", models.TextField(blank=True, editable=False, max_length=1000)),
                ("focus_x", models.PositiveSmallIntegerField(default=500, editable=False)),
                ("focus_y", models.PositiveSmallIntegerField(default=500, editable=False)),
                (
                    "focus_set",
                    models.BooleanField(default=False, editable=False, help_text="By hand, not by guess."),
                ),
                (
                    "crops",
                    models.JSONField(
                        default=dict,
                        editable=False,
                        help_text="Ratio → box, where somebody set it: {“16:9”: “0,80,1000,750”}.",
                    ),
                ),
                (
                    "tone",
                    models.CharField(
                        blank=True, editable=False, help_text="The colour it is on the whole.", max_length=7
                    ),
                ),
                (
                    "difference_hash",
                    models.BigIntegerField(
                        editable=False,
                        help_text="64 bits that similar pictures share nearly all of.",
                        null=True,
                    ),
                ),
                (
                    "search_text",
                    models.TextField(blank=True, editable=False, help_text="All words it is found by."),
                ),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "picture",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Due",
            fields=[
                (
                    "image",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="due",
                        serialize=False,
                        to="media.image",
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, help_text="Not before.")),
            ],
        ),
        migrations.CreateModel(
            name="Hiding",
            fields=[
                (
                    "image",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="hiding",
                        serialize=False,
                        to="media.image",
                    ),
                ),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Credit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photographer", "Photographer"),
                            ("agency", "Agency"),
                            ("handout", "Handout"),
                            ("staff", "Staff"),
                            ("illustration", "Illustration"),
                        ],
                        default="photographer",
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(blank=True, help_text="Anybody who is neither.", max_length=80)),
                (
                    "guessed",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        help_text="Taken from what the file says, and not certain; until an editor confirms it.",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.agency",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.reporter",
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="credits", to="media.image"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Collection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("images", models.ManyToManyField(blank=True, related_name="collections", to="media.image")),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "allows",
                    models.BooleanField(
                        choices=[(True, "Allows it"), (False, "Forbids it")],
                        default=False,
                        verbose_name="what it does",
                    ),
                ),
                ("starts", models.DateTimeField(blank=True, null=True, verbose_name="from")),
                ("ends", models.DateTimeField(blank=True, null=True, verbose_name="to")),
                (
                    "reason",
                    models.CharField(help_text="What was agreed or demanded, and by whom.", max_length=300),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="leases", to="media.image"
                    ),
                ),
            ],
            options={
                "ordering": ["starts", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("image_id", models.BigIntegerField(help_text="The picture's number in the library.")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("changed", "Changed"),
                            ("rights", "Rights changed"),
                            ("cropped", "Cropped"),
                            ("notice", "Rights end soon"),
                            ("ended", "Rights ended"),
                            ("killed", "Killed"),
                            ("released", "Kill lifted"),
                            ("deleted", "Deleted"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "words",
                    models.TextField(
                        help_text="What happened, for an editor: what changed, where it was, and why."
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        help_text="Nobody where the system did it by itself.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "log entries",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "crop",
                    models.CharField(
                        blank=True, help_text="The box it shows; empty for the whole.", max_length=24
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[("jpeg", "JPEG"), ("webp", "WebP"), ("avif", "AVIF")],
                        default="jpeg",
                        max_length=4,
                    ),
                ),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=40, unique=True)),
                ("bytes", models.PositiveIntegerField()),
                (
                    "stamp",
                    models.CharField(
                        blank=True,
                        help_text="Of the credit and licence written into the file.",
                        max_length=16,
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renditions",
                        to="media.image",
                    ),
                ),
            ],
            options={
                "ordering": ["width"],
            },
        ),
        migrations.CreateModel(
            name="Use",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("story", models.BigIntegerField(help_text="The story's number at the desk.")),
                (
                    "section",
                    models.BigIntegerField(help_text="The number of the section it stands in.", null=True),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[("lead", "Lead picture"), ("body", "In the text")], max_length=4
                    ),
                ),
                (
                    "is_live",
                    models.BooleanField(help_text="Readers see it; otherwise it is in the working copy."),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="media.image"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(fields=["difference_hash"], name="picture_by_difference"),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(
                condition=models.Q(("rights_end__isnull", False)),
                fields=["rights_end"],
                name="picture_rights_end",
            ),
        ),
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
        migrations.AddConstraint(
            model_name="image",
            constraint=models.CheckConstraint(
                condition=models.Q(("height__gte", 1), ("width__gte", 1)), name="picture_has_a_size"
            ),
        ),
        migrations.AddConstraint(
            model_name="image",
            constraint=models.CheckConstraint(
                condition=models.Q(("original", ""), _negated=True), name="picture_has_an_original"
            ),
        ),
        migrations.AddConstraint(
            model_name="image",
            constraint=models.CheckConstraint(
                condition=models.Q(("focus_x__lte", 1000), ("focus_y__lte", 1000)),
                name="picture_focus_is_inside_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="image",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("killed_at__isnull", True), models.Q(("kill_reason", ""), _negated=True), _connector="OR"
                ),
                name="picture_kill_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency__isnull", False), ("name", ""), ("reporter__isnull", True)),
                    models.Q(("agency__isnull", True), ("name", ""), ("reporter__isnull", False)),
                    models.Q(
                        ("agency__isnull", True),
                        ("reporter__isnull", True),
                        models.Q(("name", ""), _negated=True),
                    ),
                    models.Q(
                        ("agency__isnull", True), ("kind", "staff"), ("name", ""), ("reporter__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="credit_names_one_party",
                violation_error_message="Give one party: an agency, or a reporter, or a name. Only a staff picture may do without, and is then credited “Self”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["photographer", "agency", "handout", "staff", "illustration"])
                ),
                name="credit_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="lease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts__isnull", True),
                    ("ends__isnull", True),
                    ("ends__gt", models.F("starts")),
                    _connector="OR",
                ),
                name="lease_ends_after_it_starts",
                violation_error_message="A lease ends after it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lease",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="lease_has_a_reason"
            ),
        ),
        migrations.AddIndex(
            model_name="logentry",
            index=models.Index(fields=["image_id", "-at"], name="log_of_picture"),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(
                fields=("image", "crop", "format", "width"), name="rendition_once"
            ),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(fields=["section", "image"], name="used_in_section"),
        ),
        migrations.AddConstraint(
            model_name="use",
            constraint=models.UniqueConstraint(
                fields=("story", "is_live", "place", "image"), name="use_told_once"
            ),
        ),
    ]
