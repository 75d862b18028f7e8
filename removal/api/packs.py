"""Policy packs over the API: to be read, and to compute dates by. People draft and decide."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from removal.dates import Facts, Service
from removal.models import PolicyPack
from removal.packs.filters import PolicyPackFilter
from removal.packs.forms import DAYS_MOST, FIRST, LAST, YEARS_MOST
from removal.packs.names import DELIVERY
from removal.packs.shown import api_dates
from removal.packs.trying import try_dates
from riskcrm.accounts.removal_rights import VIEW_PACKS
from riskcrm.web.serializers import KnownFieldsMixin

LISTED_MOST = 100


class ParameterSerializer(serializers.Serializer[Any]):
    """One parameter of a pack."""

    value = serializers.JSONField(allow_null=True, help_text="null = the pack knows no such rule")
    unit = serializers.CharField(allow_blank=True)
    citation = serializers.CharField()
    effective_date = serializers.DateField()
    verified = serializers.BooleanField(
        allow_null=True, help_text="whether the text of the law was read; null = house policy"
    )


class PolicyPackSerializer(serializers.ModelSerializer[PolicyPack]):
    """One version of the pack of a jurisdiction and a kind of business."""

    parameters = serializers.SerializerMethodField(help_text="by name")
    based_on = serializers.IntegerField(source="based_on_id", read_only=True, allow_null=True)
    drafted_by = serializers.CharField(
        source="drafted_by.username", read_only=True, default=None, allow_null=True
    )
    approved_by = serializers.CharField(
        source="approved_by.username", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = PolicyPack
        fields: ClassVar[list[str]] = [
            "id", "code", "jurisdiction", "kind", "number", "state", "effective_from",
            "effective_to", "built_in", "parts", "based_on", "sha256", "reason", "drafted_by",
            "drafted_at", "submitted_at", "approved_by", "approved_at", "decision_reason",
            "parameters", "version",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(child=ParameterSerializer()))
    def get_parameters(self, pack: PolicyPack) -> dict[str, Any]:
        return dict(pack.parameters)


def _day(help_text: str = "", **words: Any) -> serializers.DateField:
    return serializers.DateField(
        required=False, allow_null=True, help_text=help_text, validators=[_check_day], **words
    )


def _check_day(day: dt.date) -> None:
    if not FIRST <= day <= LAST:
        raise serializers.ValidationError(_("Choose a day between 1900 and 2200."))


class ServiceSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """One sending of a letter."""

    sent_on = serializers.DateField(validators=[_check_day])
    method = serializers.ChoiceField(choices=[(each, each) for each in DELIVERY])
    arrived_on = _day("proven arrival; null = it counts as arrived after the days of the pack")
    returned_on = _day("it came back")

    def validate(self, attrs: dict[str, Any]) -> Any:
        try:
            return Service(**attrs)
        except ValueError as error:
            raise serializers.ValidationError(
                _("A letter arrives or comes back no earlier than it is sent.")
            ) from error


def _services() -> serializers.ListField:
    return serializers.ListField(
        child=ServiceSerializer(), required=False, max_length=LISTED_MOST,
        help_text="all sendings of the letter",
    )  # fmt: skip


def _count(most: int, **words: Any) -> serializers.IntegerField:
    return serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=most, **words
    )


class DateFactsSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What happened, as far as it is known; dates that hang on the rest are left out."""

    warning = _services()
    notice = _services()
    termination = _services()
    assurance_demand = _services()
    relationship_since = _day()
    relationship_years = _count(YEARS_MOST)
    contract_notice_days = _count(DAYS_MOST)
    contract_made_on = _day()
    agreed_right_days = _count(DAYS_MOST, help_text="in which a right to end must be used")
    known_on = _day("when the ground was known")
    reminded_on = _day("when the other side asked whether we end")
    due_on = _day("of a debt")
    demands = serializers.ListField(
        child=serializers.DateField(validators=[_check_day]), required=False,
        max_length=LISTED_MOST, help_text="proven demands of that debt",
    )  # fmt: skip
    cure_from = _day("where the cure period does not begin with the notice")
    extensions = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=DAYS_MOST), required=False,
        max_length=LISTED_MOST, help_text="days of each extension of the cure period",
    )  # fmt: skip
    decided_on = _day()
    reasons_asked_on = _day()
    appeal_received_on = _day()
    complaint_received_on = _day()
    review_asked_on = _day()
    immediate_on = _day("an end on immediate grounds")
    ended_on = _day("of the relationship")
    listed_on = _day("on the restricted list")

    def facts(self) -> Facts:
        told = {name: value for name, value in self.validated_data.items() if value is not None}
        lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
        return Facts(**(told | lists))


class DateStepSerializer(serializers.Serializer[Any]):
    """One rule and the day it led to."""

    rule = serializers.CharField()
    date = serializers.DateField()
    days = serializers.IntegerField(allow_null=True)
    unit = serializers.CharField(
        allow_blank=True, help_text="of `days`: calendar, business, months or years"
    )
    citation = serializers.CharField(allow_blank=True)


class SolvedSerializer(serializers.Serializer[Any]):
    """A date, and how it came about."""

    name = serializers.CharField()
    date = serializers.DateField()
    steps = DateStepSerializer(many=True)


class PolicyPacks(generics.GenericAPIView[PolicyPack]):
    serializer_class = PolicyPackSerializer
    queryset = PolicyPack.objects.none()

    def get_queryset(self) -> QuerySet[PolicyPack]:
        return PolicyPack.objects.select_related("drafted_by", "approved_by")


class PolicyPackCollection(PolicyPacks, generics.ListAPIView[PolicyPack]):
    """List versions of policy packs."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_PACKS}
    filterset_class = PolicyPackFilter


class PolicyPackItem(PolicyPacks, generics.RetrieveAPIView[PolicyPack]):
    """One version with its parameters."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_PACKS}


class PolicyPackDates(PolicyPacks):
    """Compute the dates that a pack makes of facts. Nothing is written."""

    permissions: ClassVar[dict[str, str]] = {"POST": VIEW_PACKS}

    @extend_schema(request=DateFactsSerializer, responses={200: SolvedSerializer(many=True)})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        pack = self.get_object()
        given = DateFactsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        facts = given.facts()
        most = pack.value("cure_extensions_most")
        if len(facts.extensions) > most:
            words = _("The pack allows %(most)s extensions at most.") % {"most": most}
            raise serializers.ValidationError({"extensions": [words]})
        return Response(SolvedSerializer(api_dates(try_dates(pack, facts)), many=True).data)


urlpatterns = [
    path("policy-packs/", PolicyPackCollection.as_view(), name="api-policy-packs"),
    path("policy-packs/<int:pk>/", PolicyPackItem.as_view(), name="api-policy-pack"),
    path("policy-packs/<int:pk>/dates/", PolicyPackDates.as_view(), name="api-policy-pack-dates"),
]
