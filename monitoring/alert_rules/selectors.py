"""What is read of rules and of their dry runs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from monitoring.models import DryRun, DryRunHit
from riskcrm.accounts.models import User


@dataclass(frozen=True)
class Tally:
    """What a dry run counts, among the customers that somebody sees."""

    alerts: int
    customers: int
    gone_bad: int


def tally_of(run: DryRun, person: User) -> Tally:
    """Alerts, the customers that have them, and how many of those went bad afterwards."""
    hits = DryRunHit.objects.filter(dry_run=run).visible_to(person)
    counted = hits.aggregate(
        alerts=Count("pk"), customers=Count("customer", distinct=True),
        gone_bad=Count("customer", distinct=True, filter=Q(bad_date__isnull=False)),
    )  # fmt: skip
    return Tally(**counted)
