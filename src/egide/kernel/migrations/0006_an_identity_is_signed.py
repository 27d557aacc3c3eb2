"""Who acts is proved to the database: the register and the second wall refuse a name not signed."""

from django.db import migrations

# SECURITY DEFINER: only the owner reads the key. PARALLEL RESTRICTED: a parallel worker has another
# number than the connection that was signed for. Compared by their hashes, so that the time that a
# comparison takes tells nothing.
ACTOR = """
CREATE FUNCTION kernel_actor() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    actor text := nullif(current_setting('egide.actor', true), '');
    rights text := coalesce(current_setting('egide.rights', true), '');
    proof text := coalesce(current_setting('egide.proof', true), '');
    expiry text := split_part(proof, '.', 1);
    signature bytea := sha256(convert_to(split_part(proof, '.', 2), 'UTF8'));
    said bytea;
BEGIN
    IF actor IS NULL THEN
        RAISE EXCEPTION 'no identity in this transaction' USING ERRCODE = 'insufficient_privilege';
    END IF;
    said := convert_to(concat_ws(E'\\x1f', pg_backend_pid(), expiry, actor, rights), 'UTF8');
    PERFORM FROM public.kernel_identitykey
      WHERE signature = sha256(convert_to(
            encode(sha256(outer_pad || sha256(inner_pad || said)), 'hex'), 'UTF8'));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the identity of this transaction is not signed by the site'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF expiry::bigint < extract(epoch FROM now()) THEN
        RAISE EXCEPTION 'the identity of this transaction is out of date'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN actor;
END $$
"""
PERSON = """
CREATE FUNCTION kernel_person() RETURNS bigint
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN starts_with(actor, 'person:') THEN substr(actor, 8)::bigint END
      FROM public.kernel_actor() AS actor
$$
"""
# The rights are part of what is signed: ``kernel_actor`` is asked first, and raises.
HOLDS = """
CREATE FUNCTION kernel_holds(permission text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN public.kernel_actor() IS NOT NULL
                THEN string_to_array(current_setting('egide.rights', true), ' ')
                     && ARRAY['*', permission]
            END
$$
"""
SCOPES = """
CREATE FUNCTION kernel_scopes(permission text) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN public.kernel_actor() IS NOT NULL THEN coalesce(
        (SELECT string_to_array(split_part(word, ':', 2), ',')::bigint[]
           FROM unnest(string_to_array(current_setting('egide.rights', true), ' ')) AS word
          WHERE split_part(word, ':', 1) = permission AND word LIKE '%:%'),
        '{}') END
$$
"""
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
    IF NEW.actor IS DISTINCT FROM kernel_actor() THEN
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
    dependencies = [("kernel", "0005_the_last_line_of_an_act_costs_what_the_first_did")]

    operations = [
        migrations.RunSQL(ACTOR, "DROP FUNCTION kernel_actor"),
        migrations.RunSQL(PERSON, "DROP FUNCTION kernel_person"),
        migrations.RunSQL(HOLDS, "DROP FUNCTION kernel_holds"),
        migrations.RunSQL(SCOPES, "DROP FUNCTION kernel_scopes"),
        migrations.RunSQL(CHAIN, migrations.RunSQL.noop),
    ]
