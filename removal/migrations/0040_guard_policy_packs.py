from django.db import migrations

GUARD = """
CREATE FUNCTION removal_guard_pack() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  moving text[] := ARRAY['state', 'version'];
  next_ones text[];
BEGIN
  IF OLD.state = 'draft' THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NEW.state NOT IN ('draft', 'review') OR NEW.code <> OLD.code OR NEW.number <> OLD.number
      OR NEW.drafted_by_id IS DISTINCT FROM OLD.drafted_by_id THEN
      RAISE EXCEPTION 'policy pack % is put in force only after a review', OLD.code
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'review' THEN
    next_ones := ARRAY['review', 'draft', 'in_force', 'rejected'];
    moving := moving || ARRAY['approved_by_id', 'approved_at', 'decision_reason'];
  ELSIF OLD.state = 'in_force' THEN
    next_ones := ARRAY['in_force', 'retired'];
    IF OLD.effective_to IS NULL THEN moving := moving || ARRAY['effective_to']; END IF;
  ELSE
    next_ones := ARRAY[OLD.state];
  END IF;
  IF TG_OP = 'DELETE' OR NEW.state <> ALL (next_ones)
    OR to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
    RAISE EXCEPTION 'policy pack % version % is % and never changes', OLD.code, OLD.number, OLD.state
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_pack BEFORE UPDATE OR DELETE ON removal_policypack
  FOR EACH ROW EXECUTE FUNCTION removal_guard_pack();
"""
NO_GUARD = """
DROP TRIGGER guard_pack ON removal_policypack;
DROP FUNCTION removal_guard_pack();
"""


class Migration(migrations.Migration):
    """A policy pack changes only while it is a draft; one in force says for ever what it said."""

    dependencies = [("removal", "0039_policy_packs")]

    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
