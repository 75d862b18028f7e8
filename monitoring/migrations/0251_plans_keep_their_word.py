from django.db import migrations

HEAD = "LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp"
GUARDS = f"""
-- whoever wrote in a version does not approve it
ALTER TABLE monitoring_planversion ADD CONSTRAINT plan_approved_by_no_author
  CHECK (approved_by_id IS NULL OR NOT approved_by_id = ANY (authors));

CREATE FUNCTION monitoring_guard_plan_version() RETURNS trigger {HEAD} AS $$
BEGIN
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE'
      OR to_jsonb(NEW) - '{{state,revision}}'::text[] <> to_jsonb(OLD) - '{{state,revision}}'::text[]
      OR NEW.state NOT IN (OLD.state, 'retired')) THEN
    RAISE EXCEPTION 'version % of an emergency plan was approved and never changes', OLD.number
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_plan_version BEFORE UPDATE OR DELETE ON monitoring_planversion
  FOR EACH ROW EXECUTE FUNCTION monitoring_guard_plan_version();

-- the version is held, so that it cannot be approved while a part of it is written
CREATE FUNCTION monitoring_guard_plan_part() RETURNS trigger {HEAD} AS $$
DECLARE
  held text;
BEGIN
  SELECT state INTO held FROM monitoring_planversion
  WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END FOR SHARE;
  IF held <> 'draft' OR TG_OP = 'UPDATE' AND NEW.version_id <> OLD.version_id THEN
    RAISE EXCEPTION 'parts of an emergency plan change only while it is a draft'
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_plan_role BEFORE INSERT OR UPDATE OR DELETE ON monitoring_planrole
  FOR EACH ROW EXECUTE FUNCTION monitoring_guard_plan_part();
CREATE TRIGGER guard_plan_step BEFORE INSERT OR UPDATE OR DELETE ON monitoring_planstep
  FOR EACH ROW EXECUTE FUNCTION monitoring_guard_plan_part();
CREATE TRIGGER guard_plan_message BEFORE INSERT OR UPDATE OR DELETE ON monitoring_planmessage
  FOR EACH ROW EXECUTE FUNCTION monitoring_guard_plan_part();
CREATE TRIGGER guard_plan_section BEFORE INSERT OR UPDATE OR DELETE ON monitoring_plansection
  FOR EACH ROW EXECUTE FUNCTION monitoring_guard_plan_part();

-- a log is written once, of steps of the plan that runs, and while it runs
CREATE FUNCTION monitoring_log_is_final() RETURNS trigger {HEAD} AS $$
BEGIN
  RAISE EXCEPTION 'the log of an activation cannot be changed' USING ERRCODE = 'check_violation';
END $$;
CREATE FUNCTION monitoring_log_fits() RETURNS trigger {HEAD} AS $$
DECLARE
  running record;
BEGIN
  SELECT version_id, activated_at, stood_down_at INTO running
  FROM monitoring_activation WHERE id = NEW.activation_id FOR SHARE;
  IF running.stood_down_at IS NOT NULL OR NEW.done_at < running.activated_at
    OR NEW.step_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM monitoring_planstep s
      WHERE s.id = NEW.step_id AND s.version_id = running.version_id) THEN
    RAISE EXCEPTION 'the entry does not fit activation %', NEW.activation_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER activation_log_fits BEFORE INSERT ON monitoring_activationentry
  FOR EACH ROW EXECUTE FUNCTION monitoring_log_fits();
CREATE FUNCTION monitoring_is_erasing_activation(of_activation bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT removal_is_erasing((SELECT customer_id FROM monitoring_activation WHERE id = of_activation))
$$;
CREATE TRIGGER activation_log_is_final BEFORE UPDATE OR DELETE ON monitoring_activationentry
  FOR EACH ROW WHEN (NOT monitoring_is_erasing_activation(OLD.activation_id))
  EXECUTE FUNCTION monitoring_log_is_final();

CREATE FUNCTION monitoring_activation_is_kept() RETURNS trigger {HEAD} AS $$
DECLARE
  ending text[] := '{{stood_down_at,stood_down_by_id,stood_down_because}}';
BEGIN
  IF TG_OP = 'DELETE' OR OLD.stood_down_at IS NOT NULL
    OR to_jsonb(NEW) - ending <> to_jsonb(OLD) - ending THEN
    RAISE EXCEPTION 'activation % only ends; nothing else of it changes', OLD.id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER activation_is_kept BEFORE UPDATE OR DELETE ON monitoring_activation
  FOR EACH ROW WHEN (NOT removal_is_erasing(OLD.customer_id))
  EXECUTE FUNCTION monitoring_activation_is_kept();
CREATE FUNCTION monitoring_activation_fits() RETURNS trigger {HEAD} AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM monitoring_planversion v
                 WHERE v.id = NEW.version_id AND v.plan_id = NEW.plan_id AND v.state = 'approved')
  THEN
    RAISE EXCEPTION 'only an approved version of the plan is activated'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER activation_fits BEFORE INSERT ON monitoring_activation
  FOR EACH ROW EXECUTE FUNCTION monitoring_activation_fits();
"""
NO_GUARDS = """
DROP TRIGGER activation_fits ON monitoring_activation;
DROP TRIGGER activation_is_kept ON monitoring_activation;
DROP TRIGGER activation_log_is_final ON monitoring_activationentry;
DROP TRIGGER activation_log_fits ON monitoring_activationentry;
DROP TRIGGER guard_plan_section ON monitoring_plansection;
DROP TRIGGER guard_plan_message ON monitoring_planmessage;
DROP TRIGGER guard_plan_step ON monitoring_planstep;
DROP TRIGGER guard_plan_role ON monitoring_planrole;
DROP TRIGGER guard_plan_version ON monitoring_planversion;
DROP FUNCTION monitoring_activation_fits();
DROP FUNCTION monitoring_activation_is_kept();
DROP FUNCTION monitoring_is_erasing_activation(bigint);
DROP FUNCTION monitoring_log_fits();
DROP FUNCTION monitoring_log_is_final();
DROP FUNCTION monitoring_guard_plan_part();
DROP FUNCTION monitoring_guard_plan_version();
ALTER TABLE monitoring_planversion DROP CONSTRAINT plan_approved_by_no_author;
"""


class Migration(migrations.Migration):
    """Approved plans and logs of emergencies never change; no author approves."""

    dependencies = [
        ("monitoring", "0250_emergency_plans"),
        ("removal", "0067_studies_of_reductions"),
    ]

    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
