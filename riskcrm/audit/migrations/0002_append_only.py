"""What the database itself sees to: nothing in the chain changes, and no event goes unsealed.

Each function says where its tables are: on the caller's search path a temporary table of the same
name would come first.
"""

from django.db import migrations

TABLES = ("event", "eventpayload", "block", "seal", "verification")

REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the audit chain only grows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
"""

# statement-level: one call however many rows; ALWAYS: also for session_replication_role = replica
GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_{table} ENABLE ALWAYS TRIGGER append_only
"""

QUEUE = """
CREATE FUNCTION audit_queue() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO audit_unsealed (event_id) SELECT id FROM written;
    RETURN NULL;
END $$;
CREATE TRIGGER wait_for_seal AFTER INSERT ON audit_event
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION audit_queue();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER wait_for_seal
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION audit_refuse"),
        *(
            migrations.RunSQL(
                GUARD.format(table=table), f"DROP TRIGGER append_only ON audit_{table}"
            )
            for table in TABLES
        ),
        migrations.RunSQL(
            QUEUE, "DROP TRIGGER wait_for_seal ON audit_event; DROP FUNCTION audit_queue"
        ),
    ]
