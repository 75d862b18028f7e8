"""A published version is what people acknowledged: nobody changes or deletes it, nor that they did."""

from django.db import migrations

FINAL = """
CREATE FUNCTION accounts_policy_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'what was published and acknowledged of policies cannot be changed'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'policy_is_final';
END $$;
CREATE TRIGGER policy_version_is_final BEFORE UPDATE OR DELETE ON accounts_policyversion
  FOR EACH ROW EXECUTE FUNCTION accounts_policy_is_final();
CREATE TRIGGER policy_acknowledgement_is_final BEFORE UPDATE OR DELETE
  ON accounts_policyacknowledgement
  FOR EACH ROW EXECUTE FUNCTION accounts_policy_is_final();
"""
NOT_FINAL = """
DROP TRIGGER policy_acknowledgement_is_final ON accounts_policyacknowledgement;
DROP TRIGGER policy_version_is_final ON accounts_policyversion;
DROP FUNCTION accounts_policy_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_policies")]

    operations = [migrations.RunSQL(FINAL, NOT_FINAL)]
