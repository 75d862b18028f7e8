"""Management reports of months' ends: made once in each language, kept with their hash."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from monitoring.book_days.sums import whole_book
from monitoring.models import BookDay, MonthReport
from monitoring.reports.document import document_of
from monitoring.reports.pdf import pdf_of
from riskcrm.accounts.kri_rights import MAKE_REPORTS
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import SYSTEM, record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date
from scoring.months import month_end, past_month_end


def make_month_report(end: dt.date, *, by: User | None, at: dt.datetime) -> list[MonthReport]:
    """The report of a month's end in every language; those that exist are left as they are."""
    if by is not None:
        check_right(by, MAKE_REPORTS)
    kept = BookDay.objects.filter(pk=end).first()
    if end != month_end(end) or end >= local_date(at):
        raise Refused(
            _("A report is made of the end of a month that is over."), code="no_month_end"
        )
    if kept is None:
        raise Refused(_("The figures of that day were not kept."), code="day_not_kept")
    with transaction.atomic():
        BookDay.objects.select_for_update().get(pk=end)
        have = set(MonthReport.objects.filter(month_end=end).values_list("language", flat=True))
        missing = [code for code, _name in settings.LANGUAGES if code not in have]
        for language in missing:
            _make(kept, language, by=by, at=at)
    return list(MonthReport.objects.filter(month_end=end).order_by("language"))


def _make(kept: BookDay, language: str, *, by: User | None, at: dt.datetime) -> None:
    content = pdf_of(document_of(whole_book(kept), language=language), at=at)
    report = MonthReport.objects.create(
        month_end=kept.day, language=language, made_at=at, made_by=by, content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    record("make_month_report", by=by.as_actor() if by else SYSTEM, obj=report, at=at,
           facts={"sha256": report.sha256, "language": language})  # fmt: skip


def make_month_reports(*, at: dt.datetime) -> int:
    """The report of the latest month's end, if its day was kept; how many were made."""
    end = past_month_end(local_date(at))
    if not BookDay.objects.filter(pk=end).exists():
        return 0
    before = MonthReport.objects.filter(month_end=end).count()
    return len(make_month_report(end, by=None, at=at)) - before
