"""Reviews over the API: a system may ask for one; people complete them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers.api.acts import Act, act_paths, text
from customers.models import Customer
from monitoring.models import Alert, Review
from monitoring.reviews.filters import ReviewFilter
from monitoring.reviews.forms import CHOSEN
from monitoring.reviews.selectors import reviews
from monitoring.services import reviews as services
from riskcrm.accounts.review_rights import COMPLETE_REVIEWS, OPEN_REVIEWS, VIEW_REVIEWS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin

OPENED = [
    choice for choice in Review.Kind.choices if choice[0] in (Review.Kind.EVENT, Review.Kind.FIRST)
]


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """One look at a customer; open until it is completed."""

    customer_number = serializers.CharField(source="customer.number", read_only=True)
    manager = serializers.IntegerField(
        source="customer.manager_id", read_only=True, allow_null=True,
        help_text="id of the person whose review it is; null = nobody manages the customer",
    )  # fmt: skip
    reasons = serializers.ListField(
        source="said_reasons", child=serializers.CharField(), read_only=True,
        help_text="in the language that was asked for, where they are nobody's own words",
    )  # fmt: skip

    class Meta:
        model = Review
        fields: ClassVar[list[str]] = [
            "id", "customer", "customer_number", "manager", "kind", "reasons", "alert", "due_date",
            "opened_at", "completed_at", "completed_by", "result", "findings", "seen",
        ]  # fmt: skip
        read_only_fields = fields


class ReviewRequestSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Whom to review, and why."""

    customer = serializers.IntegerField(min_value=1, help_text="id of the customer")
    reason = serializers.CharField(max_length=500)
    kind = serializers.ChoiceField(choices=OPENED, default=Review.Kind.EVENT)
    alert = serializers.IntegerField(
        min_value=1, required=False, allow_null=True, default=None,
        help_text="id of the alert that it is because of; the kind is then `alert`",
    )  # fmt: skip


class Reviews(generics.GenericAPIView[Review]):
    serializer_class: Any = ReviewSerializer
    queryset = Review.objects.none()
    lookup_url_kwarg = "review_id"

    def get_queryset(self) -> QuerySet[Review]:
        return reviews(self.request.user)


class ReviewCollection(IdempotentMixin, Reviews, generics.ListAPIView[Review]):
    """List reviews; open one. A customer has one open review: a second call adds its reason."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": VIEW_REVIEWS, "POST": (VIEW_REVIEWS, OPEN_REVIEWS)
    }  # fmt: skip
    filterset_class = ReviewFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "due_date": "due_date"}

    @extend_schema(request=ReviewRequestSerializer, responses={201: ReviewSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        serializer = ReviewRequestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given, by = serializer.validated_data, person_of(request)
        customer = generics.get_object_or_404(Customer.objects.visible_to(by), pk=given["customer"])
        alert = given["alert"] and generics.get_object_or_404(
            Alert.objects.visible_to(by), pk=given["alert"]
        )
        row = services.open_review(
            customer, reason=given["reason"], kind=Review.Kind.ALERT if alert else given["kind"],
            by=by, at=timezone.now(), alert=alert,
        )  # fmt: skip
        address = reverse("api-review", kwargs={"review_id": row.pk}, request=request)
        return Response(ReviewSerializer(row).data, status=201, headers={"Location": address})


class ReviewItem(Reviews, generics.RetrieveAPIView[Review]):
    """One review."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_REVIEWS}


REVIEW_PATH = "reviews/<int:review_id>/"
urlpatterns: list[URLPattern] = [
    path("reviews/", ReviewCollection.as_view(), name="api-reviews"),
    path(REVIEW_PATH, ReviewItem.as_view(), name="api-review"),
    *act_paths(
        REVIEW_PATH,
        "api-review",
        Reviews,
        Act(
            "complete",
            services.complete_review,
            "Say what was found, and what follows from it. Only people do. Once.",
            {
                "result": serializers.ChoiceField(choices=CHOSEN, help_text="what follows"),
                "findings": text("what was found", 5000),
            },
            (VIEW_REVIEWS, COMPLETE_REVIEWS),
        ),
    ),
]
