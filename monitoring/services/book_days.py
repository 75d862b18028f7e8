"""The book's figures of each day, kept for looking back.

Today's are added up from the readings and ratings as they are, late in the evening. A day that was
missed is read from the month's snapshots or from the ledger; what history does not tell (expected
loss, use of limits) is then null.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from customers.models import Customer, Invoice
from monitoring.book_days.counts import COUNTS
from monitoring.book_days.sql import CELLS, COUNT, MOVES, PARTS, TOP, base_sql
from monitoring.models import BookDay
from monitoring.models.book_days import EVENING
from monitoring.services.kri_breaches import tell_breaches
from monitoring.services.kris import keep_kris
from riskcrm.jobs.locks import try_lock
from riskcrm.jobs.planning import PLANNING
from riskcrm.web.today import end_of_day, local_date, organisation_zone
from scoring.models import Rating, RatingHistory, Reading, Snapshot
from scoring.months import latest_month_ends, month_end, past_month_end

MISSED_DAYS = 31
MONTHS = 13
YEAR = dt.timedelta(days=364)  # and the day itself
MORNING = dt.time(6)  # until then the workers have time to read past months
DAYS_KEPT = 396  # thirteen months; older days are thinned to the ends of months
LAST_ID = 2**62
ONE_DAY = dt.timedelta(days=1)


def keep_day(day: dt.date, *, at: dt.datetime) -> BookDay:
    """Keep the figures of a day, anew if they were kept before. Derived, so no audit event."""
    with transaction.atomic():
        source = _source(day, at=at)
        BookDay.objects.filter(pk=day).delete()
        counts = [each for each in COUNTS.values() if each.looks_back or source == "readings"]
        since = _moves_since(day)
        kept = BookDay.objects.create(
            day=day,
            known_at=at,
            source=source,
            counted=[each.name for each in counts] + ["moves"] * (since is not None),
            read_of=_oldest_reading() if source == BookDay.Source.READINGS else None,
            moves_since=since,
        )
        statements = [base_sql(source), CELLS, *PARTS, TOP, *([MOVES] if since else [])]
        statements += [COUNT.format(sql=each.sql) for each in counts]
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS book_day_base")
            cursor.execute(PLANNING)
            for statement in statements:
                cursor.execute(statement, _values(day, source, since, at=at))
        keep_kris(kept)
        if source == BookDay.Source.READINGS:
            tell_breaches(kept, at=at)
        return kept


def _source(day: dt.date, *, at: dt.datetime) -> str:
    if day >= local_date(at):
        return BookDay.Source.READINGS
    is_read = day == month_end(day) and Snapshot.objects.filter(as_of=day).exists()
    return BookDay.Source.SNAPSHOTS if is_read else BookDay.Source.LEDGER


def _oldest_reading() -> dt.date | None:
    """Who cannot be scored keeps an old reading, and says so on a page of its own."""
    rows = Reading.objects.filter(customer__unscorable__isnull=True)
    oldest: dt.date | None = rows.aggregate(oldest=Min("as_of"))["oldest"]
    return oldest


def _moves_since(day: dt.date) -> dt.date | None:
    """The end of the day since which moves of the day's month are counted.

    That is the end of the month before, or the first day that was kept if it is later: before it
    nobody knows who stood where. None where there is nothing to compare with.
    """
    month_ago = past_month_end(day)
    if RatingHistory.objects.filter(as_of__lte=month_ago).exists():
        return month_ago
    first = BookDay.objects.filter(day__gt=month_ago, day__lt=day).order_by("day").first()
    if first is None or not RatingHistory.objects.filter(as_of__lte=first.day).exists():
        return None
    return first.day


def _values(day: dt.date, source: str, since: dt.date | None, *, at: dt.datetime) -> dict[str, Any]:
    first = dt.datetime.combine(day.replace(day=1), dt.time.min, tzinfo=organisation_zone())
    is_now = source == BookDay.Source.READINGS
    losses = Rating.objects.filter(expected_loss__isnull=False)
    return {
        "as_of": day,
        "day": day,
        "known_at": at,
        "first_id": 0,
        "final_id": LAST_ID,
        "end_at": min(at, end_of_day(day)),
        "month_at": first,
        "year_at": dt.datetime.combine(day - YEAR, dt.time.min, tzinfo=organisation_zone()),
        "moves_since": since,
        "has_losses": is_now and losses.exists(),
        "has_limits": source != BookDay.Source.LEDGER,
    }


def keep_days(*, at: dt.datetime) -> dt.date | None:
    """Keep the day that is to be kept next; which one, None if there is nothing to do.

    In the evening this day's; else the newest that was missed since the first that was read; at
    night the newest end of a month of the latest thirteen that has none, as far back as there are
    invoices. The very first is kept at once, so that pages have something to show. Safe twice and
    in parallel.
    """
    with transaction.atomic():
        if not try_lock("monitoring.keep_days"):
            return None
        day = _next_day(at)
        if day is None:
            return None
        keep_day(day, at=at)
        _thin(local_date(at))
        return day


def _next_day(at: dt.datetime) -> dt.date | None:
    today = local_date(at)
    evening = dt.datetime.combine(today, EVENING, tzinfo=organisation_zone())
    days = dict(BookDay.objects.order_by("day").values_list("day", "known_at"))
    if not days:
        return today if Customer.objects.exists() else None
    if at >= evening and (today not in days or days[today] < evening):
        return today
    read = BookDay.objects.filter(source=BookDay.Source.READINGS).order_by("day")
    first = read.values_list("day", flat=True).first() or min(days)
    missed = [today - ago * ONE_DAY for ago in range(1, MISSED_DAYS + 1)]
    wanted = [day for day in missed if day > first]
    if timezone.localtime(at, organisation_zone()).time() < MORNING:
        wanted += _month_ends(today)
    return next((day for day in wanted if day not in days), None)


def _month_ends(today: dt.date) -> list[dt.date]:
    """The latest ends of months on which there was something to owe, the newest first."""
    oldest = Invoice.objects.order_by("invoice_date").values_list("invoice_date", flat=True).first()
    ends = latest_month_ends(today, MONTHS)[::-1]
    return [end for end in ends if oldest is not None and end >= oldest]


def _thin(today: dt.date) -> None:
    """Of days long past the ends of months stay."""
    old = BookDay.objects.filter(day__lt=today - DAYS_KEPT * ONE_DAY)
    days = [day for day in old.values_list("day", flat=True) if day != month_end(day)]
    BookDay.objects.filter(pk__in=days).delete()
