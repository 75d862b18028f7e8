"""Warning a customer who broke a rule of the company."""

from __future__ import annotations

import datetime as dt

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.collection.letters import language_of
from customers.models import Customer, PolicyViolation
from customers.records.signals import POLICY_VIOLATIONS
from customers.services.acting import Acting, act_on, given, refuse_before, refuse_future
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused


def warn_customer(
    violation: PolicyViolation, *, warned_date: dt.date, warning: str, by: User, at: dt.datetime
) -> PolicyViolation:
    """Keep when and in which words a customer was warned; once per violation."""
    warning = given(warning, _("Write what the customer is told."), field="warning")
    refuse_future(warned_date, at=at, field="warned_date")

    def check(held: PolicyViolation) -> None:
        if held.warned_date:
            message = _("The customer was warned on %(day)s already. Enter a new violation.")
            day = date_format(held.warned_date, "DATE_FORMAT")
            raise Refused(message % {"day": day}, code="already_warned")
        message = _("A warning cannot come before what it is about.")
        refuse_before(warned_date, held.effective_date, message, field="warned_date")

    changes = {"warned_date": warned_date, "warning": warning}
    acting = Acting(by, at)
    return act_on(
        POLICY_VIOLATIONS, violation, "warn_customer", changes, acting=acting, check=check
    )


def settle_violation(
    violation: PolicyViolation, *, settled_date: dt.date, by: User, at: dt.datetime
) -> PolicyViolation:
    """Say on which day a violation was made good."""
    refuse_future(settled_date, at=at, field="day")

    def check(held: PolicyViolation) -> None:
        if held.settled_date:
            raise Refused(_("This violation is settled already."), code="already_settled")
        message = _("This cannot be settled before it happened.")
        refuse_before(settled_date, held.effective_date, message, field="day")

    changes = {"settled_date": settled_date}
    acting = Acting(by, at)
    return act_on(
        POLICY_VIOLATIONS, violation, "settle_violation", changes, acting=acting, check=check
    )


def proposed_warning(violation: PolicyViolation, customer: Customer) -> str:
    """A warning to begin with, in the customer's language."""
    with translation.override(language_of(customer)):
        words = _(
            "On %(day)s the following came to our attention: %(what)s. This is against our policy "
            "“%(policy)s”, which is part of our terms. We ask you to put it right within 14 days "
            "and to make sure that it does not happen again. Otherwise we may change the terms on "
            "which we supply you, or end the business relationship."
        )
        return words % {
            "day": date_format(violation.effective_date, "DATE_FORMAT"),
            "what": violation.text.strip().rstrip(".。") or violation.policy,
            "policy": violation.policy,
        }
