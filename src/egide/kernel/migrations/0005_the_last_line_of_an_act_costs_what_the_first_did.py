"""The last line of a long act costs what the first did.

While one transaction writes, every version of the head row stays. Its table is so small that the
planner would rather read all of it than go straight to a place: that choice is made when a
connection writes its first line, and is kept. Here it may only go by place or by key.
"""

from django.db import migrations

# One head, and it is found by its key.
ONE_HEAD = "ALTER TABLE kernel_registerhead ADD CONSTRAINT the_head_is_number_one CHECK (id = 1)"
CHAIN = """
CREATE OR REPLACE FUNCTION kernel_register_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
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
          FROM kernel_registerhead WHERE id = 1 FOR UPDATE;
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
    dependencies = [("kernel", "0004_a_long_act_chains_as_fast_as_a_short_one")]

    operations = [
        migrations.RunSQL(
            ONE_HEAD, "ALTER TABLE kernel_registerhead DROP CONSTRAINT the_head_is_number_one"
        ),
        migrations.RunSQL(CHAIN, migrations.RunSQL.noop),
    ]
