"""What holds a customer back from erasure though its time is over: each by a code, and in words."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, OpenItem
from removal.models import (
    Appeal,
    CaseBlock,
    LegalRecovery,
    ListAppeal,
    ListEntry,
    RemovalCase,
    SubjectRequest,
)

WORDS = {
    "legal_hold": _("legal hold"),
    "block": _("another block on its cases"),
    "open_case": _("open removal case"),
    "receivables": _("open receivables"),
    "recovery": _("legal recovery not ended"),
    "request": _("open request of a data subject"),
    "appeal": _("open appeal"),
    "listed": _("restricted list entry not ended"),
    "returned": _("customer again"),
}


# who a customer is now: what was merged into another one ends with it, and is held with it
NOW = Coalesce(OuterRef("merged_into_id"), OuterRef("pk"), output_field=BigIntegerField())
GONE = Q(status=Customer.Status.EXITED) | Q(
    status=Customer.Status.MERGED, merged_into__status=Customer.Status.EXITED
)


def _of(rows: QuerySet[Any], path: str = "customer") -> Exists:
    return Exists(rows.filter(**{path: NOW}))


def conditions() -> dict[str, Any]:
    """By code whether a customer is held back, as conditions on customers."""
    hold = CaseBlock.Kind.LEGAL_HOLD
    appeals = _of(Appeal.objects.open(), "case__customer")
    listed = _of(ListAppeal.objects.open(), "entry__customer")
    ended = LegalRecovery.State.ENDED
    return {
        "legal_hold": _of(CaseBlock.objects.standing().filter(kind=hold)),
        "block": _of(CaseBlock.objects.standing().exclude(kind=hold)),
        "open_case": _of(RemovalCase.objects.open()),
        "receivables": _of(OpenItem.objects.all()),
        "recovery": _of(LegalRecovery.objects.exclude(state=ended), "case__customer"),
        "request": _of(SubjectRequest.objects.open()),
        "appeal": Q(appeals) | Q(listed),
        "listed": _of(ListEntry.objects.open()),
        "returned": ~GONE,
    }


def held() -> Q:
    """Customers that anything holds back."""
    whole = Q()
    for condition in conditions().values():
        whole |= Q(condition)
    return whole


def holds_of(ids: list[int]) -> dict[int, list[str]]:
    """What holds each of these customers back; who is held by nothing is not there. One query."""
    marks = {f"held_{code}": condition for code, condition in _marks().items()}
    rows = Customer.objects.filter(pk__in=ids).annotate(**marks).values_list("pk", *marks)
    found = {pk: [c for c, stands in zip(WORDS, each, strict=True) if stands] for pk, *each in rows}
    return {pk: codes for pk, codes in found.items() if codes}


def _marks() -> dict[str, Any]:
    found = conditions()
    return {code: ExpressionWrapper(Q(found[code]), output_field=BooleanField()) for code in WORDS}


def in_words(codes: list[str]) -> list[str]:
    return [str(WORDS[code]) for code in codes if code in WORDS]
