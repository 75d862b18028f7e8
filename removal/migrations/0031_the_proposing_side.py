"""Who took a case over stands on the proposing side: may withdraw it, and never decides it.

Looked at when the transaction ends, with the case as it is then. The composite key that let only the
proposer withdraw goes, since it cannot say "or"; the check keeps its name.
"""

from django.db import migrations

HEAD = """
CREATE OR REPLACE FUNCTION removal_check_case(checked bigint) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  said text;
  shown text;
BEGIN
  SELECT state INTO said FROM removal_removalcase WHERE id = checked;
  SELECT COALESCE(
    (SELECT outcome FROM removal_removaldecision WHERE case_id = checked),
    CASE WHEN EXISTS (SELECT FROM removal_removalwithdrawal WHERE case_id = checked)
      THEN 'withdrawn' ELSE 'proposed' END
  ) INTO shown;
  IF said IS DISTINCT FROM shown THEN
    RAISE EXCEPTION 'removal case % says % but its decision says %', checked, said, shown
      USING ERRCODE = 'check_violation', CONSTRAINT = 'case_state_has_its_decision';
  END IF;
  IF EXISTS (SELECT FROM removal_removaldecision WHERE case_id = checked)
     AND EXISTS (SELECT FROM removal_removalwithdrawal WHERE case_id = checked) THEN
    RAISE EXCEPTION 'removal case % is decided and withdrawn', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'case_state_has_its_decision';
  END IF;
"""
TAIL = "END $$;"
SIDES = """
  IF EXISTS (
    SELECT FROM removal_removaldecision d JOIN removal_removalcase c ON c.id = d.case_id
    WHERE c.id = checked AND d.decided_by_id = c.taken_over_by_id
  ) THEN
    RAISE EXCEPTION 'removal case % is decided by who took it over', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_who_took_over_decides';
  END IF;
  IF EXISTS (
    SELECT FROM removal_removalwithdrawal w JOIN removal_removalcase c ON c.id = w.case_id
    WHERE c.id = checked AND w.withdrawn_by_id <> c.proposed_by_id
      AND w.withdrawn_by_id IS DISTINCT FROM c.taken_over_by_id
  ) THEN
    RAISE EXCEPTION 'removal case % is withdrawn by somebody of another side', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'withdrawal_by_the_proposer';
  END IF;
"""
NO_KEY = "ALTER TABLE removal_removalwithdrawal DROP CONSTRAINT withdrawal_by_the_proposer;"
KEY = """
ALTER TABLE removal_removalwithdrawal ADD CONSTRAINT withdrawal_by_the_proposer
  FOREIGN KEY (case_id, withdrawn_by_id) REFERENCES removal_removalcase (id, proposed_by_id);
"""


class Migration(migrations.Migration):
    dependencies = [("removal", "0030_cases_taken_over")]

    operations = [
        migrations.RunSQL(HEAD + SIDES + TAIL, HEAD + TAIL),
        migrations.RunSQL(NO_KEY, KEY),
    ]
