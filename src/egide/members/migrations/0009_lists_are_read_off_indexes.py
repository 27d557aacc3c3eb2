"""Read lists, filters and figures of a million people off indexes, not off every row."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import egide.kernel.periods
import egide.members.models.contact

# The rules of ``unaccent`` are a file of the server, which nobody edits: a text always folds alike.
# Whole names, since a restore sets no search path. In plain SQL it takes three times as long.
FOLDED = """
CREATE FUNCTION members_folded(folded text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN RETURN lower(public.unaccent('public.unaccent'::regdictionary, folded)); END
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0008_records_of_one_person_become_one"),
    ]

    operations = [
        migrations.RunSQL(FOLDED, "DROP FUNCTION members_folded(text)"),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                fields=["person"],
                include=("status", "starts_on", "ends_on"),
                name="standings_of_a_person",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="members.person",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="one_standing_per_person_at_a_time",
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("pk__gt", 0)),
                expressions=[
                    ("person", django.contrib.postgres.fields.ranges.RangeOperators.EQUAL),
                    (
                        egide.kernel.periods.Days("starts_on", "ends_on"),
                        django.contrib.postgres.fields.ranges.RangeOperators.OVERLAPS,
                    ),
                ],
                name="one_standing_per_person_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("life_status", "DECEASED")),
                fields=["id"],
                include=("died_on",),
                name="person_who_died",
            ),
        ),
        migrations.AddIndex(
            model_name="position",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    egide.members.models.contact.Folded("company"), name="gin_trgm_ops"
                ),
                fastupdate=False,
                name="position_by_company",
            ),
        ),
        migrations.AddIndex(
            model_name="position",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    egide.members.models.contact.Folded("sector"), name="gin_trgm_ops"
                ),
                fastupdate=False,
                name="position_by_sector",
            ),
        ),
        migrations.AddIndex(
            model_name="postaladdress",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    egide.members.models.contact.Folded("city"), name="text_pattern_ops"
                ),
                name="address_by_town",
            ),
        ),
    ]
