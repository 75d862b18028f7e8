from django.db import migrations

TABLES = ("monitoring_courseversion", "monitoring_coursestatement", "monitoring_completion")
FUNCTION = """
CREATE FUNCTION monitoring_training_is_kept() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'what was taught and completed cannot be changed'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'training_is_kept';
END $$;
"""
FORWARD = FUNCTION + "".join(
    f"CREATE TRIGGER training_is_kept BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION monitoring_training_is_kept();\n"
    for table in TABLES
)
BACK = "".join(f"DROP TRIGGER training_is_kept ON {table};\n" for table in TABLES) + (
    "DROP FUNCTION monitoring_training_is_kept();"
)


class Migration(migrations.Migration):
    """What a course said, and who completed it, stays as it was."""

    dependencies = [("monitoring", "0270_training")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
