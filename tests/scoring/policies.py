"""Treatment policies as tests need them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from scoring import selectors, services
from scoring.models import TreatmentPolicy
from tests.factories import make_person


def publish_treatments(
    *, tiers: dict[str, dict[str, Any]] | None = None, sectors: dict[str, Any] | None = None,
    **fields: Any,
) -> TreatmentPolicy:  # fmt: skip
    """The policy in force with these terms changed, by two officers of its own, put in force."""
    number = TreatmentPolicy.objects.count()
    maker = make_person("risk_officer", username=f"maker-{number}")
    other = make_person("risk_officer", username=f"publisher-{number}")
    at = timezone.now()
    policy = services.draft_treatments(by=maker, at=at)
    words = {"tiers": tiers, "sectors": sectors, **fields}
    services.change_treatments(policy, version=policy.version, by=maker, at=at, **words)
    services.submit_treatments(policy, note="Tried.", by=maker, at=at)
    services.publish_treatments(policy, reason="Seen.", by=other, at=at)
    return selectors.policy()
