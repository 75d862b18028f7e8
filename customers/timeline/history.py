"""What customers were before: each change with who made it, when, and from what to what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, CustomerRevision, CustomField
from riskcrm.accounts.models import Team, User

OWN = "custom."  # before the code of a custom field, where columns have names
CAUSES: dict[str, str | Promise] = {
    "change_customer": _("customer changed"),
    "change_status": _("status changed"),
    "import_customers": _("customer changed by a file"),
    "merge_customers": _("another customer merged into this one"),
    "undo_merge": _("merge undone"),
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
    Four queries at most.
    """
    revisions = list(
        CustomerRevision.objects.filter(customer=customer, version__gte=since).order_by("-version")[
            :count
        ]
    )
    became: dict[str, Any] = {}
    pairs = []
    for revision in revisions:
        former = _flat(revision.former)
        for column in sorted(former, key=_place):
            was = former[column]
            pairs.append((revision, column, was, became.get(column, _now(customer, column))))
            became[column] = was
    names = _names([(column, value) for _r, column, *values in pairs for value in values])
    own = _own([column for _r, column, *_values in pairs])
    return [
        FieldChange(
            at=revision.superseded_at,
            who=revision.changed_by,
            cause=revision.cause,
            version=revision.version,
            label=_label(column, own),
            before=_shown(column, was, names, own),
            after=_shown(column, now, names, own),
        )
        for revision, column, was, now in pairs
    ]


def _field(column: str) -> Any:
    return next(f for f in Customer._meta.concrete_fields if f.column == column)


def _flat(former: dict[str, Any]) -> dict[str, Any]:
    """With a column of its own for each custom field."""
    flat = {column: was for column, was in former.items() if column != "custom"}
    return flat | {f"{OWN}{code}": was for code, was in former.get("custom", {}).items()}


def _own(columns: list[str]) -> dict[str, CustomField]:
    """The custom fields among these columns, archived ones too; no query where there are none."""
    codes = {column.removeprefix(OWN) for column in columns if column.startswith(OWN)}
    if not codes:
        return {}
    return {f"{OWN}{field.code}": field for field in CustomField.objects.filter(code__in=codes)}


def _label(column: str, own: dict[str, CustomField]) -> str:
    if column.startswith(OWN):
        return own[column].label if column in own else column.removeprefix(OWN)
    return str(_field(column).verbose_name)


def _place(column: str) -> tuple[int, str]:
    if column.startswith(OWN):
        return len(Customer._meta.concrete_fields), column
    return [f.column for f in Customer._meta.concrete_fields].index(column), ""


def _now(customer: Customer, column: str) -> Any:
    if column.startswith(OWN):
        return customer.custom.get(column.removeprefix(OWN))
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


def _shown(
    column: str, value: Any, names: dict[tuple[str, Any], str], own: dict[str, CustomField]
) -> str:
    if value is None or value == "":
        return ""
    if column.startswith(OWN):
        return own[column].shown(value) if column in own else str(value)
    if column in ("manager_id", "team_id"):
        return names.get((column, value), str(value))
    return str(dict(_field(column).flatchoices).get(value, value))
