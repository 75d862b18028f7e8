"""What becomes of contracts: obligations are fulfilled, broken or waived, breaches are cured."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Breach, Contract, Obligation
from customers.records.contracts import BREACHES, CONTRACTS, OBLIGATIONS
from customers.services.acting import Acting, act_on, given, refuse_before, refuse_future
from customers.services.records import new_key, post_record
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

State = Obligation.State


def fulfil_obligation(
    obligation: Obligation, *, done_date: dt.date, by: User, at: dt.datetime
) -> Obligation:
    """Say on which day what was owed was done; also after it had been broken."""
    refuse_future(done_date, at=at, field="day")

    def check(held: Obligation) -> None:
        if held.state in (State.FULFILLED, State.WAIVED):
            raise _settled(held)

    changes = {"state": State.FULFILLED, "done_date": done_date}
    acting = Acting(by, at)
    return act_on(OBLIGATIONS, obligation, "fulfil_obligation", changes, acting=acting, check=check)


def waive_obligation(
    obligation: Obligation, *, reason: str, by: User, at: dt.datetime
) -> Obligation:
    """Ask no longer for what is owed."""
    reason = given(reason, _("Say why this is waived."), field="reason")
    acting = Acting(by, at, reason)
    changes = {"state": State.WAIVED}
    return act_on(
        OBLIGATIONS, obligation, "waive_obligation", changes, acting=acting, check=_refuse_settled
    )


def break_obligation(
    obligation: Obligation, *, broken_date: dt.date, text: str, by: User, at: dt.datetime
) -> tuple[Obligation, Breach]:
    """Say that what was owed was not done, and enter the breach of the contract with it."""
    text = given(text, _("Say what happened."), field="text")
    refuse_future(broken_date, at=at, field="day")
    row = {
        "customer": obligation.customer.number,
        "source_key": new_key(at),
        "effective_date": broken_date,
        "contract": obligation.contract.source_key,
        "obligation": obligation.source_key,
        "party": obligation.party,
        "text": text,
    }
    with transaction.atomic():
        held = act_on(
            OBLIGATIONS,
            obligation,
            "break_obligation",
            {"state": State.BREACHED},
            acting=Acting(by, at, text),
            check=_refuse_settled,
        )
        breach = post_record(BREACHES, row, by=by, at=at, whole=True)
    assert isinstance(breach, Breach)  # noqa: S101 (for the type checker)
    return held, breach


def cure_breach(breach: Breach, *, cured_date: dt.date, by: User, at: dt.datetime) -> Breach:
    """Say on which day a breach was made good."""
    refuse_future(cured_date, at=at, field="day")

    def check(held: Breach) -> None:
        if held.cured_date:
            raise Refused(_("This breach is cured already."), code="already_cured")
        message = _("A breach cannot be cured before it began.")
        refuse_before(cured_date, held.effective_date, message, field="day")

    acting = Acting(by, at)
    changes = {"cured_date": cured_date}
    return act_on(BREACHES, breach, "cure_breach", changes, acting=acting, check=check)


def end_contract(
    contract: Contract, *, end_date: dt.date, reason: str, by: User, at: dt.datetime
) -> Contract:
    """Say that a contract in force has been terminated as of a day, and why.

    Until that day is over it binds, and is in force: see `contract_terms`.
    """
    reason = given(reason, _("Say why and how the contract was terminated."), field="reason")

    def check(held: Contract) -> None:
        if held.state != Contract.State.IN_FORCE:
            raise Refused(_("This contract is not in force."), code="not_in_force")
        message = _("A contract cannot end before it begins.")
        refuse_before(end_date, held.effective_date, message, field="day")

    today = local_date(at)
    changes: dict[str, Any] = {"end_date": end_date, "notice_given_date": today}
    if end_date < today:
        changes["state"] = Contract.State.TERMINATED
    acting = Acting(by, at, reason)
    return act_on(CONTRACTS, contract, "end_contract", changes, acting=acting, check=check)


def _refuse_settled(held: Obligation) -> None:
    if held.state != State.OPEN:
        raise _settled(held)


def _settled(held: Obligation) -> Refused:
    message = _("This obligation is settled already: %(state)s.")
    return Refused(message % {"state": held.get_state_display()}, code="already_settled")
