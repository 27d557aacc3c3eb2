"""What was promised and had not left is promised in the outbox, and leaves from there."""

from django.db import migrations

MOVE = """
INSERT INTO kernel_letter (kind, occasion, mass, person_id, address, subject, text, writer, facts,
                           token, state, status, tries)
SELECT 'SERVICE',
       concat_ws(':', 'annual_report.notice', edition_id, kind, occasion),
       false, person_id, '', '', '', 'annual_report.notice',
       jsonb_build_object('edition', edition_id, 'kind', kind, 'figures', figures),
       gen_random_uuid(), 'QUEUED', '', 0
  FROM annual_report_notice
 WHERE state = 'WAITING'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("annual_report", "0004_what_is_published_is_kept"),
        ("kernel", "0009_every_letter_is_promised_in_one_place"),
    ]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Notice"),
    ]
