"""What of scoring waits for somebody's decision."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcrm.accounts.inbox import TO_RELEASE, Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.web.templatetags.riskcrm import figure_text
from scoring.models import (
    ChampionProposal,
    CreditCheck,
    Override,
    ScorecardVersion,
    TreatmentPolicy,
    TreatmentProposal,
)


def _overrides(user: User) -> QuerySet[Override]:
    return Override.objects.decidable_by(user).order_by("requested_at", "pk")


def _override(row: Override) -> Waiting:
    said = {
        "name": row.requested_by, "tier": row.get_tier_display(), "text": row.text[:120],
    }  # fmt: skip
    return Waiting(
        _("%(name)s asks for the tier “%(tier)s”: %(text)s") % said,
        reverse("scoring:override_detail", args=[row.pk]) + "#decision",
        customer_id=row.customer_id,
    )


def _versions(user: User) -> QuerySet[ScorecardVersion]:
    return ScorecardVersion.objects.decidable_by(user).order_by("pk")


def _version(row: ScorecardVersion) -> Waiting:
    title = _("%(card)s, version %(number)s")
    return Waiting(
        _("%(name)s sent this scorecard for review.") % {"name": row.submitted_by},
        reverse("scoring:scorecard_review", args=[row.pk]),
        title=title % {"card": row.scorecard.name, "number": row.number},
    )


def _champions(user: User) -> QuerySet[ChampionProposal]:
    return ChampionProposal.objects.decidable_by(user).order_by("pk")


def _champion(row: ChampionProposal) -> Waiting:
    return Waiting(
        _("It is proposed that this card score the book."),
        reverse("scoring:champion_detail", args=[row.pk]),
        title=row.scorecard.name,
    )


def _held_orders(user: User) -> QuerySet[CreditCheck]:
    """Orders that a credit check holds, to be released until the check ends."""
    return CreditCheck.objects.releasable_by(user, at=timezone.now()).order_by("asked_at", "pk")


def _held_order(check: CreditCheck) -> Waiting:
    said = {
        "name": check.asked_by, "reference": check.reference, "currency": check.currency,
        "amount": figure_text(check.amount),
    }  # fmt: skip
    return Waiting(
        _("%(name)s asked: document %(reference)s over %(currency)s %(amount)s is held.") % said,
        reverse("scoring:credit_check_detail", args=[check.pk]) + "#release",
        customer_id=check.customer_id,
        exposure=check.total,
        due_at=check.expires_at,
    )


def _policies(user: User) -> QuerySet[TreatmentPolicy]:
    return TreatmentPolicy.objects.publishable_by(user).order_by("submitted_at", "pk")


def _policy(row: TreatmentPolicy) -> Waiting:
    said = {"name": row.submitted_by, "text": row.note[:120]}
    return Waiting(
        _("%(name)s submitted it: %(text)s") % said,
        reverse("scoring:treatment_detail", args=[row.pk]) + "#decision",
        title=_("Treatments, version %(number)s") % {"number": row.number},
    )


def _proposals(user: User) -> QuerySet[TreatmentProposal]:
    """Of one's own customers: an officer, who may decide on all, finds those of others by list."""
    mine = TreatmentProposal.objects.decidable_by(user).filter(customer__manager=user)
    return mine.order_by("proposed_at", "pk")


def _proposal(row: TreatmentProposal) -> Waiting:
    said = {"tier": row.proposed.get_tier_display(), "direction": row.get_direction_display()}
    return Waiting(
        _("Treatment as “%(tier)s” is proposed (%(direction)s)") % said,
        reverse("scoring:proposal_detail", args=[row.pk]) + "#decision",
        customer_id=row.customer_id,
    )


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(
        Source("overrides", _overrides, _override, ("requested_by",)),
        Source("scorecards", _versions, _version, ("scorecard", "submitted_by")),
        Source("champions", _champions, _champion, ("scorecard",)),
        Source("held_orders", _held_orders, _held_order, ("asked_by",), asks=TO_RELEASE),
        Source("treatment_policies", _policies, _policy, ("submitted_by",)),
        Source("treatment_proposals", _proposals, _proposal, ("proposed",)),
    )
