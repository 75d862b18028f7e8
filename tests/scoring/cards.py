"""Versions of scorecards in each state, made by the services."""

from __future__ import annotations

import copy
from typing import Any

from django.utils import timezone

from riskcrm.accounts.models import User
from scoring import services
from scoring.models import Scorecard, ScorecardVersion

WHY = "The weights were too old."


def first_version() -> ScorecardVersion:
    """The one that `migrate` published."""
    return ScorecardVersion.objects.order_by("pk")[0]


def changed(definition: Any, **tiers: str) -> Any:
    """The same definition with other thresholds."""
    definition = copy.deepcopy(definition)
    definition["tiers"] |= tiers or {"medium": "20"}
    return definition


def make_draft(by: User, **fields: Any) -> ScorecardVersion:
    """A draft of the expert card that differs from the published version."""
    base = first_version()
    fields.setdefault("definition", changed(base.definition))
    return services.draft_version(base.scorecard, by=by, at=timezone.now(), based_on=base, **fields)


def submit(version: ScorecardVersion, by: User) -> ScorecardVersion:
    return services.submit_card(version, by=by, note=WHY, at=timezone.now())


def make_review(by: User, **fields: Any) -> ScorecardVersion:
    return submit(make_draft(by, **fields), by)


def publish(version: ScorecardVersion, by: User) -> ScorecardVersion:
    return services.publish_card(version, by=by, reason="It is better.", at=timezone.now())


def make_challenger(writer: User, publisher: User, code: str = "rival") -> Scorecard:
    """Another card with a published version; it does not score the book."""
    base = first_version()
    version = services.create_card(
        code=code, name_en="Rival", name_zh="对手", by=writer, at=timezone.now(), based_on=base
    )
    publish(submit(version, writer), publisher)
    return version.scorecard
