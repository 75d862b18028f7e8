"""How a customer stands at the moment of a check, read in a few statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from customers.models import GroupMembership, ScreeningHit
from customers.screening.selectors import confirmed_hits
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date
from scoring.credit.exposure import exposure_of, overdue_of, sector_reserved
from scoring.credit.obstacles import obstacles_of
from scoring.credit.rules import Shared, Standing
from scoring.models import Treatment, TreatmentPolicy

READ = """
SELECT c.status, c.industry, r.tier, r.score, r.as_of, s.card_version_id,
  t.credit_limit, t.payment_days, m.group_id, m.credit_limit AS group_limit,
  l.limit AS sector_limit, x.owed, x.unknown, x.read_at
FROM customers_customer c
LEFT JOIN scoring_rating r ON r.customer_id = c.id
LEFT JOIN scoring_riskscore s ON s.id = r.score_row
LEFT JOIN LATERAL (
  SELECT credit_limit, payment_days FROM customers_creditterms
  WHERE customer_id = c.id AND effective_date <= %(today)s
  ORDER BY effective_date DESC, recorded_at DESC LIMIT 1) t ON true
LEFT JOIN LATERAL (
  SELECT m.group_id, g.credit_limit FROM customers_groupmembership m
  JOIN customers_customergroup g ON g.id = m.group_id
  WHERE m.customer_id = c.id AND g.credit_limit IS NOT NULL
    AND m.from_date <= %(today)s AND coalesce(m.until_date, 'infinity') >= %(today)s
    AND coalesce(g.ended_date, 'infinity') > %(today)s
  ORDER BY m.from_date DESC LIMIT 1) m ON true
LEFT JOIN scoring_sectorlimit l ON l.policy_id = %(policy)s AND l.industry = c.industry
LEFT JOIN scoring_sectorexposure x ON x.industry = c.industry
WHERE c.id = ANY(%(customers)s)
ORDER BY c.id"""
COLUMNS = (
    "status", "industry", "tier", "score", "score_as_of", "card_version_id", "agreed_limit",
    "payment_days", "group_id", "group_limit", "sector_limit", "sector_owed", "sector_unknown",
    "sector_read_at",
)  # fmt: skip


@dataclass(frozen=True)
class Policy:
    """The policy in force, with its treatment of each tier."""

    version: TreatmentPolicy
    tiers: dict[str, Treatment]


@dataclass(frozen=True)
class Facts:
    """What is on file of a customer, before exposures are added up."""

    status: str
    industry: str
    tier: str
    score: Decimal | None
    score_as_of: dt.date | None
    card_version_id: int | None
    agreed_limit: Decimal | None
    payment_days: int | None
    group_id: int | None
    group_limit: Decimal | None
    sector_limit: Decimal | None
    sector_owed: Decimal | None
    sector_unknown: int | None
    sector_read_at: dt.datetime | None

    def shares(self) -> list[str]:
        """The limits that others draw on as well, as names to be locked."""
        group = [f"credit:2:group:{self.group_id}"] if self.group_id else []
        sector = [f"credit:3:sector:{self.industry}"] if self.sector_limit is not None else []
        return group + sector


def policy_in_force() -> Policy:
    rows = Treatment.objects.filter(policy__state=TreatmentPolicy.State.PUBLISHED)
    tiers = {row.tier: row for row in rows.select_related("policy")}
    if not tiers:
        raise Refused(
            _("No treatment policy is published, so no order can be checked. Publish one first."),
            code="no_published_policy",
        )
    return Policy(next(iter(tiers.values())).policy, tiers)


def facts_of(customers: Iterable[int], policy: Policy, *, at: dt.datetime) -> list[Facts]:
    """What is on file of each of these customers, in the order of their ids. One query."""
    said = {"customers": list(customers), "policy": policy.version.pk, "today": local_date(at)}
    with connection.cursor() as cursor:
        cursor.execute(READ, said)
        return [Facts(**dict(zip(COLUMNS, row, strict=True))) for row in cursor.fetchall()]


def standing_of(
    customer_id: int, reference: str, facts: Facts, policy: Policy, *, at: dt.datetime
) -> Standing:
    """The figures of a customer without the document that is asked about."""
    today = local_date(at)
    about: dict[str, Any] = {"customer": customer_id, "reference": reference, "at": at}
    overdue, overdue_days = overdue_of(customer_id, today=today)
    return Standing(
        today=today,
        status=facts.status,
        tier=facts.tier,
        score_as_of=facts.score_as_of,
        treatment=policy.tiers[facts.tier],
        agreed_limit=facts.agreed_limit,
        exposure=exposure_of([customer_id], **about),
        overdue=overdue,
        overdue_days=overdue_days,
        group=_group(facts, today, about),
        sector=_sector(facts, about),
        listed=_listed(customer_id, at),
        obstacles=obstacles_of(customer_id),
    )


def _group(facts: Facts, today: dt.date, about: dict[str, Any]) -> Shared | None:
    """What the members owe together, where the group has a limit of its own."""
    if facts.group_id is None or facts.group_limit is None:
        return None
    members = GroupMembership.objects.in_force(today).filter(group=facts.group_id)
    exposure = exposure_of(list(members.values_list("customer_id", flat=True)), **about)
    return Shared(facts.group_limit, None if exposure.unknown else exposure.known)


def _sector(facts: Facts, about: dict[str, Any]) -> Shared | None:
    if facts.sector_limit is None:
        return None
    if facts.sector_owed is None or facts.sector_unknown or facts.sector_read_at is None:
        return Shared(facts.sector_limit, None)
    reserved = sector_reserved(facts.industry, read_at=facts.sector_read_at, **about)
    return Shared(facts.sector_limit, facts.sector_owed + reserved)


def _listed(customer_id: int, at: dt.datetime) -> tuple[str, ...]:
    hits = confirmed_hits(local_date(at), at).filter(
        customer=customer_id, state=ScreeningHit.State.CONFIRMED
    )
    return tuple(hits.order_by().values_list("list_kind", flat=True))
