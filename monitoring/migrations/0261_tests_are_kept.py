"""Populations and samples never change; what a finished test found stays; nothing is deleted."""

from django.db import migrations

KEPT = """
CREATE FUNCTION monitoring_keep_test() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR
    (OLD.control_id, OLD.first_date, OLD.final_date, OLD.method, OLD.confidence, OLD.tolerable,
     OLD.population_size, OLD.population_hash, OLD.sample_size, OLD.seed, OLD.tester_id,
     OLD.drawn_at, OLD.redraws_id, OLD.redraw_reason)
      IS DISTINCT FROM
    (NEW.control_id, NEW.first_date, NEW.final_date, NEW.method, NEW.confidence, NEW.tolerable,
     NEW.population_size, NEW.population_hash, NEW.sample_size, NEW.seed, NEW.tester_id,
     NEW.drawn_at, NEW.redraws_id, NEW.redraw_reason)
    OR OLD.state <> 'running' AND
      (OLD.deviations, OLD.judged, OLD.upper_bound, OLD.conclusion, OLD.finished_at)
        IS DISTINCT FROM
      (NEW.deviations, NEW.judged, NEW.upper_bound, NEW.conclusion, NEW.finished_at)
    OR OLD.state IN ('signed', 'redrawn') AND NEW.state <> OLD.state
  THEN
    RAISE EXCEPTION 'test % of a control stays as it was drawn and finished', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'control_test_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER control_test_is_kept BEFORE UPDATE OR DELETE ON monitoring_controltest
  FOR EACH ROW EXECUTE FUNCTION monitoring_keep_test();

-- words go when a customer is erased; the hash of a population is not over them
CREATE FUNCTION monitoring_keep_population() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'label' <> to_jsonb(OLD) - 'label' THEN
    RAISE EXCEPTION 'the population of test % is kept as it was', OLD.test_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'population_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER population_is_kept BEFORE UPDATE OR DELETE ON monitoring_populationrow
  FOR EACH ROW EXECUTE FUNCTION monitoring_keep_population();

CREATE FUNCTION monitoring_keep_sample() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE'
    OR (OLD.test_id, OLD.row_id, OLD.place, OLD.rank) <> (NEW.test_id, NEW.row_id, NEW.place, NEW.rank)
    OR (OLD.outcome, OLD.results, OLD.tested_at) IS DISTINCT FROM
       (NEW.outcome, NEW.results, NEW.tested_at)
      AND NOT EXISTS (
        SELECT FROM monitoring_controltest t WHERE t.id = OLD.test_id AND t.state = 'running'
        FOR SHARE)
  THEN
    RAISE EXCEPTION 'the sample of test % stays as it was drawn and tested', OLD.test_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'sample_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sample_is_kept BEFORE UPDATE OR DELETE ON monitoring_sampleitem
  FOR EACH ROW EXECUTE FUNCTION monitoring_keep_sample();
"""
NOT_KEPT = """
DROP TRIGGER sample_is_kept ON monitoring_sampleitem;
DROP TRIGGER population_is_kept ON monitoring_populationrow;
DROP TRIGGER control_test_is_kept ON monitoring_controltest;
DROP FUNCTION monitoring_keep_sample();
DROP FUNCTION monitoring_keep_population();
DROP FUNCTION monitoring_keep_test();
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0260_controls")]

    operations = [migrations.RunSQL(KEPT, NOT_KEPT)]
