"""What removal says against two customers becoming one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.models import Customer
from removal.models import CaseBlock, ListEntry, Readmission, RemovalCase
from riskcrm.web.errors import Refused


def refuse_open_case(customer: Customer) -> None:
    """Raises `Refused` while a removal of the customer is under way."""
    case = RemovalCase.objects.open().filter(customer=customer).first()
    if case is not None:
        raise Refused(
            _("Case {number} on {name} is open. Bring it to its end before you merge.").format(
                number=case.pk, name=customer.name
            ),
            code="case_open",
        )


def refuse_blocked(customer: Customer) -> None:
    """Raises `Refused` while a block stands: whose it is afterwards is for its role to say."""
    if CaseBlock.objects.standing().filter(customer=customer).exists():
        raise Refused(
            _("{name} is on hold. Have the block lifted before you merge.").format(
                name=customer.name
            ),
            code="blocked",
        )


def refuse_waiting(survivor: Customer, merged: Customer) -> None:
    """Raises `Refused` while somebody has to decide on listing or readmitting one of them, and
    where both are listed: a customer has one entry in force."""
    both = (survivor, merged)
    entries = ListEntry.objects.open().filter(customer__in=both)
    if (
        Readmission.objects.open().filter(customer__in=both).exists()
        or entries.filter(state=ListEntry.State.PROPOSED).exists()
    ):
        raise Refused(
            _("A restricted list entry or a readmission waits. Decide it before you merge."),
            code="listing_waits",
        )
    if entries.count() > 1:
        raise Refused(
            _("Both customers are on the restricted list. Lift one of the entries first."),
            code="both_listed",
        )
