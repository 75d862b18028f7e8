"""The limits in force: as they were changed last, or as the catalogue has them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from monitoring.kris.catalogue import KRIS
from monitoring.models import KriLimit
from riskcrm.accounts.models import User


@dataclass(frozen=True)
class Limits:
    """Amber and red, whose they are, and which version that is; 0 = the catalogue's."""

    amber: Decimal
    red: Decimal
    owner: User | None = None
    version: int = 0
    waiting: KriLimit | None = None


def limits_now() -> dict[str, Limits]:
    """By code. One query."""
    found = {code: Limits(kri.amber, kri.red) for code, kri in KRIS.items()}
    for row in KriLimit.objects.select_related("owner", "asked_by").order_by("version"):
        if row.code not in found:
            continue
        now = found[row.code]
        if row.in_force_at is None:
            found[row.code] = Limits(now.amber, now.red, now.owner, now.version, row)
        else:
            found[row.code] = Limits(row.amber, row.red, row.owner, row.version)
    return found


def status_of(value: Decimal | None, amber: Decimal, red: Decimal) -> str:
    """green, amber, red, or unknown. Which way is dangerous follows from the limits' order."""
    if value is None:
        return "unknown"
    if red < amber:
        return "red" if value <= red else "amber" if value <= amber else "green"
    return "red" if value >= red else "amber" if value >= amber else "green"
