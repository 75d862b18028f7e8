"""What must be in the book before a line of the onboarding checklist can pass."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from customers.models import (
    CreditReport,
    CreditTerms,
    Customer,
    OnboardingItem,
    ScreeningDue,
    ScreeningHit,
    ScreeningList,
)
from customers.screening.behind import parties_behind
from riskcrm.web.errors import Refused


def refuse_without_proof(customer: Customer, proof: str, *, today: dt.date) -> None:
    """Raises `Refused` where what a line needs is not in the book."""
    proofs: dict[str, tuple[bool, str]] = {
        OnboardingItem.Proof.CREDIT_REPORT: (
            CreditReport.objects.filter(customer=customer, is_void=False)
            .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
            .exists(),
            _("Enter a credit report of this customer first; it must still be valid."),
        ),
        OnboardingItem.Proof.CREDIT_TERMS: (
            _has_limit(customer, today=today),
            _("Set a credit limit above zero for this customer first; it must be in force today."),
        ),
        OnboardingItem.Proof.SCREENING: _clearance(customer, today=today),
    }
    is_there, message = proofs.get(proof, (True, ""))
    if not is_there:
        raise Refused(message, code="no_proof", field="state")


def _has_limit(customer: Customer, *, today: dt.date) -> bool:
    """A limit above zero is in force; one of a day to come, or that has ended, assesses nothing."""
    in_force = CreditTerms.objects.filter(customer=customer, effective_date__lte=today)
    terms = in_force.order_by("-effective_date", "-recorded_at").first()
    return terms is not None and bool(terms.credit_limit)


def _clearance(customer: Customer, *, today: dt.date) -> tuple[bool, str]:
    """Whether screening found nothing that stands against the customer, and what is amiss if so.

    Those of who stands behind it and is a customer too count as its own.
    """
    if not ScreeningList.objects.filter(is_active=True).exists():
        return False, _(
            "No list is active, so this customer was held against nothing. Take in a list first, "
            "or archive this line of the checklist."
        )
    parties = parties_behind([customer.pk], day=today).filter(other__isnull=False)
    ids = [customer.pk, *parties.values_list("other_id", flat=True)]
    hits = ScreeningHit.objects.filter(customer__in=ids)
    in_force = Q(entry__valid_until__isnull=True) | Q(entry__valid_until__gte=today)
    confirmed = hits.filter(in_force, state=ScreeningHit.State.CONFIRMED)
    is_clear = not (
        ScreeningDue.objects.filter(customer__in=ids).exists()
        or hits.open().exists()
        or confirmed.filter(entry__ended_at__isnull=True).exists()
    )
    return is_clear, _(
        "Screening of this customer, or of an owner, guarantor or representative, is not done, or "
        "has an open or confirmed hit. A risk officer decides on hits."
    )
