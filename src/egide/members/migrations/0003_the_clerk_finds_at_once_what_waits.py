"""Find the few records that wait for the clerk without reading them all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_history_is_not_rewritten"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contactpoint",
            index=models.Index(
                condition=models.Q(("invalid", True)),
                fields=["person"],
                name="contact_that_is_dead",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("life_status", "PRESUMED_DEAD")),
                fields=["sort_name", "id"],
                name="person_whose_death_was_told",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("audit_status", "SAFE"), _negated=True),
                fields=["sort_name", "id"],
                name="person_of_doubtful_record",
            ),
        ),
    ]
