"""What a step says is fixed once it is released; steps and what was said of them are not deleted."""

from django.db import migrations

KEPT = """
CREATE FUNCTION removal_keep_step() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.case_id <> NEW.case_id OR OLD.state <> 'planned' AND
    (OLD.kind, OLD.value, OLD.period_days, OLD.service_id, OLD.ground, OLD.evidence,
     OLD.evidence_sha256, OLD.effective_date, OLD.notice_days, OLD.planned_by_id,
     OLD.responsible_id, OLD.released_by_id, OLD.released_at)
      IS DISTINCT FROM
    (NEW.kind, NEW.value, NEW.period_days, NEW.service_id, NEW.ground, NEW.evidence,
     NEW.evidence_sha256, NEW.effective_date, NEW.notice_days, NEW.planned_by_id,
     NEW.responsible_id, NEW.released_by_id, NEW.released_at)
  THEN
    RAISE EXCEPTION 'reduction step % is fixed once it is released', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'step_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER step_is_kept BEFORE UPDATE OR DELETE ON removal_reductionstep
  FOR EACH ROW EXECUTE FUNCTION removal_keep_step();
"""
NOT_KEPT = """
DROP TRIGGER step_is_kept ON removal_reductionstep;
DROP FUNCTION removal_keep_step();
"""


class Migration(migrations.Migration):
    dependencies = [("removal", "0050_reduction_steps")]

    operations = [migrations.RunSQL(KEPT, NOT_KEPT)]
