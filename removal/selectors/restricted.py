"""Reads of the compartment. Those of rows work inside `opened()` only: elsewhere they find none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from customers.models import Customer
from removal.models import (
    CompartmentGrant,
    LetterDelivery,
    RemovalCase,
    RestrictedMatter,
    SendClearance,
)
from removal.restricted.opened import CLEARANCES, GRANTS, opened
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import KEEP_COMPARTMENT, VIEW_COMPARTMENT
from riskcrm.web.today import organisation_zone

MOST_STEPS = 20  # merges of merged ones; none is ever that deep


def may_look(user: User, *, on: dt.date) -> bool:
    """Whether the compartment exists for this person: by role, or by a grant that holds today."""
    if not user.is_active or user.kind != User.Kind.PERSON:
        return False
    if user.has_perm(VIEW_COMPARTMENT):
        return True
    with opened(GRANTS):
        return CompartmentGrant.objects.holding(on).filter(person=user).exists()


def may_keep(user: User) -> bool:
    """Whether this person may write in it; a grant lets nobody do that."""
    is_person = user.is_active and user.kind == User.Kind.PERSON
    return is_person and user.has_perm(KEEP_COMPARTMENT)


def customers_now(keys: Collection[int]) -> dict[int, Customer]:
    """Who the customers of these keys are now: merged ones are those they were merged into.

    One query for each step of merging; keys of customers that are gone are left out.
    """
    found: dict[int, Customer] = {}
    wanted = {key: key for key in keys}  # asked for → looked up
    for _step in range(MOST_STEPS):
        if not wanted:
            break
        rows = Customer.objects.in_bulk(set(wanted.values()))
        onwards: dict[int, int] = {}
        for key, target in wanted.items():
            customer = rows.get(target)
            if customer is not None and customer.merged_into_id is not None:
                onwards[key] = customer.merged_into_id
            elif customer is not None:
                found[key] = customer
        wanted = onwards
    return found


def matters() -> QuerySet[RestrictedMatter]:
    return RestrictedMatter.objects.select_related("opened_by", "closed_by")


# --- clearances -----------------------------------------------------------------------------------


def may_go_out(case_ids: Collection[int], *, on: dt.date) -> set[int]:
    """The cases of which a released letter may leave the house on this day.

    The dispatch of letters asks for every case alike, right before it sends, and leaves the others
    as they are: waiting. Two queries and one switch whatever is asked.
    """
    with opened(CLEARANCES):
        latest = {row.case_key: row for row in _latest(case_ids)}
    return {case for case in case_ids if _lets_go(latest.get(case), on)}


def _lets_go(clearance: SendClearance | None, on: dt.date) -> bool:
    if clearance is None:
        return not settings.CLEAR_EXITS
    if clearance.decision == SendClearance.Decision.HOLD:
        return False
    return clearance.not_before is None or clearance.not_before <= on


def _latest(case_ids: Collection[int]) -> QuerySet[SendClearance]:
    rows = SendClearance.objects.filter(case_key__in=case_ids).select_related("decided_by")
    return rows.order_by("case_key", "-pk").distinct("case_key")


@dataclass(frozen=True)
class Exit:
    """A running case as the officers look at it before its letters go."""

    case: RemovalCase
    clearance: SendClearance | None
    is_marked: bool


def exits_of(cases: list[RemovalCase]) -> list[Exit]:
    """The cases with what was decided on their letters, and whether a matter is open."""
    latest = {row.case_key: row for row in _latest([case.pk for case in cases])}
    marked = _marked({case.customer_id for case in cases})
    return [Exit(case, latest.get(case.pk), case.customer_id in marked) for case in cases]


def posted_uncleared(user: User) -> QuerySet[LetterDelivery]:
    """Letters sent by hand while officers held them, the newest first, of cases this person sees.

    Each is told until somebody decides anew on its case. Where every case waits for a word, those
    of running cases on which nobody has said one are told as well.
    """
    latest = SendClearance.objects.filter(case_key=OuterRef("letter__case")).order_by("-pk")
    rows = LetterDelivery.objects.filter(
        mail=None, sent_at__isnull=False, letter__case__in=RemovalCase.objects.visible_to(user)
    )
    held = Q(decision=SendClearance.Decision.HOLD) | Q(sent_on__lt=F("not_before"))
    found = Q(letter__case__in=SendClearance.objects.values("case_key")) & held
    found &= Q(recorded_at__gte=F("decided_at"))
    if settings.CLEAR_EXITS:
        found |= Q(decision=None, letter__case__in=RemovalCase.objects.open())
    return (
        rows.annotate(
            decision=Subquery(latest.values("decision")[:1]),
            not_before=Subquery(latest.values("not_before")[:1]),
            decided_at=Subquery(latest.values("decided_at")[:1]),
            sent_on=TruncDate("sent_at", tzinfo=organisation_zone()),
        )
        .filter(found)
        .select_related("letter__case__customer", "recorded_by")
        .order_by("-recorded_at", "-pk")
    )


def _marked(customers: set[int]) -> set[int]:
    """Of these customers those with an open matter, of their own or of one merged into them."""
    rows = RestrictedMatter.objects.filter(state=RestrictedMatter.State.OPEN)
    keys = set(rows.values_list("customer_key", flat=True))
    return {customer.pk for customer in customers_now(keys).values()} & customers
