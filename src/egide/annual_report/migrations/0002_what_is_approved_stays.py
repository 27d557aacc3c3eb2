"""What the board approved is refused any change by the database, whatever the site believes."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION annual_report_rank_of(state text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_position(
        ARRAY['APPROVED_BY_BOARD', 'PRESENTED_TO_AG', 'PUBLISHED', 'CORRECTED'], state), 0)
$$;
CREATE FUNCTION annual_report_is_frozen(edition bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM annual_report_edition
                    WHERE id = edition
                      AND annual_report_rank_of(state) > 0)
$$;
CREATE FUNCTION annual_report_refuses_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND annual_report_is_frozen(OLD.edition_id))
       OR (TG_OP <> 'DELETE' AND annual_report_is_frozen(NEW.edition_id)) THEN
        RAISE EXCEPTION 'the values and the texts of an approved edition are never changed'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION annual_report_refuses_return() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF annual_report_is_frozen(OLD.id) THEN
            RAISE EXCEPTION 'an approved edition is never removed'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN OLD;
    END IF;
    IF annual_report_is_frozen(OLD.id)
       AND (NEW.year <> OLD.year
            OR annual_report_rank_of(NEW.state) < annual_report_rank_of(OLD.state)) THEN
        RAISE EXCEPTION 'an approved edition never goes back'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION annual_report_refuses_always() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was published or decided is added to, never changed'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER approved_values_stay BEFORE INSERT OR UPDATE OR DELETE ON annual_report_frozenfigure
    FOR EACH ROW EXECUTE FUNCTION annual_report_refuses_change();
CREATE TRIGGER approved_texts_stay BEFORE INSERT OR UPDATE OR DELETE ON annual_report_editiontext
    FOR EACH ROW EXECUTE FUNCTION annual_report_refuses_change();
CREATE TRIGGER approved_overrides_stay BEFORE INSERT OR UPDATE OR DELETE ON annual_report_override
    FOR EACH ROW EXECUTE FUNCTION annual_report_refuses_change();
CREATE TRIGGER approved_editions_stay BEFORE UPDATE OR DELETE ON annual_report_edition
    FOR EACH ROW EXECUTE FUNCTION annual_report_refuses_return();
CREATE TRIGGER steps_are_never_changed BEFORE UPDATE OR DELETE ON annual_report_editionstep
    FOR EACH ROW EXECUTE FUNCTION annual_report_refuses_always();
CREATE TRIGGER errata_are_never_changed BEFORE UPDATE OR DELETE ON annual_report_erratum
    FOR EACH ROW EXECUTE FUNCTION annual_report_refuses_always();
"""
ALLOW = """
DROP FUNCTION annual_report_refuses_change CASCADE;
DROP FUNCTION annual_report_refuses_return CASCADE;
DROP FUNCTION annual_report_refuses_always CASCADE;
DROP FUNCTION annual_report_is_frozen;
DROP FUNCTION annual_report_rank_of;
"""
# Emptying a table would go around the triggers on its rows.
NEVER_EMPTIED = "".join(
    f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON annual_report_{table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION annual_report_refuses_always();"
    for table in ("edition", "frozenfigure", "editiontext", "override", "editionstep", "erratum")
)


class Migration(migrations.Migration):
    dependencies = [("annual_report", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunSQL(NEVER_EMPTIED, migrations.RunSQL.noop),
    ]
