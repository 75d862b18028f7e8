from django.db import migrations

GUARDS = """
CREATE FUNCTION removal_guard_criteria() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  moving text[] := ARRAY['state', 'swept_at', 'version'];
BEGIN
  IF OLD.state IN ('published', 'retired') THEN
    IF TG_OP = 'DELETE' OR NEW.state NOT IN (OLD.state, 'retired')
      OR to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
      RAISE EXCEPTION 'removal criteria % are published and never change', OLD.number
        USING ERRCODE = 'check_violation';
    END IF;
  ELSIF TG_OP = 'UPDATE' AND NEW.state = 'published' AND EXISTS (
    SELECT FROM removal_criterionauthor a
    WHERE a.criteria_id = NEW.id AND a.person_id = NEW.published_by_id
  ) THEN
    RAISE EXCEPTION 'removal criteria % are published by nobody who had a hand in them', NEW.number
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_criteria BEFORE UPDATE OR DELETE ON removal_criterionset
  FOR EACH ROW EXECUTE FUNCTION removal_guard_criteria();

-- the version is held, so that it cannot be published while a rule of it is written
CREATE FUNCTION removal_guard_rule() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held text;
BEGIN
  SELECT state INTO held FROM removal_criterionset
  WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.criteria_id ELSE NEW.criteria_id END FOR SHARE;
  IF held <> 'draft' OR TG_OP = 'UPDATE' AND NEW.criteria_id <> OLD.criteria_id THEN
    RAISE EXCEPTION 'the rules of removal criteria change only while they are a draft'
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_rule BEFORE INSERT OR UPDATE OR DELETE ON removal_criterionrule
  FOR EACH ROW EXECUTE FUNCTION removal_guard_rule();

-- what became of a suggestion is final
CREATE FUNCTION removal_guard_suggestion() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.state <> 'open' AND to_jsonb(NEW) <> to_jsonb(OLD) THEN
    RAISE EXCEPTION 'suggestion % is closed and cannot be changed', OLD.id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_suggestion BEFORE UPDATE ON removal_suggestion
  FOR EACH ROW EXECUTE FUNCTION removal_guard_suggestion();
"""
NO_GUARDS = """
DROP TRIGGER guard_suggestion ON removal_suggestion;
DROP TRIGGER guard_rule ON removal_criterionrule;
DROP TRIGGER guard_criteria ON removal_criterionset;
DROP FUNCTION removal_guard_suggestion();
DROP FUNCTION removal_guard_rule();
DROP FUNCTION removal_guard_criteria();
"""


class Migration(migrations.Migration):
    """Published criteria and closed suggestions never change; no author publishes."""

    dependencies = [("removal", "0053_criteria_and_suggestions")]

    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
