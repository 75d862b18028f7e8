"""Conduct in trade: returns, disputes, complaints, and changes of contact details."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.records.as_of import as_known
from customers.records.sales import COMPLAINTS, DISPUTES
from scoring.indicators.base import (
    AS_OF,
    KNOWN_AT,
    YEAR_AGO,
    Family,
    Indicator,
    Rows,
    Unit,
    Use,
    at_least,
    rounded,
    unless,
)
from scoring.indicators.exposure_windows import IN_WINDOW, WINDOW_DAYS
from scoring.indicators.peers import OWN_RETURN_RATE, SHIPPED

FAMILY = "conduct"
INVOICED_AT_LEAST = 5
# who answers for the money or gets it weighs more than where the telephone stands
CONTACT_POINTS = {
    "phone": 1,
    "email": 1,
    "wechat": 1,
    "address": 1,
    "legal_rep": 2,
    "owner": 2,
    "bank_account": 3,
}
REDIRECTED_DAYS = 30  # a new bank account and a new phone so near each other: a usual fraud
REDIRECTED_POINTS = 5

IN_QUARTER = f"effective_date <= {AS_OF} AND effective_date > {AS_OF} - {WINDOW_DAYS}"
IN_YEAR = f"effective_date <= {AS_OF} AND effective_date > {YEAR_AGO}"

DISPUTE = f"""
    SELECT k.id, k.customer_id, k.source_key, k.effective_date, k.decided_date, k.outcome,
      k.base_amount
    FROM known_dispute k
    WHERE k.outcome IN ('rejected', 'upheld', 'partly') AND k.decided_date <= {AS_OF}
      AND k.decided_date > {YEAR_AGO}"""
# a dispute is decided after it began, so one that began in the year was decided in it
REJECTED = f"outcome = 'rejected' AND effective_date > {YEAR_AGO}"
WON = "outcome IN ('upheld', 'partly')"
DISPUTED = f"""
    SELECT customer_id, sum(base_amount) FILTER (WHERE {REJECTED}) AS amount,
      bool_or(base_amount IS NULL AND {REJECTED}) AS is_unknown,
      count(*) FILTER (WHERE {WON}) AS won
    FROM decided_dispute GROUP BY customer_id"""
COMPLAINT = f"""
    SELECT k.id, k.customer_id, k.direction FROM {as_known(COMPLAINTS)} k
    WHERE k.{{customers}} AND k.{IN_YEAR} AND (k.direction = 'by' OR k.state = 'upheld')"""
COMPLAINED = """
    SELECT customer_id, count(*) FILTER (WHERE direction = 'about') AS about,
      count(*) FILTER (WHERE direction = 'by') AS by_customer
    FROM counted_complaint GROUP BY customer_id"""
POINTS = " ".join(f"WHEN '{kind}' THEN {points}" for kind, points in CONTACT_POINTS.items())
# verifying says whether it was announced, so a verification that came later tells nothing then
CONTACT_CHANGE = f"""
    SELECT id, customer_id, kind, effective_date, CASE WHEN is_planned AND verified_at <= {KNOWN_AT}
      THEN 0 ELSE CASE kind {POINTS} ELSE 0 END END AS points
    FROM customers_contactchange
    WHERE {{customers}} AND recorded_at <= {KNOWN_AT} AND {IN_QUARTER}"""
REDIRECTED = f"""
    SELECT DISTINCT b.customer_id FROM contact_change b
    JOIN contact_change p ON p.customer_id = b.customer_id
    WHERE b.kind = 'bank_account' AND p.kind = 'phone' AND b.points > 0 AND p.points > 0
      AND abs(b.effective_date - p.effective_date) <= {REDIRECTED_DAYS}"""
CONTACT_SUMS = f"""
    SELECT c.customer_id, CASE WHEN r.customer_id IS NULL THEN c.points
      ELSE greatest(c.points, {REDIRECTED_POINTS}) END AS points
    FROM (SELECT customer_id, sum(points) AS points FROM contact_change GROUP BY 1) c
    LEFT JOIN redirected r ON r.customer_id = c.customer_id"""
DISPUTE_RATE = unless(
    "s.year_unknown OR d.is_unknown IS TRUE",
    "100 * coalesce(d.amount, 0) / nullif(s.year_sales, 0)",
)
RESULT = f"""
    SELECT c.customer_id,
      {OWN_RETURN_RATE} AS return_rate,
      {at_least(INVOICED_AT_LEAST, "s.invoices_in_year", DISPUTE_RATE)} AS dispute_rate,
      coalesce(d.won, 0)::numeric AS disputes_won,
      coalesce(o.about, 0)::numeric AS complaints_about,
      coalesce(o.by_customer, 0)::numeric AS complaints_by,
      {rounded("coalesce(p.points, 0)::numeric")} AS contact_changes
    FROM (SELECT id AS customer_id FROM customers_customer) c
    LEFT JOIN exposure_sums s ON s.customer_id = c.customer_id
    LEFT JOIN sent_back t ON t.customer_id = c.customer_id
    LEFT JOIN disputed d ON d.customer_id = c.customer_id
    LEFT JOIN complained o ON o.customer_id = c.customer_id
    LEFT JOIN contact_sums p ON p.customer_id = c.customer_id
    WHERE c.{{customers}}"""


def _invoices(condition: str) -> str:
    """SQL: the invoices that something is measured against, as parts of a figure."""
    return f"""
    SELECT 'invoice' AS kind, i.id, n.number AS title, i.invoice_date AS day, i.base_amount,
      NULL::numeric AS counts
    FROM known_invoice i
    JOIN customers_invoice n ON n.id = i.id AND n.customer_id = i.customer_id
    WHERE {condition}"""


PARTS = (
    (
        "return_part",
        f"""{_invoices(f"i.{IN_WINDOW}")}
    UNION ALL
    SELECT 'goodsreturn', id, source_key, effective_date, base_amount, NULL FROM counted_return""",
    ),
    (
        "dispute_part",
        f"""{_invoices(f"i.invoice_date > {YEAR_AGO}")}
    UNION ALL
    SELECT 'dispute', id, source_key, effective_date, base_amount, NULL FROM decided_dispute
    WHERE {REJECTED}""",
    ),
    (
        "contact_part",
        """
    SELECT 'contactchange' AS kind, id, kind AS title, effective_date AS day,
      NULL::numeric AS base_amount, points::numeric AS counts FROM contact_change""",
    ),
)

CONDUCT = Family(
    name=FAMILY,
    title=_("conduct in trade"),
    steps=(
        ("decided_dispute", DISPUTE),
        ("disputed", DISPUTED),
        ("counted_complaint", COMPLAINT),
        ("complained", COMPLAINED),
        ("contact_change", CONTACT_CHANGE),
        ("redirected", REDIRECTED),
        ("contact_sums", CONTACT_SUMS),
        *PARTS,
        (FAMILY, RESULT),
    ),
    indicators=(
        Indicator(
            code="return_rate",
            number="I19",
            name=_("return rate"),
            formula=_("value returned ÷ value invoiced × 100; returns that we caused are left out"),
            source=_("returns, invoices"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("90 days"),
            minimum=SHIPPED,
            minimum_of=_("invoices in 90 days"),
            family=FAMILY,
            rows=Rows.PARTS,
            facts="return_part",
        ),
        Indicator(
            code="dispute_rate",
            number="I20",
            name=_("dispute rate"),
            formula=_(
                "value disputed and rejected ÷ value invoiced × 100; disputes that are open, "
                "upheld in full or in part, or withdrawn weigh nothing"
            ),
            source=_("disputes, invoices"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("disputed and invoiced in 12 months"),
            minimum=INVOICED_AT_LEAST,
            minimum_of=_("invoices in 12 months"),
            family=FAMILY,
            rows=Rows.PARTS,
            facts="dispute_part",
        ),
        Indicator(
            code="disputes_won",
            number="I20",
            name=_("disputes won"),
            formula=_("disputes that were upheld in full or in part"),
            source=_("disputes"),
            unit=Unit.EVENTS,
            higher_is_riskier=True,
            window=_("decided in 12 months"),
            minimum=0,
            minimum_of=_("disputes"),
            family=FAMILY,
            digits=0,
            rows=Rows.FACTS,
            kind=DISPUTES.code,
            facts="decided_dispute",
            where=WON,
            use=Use.SHOWN,
        ),
        Indicator(
            code="complaints_about",
            number="I21",
            name=_("complaints about the customer"),
            formula=_("complaints about the customer that were found justified"),
            source=_("complaints"),
            unit=Unit.EVENTS,
            higher_is_riskier=True,
            window=_("12 months"),
            minimum=0,
            minimum_of=_("complaints"),
            family=FAMILY,
            digits=0,
            rows=Rows.FACTS,
            kind=COMPLAINTS.code,
            facts="counted_complaint",
            where="direction = 'about'",
        ),
        Indicator(
            code="complaints_by",
            number="I21",
            name=_("complaints by the customer"),
            formula=_("complaints that the customer made, whatever came of them"),
            source=_("complaints"),
            unit=Unit.EVENTS,
            higher_is_riskier=True,
            window=_("12 months"),
            minimum=0,
            minimum_of=_("complaints"),
            family=FAMILY,
            digits=0,
            rows=Rows.FACTS,
            kind=COMPLAINTS.code,
            facts="counted_complaint",
            where="direction = 'by'",
            use=Use.SHOWN,
        ),
        Indicator(
            code="contact_changes",
            number="I26",
            name=_("changes of contact details"),
            formula=_(
                "phone, e-mail, WeChat or address 1 point each, legal representative or owner 2, "
                "bank account 3; announced and verified changes 0; at least 5 where the bank "
                "account and a phone changed within 30 days of each other"
            ),
            source=_("contact changes"),
            unit=Unit.POINTS,
            higher_is_riskier=True,
            window=_("90 days"),
            minimum=0,
            minimum_of=_("changes"),
            family=FAMILY,
            digits=0,
            rows=Rows.PARTS,
            facts="contact_part",
        ),
    ),
)
