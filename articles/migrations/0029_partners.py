"""Partners who get our stories, what each is to get of which edition, and what became of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0028_content_credentials"),
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
                help_text="The number of the story, front, page, person, partner, picture or key."
            ),
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="edition")),
                ("at", models.DateTimeField(verbose_name="time")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("confirmed", "Confirmed"),
                            ("failed", "Failed"),
                            ("withheld", "Withheld"),
                            ("overtaken", "Overtaken by a newer version"),
                            ("unwanted", "Not for them"),
                        ],
                        default="waiting",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("due", models.DateTimeField(help_text="Not before.")),
                (
                    "held_until",
                    models.DateTimeField(
                        help_text="Somebody is sending it; by then that has ended.", null=True
                    ),
                ),
                ("tries", models.PositiveIntegerField(default=0, help_text="In vain.")),
                (
                    "was_tried",
                    models.BooleanField(
                        default=False, help_text="Something may have reached them, whatever they answered."
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.article"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.edition"
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("confirmed", "Confirmed"),
                            ("failed", "Failed"),
                            ("withheld", "Withheld"),
                            ("overtaken", "Overtaken by a newer version"),
                            ("unwanted", "Not for them"),
                        ],
                        help_text="What became of it.",
                        max_length=9,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        help_text="Who asked for it again; nobody where the worker tried.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="articles.delivery",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Partner",
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
                        help_text="Leave off, and nothing that is published goes to them.",
                        verbose_name="active",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[("ninjs", "ninjs 3"), ("newsml", "NewsML-G2"), ("rss", "RSS 2.0")],
                        default="ninjs",
                        max_length=8,
                        verbose_name="format",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("push", "We send each story to their address"),
                            ("pull", "They fetch stories at an address of ours"),
                        ],
                        default="push",
                        max_length=4,
                        verbose_name="how",
                    ),
                ),
                (
                    "address",
                    models.URLField(
                        blank=True,
                        help_text="Where we send stories to, such as https://wire.example.org/in. Signed with the secret.",
                        max_length=500,
                        verbose_name="their address",
                    ),
                ),
                (
                    "languages",
                    models.CharField(
                        blank=True,
                        help_text="Codes such as en pt. Empty: all languages.",
                        max_length=100,
                        verbose_name="only in languages",
                    ),
                ),
                (
                    "own_pictures",
                    models.BooleanField(
                        default=True,
                        help_text="By our staff. They get the others only where what follows says so.",
                        verbose_name="our own pictures",
                    ),
                ),
                (
                    "other_pictures",
                    models.BooleanField(
                        default=False,
                        help_text="Of freelances, handouts and the like, if our terms let us pass them on.",
                        verbose_name="pictures of others",
                    ),
                ),
                (
                    "locked_secret",
                    models.TextField(blank=True, editable=False, help_text="With which we sign, locked."),
                ),
                (
                    "digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="SHA-256 of the secret in the address they fetch at.",
                        max_length=64,
                    ),
                ),
                (
                    "quiet_until",
                    models.DateTimeField(
                        editable=False, help_text="Before, they are asked nothing.", null=True
                    ),
                ),
                (
                    "failures",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="In a row, since they last answered."
                    ),
                ),
                (
                    "picture_agencies",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Whose pictures we may pass on to them. Others are left out.",
                        related_name="+",
                        to="articles.agency",
                        verbose_name="pictures of agencies",
                    ),
                ),
                (
                    "sections",
                    models.ManyToManyField(
                        blank=True,
                        help_text="With those inside them. None chosen: all sections.",
                        related_name="+",
                        to="articles.section",
                        verbose_name="only from sections",
                    ),
                ),
                (
                    "text_agencies",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Whose text we may pass on to them. A story with text of another agency is withheld.",
                        related_name="+",
                        to="articles.agency",
                        verbose_name="text of agencies",
                    ),
                ),
                (
                    "topics",
                    models.ManyToManyField(
                        blank=True,
                        help_text="One of them is enough. None chosen: whatever the topic.",
                        related_name="+",
                        to="articles.topic",
                        verbose_name="only on topics",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner",
                "verbose_name_plural": "partners",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="articles.partner"
            ),
        ),
        migrations.CreateModel(
            name="PartnerChange",
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
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="articles.partner",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PartnerItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of the secret in the partner’s address.", max_length=64
                    ),
                ),
                ("story_id", models.BigIntegerField()),
                (
                    "number",
                    models.BigIntegerField(
                        help_text="Grows with every item that is laid out or changed for a partner."
                    ),
                ),
                ("format", models.CharField(max_length=8)),
                ("is_usable", models.BooleanField(help_text="Not withdrawn and not withheld.")),
                ("at", models.DateTimeField()),
                ("document", models.TextField()),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("digest", "story_id"), name="one_item_of_a_story"),
                    models.UniqueConstraint(fields=("digest", "number"), name="one_item_of_a_number"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "push"), _negated=True),
                    models.Q(("address", ""), _negated=True),
                    _connector="OR",
                ),
                name="partner_has_an_address",
                violation_error_message="Type the address to which their stories are sent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digest", ""), _negated=True),
                fields=("digest",),
                name="partner_by_the_secret_of_its_address",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["partner", "due"],
                name="deliveries_that_wait",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["partner", "article", "number"], name="deliveries_of_a_story"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "failed")), fields=["-at"], name="deliveries_failed"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("partner", "edition"), name="edition_delivered_once"),
        ),
    ]
