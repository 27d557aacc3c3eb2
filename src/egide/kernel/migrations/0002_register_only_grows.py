"""The register numbers, dates and chains its lines by itself, and refuses any other change."""

from django.conf import settings
from django.db import migrations

CONTENT = """
CREATE FUNCTION kernel_register_content(line kernel_registerline) RETURNS text
LANGUAGE sql STABLE SET TimeZone = 'UTC' AS $$
    SELECT concat_ws(E'\\x1f', line.number,
                     to_char(line.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                     line.actor, line.on_behalf_of, line.action, line.subject, line.reason,
                     line.before_hash, line.after_hash, line.facts::text)
$$
"""
# SECURITY DEFINER: only the owner may move the head, and a line is the only way to do it.
CHAIN = """
CREATE FUNCTION kernel_register_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    identity text := nullif(current_setting('egide.actor', true), '');
    head kernel_registerhead;
BEGIN
    IF identity IS NULL THEN
        RAISE EXCEPTION 'no identity in this transaction: nothing is written in the register'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.actor IS DISTINCT FROM identity THEN
        RAISE EXCEPTION 'the register names who acts: % is not %', NEW.actor, identity
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO head FROM kernel_registerhead FOR UPDATE;
    NEW.number := head.last_number + 1;
    NEW.at := clock_timestamp();
    NEW.chain_hash := encode(sha256(convert_to(
        head.last_hash || E'\\x1f' || kernel_register_content(NEW), 'UTF8')), 'hex');
    UPDATE kernel_registerhead SET last_number = NEW.number, last_hash = NEW.chain_hash;
    RETURN NEW;
END $$
"""
REFUSE = """
CREATE FUNCTION kernel_register_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a line of the register is never changed nor removed'
        USING ERRCODE = 'insufficient_privilege';
END $$
"""
TRIGGERS = """
CREATE TRIGGER register_chains_each_line BEFORE INSERT ON kernel_registerline
    FOR EACH ROW EXECUTE FUNCTION kernel_register_chain();
CREATE TRIGGER register_is_never_changed BEFORE UPDATE OR DELETE ON kernel_registerline
    FOR EACH ROW EXECUTE FUNCTION kernel_register_refuses();
CREATE TRIGGER register_is_never_emptied BEFORE TRUNCATE ON kernel_registerline
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_register_refuses();
INSERT INTO kernel_registerhead (last_number, last_hash) VALUES (0, '');
CREATE UNIQUE INDEX register_has_one_head ON kernel_registerhead ((true));
"""
# The planner must know at once that a table is no longer empty; only its owner may measure it. A
# table that did not double is left to the server's own timetable.
MEASURE = """
CREATE FUNCTION kernel_measure(measured regclass, added bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT reltuples FROM pg_class WHERE oid = measured) < added THEN
        EXECUTE format('ANALYZE %s', measured);
    END IF;
END $$
"""


def take_back_rights(apps, schema_editor):
    """Let the site's roles add and read lines, and only read the head."""
    roles = ", ".join(
        schema_editor.quote_name(f"{settings.ROLE_PREFIX}_{role}") for role in ("app", "worker")
    )
    schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON kernel_registerline FROM {roles}")
    schema_editor.execute(
        f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON kernel_registerhead FROM {roles}"
    )
    # Which migrations ran is the owner's to write: the site only asks.
    schema_editor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {roles}")


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.RunSQL(CONTENT, "DROP FUNCTION kernel_register_content"),
        migrations.RunSQL(CHAIN, "DROP FUNCTION kernel_register_chain"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION kernel_register_refuses"),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
        migrations.RunSQL(MEASURE, "DROP FUNCTION kernel_measure"),
        migrations.RunPython(take_back_rights, migrations.RunPython.noop),
    ]
