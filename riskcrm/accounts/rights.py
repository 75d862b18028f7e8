"""Who may act, and who answers for it: asked by every service before it writes."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from riskcrm.accounts.models import RightLimit, User, UserQuerySet
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date


def check_right(by: User, permission: str) -> None:
    """Raise `Refused` for somebody whose role does not allow it, or whose right is suspended."""
    if not by.is_active or not by.has_perm(permission):
        raise Refused(_("Your role does not allow this. Ask a colleague who may."), code="no_right")
    if _has_ended(by, permission):
        raise _suspended(by, permission)


def people_able_to(permission: str) -> UserQuerySet:
    """The people at work whose role, or a right of their own, has this permission."""
    able: UserQuerySet = User.objects.with_perm(permission, include_superusers=False)
    return able.people()


def has_right(by: User, permission: str) -> bool:
    """The same as a question, where a right opens more than one act."""
    return by.has_perm(permission) and not _has_ended(by, permission)


def _has_ended(by: User, permission: str) -> bool:
    until = right_valid_until(by, permission)
    return until is not None and until <= timezone.now()


def right_valid_until(by: User, permission: str) -> dt.datetime | None:
    """Until when somebody's right holds; None where nothing sets an end to it.

    Read with the rights, once a request.
    """
    by.get_all_permissions()
    ends: dict[str, dt.datetime] = getattr(by, "_right_ends", {})
    return ends.get(permission)


def _suspended(by: User, permission: str) -> Refused:
    limits = RightLimit.objects.filter(person=by.answerable_id, permission=permission)
    limit = limits.order_by("right_valid_until").first()
    title = limit.title if limit else ""
    day = local_date(limit.right_valid_until) if limit else None
    return Refused(
        _(
            "Your role allows this, but your course “%(course)s” lapsed on %(date)s. Complete it"
            " under My courses, and you may do this again at once."
        )
        % {"course": title, "date": date_format(day, "DATE_FORMAT") if day else ""},
        code="right_suspended",
    )


def answerable(by: User) -> int:
    """The id of the person who answers for what this user writes; refused where nobody does."""
    if by.answerable_id is None:
        raise Refused(
            _("This API key has no responsible person. Have a key made that names one."),
            code="nobody_responsible",
        )
    return by.answerable_id
