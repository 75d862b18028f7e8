"""The book over the API: the same filters, rules and services as pages and imports."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import BaseSerializer

from customers import services
from customers.api.acts import Act, act_paths, text
from customers.api.find import customer_by_number
from customers.api.kept import Changing
from customers.api.ledger_serializers import (
    InvoiceRowSerializer,
    InvoiceSerializer,
    PaymentRowSerializer,
    PaymentSerializer,
)
from customers.api.posting import Posting, posting_schema
from customers.api.reading import ReadAsAsked
from customers.api.serializers import (
    ContactRowSerializer,
    ContactSerializer,
    CustomerRowSerializer,
    CustomerSerializer,
)
from customers.contacts.filters import ContactListFilter
from customers.filters import CustomerFilter
from customers.ledger.filters import InvoiceFilter, PaymentFilter
from customers.merging.following import refusal, survivor_of
from customers.models import Contact, Customer, Invoice, Payment
from customers.selectors import with_allocations, with_open_amount
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.permissions import Needed


class Customers(generics.GenericAPIView[Customer]):
    serializer_class = CustomerSerializer
    queryset = Customer.objects.none()  # for the schema; the rows come from get_queryset

    def get_queryset(self) -> QuerySet[Customer]:
        return Customer.objects.visible_to(self.request.user).select_related("manager", "team")


class CustomerCollection(Posting, VersionedMixin, Customers, generics.ListAPIView[Customer]):
    """List customers; enter one, or enter and change a list of them by their numbers.

    One whose number is taken is a 409: to change one, say by `If-Match` what you have seen. In a
    list the number says whom a row is about, and the row is what your system knows.
    """

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_customer",
        "POST": ("customers.add_customer", "customers.change_customer"),
    }
    filterset_class = CustomerFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "name": "sort_key"}
    row_class = CustomerRowSerializer
    post_rows = services.post_customers

    @posting_schema(CustomerRowSerializer, CustomerSerializer, "Customer")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if isinstance(request.data, list):
            return super().post(request, *args, **kwargs)
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        customer = services.create_customer(
            by=person_of(request), at=timezone.now(), **given.validated_data
        )
        self.versioned = customer
        address = reverse("api-customer", kwargs={"pk": customer.pk}, request=request)
        body = self.get_serializer(customer).data
        return Response(body, status=201, headers={"Location": address})


class CustomerItem(VersionedMixin, Changing, Customers, generics.RetrieveAPIView[Customer]):
    """One customer. Change it with the `ETag` you have seen as `If-Match`.

    One that was merged into another is answered with 301 to that one, and not changed (409).
    """

    permissions: ClassVar[dict[str, str]] = {
        "GET": "customers.view_customer",
        "PATCH": "customers.change_customer",
    }

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        now = survivor_of(self.kwargs["pk"], self.request.user)
        if now is not None:
            address = reverse("api-customer", kwargs={"pk": now.pk}, request=request)
            return Response({"merged_into": now.pk}, status=301, headers={"Location": address})
        return super().get(request, *args, **kwargs)

    def get_object(self) -> Any:
        now = survivor_of(self.kwargs["pk"], self.request.user)
        if now is not None:
            number = Customer.objects.get(pk=self.kwargs["pk"]).number
            raise refusal(number, now.number, field="")
        return super().get_object()

    change = services.change_customer


class Contacts(generics.GenericAPIView[Contact]):
    serializer_class = ContactSerializer
    queryset = Contact.objects.none()

    def get_queryset(self) -> QuerySet[Contact]:
        return Contact.objects.visible_to(self.request.user).select_related("customer")


class ContactCollection(Posting, VersionedMixin, Contacts, generics.ListAPIView[Contact]):
    """List contacts; enter one, or change the one with the same source key; or a list of them."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_contact",
        "POST": ("customers.add_contact", "customers.change_contact"),
    }
    filterset_class = ContactListFilter
    row_class = ContactRowSerializer
    post_rows = services.post_contacts

    @posting_schema(ContactRowSerializer, ContactSerializer, "Contact")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if isinstance(request.data, list):
            return super().post(request, *args, **kwargs)
        at = timezone.now()
        given = ContactRowSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        fields = dict(given.validated_data)
        customer = customer_by_number(person_of(request), fields.pop("customer"))
        contact = services.save_contact(customer, by=person_of(request), at=at, **fields)
        self.versioned = contact
        is_new = contact.version == 1 and contact.recorded_at == at
        address = reverse("api-contact", kwargs={"pk": contact.pk}, request=request)
        body = self.get_serializer(contact).data
        return Response(body, status=201 if is_new else 200, headers={"Location": address})


def _change_contact(contact: Contact, **said: Any) -> Contact:
    return services.save_contact(contact.customer, contact=contact, **said)


class ContactItem(VersionedMixin, Changing, Contacts, generics.RetrieveAPIView[Contact]):
    """One contact. Change it with the `ETag` you have seen as `If-Match`."""

    permissions: ClassVar[dict[str, str]] = {
        "GET": "customers.view_contact",
        "PATCH": "customers.change_contact",
    }

    change = _change_contact


class Invoices(ReadAsAsked, generics.GenericAPIView[Invoice]):
    serializer_class = InvoiceSerializer
    queryset = Invoice.objects.none()

    def get_queryset(self) -> QuerySet[Invoice]:
        rows = Invoice.objects.visible_to(self.request.user).select_related("customer")
        return with_open_amount(self.reading.documents(rows), self.reading.allocations())


class Payments(ReadAsAsked, generics.GenericAPIView[Payment]):
    serializer_class = PaymentSerializer
    queryset = Payment.objects.none()

    def get_queryset(self) -> QuerySet[Payment]:
        rows = Payment.objects.visible_to(self.request.user).select_related("customer")
        return self.reading.documents(rows)

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer[Any]:
        """Allocations come by one query for all rows of the answer."""
        if args:
            rows = list(args[0]) if kwargs.get("many") else [args[0]]
            with_allocations(rows, self.reading.allocations())
            args = (rows if kwargs.get("many") else rows[0],)
        return super().get_serializer(*args, **kwargs)


class InvoiceCollection(Posting, Invoices, generics.ListAPIView[Invoice]):
    """List invoices; post one, or a list of them."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_invoice",
        "POST": ("customers.add_invoice", "customers.change_invoice"),
    }
    filterset_class = InvoiceFilter
    row_class = InvoiceRowSerializer
    post_rows = services.post_invoices

    def row(self, data: dict[str, Any]) -> services.InvoiceRow:
        return services.InvoiceRow(**data)

    @posting_schema(InvoiceRowSerializer, InvoiceSerializer, "Invoice")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)


class InvoiceItem(Invoices, generics.RetrieveAPIView[Invoice]):
    """One invoice."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_invoice"}


class PaymentCollection(Posting, Payments, generics.ListAPIView[Payment]):
    """List payments; post one, or a list of them."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_payment",
        "POST": ("customers.add_payment", "customers.change_payment"),
    }
    filterset_class = PaymentFilter
    row_class = PaymentRowSerializer
    post_rows = services.post_payments

    def row(self, data: dict[str, Any]) -> services.PaymentRow:
        parts = data.pop("allocations")
        if parts is not None:
            parts = tuple(services.AllocationRow(**part) for part in parts)
        return services.PaymentRow(**data, allocations=parts)

    @posting_schema(PaymentRowSerializer, PaymentSerializer, "Payment")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)


VOID = Act(
    "void", services.void_document,
    "Take out what was entered by mistake: it stays readable, and counts for nothing. Refused while"
    " allocations stand. Posting it again does not reinstate it; posting something new of it is"
    " refused.",
    {"reason": text("why it is void")},
)  # fmt: skip
REINSTATE = Act(
    "reinstate", services.reinstate_document,
    "Let what is void count again as it was; allocations that were taken back do not come back.",
    {"reason": text("why it counts again")},
)  # fmt: skip
LEDGER_ACTS = [
    *act_paths("invoices/<int:pk>/", "api-invoice", Invoices, VOID, REINSTATE,
               permission="customers.change_invoice"),
    *act_paths("payments/<int:pk>/", "api-payment", Payments, VOID, REINSTATE,
               permission="customers.change_payment"),
]  # fmt: skip


class PaymentItem(Payments, generics.RetrieveAPIView[Payment]):
    """One payment with its allocations."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_payment"}
