"""What restrictions of a customer's credit do to a check: they lie above its terms and treatment.

They come with the one statement of the check. What a restriction is held against (deposits that are
lodged, orders let through lately) is looked for only where there is such a restriction.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from customers.models import CreditRestriction
from riskcrm.web.today import organisation_zone
from scoring.models import Verdict

Kind = CreditRestriction.Kind
LODGED = """
    SELECT coalesce(sum(z.base_amount), 0)::text FROM customers_security z
    WHERE z.customer_id = v.customer_id AND z.kind = 'deposit' AND NOT z.is_void
      AND z.effective_date <= %(today)s AND coalesce(z.valid_until, 'infinity') >= %(today)s"""
LET_THROUGH = """
    SELECT count(DISTINCT z.reference)::text FROM scoring_creditcheck z
    WHERE z.customer_id = v.customer_id AND z.verdict IN ('allow', 'prepay')
      AND z.asked_at > %(at)s - v.period_days * interval '1 day' AND z.asked_at <= %(at)s
      AND z.reference NOT IN ('', %(reference)s) AND (k.code IS NULL OR z.service = k.code)"""
RESTRICTIONS = f"""
  SELECT jsonb_agg(jsonb_build_object('id', v.id, 'kind', v.kind, 'value', v.value::text,
      'period_days', v.period_days, 'service', k.code, 'service_en', k.name_en,
      'service_zh', k.name_zh, 'from', v.from_date, 'recorded_at', v.recorded_at,
      'knows', EXISTS (SELECT FROM customers_servicekind WHERE code = %(service)s),
      'refers', %(reference)s <> '',
      'found', CASE v.kind WHEN 'deposit' THEN ({LODGED}) WHEN 'frequency' THEN ({LET_THROUGH}) END
    ) ORDER BY v.id)
  FROM customers_creditrestriction v
  LEFT JOIN customers_servicekind k ON k.id = v.service_id
  WHERE v.customer_id = c.id AND v.lifted_at IS NULL AND v.from_date <= %(today)s
    AND coalesce(v.until_date, 'infinity') >= %(today)s"""


@dataclass(frozen=True)
class Restriction:
    """One that is in force; `found` is what it is held against, where that is looked for."""

    id: int
    kind: str
    value: Decimal | None = None
    period_days: int | None = None
    service: str | None = None
    from_date: dt.date | None = None
    found: Decimal | None = None
    names: tuple[str, str] = ("", "")
    recorded_at: dt.datetime | None = None
    knows: bool = True  # whether the kind of service that is asked about is one of ours
    refers: bool = True  # whether the question names the document it is about

    @property
    def began_at(self) -> dt.datetime | None:
        """The moment since which it holds: a release from before does not get round it."""
        if self.from_date is None or self.recorded_at is None:
            return None
        first = dt.datetime.combine(self.from_date, dt.time.min, tzinfo=organisation_zone())
        return max(first, self.recorded_at)

    def as_dict(self) -> dict[str, Any]:
        """What a check keeps of it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "value": None if self.value is None else str(self.value),
            "period_days": self.period_days,
            "service": self.service,
            "service_names": list(self.names),
            "from": None if self.from_date is None else str(self.from_date),
        }


def restrictions_in(found: str | None) -> tuple[Restriction, ...]:
    return tuple(_restriction(each) for each in json.loads(found or "[]"))


def _restriction(said: dict[str, Any]) -> Restriction:
    return Restriction(
        id=said["id"],
        kind=said["kind"],
        value=_decimal(said["value"]),
        period_days=said["period_days"],
        service=said["service"],
        from_date=dt.date.fromisoformat(said["from"]),
        found=_decimal(said["found"]),
        names=(said["service_en"] or "", said["service_zh"] or ""),
        recorded_at=dt.datetime.fromisoformat(said["recorded_at"]),
        knows=said["knows"],
        refers=said["refers"],
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def least(restrictions: Iterable[Restriction], kind: str) -> Decimal | None:
    return min(_values(restrictions, kind), default=None)


def most(restrictions: Iterable[Restriction], kind: str) -> Decimal | None:
    return max(_values(restrictions, kind), default=None)


def _values(restrictions: Iterable[Restriction], kind: str) -> Iterator[Decimal]:
    return (each.value for each in restrictions if each.kind == kind and each.value is not None)


Said = tuple[str, Verdict, dict[str, str]]


def reasons_of(restrictions: Iterable[Restriction], service: str) -> Iterator[Said]:
    """Code, verdict and figures of each that speaks against an order of this kind of service.

    A limit and a payment term speak through the figures they change.
    """
    for each in restrictions:
        match each.kind:
            case Kind.SHIPMENT:
                yield "shipment_hold", Verdict.HOLD, {}
            case Kind.IDENTITY:
                yield "identity_to_verify", Verdict.HOLD, {}
            case Kind.PREPAYMENT:
                yield "prepayment_asked", Verdict.PREPAY, {"share": str(each.value)}
            case Kind.DEPOSIT if (each.found or 0) < (each.value or 0):
                figures = {"limit": str(each.value), "amount": str(each.found)}
                yield "deposit_missing", Verdict.HOLD, figures
            case Kind.SUSPENSION | Kind.FREQUENCY:
                yield from _of_service(each, service)


def _of_service(each: Restriction, service: str) -> Iterator[Said]:
    """An order of which nobody says what it is for may be one of the kind: it is held.

    So is one without a number where orders are counted: it would count as none.
    """
    if each.service is not None and each.service != service:
        if not service or not each.knows:
            yield "service_not_said", Verdict.HOLD, {"service": each.service}
        return
    if each.kind == Kind.SUSPENSION:
        yield "service_suspended", Verdict.DENY, {"service": each.service or ""}
    elif not each.refers:
        yield "reference_not_said", Verdict.HOLD, {}
    elif (each.found or 0) >= (each.value or 0):
        figures = {"count": str(each.found), "most": f"{each.value:.0f}"}
        yield "too_many_orders", Verdict.HOLD, figures | {"days": str(each.period_days)}
