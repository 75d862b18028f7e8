"""Steps of a reduction over the API: read by the system that carries them out, which confirms."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern, path
from rest_framework import generics, serializers

from customers.api.acts import Act, act_paths, text
from removal.api.case_serializers import Person
from removal.models import ReductionConfirmation, ReductionStep
from removal.reduction.filters import ReductionStepFilter
from removal.services.reduction import confirm_step
from riskcrm.accounts.removal_rights import CONFIRM_REDUCTION, VIEW_STEPS
from riskcrm.web.etags import VersionedMixin


class ConfirmationSerializer(serializers.ModelSerializer[ReductionConfirmation]):
    """What the other system said of a step."""

    class Meta:
        model = ReductionConfirmation
        fields: ClassVar[list[str]] = ["awaited", "outcome", "text", "reference", "told_at"]
        read_only_fields = fields


class ReductionStepSerializer(serializers.ModelSerializer[ReductionStep]):
    """A step as it stands. `awaits` says what the other system has yet to do: `apply` it, `lift`
    it again, or nothing."""

    customer = serializers.IntegerField(source="case.customer_id", read_only=True)
    customer_number = serializers.CharField(source="case.customer.number", read_only=True)
    service = serializers.SlugRelatedField[Any](
        slug_field="code", read_only=True, help_text="code; null = every kind"
    )
    planned_by = Person(read_only=True)
    released_by = Person(read_only=True, allow_null=True)
    confirmations = ConfirmationSerializer(many=True, read_only=True)

    class Meta:
        model = ReductionStep
        fields: ClassVar[list[str]] = [
            "id", "case", "customer", "customer_number", "kind", "value", "period_days",
            "service", "ground", "effective_date", "notice_days", "notice_date", "letter", "state",
            "planned_by", "planned_at", "released_by", "released_at", "ended_at", "awaits",
            "confirm_by_date", "confirmations", "version",
        ]  # fmt: skip
        read_only_fields = fields


class Steps(generics.GenericAPIView[ReductionStep]):
    serializer_class = ReductionStepSerializer
    queryset = ReductionStep.objects.none()  # for the schema
    lookup_url_kwarg = "step_id"

    def get_queryset(self) -> QuerySet[ReductionStep]:
        steps = ReductionStep.objects.visible_to(self.request.user)
        return steps.select_related(
            "case__customer", "service", "planned_by", "released_by"
        ).prefetch_related("confirmations")


class StepCollection(Steps, generics.ListAPIView[ReductionStep]):
    """List steps; with `unconfirmed=1` those that the other system has to carry out or take back,
    the ones that are due first in front."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_STEPS}
    filterset_class = ReductionStepFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "effective_date": "effective_date"}


class StepItem(VersionedMixin, Steps, generics.RetrieveAPIView[ReductionStep]):
    """One step."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_STEPS}


AWAITED = [choice for choice in ReductionStep.Awaits.choices if choice[0]]
urlpatterns: list[URLPattern] = [
    path("reduction-steps/", StepCollection.as_view(), name="api-reduction-steps"),
    path("reduction-steps/<int:step_id>/", StepItem.as_view(), name="api-reduction-step"),
    *act_paths(
        "reduction-steps/<int:step_id>/",
        "api-reduction-step",
        Steps,
        Act("confirm", confirm_step, "Say that a step was carried out or taken back, or why not.", {
            "awaited": serializers.ChoiceField(AWAITED, help_text="as `awaits` of the step"),
            "outcome": serializers.ChoiceField(ReductionConfirmation.Outcome.choices),
            "text": text("why it failed, or what to know", required=False, default=""),
            "reference": text("of the caller's own", 120, required=False, default=""),
        }),
        permission=CONFIRM_REDUCTION,
    ),
]  # fmt: skip
