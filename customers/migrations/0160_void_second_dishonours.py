"""Two posts at once could both note one payment as dishonoured. One record of it stands: the one
that took allocations back, else the older. The others become void, as by hand."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

VOID = """
WITH ranked AS (
    SELECT id, row_number() OVER (
        PARTITION BY payment_id ORDER BY (taken_back IS NULL), id) AS place
    FROM customers_dishonouredpayment WHERE NOT is_void AND payment_id IS NOT NULL
), kept AS (
    INSERT INTO customers_factrevision
        (customer_id, kind, fact_id, former, recorded_at, superseded_at)
    SELECT t.customer_id, 'dishonouredpayment', t.id, to_jsonb(t), t.recorded_at,
           greatest(now(), t.recorded_at + interval '1 microsecond')
    FROM customers_dishonouredpayment t JOIN ranked USING (id) WHERE place > 1
    RETURNING fact_id, superseded_at
)
UPDATE customers_dishonouredpayment t
SET is_void = true, version = version + 1, recorded_at = kept.superseded_at
FROM kept WHERE kept.fact_id = t.id
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("customers", "0153_takers_decide_no_admission")]

    operations: ClassVar = [migrations.RunSQL(VOID, migrations.RunSQL.noop)]
