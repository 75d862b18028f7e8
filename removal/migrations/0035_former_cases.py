"""What was decided before cases had stages, as steps of their way.

A case that waited for its decision is a proposal to be assessed; one that was approved is in its
reduction, since the customer is being removed.
"""

from django.db import migrations

FILL = """
UPDATE removal_removalcase c SET
  state = CASE c.state WHEN 'approved' THEN 'reduction' ELSE c.state END,
  stage_since = coalesce(c.closed_at, c.proposed_at),
  due_date = CASE c.state
    WHEN 'proposed' THEN c.decide_by_date
    WHEN 'approved' THEN (c.closed_at AT TIME ZONE 'UTC')::date + 30 END,
  closed_at = CASE c.state WHEN 'approved' THEN NULL ELSE c.closed_at END;
INSERT INTO removal_casestep
  (case_id, number, act, from_state, to_state, round, reason, by_id, at)
SELECT id, 1, 'propose_removal', '', 'proposed', 1, summary, proposed_by_id, proposed_at
FROM removal_removalcase;
INSERT INTO removal_casestep
  (case_id, number, act, from_state, to_state, round, reason, by_id, at)
SELECT case_id, 2, 'withdraw_case', 'proposed', 'withdrawn', 1, reason, by_id, at
FROM removal_former WHERE became = 'withdrawn'
UNION ALL
SELECT case_id, 2, 'reject_case', 'proposed', 'rejected', 1, reason, by_id, at
FROM removal_former WHERE became = 'rejected'
UNION ALL
SELECT case_id, 2, 'start_assessment', 'proposed', 'assessment', 1, reason, by_id, at
FROM removal_former WHERE became = 'approved';
INSERT INTO removal_casestep
  (case_id, number, act, from_state, to_state, round, reason, by_id, at)
SELECT case_id, 3, 'escalate_case', 'assessment', 'decision', 1, reason, by_id, at
FROM removal_former WHERE became = 'approved';
INSERT INTO removal_casestep
  (case_id, number, act, from_state, to_state, round, reason, by_id, at)
SELECT case_id, 4, 'approve_case', 'decision', 'reduction', 1, reason, by_id, at
FROM removal_former WHERE became = 'approved';
INSERT INTO removal_removaldecision
  (case_id, round, outcome, reason, requested_by_id, responsible_id, decided_by_id, decided_at)
SELECT f.case_id, 1, f.became, f.reason, c.proposed_by_id, c.responsible_id, f.by_id, f.at
FROM removal_former f JOIN removal_removalcase c ON c.id = f.case_id
WHERE f.became IN ('approved', 'rejected');
DROP TABLE removal_former;
"""


class Migration(migrations.Migration):
    dependencies = [("removal", "0034_the_way_of_a_case")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
