import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("media", "0001_initial"), ("articles", "0001_initial")]

    operations = [
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
    ]
