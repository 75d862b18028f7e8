"""Treatments over the API: policies drafted and submitted, and what holds for customers.

Publishing a policy, and deciding on what is proposed for a customer, is for people.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.acts import Act, act_paths, text
from customers.models import MONEY, Customer
from riskcrm.accounts.roles import DECIDE_TREATMENTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.serializers import KnownFieldsMixin
from riskcrm.web.today import today
from scoring import selectors, services
from scoring.models import (
    CustomerTreatment,
    SectorLimit,
    Tier,
    Treatment,
    TreatmentPolicy,
    TreatmentProposal,
)
from scoring.services.treatment_policies import KEEP
from scoring.treating.break_even import break_even_of
from scoring.treating.filters import TreatmentPolicyFilter, TreatmentProposalFilter
from scoring.treating.rules import POLICY_FIELDS, TERM_FIELDS, warnings

VIEW = "scoring.view_treatmentpolicy"


class TreatmentSerializer(serializers.ModelSerializer[Treatment]):
    """What one tier is granted. Shares and factors are per cent, amounts in the base currency."""

    class Meta:
        model = Treatment
        fields: ClassVar[list[str]] = ["tier", *TERM_FIELDS]
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "payment_days": {"help_text": "null = as agreed with the customer"},
            "order_limit": {"help_text": "null = no bound of its own"},
            "is_automatic": {
                "help_text": "stricter terms hold at once; otherwise they are proposed"
            },
        }


class SectorLimitSerializer(serializers.ModelSerializer[SectorLimit]):
    """The most that all customers of one industry may owe together, base currency."""

    class Meta:
        model = SectorLimit
        fields: ClassVar[list[str]] = ["industry", "limit"]
        read_only_fields = fields


class TreatmentPolicySerializer(serializers.ModelSerializer[TreatmentPolicy]):
    """One version of how tiers are treated. One is in force (`published`); none changes then."""

    tiers = TreatmentSerializer(many=True, read_only=True)
    sectors = SectorLimitSerializer(many=True, read_only=True)
    warnings = serializers.SerializerMethodField(
        help_text="where a riskier tier is treated better than a safer one"
    )
    created_by = serializers.CharField(
        source="created_by.username", read_only=True, default=None, allow_null=True
    )
    published_by = serializers.CharField(
        source="published_by.username", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = TreatmentPolicy
        fields: ClassVar[list[str]] = [
            "id", "number", "state", *POLICY_FIELDS, "note", "tiers", "sectors", "warnings",
            "created_by", "created_at", "submitted_at", "published_by", "published_at", "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_warnings(self, policy: TreatmentPolicy) -> list[str]:
        return warnings(policy.by_tier())


class TermsChangeSerializer(KnownFieldsMixin, serializers.ModelSerializer[Treatment]):
    """Terms of one tier; what is not sent stays."""

    tier = serializers.ChoiceField(Tier.choices)

    class Meta:
        model = Treatment
        fields: ClassVar[list[str]] = ["tier", *TERM_FIELDS]
        extra_kwargs: ClassVar[dict[str, Any]] = {n: {"required": False} for n in TERM_FIELDS}
        validators: ClassVar[list[Any]] = []


class SectorChangeSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    industry = serializers.ChoiceField(Customer.Industry.choices)
    limit = serializers.DecimalField(**MONEY, min_value=0)


class PolicyChangeSerializer(KnownFieldsMixin, serializers.ModelSerializer[TreatmentPolicy]):
    """Figures of a draft; what is not sent stays. `sectors` are all of them at once."""

    tiers = TermsChangeSerializer(many=True, required=False)
    sectors = SectorChangeSerializer(many=True, required=False)

    class Meta:
        model = TreatmentPolicy
        fields: ClassVar[list[str]] = [*POLICY_FIELDS, "note", "tiers", "sectors"]
        extra_kwargs: ClassVar[dict[str, Any]] = {n: {"required": False} for n in POLICY_FIELDS}

    def said(self) -> dict[str, Any]:
        """What the service takes."""
        found = dict(self.validated_data)
        if "tiers" in found:
            found["tiers"] = {
                terms["tier"]: {name: value for name, value in terms.items() if name != "tier"}
                for terms in found["tiers"]
            }
        if "sectors" in found:
            found["sectors"] = {each["industry"]: each["limit"] for each in found["sectors"]}
        return found


class TreatmentPolicies(generics.GenericAPIView[TreatmentPolicy]):
    serializer_class = TreatmentPolicySerializer
    queryset = TreatmentPolicy.objects.none()

    def get_queryset(self) -> QuerySet[TreatmentPolicy]:
        rows = TreatmentPolicy.objects.select_related("created_by", "published_by")
        return rows.prefetch_related("tiers", "sectors")


class TreatmentPolicyCollection(
    IdempotentMixin, TreatmentPolicies, generics.ListAPIView[TreatmentPolicy]
):
    """List versions; begin a draft with the terms in force."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW, "POST": KEEP}
    filterset_class = TreatmentPolicyFilter

    @extend_schema(request=None, responses={201: TreatmentPolicySerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        made = services.draft_treatments(by=person_of(request), at=timezone.now())
        return Response(self.get_serializer(self.get_queryset().get(pk=made.pk)).data, status=201)


class TreatmentPolicyItem(
    VersionedMixin, TreatmentPolicies, generics.RetrieveAPIView[TreatmentPolicy]
):
    """One version. A change of a draft sends its `ETag` back as `If-Match`."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW, "PATCH": KEEP}

    @extend_schema(
        request=PolicyChangeSerializer(partial=True), responses={200: TreatmentPolicySerializer}
    )
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        policy = self.get_object()
        given = PolicyChangeSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        services.change_treatments(
            policy, version=self.version, by=person_of(request), at=timezone.now(), **given.said()
        )
        self.versioned = self.get_queryset().get(pk=policy.pk)
        return Response(self.get_serializer(self.versioned).data)


class CustomerTreatmentSerializer(serializers.Serializer[CustomerTreatment]):
    """The treatment that holds for a customer, and whether it pays at its risk."""

    customer = serializers.IntegerField(source="customer_id")
    policy = serializers.IntegerField(
        source="treatment.policy_id", help_text="id of the policy it comes from"
    )
    treatment = TreatmentSerializer()
    since = serializers.DateField(
        allow_null=True, help_text="null = nothing was noted yet; the policy's terms hold"
    )
    review_date = serializers.DateField(
        allow_null=True, help_text="when it is to be looked at next; a past day is overdue"
    )
    decided_by = serializers.CharField(
        source="decided_by.username", default=None, allow_null=True, help_text="null = the system"
    )
    reviewed_by = serializers.CharField(
        source="reviewed_by.username", default=None, allow_null=True,
        help_text="who looked at it latest; null = nobody yet",
    )  # fmt: skip
    reviewed_at = serializers.DateTimeField(allow_null=True)
    review_note = serializers.CharField(help_text="what was found then")
    pd = serializers.DecimalField(
        7, 4, source="even.pd", allow_null=True,
        help_text="probability of default, per cent; null = not known, and this as well as the "
        "three fields that follow is told to none who may not read scores",
    )  # fmt: skip
    break_even_pd = serializers.DecimalField(
        None, 4, source="even.probability", allow_null=True,
        help_text="probability at which a year's earnings equal the expected loss, per cent; below "
        "0 it earns nothing even without a default, from 100 on it pays whatever comes",
    )  # fmt: skip
    pays = serializers.BooleanField(
        source="even.pays", allow_null=True,
        help_text="`pd` is below `break_even_pd`; null = one is not known",
    )  # fmt: skip
    obstacle = serializers.CharField(
        source="even.obstacle", allow_blank=True,
        help_text="why `break_even_pd` is not known, in the caller's language",
    )  # fmt: skip

    def to_representation(self, instance: CustomerTreatment) -> dict[str, Any]:
        even = break_even_of(instance.customer, day=today())
        instance.even = even  # type: ignore[attr-defined]  # read by the four fields above
        told = super().to_representation(instance)
        if not self.context["request"].user.has_perm("scoring.view_riskscore"):
            told |= {"pd": None, "break_even_pd": None, "pays": None, "obstacle": ""}
        return told


class CustomerTreatments(generics.GenericAPIView[CustomerTreatment]):
    serializer_class = CustomerTreatmentSerializer
    queryset = CustomerTreatment.objects.none()
    lookup_url_kwarg = "customer_id"

    def get_queryset(self) -> QuerySet[CustomerTreatment]:
        rows = CustomerTreatment.objects.visible_to(self.request.user)
        return rows.select_related("customer", "treatment", "decided_by", "reviewed_by")


class CustomerTreatmentItem(VersionedMixin, CustomerTreatments):
    """How a customer is treated now. Its `ETag` is what a review sends back as `If-Match`."""

    tells_more = True  # the probabilities move without it
    permissions: ClassVar[dict[str, str]] = {"GET": "scoring.view_customertreatment"}

    def get(self, request: Request, customer_id: int) -> Response:
        customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=customer_id)
        self.versioned = held = self.get_queryset().filter(customer=customer).first()
        now = held or CustomerTreatment(
            customer=customer, treatment=selectors.treatment_of(customer)
        )  # nothing was noted yet
        return Response(self.get_serializer(now).data)


class TreatmentProposalSerializer(serializers.ModelSerializer[TreatmentProposal]):
    """A change of a customer's treatment: what would change, and what became of it."""

    customer_number = serializers.CharField(source="customer.number", read_only=True)
    former = TreatmentSerializer(read_only=True, allow_null=True)
    proposed = TreatmentSerializer(read_only=True)
    decided_by = serializers.CharField(
        source="decided_by.username", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = TreatmentProposal
        fields: ClassVar[list[str]] = [
            "id", "customer", "customer_number", "former", "proposed", "former_days",
            "proposed_days", "direction", "state", "proposed_at", "decided_by", "decided_at",
            "reason", "version",
        ]  # fmt: skip
        read_only_fields = fields


class TreatmentProposals(generics.GenericAPIView[TreatmentProposal]):
    serializer_class = TreatmentProposalSerializer
    queryset = TreatmentProposal.objects.none()
    lookup_url_kwarg = "proposal_id"

    def get_queryset(self) -> QuerySet[TreatmentProposal]:
        rows = TreatmentProposal.objects.visible_to(self.request.user)
        return rows.select_related("customer__manager", "former", "proposed__policy", "decided_by")


class TreatmentProposalCollection(TreatmentProposals, generics.ListAPIView[TreatmentProposal]):
    """List what is proposed and what was decided."""

    permissions: ClassVar[dict[str, str]] = {"GET": "scoring.view_treatmentproposal"}
    filterset_class = TreatmentProposalFilter


class TreatmentProposalItem(
    VersionedMixin, TreatmentProposals, generics.RetrieveAPIView[TreatmentProposal]
):
    """One proposal. Its `ETag` is what an act sends back as `If-Match`."""

    permissions: ClassVar[dict[str, str]] = {"GET": "scoring.view_treatmentproposal"}


urlpatterns: list[URLPattern] = [
    path(
        "treatment-policies/", TreatmentPolicyCollection.as_view(), name="api-treatment-policies"
    ),
    path(
        "treatment-policies/<int:pk>/", TreatmentPolicyItem.as_view(), name="api-treatment-policy"
    ),
    *act_paths(
        "treatment-policies/<int:pk>/",
        "api-treatment-policy",
        TreatmentPolicies,
        Act("submit", services.submit_treatments, "Send a draft for review.",
            {"note": text("why there shall be a new policy")}, needs_version=True),
        permission=KEEP,
    ),
    path(
        "treatments/<int:customer_id>/", CustomerTreatmentItem.as_view(), name="api-treatment"
    ),
    *act_paths(
        "treatments/<int:customer_id>/",
        "api-treatment",
        CustomerTreatments,
        Act("review", services.review_treatment,
            "Note that a person looked at it; the next review follows by its cadence.",
            {"note": text("what was found", most=2000)}, needs_version=True),
        permission=DECIDE_TREATMENTS,
    ),
    path(
        "treatment-proposals/",
        TreatmentProposalCollection.as_view(),
        name="api-treatment-proposals",
    ),
    path(
        "treatment-proposals/<int:proposal_id>/",
        TreatmentProposalItem.as_view(),
        name="api-treatment-proposal",
    ),
    *act_paths(
        "treatment-proposals/<int:proposal_id>/",
        "api-treatment-proposal",
        TreatmentProposals,
        Act("accept", services.accept_treatment, "Let the proposed terms hold from today on.",
            {"reason": text("what is kept with the decision", required=False)},
            needs_version=True),
        Act("decline", services.decline_treatment, "Go on with the former terms.",
            {"reason": text("why")}, needs_version=True),
        permission=DECIDE_TREATMENTS,
    ),
]  # fmt: skip
