"""The network knows at once who is in no territorial group, and who chose theirs."""

import django.db.models.deletion
from django.db import migrations, models

# As the night will find them.
FILL = """
INSERT INTO groups_unplaced (person_id)
SELECT person.id FROM members_person person
  JOIN members_membership standing ON standing.person_id = person.id
   AND standing.status IN ('STUDENT', 'CURRENT', 'LAPSED', 'HONORARY')
   AND standing.starts_on <= current_date
   AND (standing.ends_on IS NULL OR standing.ends_on >= current_date)
 WHERE person.life_status <> 'DECEASED'
   AND NOT EXISTS (SELECT FROM groups_groupmembership held
                    WHERE held.person_id = person.id AND held.family = 'TERRITORIAL'
                      AND held.starts_on <= current_date
                      AND (held.ends_on IS NULL OR held.ends_on >= current_date))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0006_a_desk_is_told_of_a_dead_address"),
        ("members", "0009_lists_are_read_off_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unplaced",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.person",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="groupmembership",
            index=models.Index(
                condition=models.Q(("kind", "CHOSEN")),
                fields=["family", "group", "ends_on"],
                name="membership_by_choice",
            ),
        ),
    ]
