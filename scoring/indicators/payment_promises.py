"""Promises and payments that came to nothing: what was said or sent, and not kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.records.as_of import as_known
from customers.records.sales import PROMISES
from customers.services.promises import LATE_DAYS
from scoring.indicators.base import AS_OF, YEAR_AGO, Family, Indicator, Rows, Unit, at_least

FAMILY = "kept_word"
FEWEST_PROMISES = 2
FEWEST_ATTEMPTS = 5

# Those whose time is over. Whether money came in time was settled by then, and so is found here as
# it was known; what nobody has judged yet is not counted.
PROMISE = f"""
    SELECT p.id, p.customer_id, p.outcome = 'broken' AS is_broken
    FROM {as_known(PROMISES)} p
    WHERE p.{{customers}} AND p.effective_date <= {AS_OF} AND p.outcome IN ('kept', 'broken')
      AND p.promised_date < {AS_OF} - {LATE_DAYS}
      AND p.promised_date > ({AS_OF} - interval '6 months')::date"""
PROMISED = """
    SELECT customer_id, count(*) AS promises, count(*) FILTER (WHERE is_broken) AS broken
    FROM promise GROUP BY customer_id"""
# a payment that came back is one attempt, whether the book has the payment or only its return
ATTEMPT = f"""
    SELECT coalesce(p.customer_id, d.customer_id) AS customer_id, p.id AS payment_id,
      d.id AS dishonour_id
    FROM (SELECT id, customer_id FROM known_payment WHERE received_date > {YEAR_AGO}) p
    FULL JOIN (
      SELECT id, customer_id, payment_id FROM known_dishonour WHERE effective_date > {YEAR_AGO}
    ) d ON d.payment_id = p.id"""
ATTEMPTED = """
    SELECT customer_id, count(*) AS attempts, count(dishonour_id) AS returned
    FROM attempt GROUP BY customer_id"""
RESULT = f"""
    SELECT coalesce(a.customer_id, p.customer_id) AS customer_id,
      {at_least(FEWEST_PROMISES, "p.promises", "100.0 * p.broken / p.promises")} AS broken_promises,
      a.returned::numeric AS dishonoured_count,
      {at_least(FEWEST_ATTEMPTS, "a.attempts", "100.0 * a.returned / a.attempts")}
        AS dishonoured_ratio
    FROM attempted a FULL JOIN promised p ON p.customer_id = a.customer_id"""

KEPT_WORD = Family(
    name=FAMILY,
    title=_("promises and returned payments"),
    steps=(
        ("promise", PROMISE),
        ("promised", PROMISED),
        ("attempt", ATTEMPT),
        ("attempted", ATTEMPTED),
        (FAMILY, RESULT),
    ),
    indicators=(
        Indicator(
            code="broken_promises",
            number="I14",
            name=_("broken promises"),
            formula=_(
                "promises to pay that were broken ÷ promises whose time is over × 100; kept is one "
                "of which at least 95 % came by two days after its day"
            ),
            source=_("promises to pay, payments"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("promised for the last 6 months"),
            minimum=FEWEST_PROMISES,
            minimum_of=_("promises kept or broken"),
            family=FAMILY,
            rows=Rows.FACTS,
            kind=PROMISES.code,
            facts="promise",
        ),
        Indicator(
            code="dishonoured_count",
            number="I15",
            name=_("returned payments"),
            formula=_("payments that the bank gave back"),
            source=_("dishonoured payments, payments"),
            unit=Unit.EVENTS,
            higher_is_riskier=True,
            window=_("12 months"),
            minimum=1,
            minimum_of=_("payments attempted"),
            family=FAMILY,
            digits=0,
            rows=Rows.ATTEMPTS,
            where="dishonour_id IS NOT NULL",
        ),
        Indicator(
            code="dishonoured_ratio",
            number="I15",
            name=_("share of payments returned"),
            formula=_(
                "payments that the bank gave back ÷ payments attempted × 100; attempted are those "
                "received and those of which the book has only the return"
            ),
            source=_("dishonoured payments, payments"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("12 months"),
            minimum=FEWEST_ATTEMPTS,
            minimum_of=_("payments attempted"),
            family=FAMILY,
            rows=Rows.ATTEMPTS,
        ),
    ),
)
