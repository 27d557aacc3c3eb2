"""The register finds the head of its chain at once, however many lines one transaction writes.

Each line leaves a version of the head row behind it, and none goes before the transaction ends: a
plain look at the row would walk over all of them. The place of the last version is noted for the
rest of the transaction. It is only a hint: an old place shows nothing, a wrong one neither, and
the row is then looked for as before; the row itself is locked and says number and hash, as ever.
"""

from django.db import migrations

CHAIN = """
CREATE OR REPLACE FUNCTION kernel_register_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    identity text := nullif(current_setting('egide.actor', true), '');
    hint tid := nullif(current_setting('egide.register_head', true), '')::tid;
    head record;
BEGIN
    IF identity IS NULL THEN
        RAISE EXCEPTION 'no identity in this transaction: nothing is written in the register'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.actor IS DISTINCT FROM identity THEN
        RAISE EXCEPTION 'the register names who acts: % is not %', NEW.actor, identity
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF hint IS NOT NULL THEN
        SELECT ctid, last_number, last_hash INTO head
          FROM kernel_registerhead WHERE ctid = hint FOR UPDATE;
    END IF;
    IF hint IS NULL OR NOT FOUND THEN
        SELECT ctid, last_number, last_hash INTO STRICT head
          FROM kernel_registerhead FOR UPDATE;
    END IF;
    NEW.number := head.last_number + 1;
    NEW.at := clock_timestamp();
    NEW.chain_hash := encode(sha256(convert_to(
        head.last_hash || E'\\x1f' || kernel_register_content(NEW), 'UTF8')), 'hex');
    UPDATE kernel_registerhead SET last_number = NEW.number, last_hash = NEW.chain_hash
     WHERE ctid = head.ctid RETURNING ctid INTO STRICT hint;
    PERFORM set_config('egide.register_head', hint::text, true);
    RETURN NEW;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_each_role_writes_its_own_tables")]

    operations = [migrations.RunSQL(CHAIN, migrations.RunSQL.noop)]
