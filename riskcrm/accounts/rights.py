"""Who may act, and who answers for it: asked by every service before it writes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused


def check_right(by: User, permission: str) -> None:
    """Raise `Refused` for somebody whose role does not allow it."""
    if not by.is_active or not by.has_perm(permission):
        raise Refused(_("Your role does not allow this. Ask a colleague who may."), code="no_right")


def answerable(by: User) -> int:
    """The id of the person who answers for what this user writes; refused where nobody does."""
    if by.answerable_id is None:
        raise Refused(
            _("This API key has no responsible person. Have a key made that names one."),
            code="nobody_responsible",
        )
    return by.answerable_id
