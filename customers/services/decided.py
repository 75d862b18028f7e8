# ruff: noqa: S608  (statements are put together from constants of this package only)
"""Facts of which people say whether they are true: who may still change what one of them says.

What was confirmed, and what somebody else has reported, is changed and voided only by those who may
confirm. Else whoever earns from a customer could tone down a report before anybody looks at it.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.models import Fact
from customers.services.record_refusals import refuse
from customers.services.record_stage import SAME, Stage
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import has_right
from riskcrm.accounts.roles import CONFIRM_EVENTS
from riskcrm.web.errors import Refused


def refuse_decided(stage: Stage) -> None:
    """Refuse such changes among staged rows, of one who may not confirm."""
    if not stage.is_decided:
        return
    changed = f"{stage.table} s JOIN {stage.kind.table} t ON {SAME} AND {stage.differs()}"
    refuse(
        f"SELECT s.line FROM {changed} WHERE t.confirmation = 'confirmed'",
        _confirmed(),
        "decided",
        "",
    )
    refuse(
        f"SELECT s.line FROM {changed} WHERE t.reported_by_id IS DISTINCT FROM %(author)s",
        _of_others(),
        "not_your_report",
        "",
        author=stage.author,
    )


def refuse_voiding(fact: Fact, *, by: User) -> None:
    """The same for voiding one."""
    if not hasattr(fact, "confirmation") or has_right(by, CONFIRM_EVENTS):
        return
    if fact.confirmation == "confirmed":
        raise Refused(_confirmed(), code="decided")
    if getattr(fact, "reported_by_id", None) != by.pk:
        raise Refused(_of_others(), code="not_your_report")


def _confirmed() -> str:
    return _("This is confirmed already. Ask a risk officer to change it.")


def _of_others() -> str:
    return _("Somebody else has reported this. Ask a risk officer to change it.")
