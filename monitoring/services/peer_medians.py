"""Reading the medians of industries that rules compare customers with."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from monitoring.alert_rules.sources import medians
from monitoring.alert_rules.tree import measures_of, rule_of
from monitoring.models import AlertRule, PeerMedian, Versus


@transaction.atomic
def read_peer_medians(day: dt.date) -> None:
    """Read anew what active rules ask for, one statement for each figure; forget all else."""
    rules = (rule_of(row) for row in AlertRule.objects.filter(is_active=True))
    subjects = sorted({
        measure.subject
        for rule in rules if rule is not None
        for measure in measures_of(rule) if measure.versus == Versus.PEERS
    })  # fmt: skip
    PeerMedian.objects.all().delete()
    with connection.cursor() as cursor:
        for subject in subjects:
            cursor.execute(
                "INSERT INTO monitoring_peermedian (subject, industry, value, customers, as_of)"
                f" SELECT %s, m.industry, m.value, m.customers, %s FROM ({medians(subject)}) m",
                [subject, day],
            )
