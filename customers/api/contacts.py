"""What may be done to contacts, and the changes of contact details, over the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import generics, serializers

from customers import services
from customers.api.acts import Act, act_paths, text
from customers.api.serializers import CUSTOMER_HELP
from customers.api.views import Contacts
from customers.contacts.filters import ContactChangeFilter
from customers.models import ContactChange, Verification

VERIFY = "customers.verify_contact"


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


class ContactChanges(generics.GenericAPIView[ContactChange]):
    serializer_class = ContactChangeSerializer
    queryset = ContactChange.objects.none()  # for the schema

    def get_queryset(self) -> QuerySet[ContactChange]:
        return ContactChange.objects.visible_to(self.request.user).select_related("customer")


class ContactChangeCollection(ContactChanges, generics.ListAPIView[ContactChange]):
    """List changes of contact details. They come about when the details change."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_contact"}
    filterset_class = ContactChangeFilter


HOW = {
    "how": serializers.ChoiceField(choices=Verification.choices, help_text="how you made sure"),
}
ACTS = [
    *act_paths(
        "contacts/<int:pk>/",
        "api-contact",
        Contacts,
        Act("end", services.end_contact, "Say that somebody is no longer to be spoken with.",
            {"reason": text("why this person is no longer a contact", 200)}, needs_version=True),
        Act("reopen", services.reopen_contact, "Take somebody up again as a contact.",
            needs_version=True),
        Act("verify", services.verify_contact,
            "Say that name, phone and e-mail are this person's. People only.", HOW,
            permission=VERIFY, needs_version=True),
        permission="customers.change_contact",
    ),
    *act_paths(
        "contact-changes/<int:pk>/",
        "api-contact-change",
        ContactChanges,
        Act("verify", services.verify_contact_change,
            "Say that a change is the customer's own; a new bank account not by who entered it."
            " People only.",
            {**HOW, "is_planned": serializers.BooleanField(
                required=False, default=False,
                help_text="announced beforehand: then it weighs nothing")},
            permission=VERIFY),
    ),
]  # fmt: skip
