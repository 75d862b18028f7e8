"""What no service can be trusted with alone: four eyes, blocks, and a way without gaps.

- `requested_by` and `responsible` of a decision cannot lie (composite key to the case), so the
  CHECKs `decided_by <> requested_by` and `<> responsible` bind.
- Steps, decisions and evidence never change. A step starts where the one before it ended.
- When the transaction ends, a case is where its newest step says, and an approved one has as many
  approvals as it needs, none of the proposing side.
- While a block stands on the customer no case of theirs changes its state.
- Who decides on an appeal, or reviews an immediate removal, has neither proposed nor decided it.

Each function says where its tables are: on the caller's search path a temporary table of the same
name would come first.
"""

from django.db import migrations

KEY = """
ALTER TABLE removal_removaldecision ADD CONSTRAINT decision_of_the_proposer
  FOREIGN KEY (case_id, requested_by_id, responsible_id)
  REFERENCES removal_removalcase (id, proposed_by_id, responsible_id);
"""
NO_KEY = "ALTER TABLE removal_removaldecision DROP CONSTRAINT decision_of_the_proposer;"

FINAL = """
CREATE FUNCTION removal_case_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'removal case % cannot be deleted', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'case_is_kept';
  END IF;
  IF (NEW.id, NEW.customer_id, NEW.proposed_by_id, NEW.responsible_id, NEW.proposed_at)
     IS DISTINCT FROM
     (OLD.id, OLD.customer_id, OLD.proposed_by_id, OLD.responsible_id, OLD.proposed_at) THEN
    RAISE EXCEPTION 'who proposed removal case %, whom and when, cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_is_final';
  END IF;
  IF NEW.state <> OLD.state AND EXISTS (
    SELECT FROM removal_caseblock WHERE customer_id = NEW.customer_id AND lifted_at IS NULL
  ) THEN
    RAISE EXCEPTION 'removal case % is blocked', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'case_is_blocked';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER case_is_final BEFORE UPDATE OR DELETE ON removal_removalcase
  FOR EACH ROW EXECUTE FUNCTION removal_case_is_final();

CREATE FUNCTION removal_row_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'a row of %, once written, cannot be changed', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_is_final';
END $$;
CREATE TRIGGER decision_is_final BEFORE UPDATE OR DELETE ON removal_removaldecision
  FOR EACH ROW EXECUTE FUNCTION removal_row_is_final();
CREATE TRIGGER step_is_final BEFORE UPDATE OR DELETE ON removal_casestep
  FOR EACH ROW EXECUTE FUNCTION removal_row_is_final();
CREATE TRIGGER evidence_is_final BEFORE UPDATE OR DELETE ON removal_caseevidence
  FOR EACH ROW EXECUTE FUNCTION removal_row_is_final();
CREATE TRIGGER extension_is_final BEFORE UPDATE OR DELETE ON removal_extension
  FOR EACH ROW EXECUTE FUNCTION removal_row_is_final();
"""
NOT_FINAL = """
DROP TRIGGER extension_is_final ON removal_extension;
DROP TRIGGER evidence_is_final ON removal_caseevidence;
DROP TRIGGER step_is_final ON removal_casestep;
DROP TRIGGER decision_is_final ON removal_removaldecision;
DROP FUNCTION removal_row_is_final();
DROP TRIGGER case_is_final ON removal_removalcase;
DROP FUNCTION removal_case_is_final();
"""

WAY = """
CREATE FUNCTION removal_step_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  former record;
BEGIN
  SELECT number, to_state INTO former FROM removal_casestep
  WHERE case_id = NEW.case_id ORDER BY number DESC LIMIT 1;
  IF NEW.number <> coalesce(former.number, 0) + 1
     OR NEW.from_state <> coalesce(former.to_state, '') THEN
    RAISE EXCEPTION 'step % of removal case % does not follow the one before', NEW.number,
      NEW.case_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'step_follows';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER step_follows BEFORE INSERT ON removal_casestep
  FOR EACH ROW EXECUTE FUNCTION removal_step_follows();

CREATE FUNCTION removal_check_case(checked bigint) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  the_case record;
  latest record;
  approvals bigint;
BEGIN
  SELECT * INTO the_case FROM removal_removalcase WHERE id = checked;
  SELECT * INTO latest FROM removal_casestep
  WHERE case_id = checked ORDER BY number DESC LIMIT 1;
  IF the_case.state IS DISTINCT FROM latest.to_state THEN
    RAISE EXCEPTION 'removal case % is %, but its steps say %', checked, the_case.state,
      latest.to_state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'case_is_where_its_steps_say';
  END IF;
  IF EXISTS (
    SELECT FROM removal_removaldecision
    WHERE case_id = checked AND round = the_case.round
      AND decided_by_id = the_case.taken_over_by_id
  ) THEN
    RAISE EXCEPTION 'removal case % is decided by who took it over', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_who_took_over_decides';
  END IF;
  IF latest.act = 'approve_case' THEN
    SELECT count(*) INTO approvals FROM removal_removaldecision
    WHERE case_id = checked AND round = latest.round AND outcome = 'approved';
    IF approvals < the_case.approvals_needed THEN
      RAISE EXCEPTION 'removal case % needs % approvals and has %', checked,
        the_case.approvals_needed, approvals
        USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_by_as_many_as_needed';
    END IF;
  ELSIF latest.act = 'reject_case' AND NOT EXISTS (
    SELECT FROM removal_removaldecision
    WHERE case_id = checked AND round = latest.round AND outcome = 'rejected'
  ) THEN
    RAISE EXCEPTION 'removal case % is rejected by nobody', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'rejected_by_somebody';
  ELSIF latest.act = 'withdraw_case' AND latest.by_id <> the_case.proposed_by_id
     AND latest.by_id IS DISTINCT FROM the_case.taken_over_by_id THEN
    RAISE EXCEPTION 'removal case % is withdrawn by somebody of another side', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'withdrawal_by_the_proposer';
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
CREATE CONSTRAINT TRIGGER case_has_its_step AFTER INSERT OR UPDATE ON removal_removalcase
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION removal_case_checked();
CREATE CONSTRAINT TRIGGER step_has_its_case AFTER INSERT ON removal_casestep
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION removal_row_checked();
CREATE CONSTRAINT TRIGGER decision_has_its_case AFTER INSERT ON removal_removaldecision
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION removal_row_checked();
"""
NO_WAY = """
DROP TRIGGER decision_has_its_case ON removal_removaldecision;
DROP TRIGGER step_has_its_case ON removal_casestep;
DROP TRIGGER case_has_its_step ON removal_removalcase;
DROP FUNCTION removal_row_checked();
DROP FUNCTION removal_case_checked();
DROP FUNCTION removal_check_case(bigint);
DROP TRIGGER step_follows ON removal_casestep;
DROP FUNCTION removal_step_follows();
"""

SECOND_LOOK = """
CREATE FUNCTION removal_second_look() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  looks bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
  IF looks IS NOT NULL AND (
    EXISTS (
      SELECT FROM removal_removalcase c
      WHERE c.id = NEW.case_id
        AND looks IN (c.proposed_by_id, c.responsible_id, coalesce(c.taken_over_by_id, 0))
    )
    OR EXISTS (
      SELECT FROM removal_removaldecision d WHERE d.case_id = NEW.case_id AND d.decided_by_id = looks
    )
  ) THEN
    RAISE EXCEPTION 'user % had a part in removal case %', looks, NEW.case_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'looked_at_again_by_another';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER appeal_by_another BEFORE INSERT OR UPDATE ON removal_appeal
  FOR EACH ROW EXECUTE FUNCTION removal_second_look('decided_by_id');
CREATE TRIGGER review_by_another BEFORE INSERT OR UPDATE ON removal_immediatereview
  FOR EACH ROW EXECUTE FUNCTION removal_second_look('reviewed_by_id');
"""
NO_SECOND_LOOK = """
DROP TRIGGER review_by_another ON removal_immediatereview;
DROP TRIGGER appeal_by_another ON removal_appeal;
DROP FUNCTION removal_second_look();
"""

FEED = """
CREATE TRIGGER feed_decided_cases AFTER UPDATE OF state ON removal_removalcase
  FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION scoring_feed_row('case');
"""
NO_FEED = "DROP TRIGGER feed_decided_cases ON removal_removalcase;"


class Migration(migrations.Migration):
    dependencies = [("removal", "0036_states_of_cases")]

    operations = [
        migrations.RunSQL(KEY, NO_KEY),
        migrations.RunSQL(FINAL, NOT_FINAL),
        migrations.RunSQL(WAY, NO_WAY),
        migrations.RunSQL(SECOND_LOOK, NO_SECOND_LOOK),
        migrations.RunSQL(FEED, NO_FEED),
    ]
