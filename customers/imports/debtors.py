"""The customers that a file of invoices names: known, to be created, or out of reach."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from customers.imports.gone import refuse_gone
from customers.imports.options import Options
from customers.imports.scope import Scope
from customers.imports.staging import GOOD, known_sql, refuse

NEW_CUSTOMERS = f"""
FROM (SELECT DISTINCT ON (s.customer) s.customer AS number, s.customer_name, s.sort_key,
             min(s.invoice_date) OVER (PARTITION BY s.customer) AS first_day
      FROM import_row s
      WHERE {GOOD} AND NOT EXISTS (SELECT 1 FROM customers_customer c
                                   WHERE c.number = s.customer AND NOT {{hidden}})
      ORDER BY s.customer, s.line) n
"""
CREATE_CUSTOMERS = f"""
WITH made AS (
    INSERT INTO customers_customer (number, name, other_name, sort_key, kind, registration_number,
        industry, country, region, city, address, manager_id, team_id, status, recorded_at, version)
    SELECT n.number, coalesce(n.customer_name, n.number), '', n.sort_key, 'company', '', '', '',
           '', '', '', %(manager)s, %(team)s, %(opening)s, {{known}}, 1
    {NEW_CUSTOMERS}
    ON CONFLICT (number) DO NOTHING RETURNING id
)
INSERT INTO import_created (customer_id) SELECT id FROM made
"""


def refuse_unknown(options: Options, scope: Scope, *, dry_run: bool) -> None:
    """Refuse what belongs to nobody, or to a customer out of reach, in the same words.

    A check that would create customers refuses neither: it would tell which numbers others have.
    """
    refuse_gone("customer", scope)
    if options.create_customers and dry_run:
        return
    refuse(
        f"SELECT s.line, replace(%(message)s, '{{customer}}', s.customer) FROM import_row s"
        f" LEFT JOIN customers_customer c ON c.number = s.customer"
        f" WHERE s.customer IS NOT NULL AND {_out_of_reach(options, scope)}",
        {"message": _("customer {customer} is not among your customers")},
        field="customer",
    )


def _out_of_reach(options: Options, scope: Scope) -> str:
    if options.create_customers:  # those that are not there have refused lines only
        return f"c.id IS NOT NULL AND {scope.hides('c.id')}"
    return f"(c.id IS NULL OR {scope.hides('c.id')})"


def count_new_customers(options: Options, scope: Scope) -> int:
    if not options.create_customers:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {NEW_CUSTOMERS.format(hidden=scope.hides('c.id'))}")
        return int(cursor.fetchone()[0])


def create_customers(options: Options, params: dict[str, Any]) -> int:
    if not options.create_customers:
        return 0
    known = known_sql("n.first_day", history=options.history)
    with connection.cursor() as cursor:
        cursor.execute(CREATE_CUSTOMERS.format(known=known, hidden="false"), params)
        created = int(cursor.rowcount)
        cursor.execute(
            "INSERT INTO touched_customer (customer_id) SELECT customer_id FROM import_created"
        )
    return created
