"""What acts on plans and courses have in common."""

from __future__ import annotations

from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused


def people_only(by: User) -> None:
    """Raise `Refused` for an API key: what is decided here, a person decides."""
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can do this, not an API key."), code="people_decide")


def said(text: str, *, field: str, message: str = "") -> str:
    """The text without blanks around it; refused where nothing is left."""
    text = text.strip()
    if not text:
        message = message or _("Say it in a sentence or two; it is kept.")
        raise Refused(message, code="text_missing", field=field)
    return text
