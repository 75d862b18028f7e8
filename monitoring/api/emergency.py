"""Emergency plans over the API: read, activated and logged. People draft, approve and drill."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers.models import Customer
from monitoring.api import drills
from monitoring.api.people import Named
from monitoring.emergency.filters import ActivationFilter, PlanFilter
from monitoring.emergency.selectors import checklist
from monitoring.models import (
    Activation,
    ActivationEntry,
    Alert,
    EmergencyPlan,
    PlanRole,
    PlanStep,
    PlanVersion,
)
from monitoring.services import emergency_plans as services
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import (
    ACTIVATE_PLANS,
    VIEW_ACTIVATIONS,
    VIEW_PLANS,
)
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.serializers import KnownFieldsMixin


class PlanRoleSerializer(serializers.ModelSerializer[PlanRole]):
    person = Named(read_only=True, allow_null=True)
    deputy = Named(read_only=True, allow_null=True)

    class Meta:
        model = PlanRole
        fields: ClassVar[list[str]] = [
            "code", "name_en", "name_zh", "person", "person_contact", "deputy", "deputy_contact",
        ]  # fmt: skip
        read_only_fields = fields


class PlanStepSerializer(serializers.ModelSerializer[PlanStep]):
    """A step; `minute` counts from the activation."""

    role = serializers.CharField(source="role.code", read_only=True)

    class Meta:
        model = PlanStep
        fields: ClassVar[list[str]] = ["id", "minute", "role", "text_en", "text_zh"]
        read_only_fields = fields


class PlanVersionSerializer(serializers.ModelSerializer[PlanVersion]):
    """What a plan says. `from_exposure` is in the base currency; null = whatever is owed."""

    roles = PlanRoleSerializer(many=True, read_only=True)
    steps = PlanStepSerializer(many=True, read_only=True)
    alert_rule = serializers.CharField(source="alert_rule.code", read_only=True, allow_null=True)
    approved_by = Named(read_only=True, allow_null=True)

    class Meta:
        model = PlanVersion
        fields: ClassVar[list[str]] = [
            "id", "number", "state", "name_en", "name_zh", "severity", "trigger_en", "trigger_zh",
            "alert_rule", "from_severity", "from_exposure", "roles", "steps", "approved_by",
            "approved_at",
        ]  # fmt: skip
        read_only_fields = fields


class EmergencyPlanSerializer(serializers.ModelSerializer[EmergencyPlan]):
    """A plan with its versions, the newest first. One version at most is `approved`."""

    versions = PlanVersionSerializer(many=True, read_only=True)

    class Meta:
        model = EmergencyPlan
        fields: ClassVar[list[str]] = [
            "id", "code", "scenario", "is_top", "drill_due_date", "reviewed_date",
            "review_due_date", "versions",
        ]  # fmt: skip
        read_only_fields = fields


class Plans(generics.GenericAPIView[EmergencyPlan]):
    serializer_class = EmergencyPlanSerializer
    queryset = EmergencyPlan.objects.none()
    lookup_url_kwarg = "plan_id"

    def get_queryset(self) -> QuerySet[EmergencyPlan]:
        steps = PlanStep.objects.select_related("role")
        versions = PlanVersion.objects.select_related("alert_rule", "approved_by")
        versions = versions.order_by("-number").prefetch_related(
            "roles__person", "roles__deputy", Prefetch("steps", steps)
        )
        return EmergencyPlan.objects.prefetch_related(Prefetch("versions", versions))


class PlanCollection(Plans, generics.ListAPIView[EmergencyPlan]):
    """List emergency plans."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_PLANS}
    filterset_class = PlanFilter


class PlanItem(Plans, generics.RetrieveAPIView[EmergencyPlan]):
    """One emergency plan."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_PLANS}


class ChecklistLineSerializer(serializers.Serializer[Any]):
    step = serializers.IntegerField(source="step.pk")
    text_en = serializers.CharField(source="step.text_en")
    text_zh = serializers.CharField(source="step.text_zh")
    expected_minute = serializers.IntegerField(source="step.minute")
    actual_minute = serializers.IntegerField(source="took", allow_null=True)
    is_late = serializers.BooleanField()


class ActivationSerializer(serializers.ModelSerializer[Activation]):
    """A plan that was set going. `customer` is null also where you do not see that customer;
    `activated_by` is null where an alert of the plan's rule did it."""

    plan = serializers.CharField(source="plan.code", read_only=True)
    version = serializers.IntegerField(source="version.number", read_only=True)
    customer = serializers.SerializerMethodField()
    activated_by = Named(read_only=True, allow_null=True)
    stood_down_by = Named(read_only=True, allow_null=True)
    checklist = serializers.SerializerMethodField()

    class Meta:
        model = Activation
        fields: ClassVar[list[str]] = [
            "id", "plan", "version", "because", "alert", "customer", "activated_by",
            "activated_at", "stood_down_by", "stood_down_at", "stood_down_because", "checklist",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_customer(self, row: Any) -> int | None:
        return row.customer_id if row.customer_id in self.context["seen"] else None

    @extend_schema_field(ChecklistLineSerializer(many=True))
    def get_checklist(self, row: Activation) -> Any:
        lines = checklist(row, row.entries.all(), at=timezone.now())
        return ChecklistLineSerializer(lines, many=True).data


class ActivationAskedSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    plan = serializers.SlugField(help_text="code of a plan with an approved version")
    because = serializers.CharField(help_text="what has happened")
    alert = serializers.IntegerField(required=False, allow_null=True, default=None)
    customer = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="id; not beside `alert`"
    )


class Activations(generics.GenericAPIView[Activation]):
    serializer_class = ActivationSerializer
    queryset = Activation.objects.none()
    lookup_url_kwarg = "activation_id"

    def get_queryset(self) -> QuerySet[Activation]:
        steps = PlanStep.objects.select_related("role")
        rows = Activation.objects.visible_to(person_of(self.request)).select_related(
            "plan", "version", "activated_by", "stood_down_by"
        )
        return rows.prefetch_related(
            Prefetch("version__steps", steps),
            Prefetch("entries", ActivationEntry.objects.order_by("pk")),
        )

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_serializer(*args, **kwargs)
        rows = args[0] if args else []
        rows = rows if isinstance(rows, list) else [rows]
        named = [row.customer_id for row in rows if isinstance(row, Activation)]
        keys = [key for key in named if key is not None]
        seen: Any = Customer.objects.visible_to(person_of(self.request)).filter(pk__in=keys)
        seen = set(seen.values_list("pk", flat=True)) if keys else set()
        context: Any = (found.child if hasattr(found, "child") else found).context
        context["seen"] = seen
        return found


class ActivationCollection(IdempotentMixin, Activations, generics.ListAPIView[Activation]):
    """List emergencies; activate a plan. The same plan and alert again is the same activation."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_ACTIVATIONS, "POST": ACTIVATE_PLANS}
    filterset_class = ActivationFilter

    @extend_schema(request=ActivationAskedSerializer, responses={201: ActivationSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = ActivationAskedSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said, by = given.validated_data, person_of(request)
        plan = EmergencyPlan.objects.filter(code=said["plan"]).first()
        if plan is None:
            raise ValidationError({"plan": [_("There is no plan with this code.")]})
        alert: Any = _seen(Alert, said["alert"], by, "alert")
        customer: Any = _seen(Customer, said["customer"], by, "customer")
        row = services.activate_plan(
            plan, because=said["because"], by=by, at=timezone.now(), alert=alert, customer=customer
        )
        body = self.get_serializer(self.get_queryset().get(pk=row.pk)).data
        address = reverse("api-emergency", kwargs={"activation_id": row.pk}, request=request)
        return Response(body, status=201, headers={"Location": address})


def _seen(model: Any, key: int | None, by: User, name: str) -> Any:
    if key is None:
        return None
    row = model.objects.visible_to(by).filter(pk=key).first()
    if row is None:
        raise ValidationError({name: [_("There is no such row among those you see.")]})
    return row


class ActivationItem(Activations, generics.RetrieveAPIView[Activation]):
    """One emergency with its checklist."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_ACTIVATIONS}


class StepDoneSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    step = serializers.IntegerField(help_text="id of a step of the plan")
    minute = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0,
        help_text="minute of the emergency in which it was done; null = now",
    )  # fmt: skip
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=1000)


class StepDoing(IdempotentMixin, Activations):
    """Write down that a step was done. Each step once; the log never changes."""

    permissions: ClassVar[dict[str, str]] = {"POST": VIEW_ACTIVATIONS}

    @extend_schema(request=StepDoneSerializer, responses=ActivationSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        given = StepDoneSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = dict(given.validated_data)
        step = get_object_or_404(PlanStep, pk=said.pop("step"), version=row.version_id)
        services.do_step(row, step, by=person_of(request), at=timezone.now(), **said)
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data)


def emergency_paths() -> list[URLPattern]:
    one = "emergencies/<int:activation_id>/"
    return [
        path("emergency-plans/", PlanCollection.as_view(), name="api-emergency-plans"),
        path("emergency-plans/<int:plan_id>/", PlanItem.as_view(), name="api-emergency-plan"),
        path("emergencies/", ActivationCollection.as_view(), name="api-emergencies"),
        path(one, ActivationItem.as_view(), name="api-emergency"),
        path(f"{one}do-step/", StepDoing.as_view(), name="api-emergency-do-step"),
        path("drills/", drills.DrillCollection.as_view(), name="api-drills"),
        path("high-risk-queue/", drills.HighRiskCollection.as_view(), name="api-high-risk-queue"),
    ]
