"""What is read of rules and of their dry runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from monitoring.alert_rules.definition import content_of
from monitoring.alert_rules.words import Difference, Fact, Names, differences, facts_of, row_of
from monitoring.models import Alert, AlertRule, DryRun, DryRunHit, RuleVersion
from riskcrm.accounts.models import User

State = RuleVersion.State
HELD = (State.IN_FORCE, State.RETIRED)
PEOPLE = ("created_by", "asked_by", "decided_by")


def rules_for(person: User) -> QuerySet[AlertRule]:
    """Rules with the episodes that run among the customers that somebody sees, and the state of
    the version that is not decided yet."""
    seen = Alert.objects.visible_to(person).filter(cleared_at__isnull=True)
    undecided = RuleVersion.objects.open().filter(rule=OuterRef("pk"))
    return AlertRule.objects.annotate(
        running=Count("alerts", Q(alerts__in=seen)),
        open_state=Subquery(undecided.values("state")[:1]),
        open_number=Subquery(undecided.values("number")[:1]),
    )


@dataclass(frozen=True)
class Chapter:
    """A version in a rule's history, with what it says otherwise than the one that held before."""

    version: RuleVersion
    facts: list[Fact]
    changes: list[Difference]
    is_first: bool


def history_of(rule: AlertRule, known: Names) -> list[Chapter]:
    """A rule's versions, the newest first. One query."""
    versions = list(rule.versions.select_related(*PEOPLE).order_by("number"))
    said = {each.pk: facts_of(row_of(each.said, rule), known) for each in versions}
    chapters: list[Chapter] = []
    held: RuleVersion | None = None
    for each in versions:
        changes: list[Difference] = []
        if held:
            changes = differences(said[held.pk], said[each.pk])
        chapters.append(Chapter(each, said[each.pk], changes, held is None))
        held = each if each.state in HELD else held
    return chapters[::-1]


def run_of(version: RuleVersion) -> DryRun | None:
    """How a version, as it is now, did on the past; None where it was not tried."""
    content = content_of(version.said)
    return DryRun.objects.filter(version=version, content=content).first()


def versions(rows: QuerySet[RuleVersion] | None = None) -> QuerySet[RuleVersion]:
    """Versions with what their pages and the API show of them."""
    found = RuleVersion.objects.all() if rows is None else rows
    return found.select_related("rule", *PEOPLE)


def newest_runs(rows: Iterable[RuleVersion]) -> dict[int, DryRun]:
    """The dry run of each version as it is now. One query."""
    by_content = {(row.pk, content_of(row.said)): row.pk for row in rows}
    runs: Any = DryRun.objects.filter(version__in=by_content.values())
    return {run.version_id: run for run in runs if (run.version_id, run.content) in by_content}


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
