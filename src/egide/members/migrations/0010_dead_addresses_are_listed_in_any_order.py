"""The clerk's list of dead addresses is read off an index in its other orders too."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0009_lists_are_read_off_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contactpoint",
            index=models.Index(
                fields=["value", "id"], condition=Q(invalid=True), name="dead_contact_by_value"
            ),
        ),
        migrations.AddIndex(
            model_name="contactpoint",
            index=models.Index(
                fields=["verified_at", "id"],
                condition=Q(invalid=True),
                name="dead_contact_verified",
            ),
        ),
        migrations.AddIndex(
            model_name="contactpoint",
            index=models.Index(
                F("verified_at").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(invalid=True),
                name="dead_contact_verified_last",
            ),
        ),
    ]
