"""Each person may say in which language the society writes to them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0004_a_promotion_knows_how_many_the_directory_shows"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="letter_language",
            field=models.CharField(
                blank=True,
                choices=[("", "sans préférence"), ("fr", "français"), ("en", "anglais")],
                db_default="",
                max_length=2,
                verbose_name="langue des lettres",
            ),
        ),
    ]
