"""A member answers an activity, which has a place; the desk is told of a suspended égide."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0002_a_membership_agrees_with_its_group"),
        ("members", "0002_history_is_not_rewritten"),
    ]

    operations = [
        migrations.AddField(
            model_name="groupactivity",
            name="place",
            field=models.CharField(blank=True, max_length=160, verbose_name="lieu"),
        ),
        migrations.AlterField(
            model_name="groupnotice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ARRIVAL", "arrivée"),
                    ("DEPARTURE", "départ"),
                    ("DEATH", "décès"),
                    ("NO_PRESIDENT", "sans responsable depuis six mois"),
                    ("ASLEEP", "sans vie depuis dix-huit mois"),
                    ("LAST_SURVIVOR", "un seul survivant\xa0: égide à clore"),
                    ("RENEWAL", "égide à renouveler"),
                    ("SUSPENDED", "égide suspendue\xa0: deux comptes rendus manquent"),
                ],
                max_length=13,
                verbose_name="nature",
            ),
        ),
        migrations.CreateModel(
            name="ActivityAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("coming", models.BooleanField(verbose_name="vient")),
                ("answered_on", models.DateField(verbose_name="répondu le")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="groups.groupactivity",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "person"), name="one_answer_per_person_and_activity"
                    )
                ],
            },
        ),
    ]
