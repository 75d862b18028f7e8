"""Related parties and groups of customers over the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers import services
from customers.api.acts import Act, act_paths, day, text
from customers.api.contacts import HOW, VERIFY
from customers.api.find import customer_by_number
from customers.api.kept import Changing, Making
from customers.api.posting import Posting, posting_schema
from customers.api.serializers import CUSTOMER_HELP, MONEY
from customers.models import (
    GROUP_FIELDS,
    CustomerGroup,
    GroupMembership,
    RelatedParty,
)
from customers.parties.filters import CustomerGroupFilter, RelatedPartyFilter
from customers.services.post_each import post_groups, post_members
from customers.services.rows import Result
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin


class RelatedPartySerializer(serializers.ModelSerializer[RelatedParty]):
    """A party and the customer behind whom it stands: it is the customer's owner, guarantor…"""

    customer_number = serializers.CharField(source="customer.number", help_text=CUSTOMER_HELP)
    other_number = serializers.SerializerMethodField(
        help_text="number of the party where it is a customer that you see, else null"
    )

    class Meta:
        model = RelatedParty
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_number",
            "source_key",
            "kind",
            "other_number",
            "name",
            "id_number",
            "country",
            "share_percent",
            "guarantee_amount",
            "guarantee_currency",
            "valid_from",
            "valid_until",
            "note",
            "verified_at",
            "verified_how",
            "recorded_at",
        ]
        read_only_fields = fields

    def get_other_number(self, party: Any) -> str | None:
        return party.other.number if party.other_seen else None


class PartyRowSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A party to post. The same customer and source key again changes it, or nothing."""

    customer = serializers.CharField(max_length=40, help_text=CUSTOMER_HELP)
    source_key = serializers.CharField(
        max_length=80,
        required=False,
        allow_blank=True,
        default="",
        help_text="key in your system; without one the relation and who it is are the key",
    )
    kind = serializers.ChoiceField(choices=RelatedParty.Kind.choices)
    other = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        default="",
        help_text="number of the party where it is a customer itself; then without a name",
    )
    name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    id_number = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    country = serializers.RegexField(
        r"^([A-Z]{2})?$",
        required=False,
        allow_blank=True,
        default="",
        help_text="ISO 3166-1 alpha-2",
    )
    share_percent = serializers.DecimalField(
        max_digits=5, decimal_places=2, required=False, allow_null=True, default=None
    )
    guarantee_amount = serializers.DecimalField(
        **MONEY, required=False, allow_null=True, default=None
    )
    guarantee_currency = serializers.CharField(
        max_length=3, required=False, allow_blank=True, default="", help_text="ISO 4217"
    )
    valid_from = serializers.DateField(required=False, allow_null=True, default=None)
    valid_until = serializers.DateField(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class Parties(generics.GenericAPIView[RelatedParty]):
    serializer_class = RelatedPartySerializer
    queryset = RelatedParty.objects.none()  # for the schema; the rows come from get_queryset

    def get_queryset(self) -> QuerySet[RelatedParty]:
        return RelatedParty.objects.seen_by(self.request.user)


class PartyCollection(Posting, Parties, generics.ListAPIView[RelatedParty]):
    """List related parties; post one, or a list of them."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_relatedparty",
        "POST": ("customers.add_relatedparty", "customers.change_relatedparty"),
    }
    filterset_class = RelatedPartyFilter
    row_class = PartyRowSerializer
    post_rows = services.post_parties

    def row(self, data: dict[str, Any]) -> services.PartyRow:
        return services.PartyRow(**data)

    @posting_schema(PartyRowSerializer, RelatedPartySerializer, "RelatedParty")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)


class PartyItem(Parties, generics.RetrieveAPIView[RelatedParty]):
    """One related party."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_relatedparty"}


ENDED = ("ended_date", "ended_because")


class CustomerGroupSerializer(KnownFieldsMixin, serializers.ModelSerializer[CustomerGroup]):
    """Customers whose exposure is looked at as one."""

    class Meta:
        model = CustomerGroup
        fields: ClassVar[list[str]] = ["id", *GROUP_FIELDS, "recorded_at", *ENDED, "version"]
        read_only_fields: ClassVar[list[str]] = ["id", "recorded_at", *ENDED, "version"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "code": {"validators": [], "max_length": 40, "help_text": "yours, unique"},
            "credit_limit": {"help_text": "base currency; null = the members' limits together"},
            "ended_date": {"help_text": "since this day it has no members; null = it stands"},
            "ended_because": {"help_text": "why it ended"},
        }


class MemberSerializer(KnownFieldsMixin, serializers.ModelSerializer[GroupMembership]):
    """A customer of a group, from a day on. Sent again it changes nothing."""

    customer = serializers.CharField(
        source="customer.number", max_length=40, help_text=CUSTOMER_HELP
    )

    class Meta:
        model = GroupMembership
        fields: ClassVar[list[str]] = ["id", "customer", "from_date", "until_date", "recorded_at"]
        read_only_fields: ClassVar[list[str]] = ["id", "until_date", "recorded_at"]


class Groups(generics.GenericAPIView[CustomerGroup]):
    serializer_class: Any = CustomerGroupSerializer
    queryset = CustomerGroup.objects.none()

    def get_queryset(self) -> QuerySet[CustomerGroup]:
        return CustomerGroup.objects.visible_to(self.request.user)


class GroupCollection(Posting, VersionedMixin, Making, Groups, generics.ListAPIView[CustomerGroup]):
    """List groups; make one, or make and change a list of them by their codes."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_customergroup",
        "POST": ("customers.add_customergroup", "customers.change_customergroup"),
    }
    filterset_class = CustomerGroupFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "name": "sort_key"}
    make = services.create_group
    made_at = "api-group"
    row_class = CustomerGroupSerializer
    post_rows = post_groups

    @posting_schema(CustomerGroupSerializer, CustomerGroupSerializer, "CustomerGroup")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if isinstance(request.data, list):
            return super().post(request, *args, **kwargs)
        return self.create(request, *args, **kwargs)


class GroupItem(VersionedMixin, Changing, Groups, generics.RetrieveAPIView[CustomerGroup]):
    """One group. Change it with the `ETag` you have seen as `If-Match`."""

    permissions: ClassVar[dict[str, str]] = {
        "GET": "customers.view_customergroup",
        "PATCH": "customers.change_customergroup",
    }
    change = services.change_group


class Members(generics.GenericAPIView[GroupMembership]):
    serializer_class: Any = MemberSerializer
    queryset = GroupMembership.objects.none()

    def get_queryset(self) -> QuerySet[GroupMembership]:
        """Of a group that the caller sees the members that the caller sees."""
        rows = GroupMembership.objects.visible_to(self.request.user).filter(group=self.group())
        return rows.select_related("customer", "group")

    def group(self) -> CustomerGroup:
        rows = CustomerGroup.objects.visible_to(person_of(self.request))
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class MemberCollection(Posting, Members, generics.ListAPIView[GroupMembership]):
    """List the members of a group, former ones too; add one, or a list of them."""

    permissions: ClassVar[dict[str, str]] = {
        "GET": "customers.view_customergroup",
        "POST": "customers.change_customergroup",
    }

    row_class = MemberSerializer

    def row(self, data: dict[str, Any]) -> dict[str, Any]:
        return data | {"customer": data["customer"]["number"]}

    def _write(
        self, request: Request, rows: Sequence[Any], positions: Sequence[int] = ()
    ) -> list[Result]:
        by = person_of(request)
        return post_members(self.group(), rows, by=by, at=timezone.now(), positions=positions)

    @posting_schema(MemberSerializer, MemberSerializer, "Member")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if isinstance(request.data, list):
            return super().post(request, *args, **kwargs)
        person, group = person_of(request), self.group()
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        customer = customer_by_number(person, given.validated_data["customer"]["number"])
        row = services.add_member(
            group,
            customer,
            by=person,
            at=timezone.now(),
            from_date=given.validated_data["from_date"],
        )
        return Response(self.get_serializer(row).data, 201)


class Memberships(Members):
    lookup_url_kwarg = "membership"


ACTS = [
    *act_paths(
        "related-parties/<int:pk>/",
        "api-party",
        Parties,
        Act("verify", services.verify_party,
            "Say that the relation is as it stands here. People only.", HOW),
        permission=VERIFY,
    ),
    *act_paths(
        "groups/<int:pk>/",
        "api-group",
        Groups,
        Act("end", services.end_group, "End a group: its members leave it today, for good.",
            {"reason": text("why it is over", 200)}),
        permission="customers.change_customergroup",
    ),
    *act_paths(
        "groups/<int:pk>/members/<int:membership>/",
        "api-member",
        Memberships,
        Act("end", services.end_membership, "Take a customer out of a group.",
            {"until_date": day("the last day, not in the future")}),
        permission="customers.change_customergroup",
    ),
]  # fmt: skip
