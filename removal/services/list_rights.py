"""Who may list, decide, review and hear appeals: each check raises `Refused` with the sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.merging.following import refuse_merged
from customers.models import Customer
from removal.models import ListAppeal, ListEntry
from removal.services.rights import check_person
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import ADD_APPEAL, APPROVE_ENTRY, PROPOSE_ENTRY, REVIEW_APPEALS
from riskcrm.accounts.rights import check_right
from riskcrm.web.errors import OwnWork, Refused, Stale

State = ListEntry.State


def check_may_list(customer: Customer, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not propose an entry now."""
    check_right(by, PROPOSE_ENTRY)
    refuse_merged(customer)
    if not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
        raise Refused(_("There is no such customer among those you see."), code="not_visible")
    entry = ListEntry.objects.open().filter(customer=customer).first()
    if entry is not None:
        raise Refused(
            _("Entry %(number)s of this customer is %(state)s already. Add what you know there.")
            % {"number": entry.pk, "state": entry.get_state_display()},
            code="entry_open",
        )


def check_may_approve(entry: ListEntry, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not decide on this proposal."""
    check_other_than_proposer(entry, by=by)
    if entry.customer.manager_id == by.pk:
        raise OwnWork(
            _("You manage this customer, so another person has to decide."),
            code="own_customer",
            about=entry,
        )
    if entry.state != State.PROPOSED:
        raise no_longer_so(entry)


def check_may_review(entry: ListEntry, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not review or lift this entry."""
    check_other_than_proposer(entry, by=by)
    if entry.state != State.ACTIVE:
        raise no_longer_so(entry)


def refuse_proposer(entry: ListEntry, *, by: User) -> None:
    if by.pk in (entry.proposed_by_id, entry.responsible_id):
        raise OwnWork(
            _("You proposed this entry, so another person has to decide on it."),
            code="proposer_cannot_decide",
            about=entry,
        )


def check_other_than_proposer(entry: ListEntry, *, by: User) -> None:
    refuse_proposer(entry, by=by)
    check_person(by)
    check_right(by, APPROVE_ENTRY)
    check_sees(entry, by=by)


def check_sees(entry: ListEntry, *, by: User) -> None:
    if not ListEntry.objects.visible_to(by).filter(pk=entry.pk).exists():
        raise Refused(_("There is no such entry among the customers you see."), code="not_visible")


def check_may_appeal(entry: ListEntry, *, by: User) -> None:
    """Raise `Refused` with the sentence why no appeal can be entered now."""
    check_right(by, ADD_APPEAL)
    check_sees(entry, by=by)
    if entry.state != State.ACTIVE:
        raise no_longer_so(entry)
    if ListAppeal.objects.open().filter(entry=entry).exists():
        raise Refused(
            _("An appeal against this entry waits for an answer already. Add to it there."),
            code="appeal_open",
        )


def check_may_answer(appeal: ListAppeal, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not decide this appeal."""
    entry = appeal.entry
    if by.pk in (entry.proposed_by_id, entry.responsible_id, entry.decided_by_id):
        raise OwnWork(
            _("You had a part in this entry, so another person has to decide the appeal."),
            code="had_a_part",
            about=appeal,
        )
    check_person(by)
    check_right(by, REVIEW_APPEALS)
    check_sees(entry, by=by)
    if not appeal.is_open:
        raise appeal_decided(appeal)
    if not appeal.identity_check:
        raise Refused(
            _("Check first that this comes from who it says, and write down how."),
            code="identity_unchecked",
        )


def appeal_decided(appeal: ListAppeal) -> Refused:
    return Refused(
        _("This appeal is decided: %(state)s. Nothing is left to do.")
        % {"state": appeal.get_state_display()},
        code="appeal_decided",
    )


def no_longer_so(entry: ListEntry, expected: str = "") -> Refused:
    """Why an entry cannot be decided on: what it is by now, or that it changed meanwhile."""
    now = ListEntry.objects.get(pk=entry.pk)
    if now.state == expected:
        return Stale(_("The entry was changed while you looked at it. Load it again, then decide."))
    return Refused(
        _("Entry %(number)s is %(state)s, so this cannot be done.")
        % {"number": now.pk, "state": now.get_state_display()},
        code="entry_state",
    )
