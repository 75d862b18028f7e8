"""What removal says against two customers becoming one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.models import Customer
from removal.models import CaseBlock, RemovalCase
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
