"""A mandate may end because its holder is no longer a member of the society."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mandates", "0004_incompatibilities_are_dated_and_an_interim_is_known"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mandate",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "en cours"),
                    ("TERM", "échéance"),
                    ("RESIGNED", "démission"),
                    ("REVOKED", "révocation"),
                    ("DECEASED", "décès"),
                    ("REPLACED", "changement de titulaire"),
                    ("NOT_RATIFIED", "cooptation non confirmée"),
                    ("NOT_MEMBER", "perte de la qualité de sociétaire"),
                    ("CLOSED", "fermeture du périmètre"),
                    ("CANCELLED", "annulation"),
                ],
                default="",
                max_length=12,
                verbose_name="motif de fin",
            ),
        ),
    ]
