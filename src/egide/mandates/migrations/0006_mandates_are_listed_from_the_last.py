"""The list of mandates is read from the last that began, however many there were."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mandates", "0005_a_mandate_may_end_with_membership"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(fields=["starts_on", "id"], name="mandate_by_first_day"),
        ),
    ]
