"""What back-tests say of a version before it is published: theirs who send and who review it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from riskcrm.audit.models import Event
from scoring.models import BackTest, ScorecardVersion

SHOWN = 5


@dataclass(frozen=True)
class Evidence:
    """A finished back-test of a version, as its card or as its challenger.

    `is_of_this`: the card says what it said when it was tested; a draft may have changed since.
    """

    back_test: BackTest
    found: dict[str, Any]
    months: list[str]
    is_of_this: bool


def evidence_of(version: ScorecardVersion) -> list[Evidence]:
    """The newest finished back-tests of this version, those of what it says now first."""
    tests = BackTest.objects.filter(Q(card_version=version) | Q(challenger=version))
    finished = tests.filter(result__isnull=False).order_by("-pk")[:SHOWN]
    changed_at = _changed_at(version)
    found = [_evidence(each, version, changed_at) for each in finished]
    return sorted(found, key=lambda each: not each.is_of_this)


def _evidence(
    back_test: BackTest, version: ScorecardVersion, changed_at: dt.datetime | None
) -> Evidence:
    result = back_test.result or {}
    which = "card" if back_test.card_version_id == version.pk else "challenger"
    return Evidence(
        back_test=back_test,
        found=result[which],
        months=[each["as_of"] for each in result["months"]],
        is_of_this=changed_at is None or changed_at <= back_test.requested_at,
    )


def _changed_at(version: ScorecardVersion) -> dt.datetime | None:
    """When what the card says, and not its record alone, was changed last."""
    changes = Event.objects.filter(
        verb="change_draft", object_kind="scorecardversion", object_id=str(version.pk)
    )
    for event in changes.select_related("payload").order_by("-id"):
        if set(event.content.get("after") or {}) - set(ScorecardVersion.RECORD):
            return event.recorded_at
    return None
