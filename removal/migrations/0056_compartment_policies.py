"""What the database itself sees to: the compartment's rows show nowhere but in its own code.

The application's role sees a row only in a transaction that says so (`removal.restricted.opened`).
The owner of the tables, who migrates and makes dumps, is not held back: whoever has the owner's
password has the whole database. The sealed log only grows.
"""

from django.db import migrations

TABLES = (
    "restrictedmatter",
    "restrictednote",
    "sendclearance",
    "compartmentgrant",
    "sealedentry",
    "sealedhead",
)
# what may be read with less than the whole compartment open
PARTS = {"sendclearance": "clearances", "compartmentgrant": "grants"}

CLOSE = """
ALTER TABLE removal_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY opened ON removal_{table}
    USING (current_setting('riskcrm.compartment', true) = 'open')
"""
OPEN = """
DROP POLICY opened ON removal_{table};
ALTER TABLE removal_{table} DISABLE ROW LEVEL SECURITY
"""
PART = """
CREATE POLICY opened_in_part ON removal_{table} FOR SELECT
    USING (current_setting('riskcrm.compartment', true) = '{part}')
"""
GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON removal_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE removal_{table} ENABLE ALWAYS TRIGGER append_only
"""


class Migration(migrations.Migration):
    dependencies = [
        ("removal", "0055_restricted_matters"),
        ("audit", "0002_append_only"),
    ]

    operations = [
        *(
            migrations.RunSQL(CLOSE.format(table=table), OPEN.format(table=table))
            for table in TABLES
        ),
        *(
            migrations.RunSQL(
                PART.format(table=table, part=part),
                f"DROP POLICY opened_in_part ON removal_{table}",
            )
            for table, part in PARTS.items()
        ),
        *(
            migrations.RunSQL(
                GUARD.format(table=table), f"DROP TRIGGER append_only ON removal_{table}"
            )
            for table in ("sealedentry", "sealedhead")
        ),
    ]
