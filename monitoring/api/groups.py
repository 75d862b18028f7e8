"""Groups over the API, with what the members that the caller sees owe together."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.parties import CustomerGroupSerializer, GroupCollection, GroupItem
from customers.api.posting import posting_schema
from monitoring.api.customers import SEE_SCORES
from monitoring.groups import standings
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.today import today
from scoring.models import SUM_OF_MONEY, Tier


class StandingSerializer(serializers.Serializer[Any]):
    """The figures of a group."""

    members = serializers.IntegerField()
    members_out_of_reach = serializers.IntegerField(
        source="hidden", help_text="members whom you do not see; no sum has them"
    )
    exposure = serializers.DecimalField(**SUM_OF_MONEY)
    overdue = serializers.DecimalField(**SUM_OF_MONEY)
    limit = serializers.DecimalField(**SUM_OF_MONEY, allow_null=True)
    worst_tier = serializers.ChoiceField(source="worst", choices=Tier.choices)


class MonitoredGroupSerializer(CustomerGroupSerializer):
    """A group and where it stands, in the base currency; null for who may not see scores."""

    standing = serializers.SerializerMethodField()

    class Meta(CustomerGroupSerializer.Meta):
        fields: ClassVar[list[str]] = [*CustomerGroupSerializer.Meta.fields, "standing"]

    @extend_schema_field(StandingSerializer(allow_null=True))
    def get_standing(self, group: Any) -> Any:
        found = self.context.get("standings", {}).get(group.pk)
        return StandingSerializer(found).data if found else None


class WithStandings:
    """Adds the figures of all groups of an answer by one look."""

    request: Any

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        serializer = super().get_serializer(*args, **kwargs)  # type: ignore[misc]
        if args and self.request.user.has_perm(SEE_SCORES):
            rows = list(args[0]) if kwargs.get("many") else [args[0]]
            found = standings(rows, person_of(self.request), day=today())
            serializer.context["standings"] = found
        return serializer


class MonitoredGroupCollection(WithStandings, GroupCollection):
    """List groups; make one, or make and change a list of them by their codes."""

    serializer_class = MonitoredGroupSerializer

    @posting_schema(CustomerGroupSerializer, MonitoredGroupSerializer, "CustomerGroup")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer: Response = super().post(request, *args, **kwargs)
        return answer


class MonitoredGroupItem(WithStandings, GroupItem):
    """One group. Change it with the `ETag` you have seen as `If-Match`."""

    serializer_class = MonitoredGroupSerializer

    @extend_schema(responses=MonitoredGroupSerializer)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().patch(request, *args, **kwargs)
