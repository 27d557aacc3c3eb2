"""Each group knows how many people are in it; the database keeps count.

The list of groups and their map would otherwise count everybody each time that they are opened.
Whoever comes in or leaves adds a line, and takes with it those that nobody holds: no act ever waits
for another one because both touch the same group.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

COUNT = """
CREATE FUNCTION groups_people_gain(gaining bigint[], gains bigint[]) RETURNS void
LANGUAGE sql AS $$
    WITH gained AS (
        SELECT group_id, sum(gain) AS gain FROM unnest(gaining, gains) AS gained (group_id, gain)
         GROUP BY group_id
    ), taken AS (
        DELETE FROM groups_groupheadcount
         WHERE id IN (SELECT id FROM groups_groupheadcount
                       WHERE group_id IN (SELECT group_id FROM gained) FOR UPDATE SKIP LOCKED)
        RETURNING group_id, people
    )
    INSERT INTO groups_groupheadcount (group_id, people)
    SELECT group_id, sum(people) FROM (
        SELECT group_id, people FROM taken UNION ALL SELECT group_id, gain FROM gained
    ) AS lines GROUP BY group_id
$$;

CREATE FUNCTION groups_count_who_comes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM groups_people_gain(array_agg(group_id), array_agg(1))
       FROM after_act WHERE ends_on IS NULL HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION groups_count_who_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM groups_people_gain(array_agg(group_id), array_agg(-1))
       FROM before_act WHERE ends_on IS NULL HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER group_counts_who_comes AFTER INSERT ON groups_groupmembership
    REFERENCING NEW TABLE AS after_act
    FOR EACH STATEMENT EXECUTE FUNCTION groups_count_who_comes();
CREATE TRIGGER group_counts_who_goes AFTER DELETE ON groups_groupmembership
    REFERENCING OLD TABLE AS before_act
    FOR EACH STATEMENT EXECUTE FUNCTION groups_count_who_goes();
CREATE TRIGGER group_counts_who_left AFTER UPDATE ON groups_groupmembership
    REFERENCING OLD TABLE AS before_act
    FOR EACH STATEMENT EXECUTE FUNCTION groups_count_who_goes();
CREATE TRIGGER group_counts_who_stays AFTER UPDATE ON groups_groupmembership
    REFERENCING NEW TABLE AS after_act
    FOR EACH STATEMENT EXECUTE FUNCTION groups_count_who_comes();

INSERT INTO groups_groupheadcount (group_id, people)
SELECT group_id, count(*) FROM groups_groupmembership WHERE ends_on IS NULL GROUP BY group_id;
"""
BACK = """
DROP TRIGGER group_counts_who_comes ON groups_groupmembership;
DROP TRIGGER group_counts_who_goes ON groups_groupmembership;
DROP TRIGGER group_counts_who_left ON groups_groupmembership;
DROP TRIGGER group_counts_who_stays ON groups_groupmembership;
DROP FUNCTION groups_count_who_comes, groups_count_who_goes, groups_people_gain;
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0003_a_member_answers_what_a_group_announces")]

    operations = [
        migrations.CreateModel(
            name="GroupHeadcount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("people", models.IntegerField(verbose_name="sociétaires")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="groups.group",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="groupmembership",
            index=models.Index(
                condition=Q(ends_on__isnull=True),
                fields=["group", "starts_on"],
                name="membership_still_running",
            ),
        ),
        migrations.RunSQL(COUNT, BACK),
    ]
