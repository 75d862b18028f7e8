"""Payloads that may go: each one is listed beside its event, with the event that says who let it go.

The list is written first; a trigger, as the owner, then deletes what is listed, and nothing else
ever deletes a payload. What is listed is of the customer that the erasing event is about, and older
than it. The application has no right to delete payloads itself.
"""

import django.db.models.deletion
from django.db import migrations, models

HEAD = "RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp"

GUARD_LIST = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_erasure
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_erasure ENABLE ALWAYS TRIGGER append_only
"""

ONLY_LISTED = f"""
CREATE FUNCTION audit_refuse_unlisted() {HEAD} AS $$
BEGIN
    IF EXISTS (SELECT FROM gone WHERE NOT EXISTS (
        SELECT FROM audit_erasure x WHERE x.event_id = gone.event_id
    )) THEN
        RAISE EXCEPTION 'DELETE on audit_eventpayload is refused: the audit chain only grows'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER append_only ON audit_eventpayload;
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON audit_eventpayload
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_eventpayload ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER only_listed AFTER DELETE ON audit_eventpayload
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_unlisted();
ALTER TABLE audit_eventpayload ENABLE ALWAYS TRIGGER only_listed
"""
NOTHING_GOES = """
DROP TRIGGER only_listed ON audit_eventpayload;
DROP TRIGGER append_only ON audit_eventpayload;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_eventpayload
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_eventpayload ENABLE ALWAYS TRIGGER append_only;
DROP FUNCTION audit_refuse_unlisted()
"""

ERASE = f"""
CREATE FUNCTION audit_erase_listed() {HEAD} SECURITY DEFINER AS $$
BEGIN
    IF EXISTS (
        SELECT FROM listed
        LEFT JOIN audit_event e ON e.id = listed.event_id
        LEFT JOIN audit_event b ON b.id = listed.by_event_id
        WHERE b.verb IS DISTINCT FROM 'erase_customer' OR e.verb = 'erase_customer'
           OR b.customer_id IS NULL OR e.customer_id IS DISTINCT FROM b.customer_id OR b.id <= e.id
           OR NOT EXISTS (SELECT FROM audit_unsealed w WHERE w.event_id = b.id)
    ) THEN
        RAISE EXCEPTION 'a payload goes only by an act that erases its customer'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'erased_by_its_act';
    END IF;
    DELETE FROM audit_eventpayload p USING listed WHERE p.event_id = listed.event_id;
    RETURN NULL;
END $$;
CREATE TRIGGER erase_listed AFTER INSERT ON audit_erasure
    REFERENCING NEW TABLE AS listed FOR EACH STATEMENT EXECUTE FUNCTION audit_erase_listed();
ALTER TABLE audit_erasure ENABLE ALWAYS TRIGGER erase_listed
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_noted_heads")]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("event", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="erasure", serialize=False, to="audit.event")),
                ("by_event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="erased", to="audit.event")),
            ],
        ),
        migrations.RunSQL(GUARD_LIST, "DROP TRIGGER append_only ON audit_erasure"),
        migrations.RunSQL(ONLY_LISTED, NOTHING_GOES),
        migrations.RunSQL(
            ERASE,
            "DROP TRIGGER erase_listed ON audit_erasure; DROP FUNCTION audit_erase_listed()",
        ),
    ]
