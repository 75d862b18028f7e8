"""Possible duplicates, merging and undoing it over the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers import services
from customers.api.acts import Act, act_paths, text
from customers.api.find import customer_by_number
from customers.api.posting import Posting, posting_schema
from customers.api.serializers import CUSTOMER_HELP
from customers.merging.filters import CustomerMergeFilter, DuplicatePairFilter
from customers.models import CustomerMerge, DuplicatePair
from customers.services.rows import Result
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from riskcrm.web.serializers import KnownFieldsMixin


class DuplicatePairSerializer(serializers.ModelSerializer[DuplicatePair]):
    """Two customers that may be one, and why."""

    first_number = serializers.CharField(source="first.number")
    second_number = serializers.CharField(source="second.number")
    reasons = serializers.ListField(
        child=serializers.ChoiceField(choices=DuplicatePair.Reason.choices)
    )

    class Meta:
        model = DuplicatePair
        fields: ClassVar[list[str]] = [
            "id",
            "first",
            "first_number",
            "second",
            "second_number",
            "reasons",
            "strength",
            "state",
            "found_at",
            "decided_at",
            "decided_because",
        ]
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "strength": {"help_text": "1 = a name alone, which is a hint; 2 = likely; 3 = certain"}
        }


class MergeSerializer(serializers.ModelSerializer[CustomerMerge]):
    """One customer became a part of another. The merged one's number leads to the survivor."""

    survivor_number = serializers.CharField(source="survivor.number")
    merged_number = serializers.CharField(source="merged.number")
    kept = serializers.DictField(
        child=serializers.IntegerField(), help_text="what undoing could not put back, counted"
    )

    class Meta:
        model = CustomerMerge
        fields: ClassVar[list[str]] = [
            "id",
            "survivor",
            "survivor_number",
            "merged",
            "merged_number",
            "reasons",
            "strength",
            "reason",
            "choices",
            "merged_at",
            "undone_at",
            "kept",
        ]
        read_only_fields = fields


class MergeRowSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Two customers to merge, by their numbers."""

    survivor = serializers.CharField(max_length=40, help_text=CUSTOMER_HELP)
    merged = serializers.CharField(max_length=40, help_text="the customer that goes")
    choices = serializers.DictField(
        child=serializers.ChoiceField(choices=["survivor", "merged"]),
        required=False,
        default=dict,
        help_text="field → whose value stays; also `custom.<code>` and `credit_terms`; those not"
        " named stay as the survivor has them",
    )
    reason = serializers.CharField(
        max_length=1000,
        required=False,
        allow_blank=True,
        default="",
        help_text="needed where a name alone, or less, speaks for it",
    )
    keep_both = serializers.BooleanField(
        required=False,
        default=False,
        help_text="let invoices and payments of one number stay both, with the merged customer's"
        " number behind its own",
    )


def merge_rows(
    rows: Sequence[dict[str, Any]], *, by: User, at: dt.datetime, positions: Sequence[int] = ()
) -> list[Result]:
    """Merge pair after pair, each on its own; `positions` given = they came as a list."""
    return [_merge_row(n, row, by=by, at=at, in_bulk=bool(positions)) for n, row in enumerate(rows)]


def _merge_row(n: int, row: dict[str, Any], *, by: User, at: dt.datetime, in_bulk: bool) -> Result:
    said = dict(row)
    try:
        survivor, merged = (
            customer_by_number(by, said.pop(name)) for name in ("survivor", "merged")
        )
        merge = services.merge_customers(survivor, merged, by=by, at=at, in_bulk=in_bulk, **said)
    except Http404:
        error = Refused(
            _("There is no such customer among those you see."), code="unknown_customer"
        )
    except Refused as refused:
        error = refused
    except ValidationError as wrong:
        error = Refused("; ".join(wrong.messages), code="invalid")
    else:
        return Result(n, "created", merge.pk)
    return Result(n, "refused", None, error.message, error.code, error.field)


class Pairs(generics.GenericAPIView[DuplicatePair]):
    serializer_class = DuplicatePairSerializer
    queryset = DuplicatePair.objects.none()  # for the schema

    def get_queryset(self) -> QuerySet[DuplicatePair]:
        rows = DuplicatePair.objects.visible_to(self.request.user)
        return rows.select_related("first", "second")


class PairCollection(Pairs, generics.ListAPIView[DuplicatePair]):
    """List possible duplicates."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_duplicatepair"}
    filterset_class = DuplicatePairFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "strength": "strength"}


class Merges(generics.GenericAPIView[CustomerMerge]):
    serializer_class = MergeSerializer
    queryset = CustomerMerge.objects.none()

    def get_queryset(self) -> QuerySet[CustomerMerge]:
        rows = CustomerMerge.objects.visible_to(self.request.user)
        return rows.select_related("survivor", "merged")


class MergeCollection(Posting, Merges, generics.ListAPIView[CustomerMerge]):
    """List merges; merge two customers, or a list of pairs.

    Where a name alone, or less, speaks for a merge, it needs a reason, and in a list it is refused.
    """

    permissions: ClassVar[dict[str, str]] = {
        "GET": "customers.view_customermerge",
        "POST": "customers.merge_customer",
    }
    filterset_class = CustomerMergeFilter

    row_class = MergeRowSerializer
    post_rows = merge_rows

    @posting_schema(MergeRowSerializer, MergeSerializer, "Merge")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)


ACTS = [
    *act_paths(
        "duplicates/<int:pk>/",
        "api-duplicate",
        Pairs,
        Act("dismiss", services.dismiss_pair,
            "Say that the two are not one. They are not proposed again.",
            {"reason": text("how you know that they are two", 300)}),
        Act("reopen", services.reopen_pair, "Take back that the two are not one."),
        permission="customers.change_duplicatepair",
    ),
    *act_paths(
        "merges/<int:pk>/",
        "api-merge",
        Merges,
        Act("undo", services.undo_merge,
            "Make two customers of one again; `kept` says what stayed with the survivor.",
            {"reason": text("why", 300)}),
        permission="customers.merge_customer",
    ),
]  # fmt: skip
