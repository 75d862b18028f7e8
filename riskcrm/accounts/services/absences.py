"""Being away: entering it, and being back sooner."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from riskcrm.accounts.models import Absence, User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

CHANGE = "accounts.change_user"
LONGEST = dt.timedelta(days=366)


def enter_absence(
    person: User,
    *,
    deputy: User,
    from_date: dt.date,
    until_date: dt.date,
    by: User,
    at: dt.datetime,
) -> Absence:
    """Say that somebody is away and who stands in: oneself, or an administrator for somebody.

    Refused for days that are past or the wrong way round, for a deputy who cannot stand in, and
    where another absence lies on the same days.
    """
    _check_may_enter(person, by=by)
    _check_days(from_date, until_date, at=at)
    _check_deputy(person, deputy)
    absence = Absence(
        person=person, deputy=deputy, from_date=from_date, until_date=until_date, by=by, at=at
    )
    try:
        with transaction.atomic():
            absence.save(force_insert=True)
            record(
                "enter_absence",
                by=by.as_actor(),
                obj=person,
                after={"from": from_date, "until": until_date, "deputy": deputy.username},
                at=at,
            )
    except IntegrityError as error:
        if "one_absence_at_a_time" not in str(error):
            raise
        message = _(
            "Another absence lies on some of these days. End that one first, or choose other days."
        )
        raise Refused(message, code="absent_already", field="from_date") from error
    return absence


def end_absence(absence: Absence, *, by: User, at: dt.datetime) -> Absence:
    """Somebody is back: the absence ends with yesterday, or never was if it had not begun."""
    _check_may_enter(absence.person, by=by)
    today = local_date(at)
    with transaction.atomic():
        absence = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
        if absence.taken_back_at or absence.until_date < today:
            raise Refused(_("This absence is over already."), code="over_already")
        before = {"until": absence.until_date}
        if absence.from_date < today:
            absence.until_date = today - dt.timedelta(days=1)
        else:
            absence.taken_back_at = at
        absence.save(update_fields=["until_date", "taken_back_at"])
        after = {"until": None if absence.taken_back_at else absence.until_date}
        record(
            "end_absence", by=by.as_actor(), obj=absence.person, before=before, after=after, at=at
        )
    return absence


def _check_may_enter(person: User, *, by: User) -> None:
    if not by.is_active or (by.pk != person.pk and not by.has_perm(CHANGE)):
        raise Refused(
            _("Only the person or an administrator may enter or end an absence."), code="no_right"
        )


def _check_days(first: dt.date, last: dt.date, *, at: dt.datetime) -> None:
    if last < first:
        message = _("The last day lies before the first one.")
        raise Refused(message, code="wrong_days", field="until_date")
    if last < local_date(at):
        message = _("These days are past; there is nothing left to stand in for.")
        raise Refused(message, code="wrong_days", field="until_date")
    if last - first > LONGEST:
        message = _("An absence lasts a year at most. Hand over the work of who leaves for longer.")
        raise Refused(message, code="wrong_days", field="until_date")


def _check_deputy(person: User, deputy: User) -> None:
    if deputy.pk == person.pk:
        message = _("Nobody stands in for themselves. Choose a colleague.")
        raise Refused(message, code="wrong_deputy", field="deputy")
    if not deputy.is_active or deputy.kind != User.Kind.PERSON:
        message = _("The deputy must be somebody who can sign in.")
        raise Refused(message, code="wrong_deputy", field="deputy")
