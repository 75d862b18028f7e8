"""Letting one person look who has not the role, such as an auditor for one audit.

One officer proposes, another approves; the database refuses the same person twice, and anybody for
themselves.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from removal.models import CompartmentGrant
from removal.restricted.opened import opened
from removal.services.restricted import check_may_keep
from removal.services.rights import given
from removal.services.sealed_log import write_down
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused

MOST_DAYS = 92  # an audit's time; a longer one is asked for again


def propose_grant(
    person: User,
    *,
    by: User,
    from_date: dt.date,
    until_date: dt.date,
    reason: str,
    at: dt.datetime,
) -> CompartmentGrant:
    """Ask that this person may look from a day to a day. It opens nothing before it is approved."""
    check_may_keep(by)
    reason = given(reason)
    if person.pk == by.pk or person.kind != User.Kind.PERSON or not person.is_active:
        raise Refused(
            _("Choose another person who can sign in."), code="not_grantable", field="person"
        )
    if not 0 <= (until_date - from_date).days < MOST_DAYS:
        raise Refused(
            _("A grant lasts %(days)s days at most, and ends on or after the day it begins.")
            % {"days": MOST_DAYS},
            code="grant_too_long",
            field="until_date",
        )
    with opened():
        grant = CompartmentGrant.objects.create(
            person=person, from_date=from_date, until_date=until_date, reason=reason,
            proposed_by=by, proposed_at=at,
        )  # fmt: skip
        write_down(
            "propose_grant", by=by, at=at, reason=reason, grant=grant.pk, person=person.pk,
            from_date=from_date.isoformat(), until_date=until_date.isoformat(),
        )  # fmt: skip
    return grant


def check_may_approve(grant: CompartmentGrant, *, by: User) -> None:
    check_may_keep(by)
    if by.pk in (grant.proposed_by_id, grant.person_id):
        raise Refused(
            _("Another officer than the one who proposed it has to approve this."),
            code="proposer_cannot_approve",
        )


def approve_grant(grant: CompartmentGrant, *, by: User, at: dt.datetime) -> None:
    """The second person's yes: from now on the grant holds on its days."""
    check_may_approve(grant, by=by)
    with opened():
        rows = CompartmentGrant.objects.filter(
            pk=grant.pk, approved_at__isnull=True, revoked_at__isnull=True
        )
        if rows.update(approved_by=by, approved_at=at) != 1:
            raise Refused(_("This was decided meanwhile."), code="grant_decided")
        write_down("approve_grant", by=by, at=at, grant=grant.pk, person=grant.person_id)


def end_grant(grant: CompartmentGrant, *, by: User, reason: str, at: dt.datetime) -> None:
    """Take a grant back at once, approved or not. One officer is enough for that."""
    check_may_keep(by)
    reason = given(reason)
    with opened():
        rows = CompartmentGrant.objects.filter(pk=grant.pk, revoked_at__isnull=True)
        if rows.update(revoked_by=by, revoked_at=at) != 1:
            raise Refused(_("This was decided meanwhile."), code="grant_decided")
        write_down("end_grant", by=by, at=at, reason=reason, grant=grant.pk)
