# ruff: noqa: S608  (statements are put together from constants of this package only)
"""What made-up facts are drawn from: rows of the book, and chance, as SQL."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """Rows of a kind, drawn from `source`: table, columns with their SQL, and the share taken."""

    table: str
    source: str  # rows with `number`, `customer_id` and what the columns speak of
    share: float
    day: str  # SQL of the effective date; a row whose day lies ahead is left out
    columns: dict[str, str]
    letter: str  # begins the numbers
    may_lie_ahead: bool = False


def draw(label: str) -> str:
    """SQL: a number from 0 to 1 by chance, the same for the same row, label and seed."""
    digest = f"md5(r.number || '{label}' || %(seed)s)"
    return f"(('x' || substr({digest}, 1, 7))::bit(28)::integer / 268435456.0)"


def whole(label: str, least: int, most: int) -> str:
    return f"({least} + floor({draw(label)} * {most - least + 1})::integer)"


def one_of(label: str, *values: str) -> str:
    """SQL: one of these texts by chance."""
    texts = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"(ARRAY[{texts}])[{whole(label, 1, len(values))}]"


def said(label: str, english: tuple[str, ...], chinese: tuple[str, ...]) -> str:
    """SQL: one of these texts in the customer's language."""
    return (
        f"CASE WHEN r.is_chinese THEN {one_of(label, *chinese)} ELSE {one_of(label, *english)} END"
    )


# how much of what is due a customer paid more than ten days late, or not at all
LATE = """(SELECT coalesce(avg((a.id IS NULL OR a.effective_date > i.due_date + 10)::integer), 0)
    FROM customers_invoice i LEFT JOIN customers_allocation a
      ON a.customer_id = i.customer_id AND a.invoice_id = i.id
    WHERE i.customer_id = r.customer_id AND i.due_date < %(final)s::date - 10)"""
# when a made-up fact of the day `k.day` counts as known: at the day's end, or when it is made
KNOWN = (
    "least(((k.day + 1)::timestamp AT TIME ZONE %(zone)s) - interval '1 microsecond',"
    " %(at)s::timestamptz)"
)
MONEY = {"amount": "r.amount", "currency": "r.currency", "base_amount": "r.base_amount"}


def part(label: str, least: float, most: float) -> dict[str, str]:
    """A part of the row's amount, in both currencies."""
    share = f"({least} + {draw(label)} * {most - least})"
    return {
        "amount": f"greatest(round(r.amount * {share}, 2), 0.01)",
        "currency": "r.currency",
        "base_amount": f"greatest(round(r.base_amount * {share}, 2), 0.01)",
    }


INVOICES = """
SELECT i.id, i.number, i.customer_id, i.invoice_date, i.due_date, i.amount, i.currency,
       i.base_amount, c.country = 'CN' AS is_chinese, c.manager_id
FROM customers_invoice i JOIN customers_customer c ON c.id = i.customer_id
WHERE i.customer_id BETWEEN %(low)s AND %(high)s"""


# the same with what is open of them
OPEN_INVOICES = """
SELECT i.id, i.number, i.customer_id, i.invoice_date, i.due_date, i.currency, i.amount - g.amount
       AS amount, round(i.base_amount * (i.amount - g.amount) / i.amount, 2) AS base_amount,
       c.country = 'CN' AS is_chinese, c.manager_id
FROM customers_invoice i JOIN customers_customer c ON c.id = i.customer_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(a.amount), 0) AS amount FROM customers_allocation a
    WHERE a.customer_id = i.customer_id AND a.invoice_id = i.id) g
WHERE i.customer_id BETWEEN %(low)s AND %(high)s AND i.amount > g.amount"""


# invoices of which something was still open when the days of grace were over
LATE_INVOICES = f"""{INVOICES} AND i.due_date + 6 <= %(final)s::date AND i.amount > (
    SELECT coalesce(sum(a.amount), 0) FROM customers_allocation a
    WHERE a.customer_id = i.customer_id AND a.invoice_id = i.id
      AND a.effective_date <= i.due_date + 6)"""


# customers with an invoice that is open long after its due date
_TROUBLED = """
 AND c.id IN (
    SELECT i.customer_id FROM customers_invoice i LEFT JOIN LATERAL (
        SELECT sum(a.amount) AS amount FROM customers_allocation a
        WHERE a.customer_id = i.customer_id AND a.invoice_id = i.id) g ON true
    WHERE i.customer_id BETWEEN %(low)s AND %(high)s AND i.due_date < %(final)s::date - 45
      AND i.amount > coalesce(g.amount, 0))"""
TROUBLED_INVOICES = INVOICES + _TROUBLED


# payments that the bank gave back: they settle nothing, or invoices would be open again
RETURNED_PAYMENTS = """
SELECT p.id, p.source_key AS number, p.customer_id, p.received_date, p.amount, p.currency,
       p.base_amount, c.country = 'CN' AS is_chinese, c.manager_id
FROM customers_payment p JOIN customers_customer c ON c.id = p.customer_id
WHERE p.customer_id BETWEEN %(low)s AND %(high)s AND right(p.source_key, 1) = 'R'"""


CUSTOMERS = """
SELECT c.number, c.id AS customer_id, c.since_date, c.country = 'CN' AS is_chinese, c.manager_id,
       l.amount, l.currency, l.base_amount
FROM customers_customer c JOIN LATERAL (
    SELECT i.amount, i.currency, i.base_amount FROM customers_invoice i
    WHERE i.customer_id = c.id ORDER BY i.invoice_date DESC, i.id DESC LIMIT 1) l ON true
WHERE c.id BETWEEN %(low)s AND %(high)s"""


TROUBLED_CUSTOMERS = CUSTOMERS + _TROUBLED


def decided(label: str, confirmed: float, dismissed: float) -> dict[str, str]:
    """What a risk officer made of an event; while there is none, nobody has looked at it."""
    chance, someone = draw(label), "cardinality(%(officers)s::bigint[])"
    is_decided = f"{someone} > 0 AND {chance} < {confirmed} + {dismissed}"
    officer = f"(%(officers)s::bigint[])[1 + floor({draw(label + 'o')} * {someone})::integer]"
    return {
        "confirmation": f"CASE WHEN NOT ({is_decided}) THEN 'pending'"
        f" WHEN {chance} < {confirmed} THEN 'confirmed' ELSE 'dismissed' END",
        "confirmed_by_id": f"CASE WHEN {is_decided} THEN {officer} END",
        "confirmed_at": f"CASE WHEN {is_decided} THEN {KNOWN} END",
    }


def of(table: str, columns: str) -> str:
    """Facts that were made just now, to hang others on."""
    return f"""
SELECT f.id, f.source_key AS number, f.customer_id, f.effective_date, {columns},
       c.country = 'CN' AS is_chinese, c.manager_id
FROM customers_{table} f JOIN customers_customer c ON c.id = f.customer_id
WHERE f.customer_id BETWEEN %(low)s AND %(high)s"""


def recent(label: str, days: int = 700) -> str:
    return f"%(final)s::date - {whole(label, 1, days)}"
