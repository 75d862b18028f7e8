"""Where new customers begin: as prospects that have yet to be admitted, or as active ones."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ADMIT
from riskcrm.web.errors import Refused

OPENING_STATUSES = (Customer.Status.PROSPECT, Customer.Status.ACTIVE)


def opening_status(status: str | None, *, by: User, from_book: bool = False) -> str:
    """Where a new customer begins; refuses where `by` may not let it begin there.

    What people enter begins as a prospect: else who may admit would do so without a second person.
    A book that is there already (`from_book`: by file, by who may
    admit, or by a system that keeps it) is taken over as it is: its customers are active.
    """
    may_admit = by.kind == User.Kind.SERVICE or (from_book and by.has_perm(ADMIT))
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
