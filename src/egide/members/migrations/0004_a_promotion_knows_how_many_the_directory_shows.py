"""Each promotion knows how many of its people the directory shows; the database keeps count.

The page of all promotions would otherwise count everybody each time that it is opened. Whoever
enters a promotion holds the person for the time of the count, so that two acts at once on one
person are counted one after the other.
"""

from django.db import migrations, models

COUNT = """
CREATE FUNCTION members_promotions_gain(promotions bigint[], gains bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    -- Always in the same order, so that two acts never wait for each other.
    PERFORM FROM members_promotion WHERE id = ANY (promotions) ORDER BY id FOR NO KEY UPDATE;
    UPDATE members_promotion promotion SET shown_people = shown_people + gained.gain
      FROM unnest(promotions, gains) AS gained (promotion_id, gain)
     WHERE promotion.id = gained.promotion_id;
END $$;

CREATE FUNCTION members_count_who_enters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM members_promotions_gain(array_agg(promotion_id), array_agg(gain)) FROM (
        WITH listed AS (
            SELECT schooling.promotion_id
              FROM after_act schooling
              JOIN members_person person ON person.id = schooling.person_id AND person.listed
               FOR SHARE OF person
        ), gained AS (SELECT promotion_id, count(*) AS gain FROM listed GROUP BY promotion_id)
        SELECT * FROM gained
    ) counted;
    RETURN NULL;
END $$;

CREATE FUNCTION members_count_who_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM members_promotions_gain(array_agg(promotion_id), array_agg(gain)) FROM (
        WITH listed AS (
            SELECT schooling.promotion_id
              FROM before_act schooling
              JOIN members_person person ON person.id = schooling.person_id AND person.listed
               FOR SHARE OF person
        ), lost AS (SELECT promotion_id, -count(*) AS gain FROM listed GROUP BY promotion_id)
        SELECT * FROM lost
    ) counted;
    RETURN NULL;
END $$;

CREATE FUNCTION members_count_who_is_shown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM members_promotions_gain(array_agg(promotion_id), array_agg(gain)) FROM (
        WITH changed AS (
            SELECT id, CASE WHEN after_act.listed THEN 1 ELSE -1 END AS gain
              FROM after_act JOIN before_act USING (id)
             WHERE after_act.listed <> before_act.listed
        ), gained AS (
            SELECT promotion_id, sum(gain) AS gain
              FROM changed JOIN members_schooling schooling ON schooling.person_id = changed.id
             GROUP BY promotion_id
        )
        SELECT * FROM gained
    ) counted;
    RETURN NULL;
END $$;

CREATE TRIGGER promotion_counts_who_enters AFTER INSERT ON members_schooling
    REFERENCING NEW TABLE AS after_act
    FOR EACH STATEMENT EXECUTE FUNCTION members_count_who_enters();
CREATE TRIGGER promotion_counts_who_leaves AFTER DELETE ON members_schooling
    REFERENCING OLD TABLE AS before_act
    FOR EACH STATEMENT EXECUTE FUNCTION members_count_who_leaves();
CREATE TRIGGER promotion_counts_who_left AFTER UPDATE ON members_schooling
    REFERENCING OLD TABLE AS before_act NEW TABLE AS after_act
    FOR EACH STATEMENT EXECUTE FUNCTION members_count_who_leaves();
CREATE TRIGGER promotion_counts_who_moved_in AFTER UPDATE ON members_schooling
    REFERENCING OLD TABLE AS before_act NEW TABLE AS after_act
    FOR EACH STATEMENT EXECUTE FUNCTION members_count_who_enters();
CREATE TRIGGER promotion_counts_who_is_shown AFTER UPDATE ON members_person
    REFERENCING OLD TABLE AS before_act NEW TABLE AS after_act
    FOR EACH STATEMENT EXECUTE FUNCTION members_count_who_is_shown();

UPDATE members_promotion promotion SET shown_people = shown.people
  FROM (SELECT promotion_id, count(*) AS people
          FROM members_schooling schooling
          JOIN members_person person ON person.id = schooling.person_id AND person.listed
         GROUP BY promotion_id) shown
 WHERE shown.promotion_id = promotion.id;
"""
BACK = """
DROP TRIGGER promotion_counts_who_enters ON members_schooling;
DROP TRIGGER promotion_counts_who_leaves ON members_schooling;
DROP TRIGGER promotion_counts_who_left ON members_schooling;
DROP TRIGGER promotion_counts_who_moved_in ON members_schooling;
DROP TRIGGER promotion_counts_who_is_shown ON members_person;
DROP FUNCTION members_count_who_enters, members_count_who_leaves, members_count_who_is_shown;
DROP FUNCTION members_promotions_gain;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0003_the_clerk_finds_at_once_what_waits")]

    operations = [
        migrations.AddField(
            model_name="promotion",
            name="shown_people",
            field=models.PositiveIntegerField(
                db_default=0, editable=False, verbose_name="personnes dans l’annuaire"
            ),
        ),
        migrations.RunSQL(COUNT, BACK),
    ]
