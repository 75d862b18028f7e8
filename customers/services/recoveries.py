"""Recoveries of one write-off are together no more than what was written off, in its currency.

Whoever writes either holds their customer, so that two at once see each other.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.models import Fact, Recovery
from customers.records.kinds import Kind
from customers.records.sales import RECOVERIES, WRITE_OFFS
from customers.services.record_refusals import refuse
from customers.services.record_stage import Stage
from customers.services.sql import run
from riskcrm.web.errors import Refused

SAID = ("amount", "currency", "is_void")
TURNS = 6  # in these a line may yet fit because the first one beyond was refused; then all are

# What the lines would say, in their order. A line that takes less of its write-off than until now
# is never refused: it mends.
BEYOND = """
WITH said AS MATERIALIZED (
    SELECT s.line, t.id, {write_off} AS write_off_id, {amount} AS amount, {currency} AS currency,
           {is_void} AS is_void, coalesce(NOT t.is_void AND t.write_off_id = {write_off}
               AND t.currency = {currency} AND t.amount >= {amount}, false) AS is_less
    FROM {stage} s LEFT JOIN {table} t ON {same} WHERE {good}
), asking AS (
    SELECT d.line, d.write_off_id, d.amount, d.is_less, w.source_key,
           CASE WHEN w.is_void THEN 0 ELSE w.amount END AS most,
           sum(d.amount) OVER (
               PARTITION BY d.write_off_id ORDER BY d.is_less DESC, d.line) AS asked
    FROM said d JOIN customers_writeoff w ON w.id = d.write_off_id AND w.currency = d.currency
    WHERE NOT d.is_void
), others AS (
    SELECT o.write_off_id, sum(o.amount) AS amount
    FROM {table} o JOIN customers_writeoff w ON w.id = o.write_off_id AND w.currency = o.currency
    WHERE NOT o.is_void AND o.write_off_id IN (SELECT write_off_id FROM asking)
      AND NOT EXISTS (SELECT 1 FROM said d WHERE d.id = o.id)
    GROUP BY o.write_off_id
), room AS (
    SELECT a.*, a.most - coalesce(o.amount, 0) - (a.asked - a.amount) AS room,
           a.amount <= a.most - coalesce(o.amount, 0) AS fits_alone
    FROM asking a LEFT JOIN others o USING (write_off_id)
)
SELECT line, write_off_id, source_key, amount, greatest(room, 0) AS room, fits_alone FROM room
WHERE NOT is_less AND amount > room
"""
# those that never fit first, for without them others may
NEXT = """
SELECT * FROM (
    SELECT *, bool_and(fits_alone) OVER of_one AS all_fit,
           rank() OVER (of_one ORDER BY line) AS place
    FROM ({beyond}) b WINDOW of_one AS (PARTITION BY write_off_id)
) b WHERE NOT fits_alone OR (all_fit AND (place = 1 OR {is_last}))
"""
REFUSE = """
WITH refused AS (
    INSERT INTO fact_refusal (line, reason, code, field)
    SELECT b.line, replace(replace(replace(%(reason)s, '{{number}}', b.source_key),
               '{{left}}', b.room::text), '{{amount}}', b.amount::text),
           'more_than_total', 'amount'
    FROM ({beyond}) b RETURNING line
)
SELECT count(*) FROM refused
"""
# more of it came in than would have been written off
RECOVERED = """
SELECT s.line FROM {stage} s JOIN {table} t ON {same}
JOIN customers_recovery o ON o.customer_id = t.customer_id AND o.write_off_id = t.id
 AND NOT o.is_void AND o.currency = {currency}
WHERE NOT t.is_void AND ({is_void} OR t.currency <> {currency} OR t.amount > {amount})
GROUP BY s.line, {is_void}, {amount}
HAVING sum(o.amount) > CASE WHEN {is_void} THEN 0 ELSE {amount} END
"""


def refuse_more(stage: Stage) -> None:
    """Refuse recoveries beyond what was written off, and write-offs below what was recovered."""
    if stage.kind is WRITE_OFFS:
        refuse(stage.fill(RECOVERED, *SAID), recovered_since(), "recovered", "amount")
    if stage.kind is RECOVERIES:
        beyond, turn = stage.fill(BEYOND, "write_off_id", *SAID), 1
        while _refuse(NEXT.format(beyond=beyond, is_last=turn > TURNS)):
            turn += 1


def refuse_voiding(kind: Kind, fact: Fact) -> None:
    """Raises `Refused` where recoveries rest on this write-off."""
    if kind is not WRITE_OFFS:
        return
    own = Recovery.objects.filter(customer_id=fact.customer_id, write_off_id=fact.pk)
    if own.filter(is_void=False).exists():
        raise Refused(recovered_since(), code="recovered")


def recovered_since() -> str:
    return _("More of it was recovered. Change or void those recoveries first.")


def _refuse(beyond: str) -> int:
    reason = _("Of write-off {number} only {left} is left to recover, not {amount}.")
    [(count,)] = run(REFUSE.format(beyond=beyond), {"reason": reason})
    return int(count)
