"""What is published is kept as it was read that day, and its copies are never replaced."""

import django.db.models.deletion
from django.db import migrations, models

STAY = """
CREATE TRIGGER copies_are_never_changed BEFORE UPDATE OR DELETE ON annual_report_keptcopy
    FOR EACH ROW EXECUTE FUNCTION annual_report_refuses_always();
CREATE TRIGGER keptcopy_is_never_emptied BEFORE TRUNCATE ON annual_report_keptcopy
    FOR EACH STATEMENT EXECUTE FUNCTION annual_report_refuses_always();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("annual_report", "0003_numbers_are_challenged_and_owners_are_told"),
        ("kernel", "0006_an_identity_is_signed"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("ARTICLE", "Texte lu sur le site"),
                            ("PAPER", "PDF"),
                            ("PAGE", "Page à lire sans le site"),
                            ("TEXT", "Texte brut"),
                            ("DATA", "Données"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("fr", "français"), ("en", "anglais")],
                        max_length=2,
                        verbose_name="langue",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.document",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="annual_report.edition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "part", "language"),
                        name="one_copy_per_part_and_language",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("part__in", ["ARTICLE", "PAPER", "PAGE", "TEXT", "DATA"])
                        ),
                        name="copy_is_of_a_known_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("language", ""), ("part", "DATA")),
                            models.Q(
                                models.Q(("part", "DATA"), _negated=True),
                                ("language__in", ["fr", "en"]),
                            ),
                            _connector="OR",
                        ),
                        name="copy_has_a_language_unless_it_is_data",
                    ),
                ],
            },
        ),
        migrations.RunSQL(STAY, migrations.RunSQL.noop),
    ]
