"""A group learns that the address of one of its people is dead."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0005_a_group_keeps_its_papers_and_its_handovers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="groupnotice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ARRIVAL", "arrivée"),
                    ("DEPARTURE", "départ"),
                    ("DEATH", "décès"),
                    ("LOST", "adresse perdue"),
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
    ]
