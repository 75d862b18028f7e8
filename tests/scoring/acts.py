"""Each act of the API on overrides and treatments, as somebody does it and gets it wrong."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from riskcrm.web.today import today
from scoring import services
from scoring.models import (
    CustomerTreatment,
    Override,
    Rating,
    Treatment,
    TreatmentPolicy,
    TreatmentProposal,
)
from tests.customers.acts import OWN, Case, World

REASON = {"reason": "seen"}


def rated(world: World, tier: str) -> None:
    """The world's customer stands in this tier."""
    Rating.objects.filter(customer=world.customer).update(
        tier=tier, computed_tier=tier, card_tier=tier, as_of=today()
    )


def asked(world: World) -> Override:
    """An override that the manager asks for."""
    rated(world, "high")
    return services.request_override(
        world.customer, tier="low", reason="support", text="The parent pays.", evidence="Letter.",
        expires_on=today() + dt.timedelta(days=30), by=world.manager, at=timezone.now(),
    )  # fmt: skip


def in_force(world: World) -> Override:
    """An override that an officer approved."""
    return services.approve_override(
        asked(world), by=world.officer, reason="Seen.", at=timezone.now()
    )


def drafted(world: World) -> TreatmentPolicy:
    """A draft of treatments."""
    return services.draft_treatments(by=world.officer, at=timezone.now())


def proposed(world: World) -> TreatmentProposal:
    """Better terms that are proposed for a customer of low risk."""
    rated(world, "low")
    return TreatmentProposal.objects.create(
        customer=world.customer, proposed=Treatment.objects.get(policy__number=1, tier="low"),
        direction="better", proposed_at=timezone.now(),
    )  # fmt: skip


def treated(world: World) -> CustomerTreatment:
    """The treatment of a customer of low risk, to be looked at."""
    rated(world, "low")
    return CustomerTreatment.objects.create(
        customer=world.customer, treatment=Treatment.objects.get(policy__number=1, tier="low"),
        since=today(), review_date=today(),
    )  # fmt: skip


CASES = (
    Case("api-override-approve", "approve_override", asked, REASON, {}, "reason",
         by="risk_officer"),
    Case("api-override-reject", "reject_override", asked, REASON, {}, "reason", by="risk_officer"),
    Case("api-override-lift", "lift_override", in_force, REASON, {}, "reason", by="risk_officer"),
    Case("api-override-withdraw", "withdraw_override", asked, REASON, {}, "reason"),
    Case("api-treatment-policy-submit", "submit_treatments", drafted, {"note": "Tried."}, {},
         "note", by="risk_officer", **OWN),
    Case("api-treatment-review", "review_treatment", treated, {"note": "Pays."}, {}, "note"),
    Case("api-treatment-proposal-accept", "accept_treatment", proposed, {}),
    Case("api-treatment-proposal-decline", "decline_treatment", proposed, REASON, {}, "reason"),
)  # fmt: skip
