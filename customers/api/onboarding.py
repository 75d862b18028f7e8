"""Admissions over the API: look, check, ask, and the checklist. Deciding is for people."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.acts import Act, act_paths, text
from customers.api.kept import Changing, Making
from customers.api.views import Customers
from customers.models import Admission, Customer, OnboardingCheck, OnboardingItem
from customers.onboarding.filters import AdmissionFilter
from customers.services import onboarding as services
from customers.services.evidence import evidence_of
from customers.services.turning_down import decline_prospect, withdraw_admission
from riskcrm.accounts.roles import ADMIT, KEEP_CHECKLIST
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin

HELP = "number of the prospect"


class AdmissionSerializer(serializers.ModelSerializer[Admission]):
    """That a prospect become an active customer: who asked, with what, and who decided."""

    customer_number = serializers.CharField(
        source="customer.number", read_only=True, help_text=HELP
    )
    requested_by = serializers.CharField(source="requested_by.username", read_only=True)
    taken_over_by = serializers.CharField(
        source="taken_over_by.username",
        read_only=True,
        default=None,
        allow_null=True,
        help_text="who looks after the request since its asker's work was handed over",
    )
    decided_by = serializers.CharField(
        source="decided_by.username", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = Admission
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_number",
            "outcome",
            "requested_by",
            "requested_at",
            "taken_over_by",
            "taken_over_at",
            "checks",
            "decided_by",
            "decided_at",
            "reason",
        ]
        read_only_fields = fields


class AdmissionRequestSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A prospect whose checklist has passed."""

    customer = serializers.CharField(max_length=40, help_text=HELP)


class CheckSerializer(serializers.ModelSerializer[OnboardingCheck]):
    """What was found of a prospect for one line of the checklist."""

    customer_number = serializers.CharField(source="customer.number", read_only=True)
    item = serializers.CharField(source="item.code", read_only=True)
    checked_by = serializers.CharField(source="checked_by.username", read_only=True)
    documents = serializers.SerializerMethodField(
        help_text="ids of the documents it rests on; see `documents/`"
    )

    class Meta:
        model = OnboardingCheck
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_number",
            "item",
            "state",
            "evidence",
            "documents",
            "checked_by",
            "checked_at",
        ]
        read_only_fields = fields

    def get_documents(self, check: OnboardingCheck) -> list[int]:
        found = self.context.get("documents", {}).get(check.pk, ())
        return [document.pk for document in found]


class CheckRowSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A check to write; the same prospect and item again replaces it."""

    customer = serializers.CharField(max_length=40, help_text=HELP)
    item = serializers.SlugRelatedField(
        slug_field="code",
        queryset=OnboardingItem.objects.filter(archived_at__isnull=True),
        help_text="code of a line of the checklist",
    )
    state = serializers.ChoiceField(choices=OnboardingCheck.State.choices)
    evidence = serializers.CharField(max_length=5000)


class AdmissionRows(generics.GenericAPIView[Admission]):
    serializer_class = AdmissionSerializer
    queryset = Admission.objects.none()

    def get_queryset(self) -> QuerySet[Admission]:
        rows = Admission.objects.visible_to(self.request.user)
        return rows.select_related("customer", "requested_by", "taken_over_by", "decided_by")


class Admissions(IdempotentMixin, AdmissionRows, generics.ListAPIView[Admission]):
    """List admissions; request one."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_admission",
        "POST": "customers.add_admission",
    }
    filterset_class = AdmissionFilter

    @extend_schema(request=AdmissionRequestSerializer, responses={201: AdmissionSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = AdmissionRequestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        admission = services.request_admission(
            _prospect(request, given.validated_data["customer"]),
            by=person_of(request),
            at=timezone.now(),
        )
        return Response(self.get_serializer(admission).data, status=201)


class OnboardingChecks(IdempotentMixin, generics.ListAPIView[OnboardingCheck]):
    """List checks of prospects; write one."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_admission",
        "POST": "customers.add_admission",
    }
    serializer_class = CheckSerializer
    queryset = OnboardingCheck.objects.none()

    def get_queryset(self) -> QuerySet[OnboardingCheck]:
        rows = OnboardingCheck.objects.visible_to(self.request.user)
        return rows.select_related("customer", "item", "checked_by")

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The documents of all checks of an answer by one query."""
        serializer: Any = super().get_serializer(*args, **kwargs)
        if args:
            rows = list(args[0]) if kwargs.get("many") else [args[0]]
            serializer.context["documents"] = evidence_of(rows)
        return serializer

    @extend_schema(request=CheckRowSerializer, responses={200: CheckSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = CheckRowSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        told = dict(given.validated_data)
        check = services.check_item(
            _prospect(request, told.pop("customer")),
            told.pop("item"),
            by=person_of(request),
            at=timezone.now(),
            **told,
        )
        return Response(self.get_serializer(check).data)


class ItemSerializer(KnownFieldsMixin, serializers.ModelSerializer[OnboardingItem]):
    """A line of the checklist that every prospect passes."""

    class Meta:
        model = OnboardingItem
        fields: ClassVar[list[str]] = [
            "id",
            "code",
            *services.ITEM_FIELDS,
            "archived_at",
            "version",
        ]
        read_only_fields: ClassVar[list[str]] = ["id", "archived_at", "version"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "code": {"validators": [], "help_text": "yours; it never changes"},
            "proof": {"help_text": "what must be in the book before the line can pass"},
            "archived_at": {"help_text": "null = asked of every prospect"},
        }


def _make_item(**said: Any) -> OnboardingItem:
    fresh = OnboardingItem()
    return services.save_item(**{n: getattr(fresh, n) for n in services.ITEM_FIELDS} | said)


def _change_item(item: OnboardingItem, *, code: str = "", **said: Any) -> OnboardingItem:
    if code not in ("", item.code):
        raise Refused(_("The code of a line never changes."), code="fixed", field="code")
    now = {name: getattr(item, name) for name in services.ITEM_FIELDS}
    return services.save_item(item=item, **now | said)


class Items(generics.GenericAPIView[OnboardingItem]):
    serializer_class = ItemSerializer
    queryset = OnboardingItem.objects.all()


class ItemCollection(VersionedMixin, Making, Items, generics.ListAPIView[OnboardingItem]):
    """List the lines of the checklist, archived ones too; add one."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_admission",
        "POST": KEEP_CHECKLIST,
    }
    make = _make_item
    made_at = "api-onboarding-item"


class ItemItem(VersionedMixin, Changing, Items, generics.RetrieveAPIView[OnboardingItem]):
    """One line of the checklist."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_admission",
        "PATCH": KEEP_CHECKLIST,
    }
    change = _change_item


ACTS = [
    *act_paths(
        "admissions/<int:pk>/",
        "api-admission",
        AdmissionRows,
        Act("decide", services.decide_admission,
            "Admit a prospect, or return the request. People only, and not who asked.",
            {"admit": serializers.BooleanField(help_text="false returns the request"),
             "reason": text("needed to return it", 2000, required=False, allow_blank=True,
                            default="")}),
        permission=ADMIT,
    ),
    *act_paths(
        "admissions/<int:pk>/",
        "api-admission",
        AdmissionRows,
        Act("withdraw", withdraw_admission,
            "Take back a request that waits. For who asked for it.",
            {"reason": text("why it is withdrawn", 2000)}),
        permission="customers.add_admission",
    ),
    *act_paths(
        "customers/<int:pk>/",
        "api-customer",
        Customers,
        Act("decline", decline_prospect,
            "Turn a prospect down; a request that waits is decided with it. People only.",
            {"reason": text("why it is turned down", 2000)}),
        permission=ADMIT,
    ),
    *act_paths(
        "onboarding-items/<int:pk>/",
        "api-onboarding-item",
        Items,
        Act("archive", services.archive_item,
            "Ask a line no more. What was found for it stays."),
        permission=KEEP_CHECKLIST,
    ),
]  # fmt: skip


def _prospect(request: Request, number: str) -> Customer:
    rows = Customer.objects.visible_to(person_of(request))
    return get_object_or_404(rows, number=number)
