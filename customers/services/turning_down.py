"""How onboarding ends without a customer: a prospect is turned down, a request is withdrawn."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Admission, Customer
from customers.services.acting import given
from customers.services.customers import change_status
from customers.services.onboarding import hold_prospect, refuse_deciding
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ADMIT
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused


def decline_prospect(customer: Customer, *, reason: str, by: User, at: dt.datetime) -> Customer:
    """Turn a prospect down: it leaves the book like a customer that was removed.

    Where a request for its admission waits this decides on it, by the rules of deciding.
    """
    if by.kind != User.Kind.PERSON or not by.has_perm(ADMIT):
        raise Refused(_("Your role does not decide on this."), code="not_yours_to_decide")
    reason = given(reason, _("Say why the prospect is turned down."), field="reason")
    with transaction.atomic():
        hold_prospect(customer)
        waiting = Admission.objects.filter(customer=customer).waiting()
        admission = waiting.select_for_update().first()
        if admission is not None:
            refuse_deciding(admission, by=by)
            waiting.update(
                outcome=Admission.Outcome.DECLINED, decided_by=by, decided_at=at, reason=reason
            )
        record(
            "decline_prospect",
            by=by.as_actor(),
            obj=customer,
            customer_id=customer.pk,
            reason=reason,
            facts={"admission": admission.pk if admission else None},
            at=at,
        )
        change_status(
            customer,
            by=by.as_actor(),
            status=Customer.Status.EXITED,
            reason=reason,
            at=at,
        )
    return customer


def withdraw_admission(
    admission: Admission, *, reason: str, by: User, at: dt.datetime
) -> Admission:
    """Take back a request that waits, so that the checklist can be corrected and it asked anew.

    For who asked for it, answers for it, or has taken it over.
    """
    reason = given(reason, _("Say why the request is withdrawn."), field="reason")
    if by.pk not in admission.asking:
        raise Refused(
            _("Only who asked for it can withdraw the request."), code="not_yours_to_withdraw"
        )
    with transaction.atomic():
        waiting = Admission.objects.filter(pk=admission.pk).waiting()
        if not waiting.update(outcome=Admission.Outcome.WITHDRAWN, decided_at=at, reason=reason):
            raise Refused(_("This has been decided already."), code="decided")
        admission.refresh_from_db()
        record(
            "withdraw_admission",
            by=by.as_actor(),
            obj=admission,
            customer_id=admission.customer_id,
            reason=reason,
            at=at,
        )
    return admission
