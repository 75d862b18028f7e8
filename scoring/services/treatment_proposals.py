"""Deciding on a proposed treatment: accepted, its terms hold; declined, the former ones go on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import CreditTerms, Customer
from customers.services import set_credit_terms
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.accounts.roles import ALL_CUSTOMERS, DECIDE_TREATMENTS
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date
from scoring.models import CustomerTreatment, Rating, TreatmentPolicy, TreatmentProposal
from scoring.services.claims import claim
from scoring.services.treatments_of_customers import apply_treatments

State = TreatmentProposal.State


def accept_treatment(
    proposal: TreatmentProposal, *, by: User, at: dt.datetime, reason: str = "",
    version: int | None = None,
) -> TreatmentProposal:  # fmt: skip
    """Let the proposed terms hold from today on, the payment term among them.

    Refused where tier, policy or treatment have moved on: the next sweep proposes what is right.
    """
    check_may_decide_treatment(proposal, by=by)
    with transaction.atomic():
        customer = Customer.objects.select_for_update(no_key=True).get(pk=proposal.customer_id)
        _check_current(proposal)
        _decide(proposal, State.ACCEPTED, by=by, reason=reason, at=at, version=version)
        _counts, days = apply_treatments([customer.pk], at=at, by=by.pk, is_decided=True)
        if customer.pk in days:
            _set_days(customer, days[customer.pk], by=by, at=at)
        _note("accept_treatment", proposal, by=by, at=at)
    return proposal


def decline_treatment(
    proposal: TreatmentProposal, *, reason: str, by: User, at: dt.datetime,
    version: int | None = None,
) -> TreatmentProposal:  # fmt: skip
    """Leave the customer's treatment as it is. The same is not proposed again until its tier moved
    or a policy asks for something else."""
    check_may_decide_treatment(proposal, by=by)
    if not reason.strip():
        raise Refused(_("Say why; it is kept."), code="reason_missing", field="reason")
    with transaction.atomic():
        _decide(proposal, State.DECLINED, by=by, reason=reason, at=at, version=version)
        _note("decline_treatment", proposal, by=by, at=at)
    return proposal


def check_may_decide_treatment(proposal: TreatmentProposal, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not decide on it now."""
    check_may_treat(proposal.customer, by=by)
    if proposal.state != State.OPEN:
        raise _closed(proposal)


def check_may_treat(customer: Customer, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person does not decide how it is treated."""
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can decide on treatments."), code="people_decide")
    check_right(by, DECIDE_TREATMENTS)
    if not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
        raise Refused(_("There is no such customer among those you see."), code="not_visible")
    if customer.manager_id != by.pk and not by.has_perm(ALL_CUSTOMERS):
        raise Refused(
            _("Another person manages this customer, so they decide, or a risk officer."),
            code="not_your_customer",
        )


def _check_current(proposal: TreatmentProposal) -> None:
    """The tier, the policy and the treatment are those that it was proposed for."""
    wanted = proposal.proposed
    policies = TreatmentPolicy.objects.select_for_update(no_key=True)  # none is published meanwhile
    policy = policies.get(pk=wanted.policy_id)
    held = CustomerTreatment.objects.filter(customer=proposal.customer_id)
    is_current = (
        policy.state == TreatmentPolicy.State.PUBLISHED
        and Rating.objects.filter(customer=proposal.customer_id, tier=wanted.tier).exists()
        and held.values_list("treatment", flat=True).first() == proposal.former_id
    )
    if not is_current:
        raise Refused(
            _("The tier or the policy has changed since. What fits now is proposed in a moment."),
            code="overtaken",
        )


def _set_days(customer: Customer, days: int | None, *, by: User, at: dt.datetime) -> None:
    """The new payment term; the limit stays as it is in force."""
    today = local_date(at)
    rows = CreditTerms.objects.filter(customer=customer, effective_date__lte=today)
    now = rows.order_by("-effective_date", "-recorded_at").first()
    limit = now.credit_limit if now else None
    set_credit_terms(
        customer, by=by, at=at, effective_date=today, credit_limit=limit, payment_days=days
    )


def _decide(
    proposal: TreatmentProposal, state: str, *, version: int | None, by: User, at: dt.datetime,
    reason: str,
) -> None:  # fmt: skip
    decided: dict[str, Any] = {"decided_by": by, "decided_at": at, "reason": reason.strip()}
    claim(proposal, State.OPEN, version, closed=_closed, state=state, **decided)


def _closed(proposal: TreatmentProposal) -> Refused:
    return Refused(
        _("This proposal is %(state)s by now; there is nothing left to decide.")
        % {"state": proposal.get_state_display()},
        code="proposal_closed",
    )


def _note(verb: str, proposal: TreatmentProposal, *, by: User, at: dt.datetime) -> None:
    record(
        verb,
        by=by.as_actor(),
        obj=proposal,
        customer_id=proposal.customer_id,
        reason=proposal.reason,
        facts={
            "policy": proposal.proposed.policy.number,
            "tier": proposal.proposed.tier,
            "direction": proposal.direction,
        },
        at=at,
    )
