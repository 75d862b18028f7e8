"""An approval stays one however fast the case goes on, and who led a case does not look again.

0037 looked at a case's newest step only, so that an approval and the step after it, written in one
transaction, needed nobody's decision. Now every approval and rejection of the case is looked at:
it was made by one who decided so, and by as many as its round needs. Who withdrew a case or took it
up again decides it in no later round, whoever took it over since. And who moved a case neither
decides on its appeal nor reviews it.
"""

from django.db import migrations

CHECK = """
CREATE OR REPLACE FUNCTION removal_check_case(checked bigint) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  the_case record;
  latest record;
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
    SELECT FROM removal_removaldecision d
    WHERE d.case_id = checked AND d.round = the_case.round
      AND (d.decided_by_id = the_case.taken_over_by_id OR EXISTS (
        SELECT FROM removal_casestep s
        WHERE s.case_id = checked AND s.by_id = d.decided_by_id
          AND s.act IN ('withdraw_case', 'reopen_case')
      ))
  ) THEN
    RAISE EXCEPTION 'removal case % is decided by who took it over', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_who_took_over_decides';
  END IF;
  IF EXISTS (
    SELECT FROM removal_casestep s
    WHERE s.case_id = checked AND s.act = 'approve_case' AND NOT EXISTS (
      SELECT FROM removal_removaldecision d
      WHERE d.case_id = checked AND d.round = s.round AND d.outcome = 'approved'
      HAVING bool_or(d.decided_by_id = s.by_id)
        AND count(*) >= CASE WHEN s.round = the_case.round THEN the_case.approvals_needed ELSE 1 END
    )
  ) THEN
    RAISE EXCEPTION 'removal case % is approved by fewer than it needs', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_by_as_many_as_needed';
  END IF;
  IF EXISTS (
    SELECT FROM removal_casestep s
    WHERE s.case_id = checked AND s.act = 'reject_case' AND NOT EXISTS (
      SELECT FROM removal_removaldecision d
      WHERE d.case_id = checked AND d.round = s.round AND d.outcome = 'rejected'
        AND d.decided_by_id = s.by_id
    )
  ) THEN
    RAISE EXCEPTION 'removal case % is rejected by nobody', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'rejected_by_somebody';
  END IF;
  IF latest.act = 'withdraw_case' AND latest.by_id <> the_case.proposed_by_id
     AND latest.by_id IS DISTINCT FROM the_case.taken_over_by_id THEN
    RAISE EXCEPTION 'removal case % is withdrawn by somebody of another side', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'withdrawal_by_the_proposer';
  END IF;
END $$;
"""

SECOND_LOOK = """
CREATE OR REPLACE FUNCTION removal_second_look() RETURNS trigger LANGUAGE plpgsql
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
    -- to overturn a case is what looking again comes to
    OR EXISTS (
      SELECT FROM removal_casestep s
      WHERE s.case_id = NEW.case_id AND s.by_id = looks AND s.act <> 'overturn_case'
    )
  ) THEN
    RAISE EXCEPTION 'user % had a part in removal case %', looks, NEW.case_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'looked_at_again_by_another';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("removal", "0056_compartment_policies")]

    operations = [
        migrations.RunSQL(CHECK, migrations.RunSQL.noop),
        migrations.RunSQL(SECOND_LOOK, migrations.RunSQL.noop),
    ]
