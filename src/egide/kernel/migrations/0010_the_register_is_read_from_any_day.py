"""Read the register from any day and in any order off its indexes, however long it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0009_every_letter_is_promised_in_one_place"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="registerline", name="register_by_subject"),
        migrations.RemoveIndex(model_name="registerline", name="register_by_actor"),
        migrations.AddIndex(
            model_name="registerline",
            index=models.Index(fields=["subject", "number"], name="register_by_subject"),
        ),
        migrations.AddIndex(
            model_name="registerline",
            index=models.Index(fields=["actor", "number"], name="register_by_actor"),
        ),
        migrations.AddIndex(
            model_name="registerline",
            index=models.Index(fields=["action", "number"], name="register_by_act"),
        ),
        migrations.AddIndex(
            model_name="registerline",
            index=models.Index(fields=["at", "number"], name="register_by_instant"),
        ),
    ]
