"""Say since when two offices exclude each other; know the interim, and seats that are appointed."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models
from django.db.models import F, Q

from egide.kernel.periods import Days

DESIGNATIONS = [
    ("DIRECT", "suffrage direct"),
    ("GA", "élection par l’assemblée générale"),
    ("COLLEGE", "élection par un collège"),
    ("EX_OFFICIO", "de droit"),
    ("EX_OFFICIO_EXTERNAL", "personnalité extérieure"),
    ("CO_OPTED", "cooptation"),
    ("APPOINTED", "nomination"),
    ("INTERIM", "intérim"),
]


FILLED_IN_A_KNOWN_WAY = "a_seat_is_filled_in_a_way_the_statutes_know"
SEATS = ["DIRECT", "GA", "COLLEGE", "EX_OFFICIO", "EX_OFFICIO_EXTERNAL", "APPOINTED"]


class Migration(migrations.Migration):
    dependencies = [("mandates", "0003_rights_of_offices_are_dated")]
    operations = [
        migrations.RemoveConstraint("incompatibility", "an_incompatibility_is_said_once"),
        migrations.AddField(
            "incompatibility",
            "starts_on",
            models.DateField(default=date(1846, 1, 1), verbose_name="depuis le"),
        ),
        migrations.AddField(
            "incompatibility",
            "ends_on",
            models.DateField(blank=True, null=True, verbose_name="jusqu’au"),
        ),
        migrations.AddField(
            "incompatibility",
            "lifted_by",
            models.CharField(blank=True, max_length=160, verbose_name="décision qui la lève"),
        ),
        migrations.AddConstraint(
            "incompatibility",
            models.CheckConstraint(
                name="an_incompatibility_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ),
        migrations.AddConstraint(
            "incompatibility",
            ExclusionConstraint(
                name="an_incompatibility_is_said_once_at_a_time",
                expressions=[
                    ("first", "="),
                    ("second", "="),
                    (Days("starts_on", "ends_on"), "&&"),
                ],
            ),
        ),
        migrations.AlterField(
            "mandate",
            "designation",
            models.CharField(choices=DESIGNATIONS, max_length=19, verbose_name="désignation"),
        ),
        migrations.AlterField(
            "seat",
            "designation",
            models.CharField(choices=DESIGNATIONS, max_length=19, verbose_name="désignation"),
        ),
        migrations.RemoveConstraint("seat", FILLED_IN_A_KNOWN_WAY),
        migrations.AddConstraint(
            "seat",
            models.CheckConstraint(name=FILLED_IN_A_KNOWN_WAY, condition=Q(designation__in=SEATS)),
        ),
    ]
