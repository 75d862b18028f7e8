"""What is read of rules and of their dry runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

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
    seen = Alert.objects.visible_to(person).running().filter(rule=OuterRef("pk")).order_by()
    running = seen.values("rule").annotate(count=Count("pk")).values("count")
    undecided = RuleVersion.objects.open().filter(rule=OuterRef("pk"))
    return AlertRule.objects.annotate(
        running=Coalesce(Subquery(running), 0),
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


def versions() -> QuerySet[RuleVersion]:
    """Versions with what their pages and the API show of them."""
    return RuleVersion.objects.select_related("rule", *PEOPLE)


def rule_as_of(rule: AlertRule, at: dt.datetime) -> AlertRule:
    """What a rule said at a moment, as far as its versions tell; not to be saved."""
    held = rule.versions.filter(in_force_at__lte=at).order_by("-in_force_at").first()
    return row_of(held.said, rule) if held else rule


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
