"""Who may propose, decide and withdraw: each check raises `Refused` with the sentence why not."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.models import Customer
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import DECIDE, PROPOSE
from riskcrm.web.errors import Refused, Stale
from riskcrm.web.today import organisation_zone

State = RemovalCase.State


def check_may_decide(case: RemovalCase, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not decide this case now."""
    if case.proposed_by_id == by.pk:
        raise Refused(
            _("You proposed this removal, so another person has to decide it."),
            code="proposer_cannot_decide",
        )
    if case.responsible_id == by.pk:
        raise Refused(
            _(
                "This removal was proposed with an API key you are responsible for, so another "
                "person has to decide it."
            ),
            code="responsible_cannot_decide",
        )
    if case.taken_over_by_id == by.pk:
        raise Refused(
            _("You took this removal over from its proposer, so another person has to decide it."),
            code="successor_cannot_decide",
        )
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can decide on a removal."), code="people_decide")
    check_right(by, DECIDE, _("decide on removals"))
    check_visible(case, by=by)
    if case.customer.manager_id == by.pk:
        raise Refused(
            _("You manage this customer, so another person has to decide on the removal."),
            code="own_customer",
        )
    if case.state != State.PROPOSED:
        raise no_longer_open(case)


def check_may_withdraw(case: RemovalCase, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not withdraw this case now."""
    if by.pk not in (case.proposed_by_id, case.taken_over_by_id):
        raise Refused(
            _("Only %(name)s, who proposed this removal or took it over, can withdraw it.")
            % {"name": case.taken_over_by or case.proposed_by},
            code="not_the_proposer",
        )
    check_right(by, PROPOSE, _("propose or withdraw removals"))
    check_visible(case, by=by)
    if case.state != State.PROPOSED:
        raise no_longer_open(case)


def check_may_propose(customer: Customer, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not propose this customer now."""
    check_right(by, PROPOSE, _("propose removals"))
    check_proposable(customer)


def check_proposable(customer: Customer) -> None:
    if customer.status in (Customer.Status.EXITING, Customer.Status.EXITED):
        raise Refused(
            _("%(customer)s is %(status)s already; there is nothing to propose.")
            % {"customer": customer, "status": customer.get_status_display()},
            code="already_leaving",
        )
    running = RemovalCase.objects.open().filter(customer=customer).first()
    if running:
        raise Refused(
            _("Case %(number)s on this customer waits for a decision. Add what you know there.")
            % {"number": running.pk},
            code="case_open",
        )


def check_right(by: User, permission: str, act: str) -> None:
    if not by.is_active or not by.has_perm(permission):
        raise Refused(
            _("Your role does not allow you to %(act)s. Ask a colleague who may.") % {"act": act},
            code="no_right",
        )


def check_visible(case: RemovalCase, *, by: User) -> None:
    if not RemovalCase.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case among the customers you see."), code="not_visible")


def no_longer_open(case: RemovalCase) -> Refused:
    if case.state == State.PROPOSED:
        return Stale(_("The case was changed while you looked at it. Load it again, then decide."))
    # read anew: the object may have been loaded before the other person decided
    case = RemovalCase.objects.select_related(
        "decision__decided_by", "withdrawal__withdrawn_by"
    ).get(pk=case.pk)
    if case.state == State.WITHDRAWN:
        text = _("%(name)s withdrew this case on %(date)s. There is nothing left to decide.")
        name: Any = case.withdrawal.withdrawn_by
    elif case.state == State.APPROVED:
        text = _("%(name)s approved this removal on %(date)s. There is nothing left to decide.")
        name = case.decision.decided_by
    else:
        text = _("%(name)s rejected this removal on %(date)s. There is nothing left to decide.")
        name = case.decision.decided_by
    date = date_format(timezone.localtime(case.closed_at, organisation_zone()), "DATETIME_FORMAT")
    return Refused(text % {"name": name, "date": date}, code="case_closed")
