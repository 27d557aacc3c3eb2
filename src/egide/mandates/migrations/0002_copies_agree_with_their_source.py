"""Keep a mandate's copies of its body and of its office's single holder from disagreeing."""

from django.db import migrations

ADD = """
ALTER TABLE mandates_mandate
  ADD CONSTRAINT the_body_of_a_mandate_is_that_of_its_seat
    FOREIGN KEY (seat_id, body_id) REFERENCES mandates_seat (id, body_id),
  ADD CONSTRAINT a_mandate_is_sole_when_its_office_is_single
    FOREIGN KEY (office_id, sole) REFERENCES mandates_office (id, single);
"""
REMOVE = """
ALTER TABLE mandates_mandate
  DROP CONSTRAINT the_body_of_a_mandate_is_that_of_its_seat,
  DROP CONSTRAINT a_mandate_is_sole_when_its_office_is_single;
"""


class Migration(migrations.Migration):
    dependencies = [("mandates", "0001_initial")]
    operations = [migrations.RunSQL(ADD, REMOVE)]
