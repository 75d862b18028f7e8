"""Studied cases: written by hand or from the lesson of a removal case, naming nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Contact, Customer
from monitoring.models import StudiedCase
from monitoring.services.acting import people_only, said
from removal.models import CaseLesson
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import WRITE_LIBRARY
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale

SHORTEST_NAME = 2  # shorter ones are in every text


def add_studied_case(
    *,
    title: str,
    outcome: str,
    story: str,
    lesson: str,
    grounds: Sequence[str],
    reasons: Sequence[str],
    industry: str,
    by: User,
    at: dt.datetime,
    lesson_of: CaseLesson | None = None,
) -> StudiedCase:
    """Put a case into the library. Refused where its words name the customer it is about, so that
    everybody may read them."""
    _check(by)
    if lesson_of is not None:
        if not CaseLesson.objects.visible_to(by).filter(pk=lesson_of.pk).exists():
            raise Refused(_("There is no such lesson among those you see."), code="not_visible")
        if StudiedCase.objects.filter(lesson_of=lesson_of).exists():
            raise Refused(_("This case is in the library already."), code="studied_already")
        refuse_names(lesson_of.case.customer, title, story, lesson)
    with transaction.atomic():
        row = StudiedCase(
            title=said(title, field="title"), outcome=StudiedCase.Outcome(outcome),
            story=said(story, field="story"), lesson=said(lesson, field="lesson"),
            grounds=list(grounds), reasons=list(reasons), industry=industry, lesson_of=lesson_of,
            written_by=by, written_at=at,
        )  # fmt: skip
        row.save(force_insert=True)
        record("add_studied_case", by=by.as_actor(), obj=row, at=at)
    return row


def change_studied_case(
    row: StudiedCase, *, version: int, by: User, at: dt.datetime, title: str, outcome: str,
    story: str, lesson: str, grounds: Sequence[str], reasons: Sequence[str], industry: str,
) -> StudiedCase:  # fmt: skip
    """Put the words of a studied case right; what it is about stays."""
    _check(by)
    with transaction.atomic():
        held = StudiedCase.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if held.version != version:
            raise stale()
        if held.lesson_of is not None:
            refuse_names(held.lesson_of.case.customer, title, story, lesson)
        held.title, held.story = said(title, field="title"), said(story, field="story")
        held.lesson, held.outcome = said(lesson, field="lesson"), StudiedCase.Outcome(outcome)
        held.grounds, held.reasons, held.industry = list(grounds), list(reasons), industry
        held.version += 1
        held.save()
        record("change_studied_case", by=by.as_actor(), obj=held, at=at)
    return held


def withdraw_studied_case(
    row: StudiedCase, *, reason: str, by: User, at: dt.datetime
) -> StudiedCase:
    """Take a case out of the library; again changes nothing."""
    _check(by)
    reason = said(reason, field="reason")
    with transaction.atomic():
        held = StudiedCase.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if held.withdrawn_at is None:
            held.withdrawn_at = at
            held.version += 1
            held.save()
            record("withdraw_studied_case", by=by.as_actor(), obj=held, reason=reason, at=at)
    return held


def refuse_names(customer: Customer, *texts: str) -> None:
    """Raise `Refused` where a text names the customer, its representative or one of its contacts.

    What identifies somebody without a name, people have to leave out themselves: pages say so.
    """
    names = {customer.name, customer.other_name, customer.number, customer.registration_number}
    names |= {customer.legal_representative}
    names |= set(Contact.objects.filter(customer=customer).values_list("name", flat=True))
    text = "\n".join(texts).casefold()
    for name in names:
        if len(name) >= SHORTEST_NAME and name.casefold() in text:
            raise Refused(
                _("“%(name)s” names somebody. Write it so that nobody can be recognised.")
                % {"name": name},
                code="names_somebody",
            )


def _check(by: User) -> None:
    people_only(by)
    check_right(by, WRITE_LIBRARY)
