"""Keep the family of a membership from disagreeing with that of its group."""

from django.db import migrations

ADD = """
ALTER TABLE groups_groupmembership
  ADD CONSTRAINT the_family_of_a_membership_is_that_of_its_group
    FOREIGN KEY (group_id, family) REFERENCES groups_group (id, family);
"""
REMOVE = """
ALTER TABLE groups_groupmembership
  DROP CONSTRAINT the_family_of_a_membership_is_that_of_its_group;
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]
    operations = [migrations.RunSQL(ADD, REMOVE)]
