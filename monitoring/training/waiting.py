"""Courses that lapse soon, or have: in the inbox of whom they are asked."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from monitoring.models import Enrolment
from monitoring.training.selectors import title_of
from riskcrm.accounts.inbox import Asks, Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.web.today import local_date

COURSE = Asks(pgettext_lazy("inbox", "course"), pgettext_lazy("inbox", "Take the course"))

WARNED_FOR = dt.timedelta(days=30)


def _courses(user: User) -> QuerySet[Enrolment]:
    by = timezone.now() + WARNED_FOR
    rows = Enrolment.objects.due_for(user, by=by).prefetch_related("course__versions")
    return rows.order_by("until", "pk")


def _course(row: Enrolment) -> Waiting:
    day = date_format(local_date(row.until), "DATE_FORMAT")
    words = _("Complete the course “%(course)s” by %(date)s")
    if row.until <= timezone.now():
        words = _("Your course “%(course)s” lapsed on %(date)s")
    title = title_of(row.course)
    return Waiting(
        words % {"course": title, "date": day},
        reverse("monitoring:course_detail", args=[row.course_id]),
        title=title,
        due_at=row.until,
    )


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(Source("courses", _courses, _course, ("course",), asks=COURSE))
