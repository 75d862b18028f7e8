"""The organisation's day, asked here and nowhere else."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def organisation_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def today() -> dt.date:
    """The date on the organisation's wall."""
    return local_date(timezone.now())


def local_date(at: dt.datetime) -> dt.date:
    """The organisation's day of a moment."""
    return at.astimezone(organisation_zone()).date()


def end_of_day(date: dt.date) -> dt.datetime:
    """The last moment of an organisation's day: what was known by then counts as known that day."""
    return dt.datetime.combine(date, dt.time.max, tzinfo=organisation_zone())
