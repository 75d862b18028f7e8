"""Handing over the work of somebody who leaves: all of it, in one act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from riskcrm.accounts.handover import Handover, parts
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import HAND_OVER
from riskcrm.accounts.selectors import receivers_for
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused


def hand_over(
    leaver: User, *, receivers: Sequence[User], by: User, reason: str, at: dt.datetime
) -> dict[str, int]:
    """Give everything the leaver has to the receivers, dealt out evenly; how much of each kind.

    Refused without the right, without a reason, for receivers of another team unless one may hand
    over anywhere, for receivers whose role cannot do the work, and where there is nothing to give.
    """
    if not by.has_perm(HAND_OVER):
        message = _("Your role does not allow you to hand over work. Ask an administrator.")
        raise Refused(message, code="no_right")
    if not reason.strip():
        message = _("Say why in a sentence; it is kept with the act.")
        raise Refused(message, code="reason_missing", field="reason")
    with transaction.atomic():
        keys = {leaver.pk, *(person.pk for person in receivers)}
        # nobody is switched off, or given another team, while work is on its way to them
        locked = User.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys)
        people = {person.pk: person for person in locked.select_related("team").order_by("pk")}
        leaver = people[leaver.pk]
        taking = tuple(people[person.pk] for person in dict.fromkeys(receivers))
        _refuse_wrong_receivers(leaver, taking, by=by)
        act = Handover(leaver, taking, by=by, reason=reason.strip(), at=at)
        given = {part.name: part.give(act) for part in parts()}
        given = {name: count for name, count in given.items() if count}
        if not given:
            message = _("%(name)s has nothing that could be handed over.") % {"name": leaver}
            raise Refused(message, code="nothing_to_hand_over")
        record(
            "hand_over",
            by=by.as_actor(),
            obj=leaver,
            reason=act.reason,
            facts={**given, "receivers": [person.username for person in taking]},
            at=at,
        )
    return given


def _refuse_wrong_receivers(leaver: User, receivers: Sequence[User], *, by: User) -> None:
    if not receivers:
        message = _("Choose at least one person who takes over.")
        raise Refused(message, code="no_receiver", field="receivers")
    able = set(receivers_for(leaver, by=by).values_list("pk", flat=True))
    if unable := [person for person in receivers if person.pk not in able]:
        message = _(
            "%(name)s cannot take this over: it has to be somebody else, active, in the same team "
            "and with a role for this work. A risk officer may also choose another team."
        )
        raise Refused(message % {"name": unable[0]}, code="wrong_receiver", field="receivers")
