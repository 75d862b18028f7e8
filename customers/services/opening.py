"""Where new customers begin: as prospects that have yet to be admitted, or as active ones."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ADMIT, BRING_ACTIVE
from riskcrm.web.errors import Refused

OPENING_STATUSES = (Customer.Status.PROSPECT, Customer.Status.ACTIVE)


def opening_status(status: str | None, *, by: User, from_book: bool = False) -> str:
    """Where a new customer begins; refuses where `by` may not let it begin there.

    What people enter begins as a prospect: else who may admit would do so without a second person.
    A book that is there already is taken over as it is, its customers active: by file
    (`from_book`) by who may admit, and by a system whose key was given the scope for that.
    """
    may_admit = by.has_perm(BRING_ACTIVE) or (from_book and by.has_perm(ADMIT))
    if status is None:
        return Customer.Status.ACTIVE if may_admit else Customer.Status.PROSPECT
    if status == Customer.Status.ACTIVE and not may_admit:
        raise Refused(
            _("A new customer begins as a prospect, and becomes active once it is admitted."),
            code="not_admitted",
            field="status",
        )
    if status not in OPENING_STATUSES:
        raise Refused(
            _("A new customer is a prospect or active; removal comes later, by a case."),
            code="status_not_opening",
            field="status",
        )
    return status
