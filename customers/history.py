"""What customers were before: each change with who made it, when, and from what to what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, CustomerRevision
from riskcrm.accounts.models import Team, User

CAUSES: dict[str, str | Promise] = {
    "change_customer": _("customer changed"),
    "change_status": _("status changed"),
    "import_customers": _("customer changed by a file"),
    "hand_over": _("customer handed over"),
    "undo_import": _("import undone"),
}


@dataclass(frozen=True)
class FieldChange:
    """One field of one change; the values as people read them, empty = none."""

    at: dt.datetime
    who: str
    cause: str
    version: int
    label: str
    before: str
    after: str


def changes_of(customer: Customer, *, since: int = 0, count: int = 50) -> list[FieldChange]:
    """The latest changes of the customer, newest first, of this version and later ones.

    A revision knows what was; what it became is what the next one knows, or the customer now.
    Three queries at most.
    """
    revisions = list(
        CustomerRevision.objects.filter(customer=customer, version__gte=since).order_by("-version")[
            :count
        ]
    )
    became: dict[str, Any] = {}
    pairs = []
    for revision in revisions:
        for column in sorted(revision.former, key=_place):
            was = revision.former[column]
            pairs.append((revision, column, was, became.get(column, _now(customer, column))))
            became[column] = was
    names = _names([(column, value) for _r, column, *values in pairs for value in values])
    return [
        FieldChange(
            at=revision.superseded_at,
            who=revision.changed_by,
            cause=revision.cause,
            version=revision.version,
            label=str(_field(column).verbose_name),
            before=_shown(column, was, names),
            after=_shown(column, now, names),
        )
        for revision, column, was, now in pairs
    ]


def _field(column: str) -> Any:
    return next(f for f in Customer._meta.concrete_fields if f.column == column)


def _place(column: str) -> int:
    return [f.column for f in Customer._meta.concrete_fields].index(column)


def _now(customer: Customer, column: str) -> Any:
    return getattr(customer, column)


def _names(values: list[tuple[str, Any]]) -> dict[tuple[str, Any], str]:
    """The names behind the ids of people and teams."""
    people = {value for column, value in values if column == "manager_id" and value is not None}
    teams = {value for column, value in values if column == "team_id" and value is not None}
    names: dict[tuple[str, Any], str] = {}
    if people:
        rows = User.objects.filter(pk__in=people)
        names |= {("manager_id", person.pk): str(person) for person in rows}
    if teams:
        rows_of_teams = Team.objects.filter(pk__in=teams)
        names |= {("team_id", team.pk): str(team) for team in rows_of_teams}
    return names


def _shown(column: str, value: Any, names: dict[tuple[str, Any], str]) -> str:
    if value is None or value == "":
        return ""
    if column in ("manager_id", "team_id"):
        return names.get((column, value), str(value))
    return str(dict(_field(column).flatchoices).get(value, value))
