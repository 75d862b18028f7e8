"""What no service can be trusted with alone: a second person decides, and a decision is final.

`requested_by` and `responsible` of a decision cannot lie (composite key to the case), so the CHECKs
`decided_by <> requested_by` and `decided_by <> responsible` bind. Nor can `responsible` of a case:
it is the proposer, or the person who answers for the service user that proposed. A case is
approved, rejected or withdrawn exactly when the row that says who did it and why exists; both are
looked at when the transaction ends, since either may be written first. A closed case, its decision
and its withdrawal never change again.

Each function says where its tables are: on the caller's search path a temporary table of the same
name would come first.
"""

from django.db import migrations

COMPOSITE_KEYS = """
ALTER TABLE removal_removaldecision ADD CONSTRAINT decision_of_the_proposer
  FOREIGN KEY (case_id, requested_by_id, responsible_id)
  REFERENCES removal_removalcase (id, proposed_by_id, responsible_id);
ALTER TABLE removal_removalwithdrawal ADD CONSTRAINT withdrawal_by_the_proposer
  FOREIGN KEY (case_id, withdrawn_by_id) REFERENCES removal_removalcase (id, proposed_by_id);
"""
NO_COMPOSITE_KEYS = """
ALTER TABLE removal_removaldecision DROP CONSTRAINT decision_of_the_proposer;
ALTER TABLE removal_removalwithdrawal DROP CONSTRAINT withdrawal_by_the_proposer;
"""

ANSWERABLE = """
CREATE FUNCTION removal_case_answerable() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  answers bigint;
BEGIN
  SELECT CASE kind WHEN 'person' THEN id ELSE responsible_id END INTO answers
  FROM accounts_user WHERE id = NEW.proposed_by_id;
  IF NEW.responsible_id IS DISTINCT FROM answers THEN
    RAISE EXCEPTION 'user % does not answer for what user % proposes',
      NEW.responsible_id, NEW.proposed_by_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'responsible_answers_for_proposer';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER case_answerable BEFORE INSERT ON removal_removalcase
  FOR EACH ROW EXECUTE FUNCTION removal_case_answerable();
"""
NOT_ANSWERABLE = """
DROP TRIGGER case_answerable ON removal_removalcase;
DROP FUNCTION removal_case_answerable();
"""

FINAL = """
CREATE FUNCTION removal_case_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.state <> 'proposed' THEN
    RAISE EXCEPTION 'removal case % is closed and cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_case_is_final';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF (NEW.id, NEW.customer_id, NEW.proposed_by_id, NEW.responsible_id, NEW.proposed_at)
     IS DISTINCT FROM
     (OLD.id, OLD.customer_id, OLD.proposed_by_id, OLD.responsible_id, OLD.proposed_at) THEN
    RAISE EXCEPTION 'who proposed removal case %, whom and when, cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_is_final';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER case_is_final BEFORE UPDATE OR DELETE ON removal_removalcase
  FOR EACH ROW EXECUTE FUNCTION removal_case_is_final();

CREATE FUNCTION removal_row_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'what closed removal case % cannot be changed', OLD.case_id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_is_final';
END $$;
CREATE TRIGGER decision_is_final BEFORE UPDATE OR DELETE ON removal_removaldecision
  FOR EACH ROW EXECUTE FUNCTION removal_row_is_final();
CREATE TRIGGER withdrawal_is_final BEFORE UPDATE OR DELETE ON removal_removalwithdrawal
  FOR EACH ROW EXECUTE FUNCTION removal_row_is_final();
"""
NOT_FINAL = """
DROP TRIGGER withdrawal_is_final ON removal_removalwithdrawal;
DROP TRIGGER decision_is_final ON removal_removaldecision;
DROP FUNCTION removal_row_is_final();
DROP TRIGGER case_is_final ON removal_removalcase;
DROP FUNCTION removal_case_is_final();
"""

STATE_AND_ROW_AGREE = """
CREATE FUNCTION removal_check_case(checked bigint) RETURNS void LANGUAGE plpgsql
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
END $$;
CREATE FUNCTION removal_case_checked() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM removal_check_case(NEW.id);
  RETURN NULL;
END $$;
CREATE FUNCTION removal_row_checked() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM removal_check_case(NEW.case_id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER case_has_its_decision AFTER INSERT OR UPDATE ON removal_removalcase
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION removal_case_checked();
CREATE CONSTRAINT TRIGGER decision_has_its_case AFTER INSERT ON removal_removaldecision
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION removal_row_checked();
CREATE CONSTRAINT TRIGGER withdrawal_has_its_case AFTER INSERT ON removal_removalwithdrawal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION removal_row_checked();
"""
STATE_AND_ROW_ALONE = """
DROP TRIGGER withdrawal_has_its_case ON removal_removalwithdrawal;
DROP TRIGGER decision_has_its_case ON removal_removaldecision;
DROP TRIGGER case_has_its_decision ON removal_removalcase;
DROP FUNCTION removal_row_checked();
DROP FUNCTION removal_case_checked();
DROP FUNCTION removal_check_case(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("removal", "0001_initial")]

    operations = [
        migrations.RunSQL(COMPOSITE_KEYS, NO_COMPOSITE_KEYS),
        migrations.RunSQL(ANSWERABLE, NOT_ANSWERABLE),
        migrations.RunSQL(FINAL, NOT_FINAL),
        migrations.RunSQL(STATE_AND_ROW_AGREE, STATE_AND_ROW_ALONE),
    ]
