"""A group keeps its papers, and what passes with an office is received thing by thing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0004_a_group_knows_how_many_are_in_it"),
        ("kernel", "0007_an_act_asked_twice_is_done_once"),
        ("mandates", "0004_incompatibilities_are_dated_and_an_interim_is_known"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="préparée le")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="close le")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="groups.group",
                    ),
                ),
                (
                    "incoming",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mandates.mandate",
                    ),
                ),
                (
                    "outgoing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mandates.mandate",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "thing",
                    models.CharField(
                        choices=[
                            ("TALK", "un entretien sur ce qui est en cours"),
                            ("PAPERS", "les papiers gardés chez soi, rangés ici ou remis"),
                            (
                                "ACCOUNTS",
                                "les mots de passe des comptes du groupe (réseaux, site), changés",
                            ),
                            ("CONTACTS", "les interlocuteurs\xa0: salles, traiteurs, mairie"),
                            ("MATERIAL", "le matériel\xa0: bannière, clés, archives"),
                            ("BOOKS", "les comptes de l’année et leurs pièces"),
                            ("BANK", "la signature à la banque, et le relevé du jour"),
                            ("CASH", "la caisse, comptée à deux"),
                            ("LISTS", "les listes tenues ailleurs, versées ici puis détruites"),
                        ],
                        max_length=12,
                        verbose_name="objet",
                    ),
                ),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="reçu le")),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="groups.handover",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GroupPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="titre")),
                (
                    "audience",
                    models.CharField(
                        choices=[("OFFICERS", "les responsables"), ("GROUP", "tout le groupe")],
                        max_length=8,
                        verbose_name="lisible par",
                    ),
                ),
                ("filed_on", models.DateField(verbose_name="rangé le")),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="retiré le")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.document",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="groups.group",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["group", "-filed_on"], name="paper_by_group")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_on__isnull", True),
                            ("withdrawn_on__gte", models.F("filed_on")),
                            _connector="OR",
                        ),
                        name="a_paper_is_withdrawn_after_it_was_filed",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                fields=("incoming",), name="one_handover_per_incoming_mandate"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoveritem",
            constraint=models.UniqueConstraint(
                fields=("handover", "thing"), name="each_thing_once_in_a_handover"
            ),
        ),
    ]
