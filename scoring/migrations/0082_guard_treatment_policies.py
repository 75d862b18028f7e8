from django.db import migrations

GUARDS = """
CREATE FUNCTION scoring_guard_policy() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  moving text[] := ARRAY['state', 'applied_to', 'version'];
BEGIN
  IF OLD.state IN ('published', 'retired') THEN
    IF TG_OP = 'DELETE' OR NEW.state NOT IN (OLD.state, 'retired')
      OR to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
      RAISE EXCEPTION 'treatment policy % is published and never changes', OLD.number
        USING ERRCODE = 'check_violation';
    END IF;
  ELSIF TG_OP = 'UPDATE' AND NEW.state = 'published' AND (
    (NEW.published_by_id IS NULL AND NEW.created_by_id IS NOT NULL)
    OR EXISTS (SELECT FROM scoring_treatmentauthor a
      WHERE a.policy_id = NEW.id AND a.person_id = NEW.published_by_id)
  ) THEN
    RAISE EXCEPTION 'treatment policy % is published by nobody who had a hand in it', NEW.number
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_policy BEFORE UPDATE OR DELETE ON scoring_treatmentpolicy
  FOR EACH ROW EXECUTE FUNCTION scoring_guard_policy();

-- the policy is held, so that it cannot be published while a term of it is written
CREATE FUNCTION scoring_guard_terms() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held text;
  maker bigint;
BEGIN
  SELECT state, created_by_id INTO held, maker FROM scoring_treatmentpolicy
  WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.policy_id ELSE NEW.policy_id END FOR SHARE;
  -- the first policy is published by nobody, then given its tiers, each once
  IF TG_OP = 'INSERT' AND TG_TABLE_NAME = 'scoring_treatment' AND maker IS NULL THEN
    RETURN NEW;
  END IF;
  IF held <> 'draft' OR TG_OP = 'UPDATE' AND NEW.policy_id <> OLD.policy_id THEN
    RAISE EXCEPTION 'the terms of a treatment policy change only while it is a draft'
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_treatment BEFORE INSERT OR UPDATE OR DELETE ON scoring_treatment
  FOR EACH ROW EXECUTE FUNCTION scoring_guard_terms();
CREATE TRIGGER guard_sector_limit BEFORE INSERT OR UPDATE OR DELETE ON scoring_sectorlimit
  FOR EACH ROW EXECUTE FUNCTION scoring_guard_terms();
"""
NO_GUARDS = """
DROP TRIGGER guard_sector_limit ON scoring_sectorlimit;
DROP TRIGGER guard_treatment ON scoring_treatment;
DROP TRIGGER guard_policy ON scoring_treatmentpolicy;
DROP FUNCTION scoring_guard_terms();
DROP FUNCTION scoring_guard_policy();
"""


class Migration(migrations.Migration):
    """A published policy and its terms never change, and none of its authors publishes it."""

    dependencies = [("scoring", "0081_treatments_of_customers")]

    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
