"""What stands against a row getting back what it said before: SQL for the reason's code, or null.

The row as it is now is `t`, what it said is `s.former`, and `undo_state` has all that go back.
"""

from __future__ import annotations

from customers.records.sales import DISHONOURED, RECOVERIES, WRITE_OFFS
from customers.services.credits import SETTLING
from customers.services.open_credits import RATE_SLACK, honoured_sql
from customers.services.rate_sql import rate_sql

# payments in the book may give an invoice more than it was about before
SETTLED = """CASE WHEN (SELECT coalesce(sum(a.amount), 0) FROM customers_allocation a
    WHERE a.customer_id = t.customer_id AND a.invoice_id = t.id)
    > CASE WHEN s.former ->> 'currency' = t.currency THEN (s.former ->> 'amount')::numeric ELSE 0
      END THEN 'settled' END"""
# no more of a payment, credit note or write-off is given to invoices than it would have again
OVERSPENT = """CASE WHEN EXISTS (
    SELECT 1 FROM (
        SELECT a.amount, i.currency = m.currency AS is_own, a.amount * {rate} / {own} AS worth,
               CASE WHEN m.is_void THEN 0 ELSE {most} END AS most
        FROM jsonb_populate_record(t, s.former) m
        JOIN customers_allocation a
          ON a.customer_id = t.customer_id AND a.{column} = t.id AND a.amount > 0
        JOIN customers_invoice i ON i.id = a.invoice_id
        WHERE (m.{day}, m.amount, m.currency, m.is_void)
              IS DISTINCT FROM (t.{day}, t.amount, t.currency, t.is_void)
    ) x GROUP BY most HAVING sum(amount) FILTER (WHERE is_own) > most OR NOT bool_and(is_own)
        AND (bool_or(worth IS NULL) OR sum(worth) > most * {slack})
    ) THEN 'overspent' END"""
# a payment that a record was about before has another one by now
DISHONOURED_TWICE = """CASE WHEN s.former ->> 'is_void' = 'false' AND EXISTS (
    SELECT 1 FROM customers_dishonouredpayment o WHERE NOT o.is_void AND o.id <> t.id
    AND o.payment_id = (s.former ->> 'payment_id')::bigint) THEN 'dishonoured' END"""
# Together recoveries stay within what was written off. Those that go back with this one count with
# what they will say, unless others have changed them.
RECOVERED = """CASE WHEN EXISTS (
    SELECT 1 FROM jsonb_populate_record(t, s.former) m
    JOIN customers_writeoff w ON w.id = m.write_off_id AND w.currency = m.currency
    WHERE NOT m.is_void AND (t.is_void OR t.amount < m.amount
        OR (t.write_off_id, t.currency) IS DISTINCT FROM (m.write_off_id, m.currency))
      AND CASE WHEN w.is_void THEN 0 ELSE w.amount END < (
        SELECT sum(x.amount) FROM customers_recovery o
        LEFT JOIN undo_state u ON u.id = o.id AND u.stamp = o.recorded_at::text
        CROSS JOIN LATERAL jsonb_populate_record(o, coalesce(u.former, '{}')) x
        WHERE o.customer_id = t.customer_id AND NOT x.is_void AND x.write_off_id = w.id
          AND x.currency = w.currency)
    ) THEN 'recovered' END"""
WRITTEN_OFF_LESS = """CASE WHEN EXISTS (
    SELECT 1 FROM jsonb_populate_record(t, s.former) m
    JOIN customers_recovery o ON o.customer_id = t.customer_id AND o.write_off_id = t.id
     AND NOT o.is_void AND o.currency = m.currency
    WHERE NOT t.is_void AND (m.is_void OR m.currency <> t.currency OR m.amount < t.amount)
    GROUP BY m.amount, m.is_void HAVING sum(o.amount) > CASE WHEN m.is_void THEN 0 ELSE m.amount END
    ) THEN 'recovered' END"""


def overspent(column: str, day: str, most: str = "m.amount") -> str:
    """SQL: why what gives to invoices cannot get back what it said before; or null."""
    return OVERSPENT.format(
        column=column,
        day=day,
        most=most,
        rate=rate_sql("i.currency", f"m.{day}"),
        own=rate_sql("m.currency", f"m.{day}"),
        slack=RATE_SLACK,
    )


PAYMENT_OVERSPENT = overspent("payment_id", "received_date", honoured_sql("m", "t.id"))
# by the name of a kind of fact
AGAINST = {
    DISHONOURED.name: DISHONOURED_TWICE,
    RECOVERIES.name: RECOVERED,
    **{name: overspent(f"{field}_id", "effective_date") for name, field in SETTLING.items()},
}
AGAINST[WRITE_OFFS.name] = f"coalesce({AGAINST[WRITE_OFFS.name]}, {WRITTEN_OFF_LESS})"
