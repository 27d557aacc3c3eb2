"""Letters are promised in one table, and leave from there."""

import uuid

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0008_a_window_slides"),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
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
                            ("STATUTORY", "statutaire"),
                            ("SERVICE", "de service"),
                            ("NEWS", "nouvelles"),
                            ("APPEAL", "appel aux dons"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("occasion", models.CharField(blank=True, max_length=120, verbose_name="occasion")),
                ("mass", models.BooleanField(default=False, verbose_name="envoi en nombre")),
                (
                    "person_id",
                    models.BigIntegerField(blank=True, null=True, verbose_name="personne"),
                ),
                ("address", models.CharField(blank=True, max_length=254, verbose_name="adresse")),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="objet")),
                ("text", models.TextField(blank=True, verbose_name="texte")),
                ("writer", models.CharField(blank=True, max_length=80, verbose_name="rédacteur")),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="faits")),
                (
                    "token",
                    models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="marque"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("QUEUED", "en attente"),
                            ("SENDING", "en cours d’envoi"),
                            ("SENT", "envoyée"),
                            ("FAILED", "refusée"),
                            ("HELD", "retenue"),
                            ("DROPPED", "sans destinataire"),
                        ],
                        default="QUEUED",
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                (
                    "status",
                    models.CharField(blank=True, max_length=200, verbose_name="réponse du serveur"),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                (
                    "queued_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="promise le",
                    ),
                ),
                (
                    "due_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="à envoyer à partir du",
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="réglée le"),
                ),
                ("lease", models.UUIDField(blank=True, null=True, verbose_name="bail")),
                (
                    "leased_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="bail jusqu’au"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "QUEUED")),
                        fields=["mass", "id"],
                        name="letters_that_wait",
                    ),
                    models.Index(
                        condition=models.Q(("state", "SENDING")),
                        fields=["leased_until"],
                        name="letters_on_their_way",
                    ),
                    models.Index(fields=["person_id"], name="letters_of_a_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("occasion", ""), _negated=True),
                        fields=("occasion", "person_id"),
                        name="one_letter_per_person_and_occasion_in_the_outbox",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["STATUTORY", "SERVICE", "NEWS", "APPEAL"]),
                            (
                                "state__in",
                                ["QUEUED", "SENDING", "SENT", "FAILED", "HELD", "DROPPED"],
                            ),
                        ),
                        name="letter_in_the_outbox_has_a_known_state",
                    ),
                ],
            },
        ),
    ]
