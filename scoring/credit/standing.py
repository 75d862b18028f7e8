"""How a customer stands at the moment of a check: one statement, more only where limits are shared.

A desk asks while somebody waits, so what is rarely there (hits of lists, releases, earlier
reservations of the document) is looked for in that statement, and read only where there is some.
"""

from __future__ import annotations

import datetime as dt
import json
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
from scoring.credit.exposure import SUMS, exposure_of, sector_reserved
from scoring.credit.obstacles import obstacles_sql
from scoring.credit.restrictions import RESTRICTIONS, restrictions_in
from scoring.credit.rules import Exposure, Obstacle, Shared, Standing
from scoring.models import Treatment, TreatmentPolicy, Verdict

TREATMENT = (
    "tier", "verdict", "over_limit_verdict", "limit_factor", "order_limit", "overdue_days",
    "payment_days", "prepayment_share", "deposit_share",
)  # fmt: skip
GROUP = """
  SELECT m.group_id, g.credit_limit FROM customers_groupmembership m
  JOIN customers_customergroup g ON g.id = m.group_id
  WHERE m.customer_id = c.id AND g.credit_limit IS NOT NULL
    AND m.from_date <= %(today)s AND coalesce(m.until_date, 'infinity') >= %(today)s
    AND coalesce(g.ended_date, 'infinity') > %(today)s
  ORDER BY m.from_date DESC LIMIT 1"""
PUBLISHED = "scoring_treatmentpolicy p ON p.state = 'published'"
SHARES = f"""
SELECT m.group_id, CASE WHEN l.id IS NOT NULL THEN c.industry END
FROM customers_customer c
LEFT JOIN LATERAL ({GROUP}) m ON true
LEFT JOIN {PUBLISHED}
LEFT JOIN scoring_sectorlimit l ON l.policy_id = p.id AND l.industry = c.industry
WHERE c.id = ANY(%(customers)s)"""
READ = """
SELECT c.status, c.industry, r.score, r.as_of AS score_as_of, s.card_version_id,
  t.credit_limit AS agreed_limit, t.payment_days,
  q.id AS policy_id, q.number AS policy_number, p.check_hours, {treatment},
  m.group_id, m.credit_limit AS group_limit, l.limit AS sector_limit,
  x.owed AS sector_owed, x.unknown AS sector_unknown, x.read_at AS sector_read_at,
  ledger.ledger, unbilled.unbilled, reserved.reserved, ledger.ledger_unknown,
  unbilled.unbilled_unknown, ledger.overdue, ledger.overdue_days,
  EXISTS (SELECT FROM customers_screeninghit h
    WHERE h.customer_id = c.id AND h.state = 'confirmed') AS is_listed,
  EXISTS (SELECT FROM scoring_creditcheck k WHERE k.customer_id = c.id AND k.waits
    AND k.reference = %(reference)s) AS is_held,
  EXISTS (SELECT FROM scoring_reservation k WHERE k.customer_id = c.id AND k.state = 'live'
    AND k.reference = %(reference)s) AS is_reserved,
  (SELECT jsonb_agg(jsonb_build_array(code, verdict, figures)) FROM ({obstacles}) o) AS obstacles,
  ({restrictions}) AS restrictions
FROM customers_customer c
JOIN scoring_rating r ON r.customer_id = c.id
JOIN {published}
JOIN scoring_treatment y ON y.id = coalesce(
  (SELECT treatment_id FROM scoring_customertreatment WHERE customer_id = c.id),
  (SELECT id FROM scoring_treatment WHERE policy_id = p.id AND tier = r.tier))
JOIN scoring_treatmentpolicy q ON q.id = y.policy_id
LEFT JOIN scoring_riskscore s ON s.id = r.score_row
LEFT JOIN LATERAL (
  SELECT credit_limit, payment_days FROM customers_creditterms
  WHERE customer_id = c.id AND effective_date <= %(today)s
  ORDER BY effective_date DESC, recorded_at DESC LIMIT 1) t ON true
LEFT JOIN LATERAL ({group}) m ON true
LEFT JOIN scoring_sectorlimit l ON l.policy_id = p.id AND l.industry = c.industry
LEFT JOIN scoring_sectorexposure x ON x.industry = c.industry
CROSS JOIN {sums}
WHERE c.id = %(customer)s"""


@dataclass(frozen=True)
class Reading:
    """What one statement finds of a customer, and of the document that is asked about."""

    row: dict[str, Any]
    about: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.row[name]

    def shares(self) -> set[str]:
        """The limits that others draw on as well, by the names under which they are locked."""
        industry = self["industry"] if self["sector_limit"] is not None else None
        return set(_names(self["group_id"], industry))

    @property
    def policy(self) -> TreatmentPolicy:
        """The policy whose treatment answers; a former one of who is not moved on yet."""
        return TreatmentPolicy(pk=self["policy_id"], number=self["policy_number"])


def _names(group_id: int | None, industry: str | None) -> list[str]:
    group = [f"credit:2:group:{group_id}"] if group_id is not None else []
    return [*group, *([f"credit:3:sector:{industry}"] if industry is not None else [])]


def shares_of(customers: Iterable[int], *, at: dt.datetime) -> set[str]:
    """The limits that these customers share with others, by the names that are locked."""
    said: dict[str, Any] = {"customers": list(customers), "today": local_date(at)}
    with connection.cursor() as cursor:
        cursor.execute(SHARES, said)
        return {name for row in cursor.fetchall() for name in _names(*row)}


def read(customer_id: int, reference: str, *, at: dt.datetime, service: str = "") -> Reading:
    """What is on file of a customer now. Raises `Refused` where no policy is in force.

    `service` is the code of what is ordered; empty = it was not said.
    """
    about: dict[str, Any] = {
        "customer": customer_id, "customers": [customer_id], "reference": reference, "at": at,
        "today": local_date(at), "service": service,
    }  # fmt: skip
    treatment = ", ".join(f"y.{name} AS treatment_{name}" for name in TREATMENT)
    sql = READ.format(
        treatment=treatment, obstacles=obstacles_sql(), published=PUBLISHED, group=GROUP,
        sums=SUMS, restrictions=RESTRICTIONS,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, about)
        row = cursor.fetchone()
        if row is None:
            raise Refused(
                _(
                    "No treatment policy is published, so no order can be checked."
                    " Publish one first."
                ),
                code="no_published_policy",
            )
        names = [column.name for column in cursor.description or ()]
    return Reading(dict(zip(names, row, strict=True)), about)


def standing_of(reading: Reading) -> Standing:
    """The figures of a customer without the document that is asked about."""
    treatment = Treatment(**{name: reading[f"treatment_{name}"] for name in TREATMENT})
    return Standing(
        today=reading.about["today"],
        status=reading["status"],
        tier=treatment.tier,
        score_as_of=reading["score_as_of"],
        treatment=treatment,
        agreed_limit=reading["agreed_limit"],
        exposure=Exposure(
            ledger=reading["ledger"],
            unbilled=reading["unbilled"],
            reserved=reading["reserved"],
            ledger_unknown=reading["ledger_unknown"],
            unbilled_unknown=reading["unbilled_unknown"],
        ),
        overdue=reading["overdue"],
        overdue_days=reading["overdue_days"],
        group=_group(reading),
        sector=_sector(reading),
        listed=_listed(reading) if reading["is_listed"] else (),
        obstacles=tuple(
            Obstacle(code, Verdict(verdict), figures)
            for code, verdict, figures in json.loads(reading["obstacles"] or "[]")
        ),
        restrictions=restrictions_in(reading["restrictions"]),
        service=reading.about["service"],
    )


def _group(reading: Reading) -> Shared | None:
    """What the members owe together, where the group has a limit of its own."""
    limit: Decimal | None = reading["group_limit"]
    if limit is None:
        return None
    members = GroupMembership.objects.in_force(reading.about["today"]).filter(
        group=reading["group_id"]
    )
    exposure = exposure_of(list(members.values_list("customer_id", flat=True)), reading.about)
    return Shared(limit, None if exposure.unknown else exposure.known)


def _sector(reading: Reading) -> Shared | None:
    limit: Decimal | None = reading["sector_limit"]
    if limit is None:
        return None
    if reading["sector_owed"] is None or reading["sector_unknown"]:
        return Shared(limit, None)
    reserved = sector_reserved(
        reading["industry"], reading.about, read_at=reading["sector_read_at"]
    )
    return Shared(limit, reading["sector_owed"] + reserved)


def _listed(reading: Reading) -> tuple[str, ...]:
    """The kinds of lists that the customer is on, of entries in force; of the own list with what
    the entry bars."""
    hits = confirmed_hits(reading.about["today"], reading.about["at"]).filter(
        customer=reading.about["customer"], state=ScreeningHit.State.CONFIRMED
    )
    found = hits.order_by("pk").values_list("entry__of_list__kind", "entry__bars")
    return tuple(f"{kind}:{bars}" if bars else kind for kind, bars in found)
