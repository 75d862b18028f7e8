"""What was decided before cases had stages, as steps of their way.

A case that waited for its decision is a proposal to be assessed. One that was approved is in its
reduction while the customer is being removed, and closed where the customer has left or was taken
back: such a customer may have another case by now, and one open case is all there can be.
"""

from django.db import migrations

FILL = """
UPDATE removal_removalcase c SET
  state = CASE
    WHEN c.state = 'approved' AND u.status = 'exiting' THEN 'reduction'
    WHEN c.state = 'approved' THEN 'closed'
    ELSE c.state END,
  stage_since = coalesce(c.closed_at, c.proposed_at),
  due_date = CASE
    WHEN c.state = 'proposed' THEN c.decide_by_date
    WHEN c.state = 'approved' AND u.status = 'exiting'
      THEN (c.closed_at AT TIME ZONE 'UTC')::date + 30 END,
  closed_at = CASE WHEN c.state = 'approved' AND u.status = 'exiting' THEN NULL
    ELSE c.closed_at END
FROM customers_customer u WHERE u.id = c.customer_id;
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
INSERT INTO removal_casestep
  (case_id, number, act, from_state, to_state, round, reason, by_id, at)
SELECT f.case_id, way.number, way.act, way.former, way.later, 1, f.reason, f.by_id, f.at
FROM removal_former f JOIN removal_removalcase c ON c.id = f.case_id AND c.state = 'closed'
CROSS JOIN (VALUES
  (5, 'start_termination', 'reduction', 'termination'),
  (6, 'start_settlement', 'termination', 'settlement'),
  (7, 'close_case', 'settlement', 'closed')
) AS way (number, act, former, later)
ORDER BY f.case_id, way.number;
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
