"""Readers challenge numbers, owners certify them in a quality, and letters are promised."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annual_report", "0002_what_is_approved_stays"),
    ]

    operations = [
        migrations.AddField(
            model_name="frozenfigure",
            name="certified_as",
            field=models.CharField(
                blank=True, max_length=200, verbose_name="certifié en qualité de"
            ),
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120, verbose_name="clé")),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=24,
                        null=True,
                        verbose_name="valeur",
                    ),
                ),
                ("day", models.DateField(blank=True, null=True, verbose_name="jour")),
                ("reason", models.TextField(verbose_name="motif")),
                ("author", models.CharField(max_length=80, verbose_name="auteur")),
                (
                    "person_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="personne"),
                ),
                ("raised_at", models.DateTimeField(verbose_name="contesté le")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("OPEN", "en attente d’une réponse"),
                            ("KEPT", "chiffre gardé"),
                            ("CORRECTED", "chiffre corrigé"),
                            ("WITHDRAWN", "retirée"),
                        ],
                        default="OPEN",
                        max_length=10,
                        verbose_name="suite",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="réponse")),
                (
                    "answered_by",
                    models.CharField(blank=True, max_length=80, verbose_name="répondu par"),
                ),
                (
                    "answered_as",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="répondu en qualité de"
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="répondu le"),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenges",
                        to="annual_report.edition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "OPEN")),
                        fields=("edition", "key", "year", "author"),
                        name="one_open_challenge_per_reader_and_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["OPEN", "KEPT", "CORRECTED", "WITHDRAWN"])
                        ),
                        name="challenge_has_a_known_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "\\S")), name="challenge_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("answered_by", ""),
                                ("outcome__in", ["OPEN", "WITHDRAWN"]),
                            ),
                            models.Q(
                                ("answer__regex", "\\S"),
                                ("answered_at__isnull", False),
                                ("answered_by__regex", "\\S"),
                                ("outcome__in", ["KEPT", "CORRECTED"]),
                            ),
                            _connector="OR",
                        ),
                        name="answer_has_words_an_author_and_an_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by", ""),
                            models.Q(("answered_by", models.F("author")), _negated=True),
                            _connector="OR",
                        ),
                        name="challenge_is_answered_by_somebody_else",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                            ("CERTIFY", "des chiffres à certifier"),
                            ("APPROVE", "un rapport à approuver"),
                            ("STALE", "des chiffres périmés"),
                            ("APPROVED", "un rapport approuvé"),
                            ("PUBLISHED", "un rapport publié"),
                            ("RESTATED", "des chiffres recalculés"),
                            ("CHALLENGED", "un chiffre contesté"),
                            ("ANSWERED", "une réponse à votre contestation"),
                            ("TO_CORRECT", "un erratum à publier"),
                        ],
                        max_length=12,
                        verbose_name="objet",
                    ),
                ),
                ("person_id", models.BigIntegerField(verbose_name="personne")),
                ("occasion", models.CharField(max_length=80, verbose_name="occasion")),
                ("figures", models.JSONField(blank=True, default=list, verbose_name="chiffres")),
                ("raised_on", models.DateField(verbose_name="décidé le")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "à envoyer"),
                            ("SENT", "envoyé"),
                            ("DROPPED", "sans objet"),
                        ],
                        default="WAITING",
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="envoyé le"),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="annual_report.edition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "kind", "person_id", "occasion"),
                        name="one_letter_per_person_and_occasion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["WAITING", "SENT", "DROPPED"])),
                        name="notice_has_a_known_state",
                    ),
                ],
            },
        ),
    ]
