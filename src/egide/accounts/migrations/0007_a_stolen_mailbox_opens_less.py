"""A stolen mailbox opens less: secrets are walled, objections are overruled by two people.

The secrets of applications of codes stand behind the second wall.

The day on which the first code was typed moves to the account: whoever comes in is asked for a
second factor before anybody knows that they may read the secret itself.
"""

import django.db.models.deletion
from django.db import migrations, models

from egide.kernel.wall import wall

FILL = """
    UPDATE accounts_account SET app_added_at = app.confirmed_at
      FROM accounts_authenticatorapp app WHERE app.account_id = accounts_account.id
"""
EMPTY = """
    UPDATE accounts_authenticatorapp SET confirmed_at = account.app_added_at
      FROM accounts_account account WHERE account.id = account_id
"""
OWN = """
    account_id = (SELECT account.id FROM accounts_account account
                   WHERE account.person_id = (SELECT kernel_person()))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_the_lost_find_their_way_in"),
        ("kernel", "0009_every_letter_is_promised_in_one_place"),
        ("members", "0009_lists_are_read_off_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="app_added_at",
            field=models.DateTimeField(null=True, verbose_name="application de codes ajoutée le"),
        ),
        migrations.RunSQL(FILL, EMPTY),
        migrations.RemoveField(model_name="authenticatorapp", name="confirmed_at"),
        *wall("accounts_authenticatorapp", whose=OWN),
        migrations.RemoveConstraint(
            model_name="recovery",
            name="a_recovery_is_closed_on_a_day",
        ),
        migrations.AddField(
            model_name="recovery",
            name="proposed_at",
            field=models.DateTimeField(null=True, verbose_name="levée proposée le"),
        ),
        migrations.AddField(
            model_name="recovery",
            name="proposed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.person",
                verbose_name="proposée par",
            ),
        ),
        migrations.AddField(
            model_name="recovery",
            name="protested_at",
            field=models.DateTimeField(null=True, verbose_name="protestation du"),
        ),
        migrations.AlterField(
            model_name="recovery",
            name="state",
            field=models.CharField(
                choices=[
                    ("ASKED", "adresse à confirmer"),
                    ("TO_WEIGH", "à examiner"),
                    ("ACCEPTED", "acceptée, délai d’opposition"),
                    ("TO_SECOND", "opposition à lever, à contresigner"),
                    ("DONE", "accès rendu"),
                    ("REFUSED", "refusée"),
                    ("CANCELLED", "retirée"),
                    ("OBJECTED", "arrêtée par une opposition"),
                    ("EXPIRED", "échue sans décision"),
                ],
                default="ASKED",
                max_length=9,
                verbose_name="état",
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True),
                        ("state__in", ("ASKED", "TO_WEIGH", "ACCEPTED", "TO_SECOND")),
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        models.Q(
                            ("state__in", ("ASKED", "TO_WEIGH", "ACCEPTED", "TO_SECOND")),
                            _negated=True,
                        ),
                    ),
                    _connector="OR",
                ),
                name="a_recovery_is_closed_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("ACCEPTED", "DONE")), _negated=True),
                    ("proposed_by__isnull", True),
                    models.Q(("proposed_by", models.F("decided_by")), _negated=True),
                    _connector="OR",
                ),
                name="an_objection_is_overruled_by_two_people",
            ),
        ),
    ]
