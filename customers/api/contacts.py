"""Ending contacts, and the changes of contact details, over the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers import services
from customers.api.serializers import CUSTOMER_HELP, ContactSerializer
from customers.api.views import Contacts
from customers.contacts.filters import ContactChangeFilter
from customers.models import Contact, ContactChange
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.serializers import KnownFieldsMixin


class EndSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    reason = serializers.CharField(
        max_length=200, help_text="why this person is no longer a contact"
    )


class ContactChangeSerializer(serializers.ModelSerializer[ContactChange]):
    """A change of how a customer is reached or who stands behind it."""

    customer_number = serializers.CharField(source="customer.number", help_text=CUSTOMER_HELP)

    class Meta:
        model = ContactChange
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_number",
            "contact",
            "kind",
            "effective_date",
            "old_value",
            "new_value",
            "is_planned",
            "verified_at",
            "verified_how",
            "recorded_at",
        ]
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "is_planned": {"help_text": "announced beforehand; once verified it weighs nothing"}
        }


class ContactChangeCollection(generics.ListAPIView[ContactChange]):
    """List changes of contact details. They come about when the details change."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_contact"}
    serializer_class = ContactChangeSerializer
    queryset = ContactChange.objects.none()  # for the schema
    filterset_class = ContactChangeFilter

    def get_queryset(self) -> QuerySet[ContactChange]:
        return ContactChange.objects.visible_to(self.request.user).select_related("customer")


class ContactEnd(VersionedMixin, Contacts):
    """Say that somebody is no longer to be spoken with."""

    permissions: ClassVar[dict[str, str]] = {"POST": "customers.change_contact"}
    needs_version = ("POST",)

    @extend_schema(request=EndSerializer, responses=ContactSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        contact: Contact = self.get_object()
        given = EndSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        self.versioned = services.end_contact(
            contact,
            by=person_of(request),
            at=timezone.now(),
            version=self.version,
            **given.validated_data,
        )
        return Response(self.get_serializer(self.versioned).data)


class ContactReopening(VersionedMixin, Contacts):
    """Take somebody up again as a contact."""

    permissions: ClassVar[dict[str, str]] = {"POST": "customers.change_contact"}
    needs_version = ("POST",)

    @extend_schema(request=None, responses=ContactSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.versioned = services.reopen_contact(
            self.get_object(), by=person_of(request), at=timezone.now(), version=self.version
        )
        return Response(self.get_serializer(self.versioned).data)
