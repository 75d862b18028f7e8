"""Who has a part in an emergency is told that it runs; once it has ended, that is no news."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.urls import reverse

from monitoring.models import Activation, Notice, PlanRole
from monitoring.services.notices import write_notices


def tell_activated(activations: Collection[Activation], *, at: dt.datetime) -> None:
    """Tell the person and the deputy of each role, in the transaction of the act.

    As many queries for all. About no customer: who has a part is told, whomever else they see.
    """
    versions = {row.version_id for row in activations}
    people: dict[int, set[int]] = defaultdict(set)
    roles = PlanRole.objects.filter(version__in=versions)
    for version, *pair in roles.values_list("version", "person", "deputy"):
        people[version] |= {pk for pk in pair if pk is not None}
    rows = [(pk, _columns(row, at)) for row in activations for pk in sorted(people[row.version_id])]
    if rows:
        write_notices(rows, now=at)


def _columns(row: Activation, at: dt.datetime) -> dict[str, object]:
    version = row.version
    return {
        "kind": "plan_activated",
        "severity": version.severity,
        "link": reverse("monitoring:activation_detail", args=[row.pk]),
        "key": _key(row),
        "parts": {"plan": {"en": version.name_en, "zh": version.name_zh}},
        "at": at,
    }


def read_notices_of_activation(row: Activation, *, at: dt.datetime) -> None:
    """It has ended: nobody has to read that it runs, in its transaction."""
    roles = PlanRole.objects.filter(version=row.version_id).values_list("person", "deputy")
    people = {pk for pair in roles for pk in pair if pk is not None}
    told = Notice.objects.filter(person__in=people, key=_key(row)).unread()
    told.update(read_at=at, is_mail_due=False)


def _key(row: Activation) -> str:
    return f"activation:{row.pk}"
