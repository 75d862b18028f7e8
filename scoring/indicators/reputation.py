"""What is said of a customer: news, lists, lawsuits, insolvency, defaults on record.

The family's steps have files of their own beside this one.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.records.signals import MARKET_EVENTS
from scoring.indicators import reputation_events, reputation_lists
from scoring.indicators.base import Family, Indicator, Rows, Unit, rounded
from scoring.indicators.reputation_events import CLAIMS_RATIO

FAMILY = "reputation"
LISTED = "coalesce(h.others, 0) + coalesce(e.listings, 0)"

# no hit says nothing while no list of the kind is kept
RESULT = f"""
    SELECT c.customer_id,
      {rounded("coalesce(n.weight, 0)")} AS negative_news,
      CASE WHEN h.sanctions > 0 THEN h.sanctions WHEN k.sanctions THEN 0 END::numeric
        AS sanctions_hits,
      CASE WHEN {LISTED} > 0 THEN {LISTED} WHEN k.others THEN 0 END::numeric AS list_hits,
      coalesce(l.cases, 0)::numeric AS litigation,
      CASE WHEN l.customer_id IS NULL THEN 0 ELSE l.ratio END AS claims_ratio,
      coalesce(e.is_insolvent, false)::int::numeric AS insolvency,
      d.defaults AS recorded_defaults,
      (h.customer_id IS NOT NULL OR e.customer_id IS NOT NULL OR coalesce(d.defaults, 0) > 0)
        AS is_spoken_of
    FROM (SELECT id AS customer_id FROM customers_customer) c
    CROSS JOIN lists_kept k
    LEFT JOIN hit_sums h ON h.customer_id = c.customer_id
    LEFT JOIN event_sums e ON e.customer_id = c.customer_id
    LEFT JOIN news_sums n ON n.customer_id = c.customer_id
    LEFT JOIN (
      SELECT c.customer_id, c.cases, {rounded(CLAIMS_RATIO)} AS ratio
      FROM claimed c
      LEFT JOIN equity q ON q.customer_id = c.customer_id
      LEFT JOIN exposure_sums x ON x.customer_id = c.customer_id
    ) l ON l.customer_id = c.customer_id
    LEFT JOIN defaults d ON d.customer_id = c.customer_id
    WHERE c.{{customers}}"""

REPUTATION = Family(
    name=FAMILY,
    title=_("what is said of the customer"),
    steps=(
        *reputation_events.STEPS,
        *reputation_lists.STEPS,
        *reputation_events.PARTS,
        *reputation_lists.PARTS,
        (FAMILY, RESULT),
    ),
    indicators=(
        Indicator(
            code="negative_news",
            number="I30",
            name=_("negative news"),
            formula=_(
                "Σ severity (1 to 5) × credibility × 2^(−age in days ÷ 180) over confirmed events; "
                "the gravest of the reports of one event counts; lawsuits, listings and "
                "insolvencies have figures of their own"
            ),
            source=_("market events"),
            unit=Unit.POINTS,
            higher_is_riskier=True,
            window=_("24 months"),
            minimum=0,
            minimum_of=_("confirmed events"),
            family=FAMILY,
            digits=2,
            rows=Rows.PARTS,
            facts="news_part",
        ),
        Indicator(
            code="sanctions_hits",
            number="I31",
            name=_("hits on sanctions lists"),
            formula=_(
                "entries in force of sanctions lists that a person confirmed to be the customer, "
                "or who stands behind it"
            ),
            source=_("screening hits"),
            unit=Unit.EVENTS,
            higher_is_riskier=True,
            window=_("in force now"),
            minimum=1,
            minimum_of=_("sanctions list to be held against"),
            family=FAMILY,
            digits=0,
            rows=Rows.PARTS,
            facts="sanctions_part",
        ),
        Indicator(
            code="list_hits",
            number="I31",
            name=_("hits on other lists"),
            formula=_(
                "entries in force of courts', public and own lists that a person confirmed to be "
                "the customer or who stands behind it, and confirmed events of a public listing"
            ),
            source=_("screening hits, market events"),
            unit=Unit.EVENTS,
            higher_is_riskier=True,
            window=_("in force now"),
            minimum=1,
            minimum_of=_("list to be held against, or confirmed listing"),
            family=FAMILY,
            digits=0,
            rows=Rows.PARTS,
            facts="list_part",
        ),
        Indicator(
            code="litigation",
            number="I32",
            name=_("lawsuits and enforcement"),
            formula=_(
                "confirmed lawsuits against the customer that claim an amount, and enforcements; "
                "what is reported of one case counts once; lawsuits that the customer brings are "
                "not counted"
            ),
            source=_("market events"),
            unit=Unit.EVENTS,
            higher_is_riskier=True,
            window=_("24 months"),
            minimum=0,
            minimum_of=_("confirmed cases"),
            family=FAMILY,
            digits=0,
            rows=Rows.FACTS,
            kind=MARKET_EVENTS.code,
            facts="payment_case",
        ),
        Indicator(
            code="claims_ratio",
            number="I32",
            name=_("claims against the customer"),
            formula=_(
                "amounts claimed in these cases ÷ equity × 100, by the newest accounts of 18 "
                "months that tell of it; ÷ what is owed to us where there are none or equity is "
                "not positive; 0 without a case"
            ),
            source=_("market events, financial statements, invoices"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("24 months"),
            minimum=1,
            minimum_of=_("known amount in each case, and positive equity or an open amount"),
            family=FAMILY,
            rows=Rows.PARTS,
            facts="claim_part",
        ),
        Indicator(
            code="insolvency",
            number="I32",
            name=_("insolvency"),
            formula=_("1 where a confirmed insolvency event stands, else 0"),
            source=_("market events"),
            unit=Unit.EVENTS,
            higher_is_riskier=True,
            window=_("all"),
            minimum=0,
            minimum_of=_("confirmed events"),
            family=FAMILY,
            digits=0,
            rows=Rows.FACTS,
            kind=MARKET_EVENTS.code,
            facts="confirmed_event",
            where="kind = 'insolvency'",
        ),
        Indicator(
            code="recorded_defaults",
            number="I38",
            name=_("recorded defaults"),
            formula=_(
                "the most defaults that a valid credit report tells of (of each agency the newest "
                "that tells), plus the days on which we wrote off at least 1 in base currency"
            ),
            source=_("credit reports, write-offs"),
            unit=Unit.EVENTS,
            higher_is_riskier=True,
            window=_("24 months"),
            minimum=1,
            minimum_of=_("valid report that tells of defaults, or write-off"),
            family=FAMILY,
            digits=0,
            rows=Rows.PARTS,
            facts="default_part",
        ),
    ),
)
