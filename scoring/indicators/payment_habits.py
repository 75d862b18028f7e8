"""How a customer is used to pay: by which means, from whose account, and what is unusual in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from scoring.indicators.base import Family, Indicator, Rows, Unit, Use, at_least
from scoring.indicators.payment_marks import FEWEST_PAYMENTS, STEPS, key_of

FAMILY = "payment_habit"
LATEST = 12  # payments among which changes are counted
FEWEST_KNOWN = 3

# each payment beside the one before; `newer` ones came after it
PAYING = f"""
    SELECT *, lag(method) OVER by_day AS former_method, lag(account) OVER by_day AS former_account,
      received_date - lag(received_date) OVER by_day AS gap,
      count(*) OVER (PARTITION BY customer_id) - row_number() OVER by_day AS newer
    FROM (
      SELECT id, customer_id, received_date, amount, base_amount, method, payer,
        CASE WHEN payer = '' THEN '' ELSE {key_of("payer")} END AS account
      FROM known_payment
    ) p WINDOW by_day AS (PARTITION BY customer_id ORDER BY received_date, id)"""
# what is not known has not changed
IS_CHANGE = f"""(s.newer < {LATEST - 1} AND (
      s.method <> s.former_method AND s.method <> 'unknown' AND s.former_method <> 'unknown'
      OR s.account <> s.former_account AND s.account <> '' AND s.former_account <> ''))"""
IS_TOLD = f"(newer < {LATEST} AND (method <> 'unknown' OR account <> ''))"
PAYER_CHANGES = f"""
    SELECT customer_id, count(*) FILTER (WHERE {IS_TOLD}) AS told,
      count(*) FILTER (WHERE {IS_CHANGE}) AS changes
    FROM paying s GROUP BY customer_id"""
RESULT = f"""
    SELECT c.customer_id,
      {at_least(FEWEST_KNOWN, "c.told", "c.changes::numeric")} AS payment_method_changes,
      m.signs AS payment_anomalies
    FROM payer_changes c LEFT JOIN marks m ON m.customer_id = c.customer_id"""

PAYMENT_HABITS = Family(
    name=FAMILY,
    title=_("habits of paying"),
    steps=(
        ("paying", PAYING),
        ("payer_changes", PAYER_CHANGES),
        *STEPS,
        (FAMILY, RESULT),
    ),
    indicators=(
        Indicator(
            code="payment_method_changes",
            number="I25",
            name=_("changes of the way of paying"),
            formula=_(
                "how often a payment came by another method or from another account than the one "
                "before, where both are known"
            ),
            source=_("payments"),
            unit=Unit.EVENTS,
            higher_is_riskier=True,
            window=_("latest 12 payments"),
            minimum=FEWEST_KNOWN,
            minimum_of=_("payments with a known method or account"),
            family=FAMILY,
            digits=0,
            rows=Rows.PAYERS,
            where=f"newer < {LATEST}",
        ),
        Indicator(
            code="payment_anomalies",
            number="I27",
            name=_("unusual payments"),
            formula=_(
                "how many of five are found: a fifth or more of payments from accounts that are "
                "not the customer's; a payer abroad, told by the IBAN; a payment that exceeds what "
                "it settled by a tenth and 1,000 in base currency; three or more round payments "
                "within 7 days, each below 50,000, together not; three or more payments within 30 "
                "days after 180 days without one. What the book cannot tell is not found; whether "
                "money was sent back it does not tell"
            ),
            source=_("payments, allocations, customer"),
            unit=Unit.SIGNS,
            higher_is_riskier=True,
            window=_("12 months"),
            minimum=FEWEST_PAYMENTS,
            minimum_of=_("payments"),
            family=FAMILY,
            digits=0,
            rows=Rows.MARKS,
            use=Use.RESTRICTED,
        ),
    ),
)
