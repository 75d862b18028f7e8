"""Warning a customer who broke a rule of the company, and the warning on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from customers.collection.letters import language_of
from customers.follow_up.forms import DayForm, WarningForm
from customers.models import PolicyViolation
from customers.records.signals import POLICY_VIOLATIONS
from customers.services import violations as services
from customers.views.acts import act_view, page_of_fact
from customers.views.records import MORE, find_record
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.permissions import requires
from riskcrm.web.today import today


def _beside(_request: HttpRequest, violation: PolicyViolation) -> dict[str, Any]:
    proposed = services.proposed_warning(violation, violation.customer)
    initial = {"warned_date": today(), "warning": proposed}
    return {
        "warning_form": WarningForm(initial=initial),
        "settle_form": DayForm(initial={"day": today()}, auto_id="settle_%s"),
    }


MORE[POLICY_VIOLATIONS.name] = _beside


def _warn(request: HttpRequest, violation: PolicyViolation, form: Form) -> str:
    data = form.cleaned_data
    services.warn_customer(
        violation, warned_date=data["warned_date"], warning=data["warning"],
        by=person_of(request), at=timezone.now(),
    )  # fmt: skip
    return _("The warning is kept. Print it and send it to the customer.")


def _settle(request: HttpRequest, violation: PolicyViolation, form: Form) -> str:
    day = form.cleaned_data["day"]
    services.settle_violation(violation, settled_date=day, by=person_of(request), at=timezone.now())
    return _("The violation is settled.")


violation_warn = act_view(
    POLICY_VIOLATIONS, lambda request, _fact: WarningForm(request.POST), _warn,
    shown_as="warning_form",
)  # fmt: skip
violation_settle = act_view(
    POLICY_VIOLATIONS,
    lambda request, _fact: DayForm(request.POST, auto_id="settle_%s"),
    _settle,
    shown_as="settle_form",
)


@requires(POLICY_VIOLATIONS.permission("view"))
@require_GET
def violation_warning(request: HttpRequest, pk: int) -> HttpResponse:
    """The warning as a letter, in the customer's language, to be printed."""
    violation = find_record(request, POLICY_VIOLATIONS, pk)
    if not violation.warned_date:
        messages.error(request, _("The customer has not been warned yet."))
        return redirect(page_of_fact(POLICY_VIOLATIONS, violation))
    language = language_of(violation.customer)
    context = {"violation": violation, "customer": violation.customer, "letter_language": language}
    with translation.override(language):
        letter = render(request, "customers/_warning_letter.html", context).content.decode()
    return render(request, "customers/policyviolation_warning.html", context | {"letter": letter})
