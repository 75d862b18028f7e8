"""A contract's page with its parts, and what becomes of them."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.follow_up.forms import BreachForm, DayForm, EndContractForm, ReasonForm
from customers.models import Breach, Contract, Obligation
from customers.records.contract_page import days_of, parts_of, performance_of
from customers.records.contracts import BREACHES, CONTRACTS, OBLIGATIONS
from customers.services import contract_acts as services
from customers.views.acts import act_view
from customers.views.records import MORE
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.today import today


def _contract(_request: HttpRequest, contract: Contract) -> dict[str, Any]:
    day = today()
    parts = parts_of(contract)
    return {
        **parts,
        "days": days_of(contract, today=day),
        "performance": performance_of(parts["obligations"], today=day),
        "today_is": day,
        "add_urls": {
            name: f"{reverse(f'customers:{name}_create', args=[contract.customer_id])}"
            f"?contract={contract.source_key}"
            for name in ("contractclause", "security", "obligation", "breach")
        },
        "end_form": EndContractForm(initial={"day": day}, auto_id="end_%s"),
    }


def _obligation(_request: HttpRequest, _fact: Obligation) -> dict[str, Any]:
    day = today()
    return {
        "fulfil_form": DayForm(initial={"day": day}, auto_id="fulfil_%s"),
        "break_form": BreachForm(initial={"day": day}, auto_id="break_%s"),
        "waive_form": ReasonForm(auto_id="waive_%s"),
    }


def _breach(_request: HttpRequest, _fact: Breach) -> dict[str, Any]:
    return {"cure_form": DayForm(initial={"day": today()}, auto_id="cure_%s")}


MORE[CONTRACTS.name] = _contract
MORE[OBLIGATIONS.name] = _obligation
MORE[BREACHES.name] = _breach


def _end(request: HttpRequest, contract: Contract, form: Form) -> str:
    data = form.cleaned_data
    services.end_contract(
        contract, end_date=data["day"], reason=data["reason"], by=person_of(request),
        at=timezone.now(),
    )  # fmt: skip
    if data["day"] >= today():
        return _("Notice is noted. The contract is in force until its last day.")
    return _("The contract is terminated.")


def _fulfil(request: HttpRequest, obligation: Obligation, form: Form) -> str:
    day = form.cleaned_data["day"]
    services.fulfil_obligation(obligation, done_date=day, by=person_of(request), at=timezone.now())
    return _("The obligation is fulfilled.")


def _break(request: HttpRequest, obligation: Obligation, form: Form) -> str:
    data = form.cleaned_data
    services.break_obligation(
        obligation, broken_date=data["day"], text=data["text"], by=person_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return _("The breach is entered with the contract.")


def _waive(request: HttpRequest, obligation: Obligation, form: Form) -> str:
    reason = form.cleaned_data["reason"]
    services.waive_obligation(obligation, reason=reason, by=person_of(request), at=timezone.now())
    return _("The obligation is waived.")


def _cure(request: HttpRequest, breach: Breach, form: Form) -> str:
    day = form.cleaned_data["day"]
    services.cure_breach(breach, cured_date=day, by=person_of(request), at=timezone.now())
    return _("The breach is cured.")


contract_end = act_view(
    CONTRACTS,
    lambda request, _fact: EndContractForm(request.POST, auto_id="end_%s"),
    _end,
    shown_as="end_form",
)
obligation_fulfil = act_view(
    OBLIGATIONS,
    lambda request, _fact: DayForm(request.POST, auto_id="fulfil_%s"),
    _fulfil,
    shown_as="fulfil_form",
)
obligation_break = act_view(
    OBLIGATIONS,
    lambda request, _fact: BreachForm(request.POST, auto_id="break_%s"),
    _break,
    shown_as="break_form",
)
obligation_waive = act_view(
    OBLIGATIONS,
    lambda request, _fact: ReasonForm(request.POST, auto_id="waive_%s"),
    _waive,
    shown_as="waive_form",
)
breach_cure = act_view(
    BREACHES,
    lambda request, _fact: DayForm(request.POST, auto_id="cure_%s"),
    _cure,
    shown_as="cure_form",
)
