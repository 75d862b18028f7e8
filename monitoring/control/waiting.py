"""What of internal control waits for somebody, for the inbox."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from monitoring.models import ControlTest, Finding
from riskcrm.accounts.inbox import TO_ANSWER, Asks, Source, Waiting, register
from riskcrm.accounts.models import User
from riskcrm.web.today import end_of_day

CLOSING = Asks(pgettext_lazy("inbox", "to close"), pgettext_lazy("inbox", "Close or send back"))
SIGNING = Asks(pgettext_lazy("inbox", "to sign"), pgettext_lazy("inbox", "Sign"))


def _to_answer(user: User) -> QuerySet[Finding]:
    return Finding.objects.to_answer_by(user).order_by("due_date", "pk")


def _answer(row: Finding) -> Waiting:
    return _of(row, _("Finding (%(severity)s): say what was done about it"))


def _to_close(user: User) -> QuerySet[Finding]:
    return Finding.objects.to_close_by(user).order_by("due_date", "pk")


def _close(row: Finding) -> Waiting:
    return _of(row, _("Finding (%(severity)s) was followed up: close it or send it back"))


def _of(row: Finding, words: str) -> Waiting:
    return Waiting(
        words % {"severity": row.get_severity_display()},
        reverse("monitoring:finding_detail", args=[row.pk]),
        title=row.title,
        due_at=end_of_day(row.due_date),
    )


def _to_sign(user: User) -> QuerySet[ControlTest]:
    return ControlTest.objects.to_sign_by(user).order_by("finished_at", "pk")


def _sign(row: ControlTest) -> Waiting:
    said = {"name": row.tester, "first": row.first_date, "final": row.final_date}
    return Waiting(
        _("%(name)s finished the test of %(first)s to %(final)s: sign it") % said,
        reverse("monitoring:control_test_detail", args=[row.pk]),
        title=row.control.name,
    )


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(
        Source("findings_to_answer", _to_answer, _answer, asks=TO_ANSWER),
        Source("findings_to_close", _to_close, _close, asks=CLOSING),
        Source("tests_to_sign", _to_sign, _sign, ("tester", "control"), asks=SIGNING),
    )
