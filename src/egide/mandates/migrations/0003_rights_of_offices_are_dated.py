"""Say since when, and until when, an office carries each of its rights, and by which decision.

What existed before was carried as far back as anybody asked: it starts with the society.
"""

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models
from django.db.models import F, Q

from egide.kernel.periods import Days


class Migration(migrations.Migration):
    dependencies = [("mandates", "0002_copies_agree_with_their_source")]
    operations = [
        migrations.RemoveConstraint("officeright", "an_office_carries_a_right_once"),
        migrations.AddField(
            "officeright",
            "starts_on",
            models.DateField(default=date(1846, 1, 1), verbose_name="depuis le"),
        ),
        migrations.AddField(
            "officeright",
            "ends_on",
            models.DateField(blank=True, null=True, verbose_name="jusqu’au"),
        ),
        migrations.AddField(
            "officeright",
            "given_by",
            models.CharField(blank=True, max_length=500, verbose_name="décision qui le donne"),
        ),
        migrations.AddField(
            "officeright",
            "taken_by",
            models.CharField(blank=True, max_length=500, verbose_name="décision qui le retire"),
        ),
        migrations.AddConstraint(
            "officeright",
            models.CheckConstraint(
                name="a_right_ends_at_the_earliest_on_the_eve_of_its_first_day",
                condition=Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on") - timedelta(days=1)),
            ),
        ),
        migrations.AddConstraint(
            "officeright",
            ExclusionConstraint(
                name="an_office_carries_a_right_once_at_a_time",
                expressions=[
                    ("office", "="),
                    ("permission", "="),
                    (Days("starts_on", "ends_on"), "&&"),
                ],
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ),
    ]
