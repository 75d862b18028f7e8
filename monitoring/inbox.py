"""What waits for whom: decisions that the apps below name, alerts, mentions, outcomes.

First by keys, deadlines and amounts alone; whole rows are read of the lines that are shown.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Exists, OuterRef, Prefetch, Q

from customers.models import Customer, Mention
from monitoring.models import Alert
from monitoring.notices.opening import may_open
from monitoring.pressing import Keys, keys_of, pressing_alerts, pressing_rows
from monitoring.selectors import with_figures
from removal.models import CaseStep, RemovalCase
from riskcrm.accounts.absences import covering_for
from riskcrm.accounts.inbox import Waiting, count_waiting, sources
from riskcrm.accounts.models import PolicyVersion, User
from riskcrm.web.today import local_date

MOST_SHOWN = 25
MOST_COUNTED = 100
ALERTS_PER_LINE = 6
Stake = tuple[Decimal | None, Decimal | None]  # exposure, expected loss
NEWS = ("mention", "outcome")  # to be read, not to be decided
OUTCOMES_FOR = dt.timedelta(days=14)


@dataclass
class Work:
    """One line of an inbox: what it is about, until when, and what it may cost.

    A line of alerts holds all of one customer's that wait, the gravest first.
    """

    kind: Literal["decision", "alerts", "mention", "outcome"]
    customer_id: int | None
    exposure: Decimal | None = None
    expected_loss: Decimal | None = None
    due_at: dt.datetime | None = None
    is_late: bool = False
    decision: Waiting | None = None
    mention: Mention | None = None
    case: RemovalCase | None = None
    alert_ids: list[int] = field(default_factory=list)
    alerts: list[Any] = field(default_factory=list)
    customer: Customer | None = None
    for_whom: User | None = None  # who is away, and whose work it is

    def rank(self) -> tuple[Any, ...]:
        """Late before due, then by expected loss, then by exposure, then by the deadline.

        Where no loss is known it is not nought: such lines follow. Notes come last.
        """
        due = self.due_at.timestamp() if self.due_at else float("inf")
        place = NEWS.index(self.kind) + 1 if self.kind in NEWS else 0
        is_unknown, loss = self.expected_loss is None, self.expected_loss or 0
        return (place, not self.is_late, is_unknown, -loss, -(self.exposure or 0), due)


@dataclass(frozen=True)
class Asked:
    """What is asked once for the lines of an inbox and for how many there are.

    How many things of each source wait, up to a number; and the alerts, part by part.
    """

    filled: Counter[str]
    parts: list[tuple[Any, Keys]]


def ask(user: User, *, at: dt.datetime, most: int = 1) -> Asked:
    """Of this person's inbox; `most` of each source are counted."""
    return Asked(count_waiting(user, most), _parts_of(Alert.objects.waiting_parts(user, at=at)))


def _parts_of(parts: Iterable[Any]) -> list[tuple[Any, Keys]]:
    return [(part, keys_of(part)) for part in parts]


def inbox_of(
    user: User, *, at: dt.datetime, count: int = MOST_SHOWN, asked: Asked | None = None
) -> list[Work]:
    """What waits for this person, the most pressing first, and how their proposals ended."""
    asked = asked or ask(user, at=at)
    work = [
        *_decisions_for(user, at, count, asked.filled),
        *_alerted_lines(asked.parts, at, count),
        *_mentions_of(user, count),
        *_outcomes_for(user, at),
        *covered_work(user, at, count),
    ]
    shown = sorted(work, key=Work.rank)[:count]
    _fill(shown)
    # alerts may have gone between the queries
    return [line for line in shown if line.kind != "alerts" or line.alerts]


def inbox_count(
    user: User, *, at: dt.datetime, most: int = MOST_COUNTED, asked: Asked | None = None
) -> int:
    """How many lines this person's inbox has to be worked off, up to `most`.

    `asked` with as many, by who shows the lines too.
    """
    waiting = 0
    for counted in _counts(user, at, most, asked):
        waiting += counted
        if waiting >= most:  # what else waits is not asked for
            return most
    return waiting


def _counts(user: User, at: dt.datetime, most: int, asked: Asked | None) -> Iterator[int]:
    """How much waits of each kind, up to `most`, asked for one after the other."""
    yield len(_alerted(user, at, most, asked))
    yield PolicyVersion.objects.waiting_for(user)[:most].count()
    yield Mention.objects.of(user).unread()[:most].count()
    yield (asked.filled if asked else count_waiting(user, most)).total()
    yield len(covered_work(user, at, most))


def _alerted(user: User, at: dt.datetime, most: int, asked: Asked | None) -> set[int]:
    """Customers whose alerts wait for this person."""
    if asked:
        return {customer for _part, keys in asked.parts for _alert, customer in keys}
    customers: set[int] = set()
    for part in Alert.objects.waiting_parts(user, at=at):
        # the first few of each: no sorting and no counting of all that waits
        found = part.values_list("customer_id", flat=True)[: most * ALERTS_PER_LINE]
        customers.update(found)
    return customers


def _decisions_for(user: User, at: dt.datetime, count: int, filled: Counter[str]) -> list[Work]:
    """What the apps below say waits for this person; most sources have nothing for most people."""
    found = [
        source.line(row)
        for source in sources()
        if filled[source.name]
        for row in pressing_rows(source, source.found(user), local_date(at), count)
    ]
    return _worded(found, at)


def _worded(found: list[Waiting], at: dt.datetime) -> list[Work]:
    stakes = _stakes(row.customer_id for row in found)
    return [
        Work(
            "decision",
            row.customer_id,
            stakes[row.customer_id][0] if row.exposure is None else row.exposure,
            stakes[row.customer_id][1],
            row.due_at,
            row.due_at is not None and row.due_at < at,
            decision=row,
        )
        for row in found
    ]


def _stakes(customers: Iterable[int | None]) -> dict[int | None, Stake]:
    """Exposures and expected losses of customers; None = not known. One query."""
    asked = {pk for pk in customers if pk is not None}
    stakes: dict[int | None, Stake] = defaultdict(lambda: (None, None))
    if asked:
        rows = Customer.objects.filter(pk__in=asked).order_by()
        for pk, *stake in rows.values_list("pk", "reading__exposure", "rating__expected_loss"):
            stakes[pk] = (stake[0], stake[1])
    return stakes


def _alerted_lines(parts: list[tuple[Any, Keys]], at: dt.datetime, count: int) -> list[Work]:
    """Waiting alerts, a customer's on one line."""
    found = [
        (Work("alerts", customer, exposure, loss, due_at, due_at < at), alert)
        for part, keys in parts
        for alert, customer, due_at, exposure, loss in pressing_alerts(
            part, keys, at, count * ALERTS_PER_LINE
        )
    ]
    lines: dict[int | None, Work] = {}
    for line, alert in sorted(found, key=lambda each: each[0].rank()):
        lines.setdefault(line.customer_id, line).alert_ids.append(alert)
    return list(lines.values())[:count]


# --- for who is away ------------------------------------------------------------------------------


def covered_work(user: User, at: dt.datetime, count: int) -> list[Work]:
    """Alerts and decisions of those who are away and whom this person stands in for.

    Only rows that this person sees, on pages that their own role opens, and nothing that waits for
    them anyway. One query for who stands in for nobody.
    """
    work: dict[Any, Work] = {}  # what waits for two who are away, waits once
    for absent in covering_for(user, local_date(at)):
        lines = [
            *_alerted_lines(_parts_of(_covered_alerts(absent, user, at)), at, count),
            *_covered_decisions(absent, user, at, count),
        ]
        for line in lines:
            line.for_whom = absent
            work.setdefault((line.kind, line.customer_id, line.decision), line)
    return list(work.values())


def _covered_alerts(absent: User, user: User, at: dt.datetime) -> list[Any]:
    own = Alert.objects.waiting_for(user, at=at).values("pk")
    parts = Alert.objects.waiting_parts(absent, at=at)
    return [part.visible_to(user).exclude(pk__in=own) for part in parts]


def _covered_decisions(absent: User, user: User, at: dt.datetime, count: int) -> list[Work]:
    filled = count_waiting(absent, 1)
    found: list[Waiting] = []
    for source in sources():
        if not filled[source.name]:
            continue
        rows = pressing_rows(source, source.found(absent), local_date(at), count)
        keys = [row.pk for row in rows]
        own = set(source.found(user).filter(pk__in=keys).values_list("pk", flat=True))
        found += [source.line(row) for row in rows if row.pk not in own]
    asked = {row.customer_id for row in found if row.customer_id is not None}
    seen = Customer.objects.visible_to(user).filter(pk__in=asked)
    visible = set(seen.values_list("pk", flat=True))
    return _worded([r for r in found if r.customer_id in visible and may_open(user, r.url)], at)


def _mentions_of(user: User, count: int) -> list[Work]:
    """Notes in which somebody named this person, and which they have not read."""
    unread = Mention.objects.of(user).unread().select_related("by")
    mentions = list(unread.order_by("-mentioned_at", "-pk")[:count])
    stakes = _stakes(mention.customer_id for mention in mentions)
    return [
        Work("mention", mention.customer_id, *stakes[mention.customer_id], mention=mention)
        for mention in mentions
    ]


def _outcomes_for(user: User, at: dt.datetime) -> list[Work]:
    """What became of one's proposals lately: approved and going on, or ended by somebody else."""
    approval = CaseStep.objects.filter(
        case=OuterRef("pk"), act="approve_case", at=OuterRef("stage_since")
    )
    steps = CaseStep.objects.select_related("by").order_by("-number")
    cases = (
        RemovalCase.objects.visible_to(user)
        .filter(Q(proposed_by=user) | Q(taken_over_by=user), stage_since__gte=at - OUTCOMES_FOR)
        .filter(Q(closed_at__isnull=False) | Exists(approval))
        .exclude(state="withdrawn")
        .prefetch_related(Prefetch("steps", steps))
        .order_by("-stage_since")[:10]
    )
    return [Work("outcome", case.customer_id, case.exposure, case=case) for case in cases]


def _fill(lines: list[Work]) -> None:
    """Give lines their customers, and alerts what of them is shown. Three queries at most."""
    ids = {line.customer_id for line in lines if line.customer_id is not None}
    customers = Customer.objects.select_related("rating", "reading").in_bulk(ids)
    keys = [key for line in lines for key in line.alert_ids]
    alerts = Alert.objects.select_related("rule").in_bulk(keys)
    for line in lines:
        if line.customer_id is None:
            continue
        line.customer = customers[line.customer_id]
        for alert in (alerts[key] for key in line.alert_ids if key in alerts):
            alert.customer = line.customer
            line.alerts.append(alert)
        line.alerts.sort(key=lambda alert: alert.due_at)  # the graver, the sooner
    if alerts:
        with_figures(alerts.values())
