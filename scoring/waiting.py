"""What of scoring waits for somebody's decision."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcrm.accounts.inbox import Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.web.templatetags.riskcrm import figure_text
from riskcrm.web.today import end_of_day, today
from scoring.models import (
    ChampionProposal,
    CreditCheck,
    CustomerTreatment,
    Override,
    ScorecardVersion,
    TreatmentPolicy,
    TreatmentProposal,
)
from scoring.models.customer_treatments import TreatmentProposalQuerySet


def _count_overrides(user: User, most: int) -> int:
    return Override.objects.decidable_by(user)[:most].count()


def _overrides_for(user: User, most: int) -> list[Waiting]:
    rows = Override.objects.decidable_by(user).select_related(
        "customer__rating", "customer__reading", "requested_by"
    )
    return [
        Waiting(
            _("%(name)s asks for the tier “%(tier)s”: %(text)s")
            % {"name": row.requested_by, "tier": row.get_tier_display(), "text": row.text[:120]},
            reverse("scoring:override_detail", args=[row.pk]) + "#decision",
            customer=row.customer,
            exposure=getattr(getattr(row.customer, "reading", None), "exposure", None),
        )
        for row in rows.order_by("requested_at", "pk")[:most]
    ]


def _count_cards(user: User, most: int) -> int:
    versions = ScorecardVersion.objects.decidable_by(user)[:most].count()
    return versions + ChampionProposal.objects.decidable_by(user)[:most].count()


def _cards_for(user: User, most: int) -> list[Waiting]:
    """Versions sent for review, and cards proposed to score the book."""
    versions = ScorecardVersion.objects.decidable_by(user).select_related(
        "scorecard", "submitted_by"
    )
    reviews = [
        Waiting(
            _("%(name)s sent this scorecard for review.") % {"name": row.submitted_by},
            reverse("scoring:scorecard_review", args=[row.pk]),
            title=_("%(card)s, version %(number)s")
            % {"card": row.scorecard.name, "number": row.number},
        )
        for row in versions.order_by("pk")[:most]
    ]
    proposals = ChampionProposal.objects.decidable_by(user).select_related("scorecard")
    return reviews + [
        Waiting(
            _("It is proposed that this card score the book."),
            reverse("scoring:champion_detail", args=[row.pk]),
            title=row.scorecard.name,
        )
        for row in proposals.order_by("pk")[:most]
    ]


def _count_held(user: User, most: int) -> int:
    return CreditCheck.objects.releasable_by(user, at=timezone.now())[:most].count()


def _held_for(user: User, most: int) -> list[Waiting]:
    """Orders that a credit check holds, to be released until the check ends."""
    checks = CreditCheck.objects.releasable_by(user, at=timezone.now())
    rows = checks.select_related("customer__rating", "asked_by").order_by("asked_at", "pk")
    return [
        Waiting(
            _("%(name)s asked: document %(reference)s over %(currency)s %(amount)s is held.")
            % {
                "name": check.asked_by,
                "reference": check.reference,
                "currency": check.currency,
                "amount": figure_text(check.amount),
            },
            reverse("scoring:credit_check_detail", args=[check.pk]) + "#release",
            customer=check.customer,
            exposure=check.total,
            due_at=check.expires_at,
        )
        for check in rows[:most]
    ]


def _count_policies(user: User, most: int) -> int:
    return TreatmentPolicy.objects.publishable_by(user)[:most].count()


def _policies_for(user: User, most: int) -> list[Waiting]:
    rows = TreatmentPolicy.objects.publishable_by(user).select_related("submitted_by")
    return [
        Waiting(
            _("%(name)s submitted it: %(text)s")
            % {"name": row.submitted_by, "text": row.note[:120]},
            reverse("scoring:treatment_detail", args=[row.pk]) + "#decision",
            title=_("Treatments, version %(number)s") % {"number": row.number},
        )
        for row in rows.order_by("submitted_at", "pk")[:most]
    ]


def _count_proposals(user: User, most: int) -> int:
    return _own_proposals(user)[:most].count()


def _proposals_for(user: User, most: int) -> list[Waiting]:
    rows = _own_proposals(user).select_related("customer__rating", "customer__reading", "proposed")
    return [
        Waiting(
            _("Treatment as “%(tier)s” is proposed (%(direction)s)")
            % {
                "tier": row.proposed.get_tier_display(),
                "direction": row.get_direction_display(),
            },
            reverse("scoring:proposal_detail", args=[row.pk]) + "#decision",
            customer=row.customer,
            exposure=getattr(getattr(row.customer, "reading", None), "exposure", None),
        )
        for row in rows.order_by("proposed_at", "pk")[:most]
    ]


def _own_proposals(user: User) -> TreatmentProposalQuerySet:
    """Of one's own customers: an officer, who may decide on all, finds those of others by list."""
    return TreatmentProposal.objects.decidable_by(user).filter(customer__manager=user)


def _count_reviews(user: User, most: int) -> int:
    return CustomerTreatment.objects.reviewed_by(user, day=today())[:most].count()


def _reviews_for(user: User, most: int) -> list[Waiting]:
    """Customers whose treatment is to be looked at again, as often as the policy asks."""
    rows = CustomerTreatment.objects.reviewed_by(user, day=today()).select_related(
        "customer__rating", "customer__reading", "treatment"
    )
    return [
        Waiting(
            _("Review due: treated as “%(tier)s”") % {"tier": row.treatment.get_tier_display()},
            reverse("monitoring:customer_detail", args=[row.pk]) + "?tab=treatment#panel",
            customer=row.customer,
            exposure=getattr(getattr(row.customer, "reading", None), "exposure", None),
            due_at=end_of_day(row.review_date),
        )
        for row in rows.order_by("review_date", "pk")[:most]
    ]


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(Source("overrides", _count_overrides, _overrides_for))
    register(Source("scorecards", _count_cards, _cards_for))
    register(Source("held_orders", _count_held, _held_for))
    register(Source("treatment_policies", _count_policies, _policies_for))
    register(Source("treatment_proposals", _count_proposals, _proposals_for))
    register(Source("treatment_reviews", _count_reviews, _reviews_for))
