"""Documents over the API: sent as a form, read as they are."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers import services
from customers.api.acts import Act, act_paths, text
from customers.api.find import customer_by_number
from customers.api.serializers import CUSTOMER_HELP
from customers.documents.filters import AttachmentFilter
from customers.documents.sending import answer_with
from customers.models import Attachment, Customer, OnboardingCheck, OnboardingItem
from customers.services.evidence import about, attach_evidence, record_named
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.serializers import KnownFieldsMixin


class DocumentSerializer(serializers.ModelSerializer[Attachment]):
    """A document; its content is at `content/` below it, until it is removed."""

    customer_number = serializers.CharField(source="customer.number", help_text=CUSTOMER_HELP)

    class Meta:
        model = Attachment
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_number",
            "record_kind",
            "record_id",
            "name",
            "category",
            "note",
            "content_type",
            "size",
            "sha256",
            "uploaded_at",
            "removed_at",
            "removed_because",
        ]
        read_only_fields = fields


class NewDocumentSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A document to keep, as `multipart/form-data`."""

    customer = serializers.CharField(max_length=40, help_text=CUSTOMER_HELP)
    file = serializers.FileField(help_text="its name must fit what is in it")
    category = serializers.ChoiceField(
        choices=Attachment.Category.choices, required=False, default=Attachment.Category.OTHER
    )
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    record = serializers.CharField(
        max_length=80,
        required=False,
        allow_blank=True,
        default="",
        help_text="the record of the customer that it is about, as the API addresses it, such as"
        " financial-statements/12; else it is about the customer",
    )
    onboarding_item = serializers.SlugRelatedField(
        slug_field="code",
        queryset=OnboardingItem.objects.all(),
        required=False,
        allow_null=True,
        help_text="code of the line of the checklist whose check rests on it",
    )


class Documents(generics.GenericAPIView[Attachment]):
    serializer_class = DocumentSerializer
    queryset = Attachment.objects.none()

    def get_queryset(self) -> QuerySet[Attachment]:
        return Attachment.objects.visible_to(self.request.user).select_related("customer")


class DocumentCollection(IdempotentMixin, Documents, generics.ListAPIView[Attachment]):
    """List documents; keep one. The same content again for a customer is a 409."""

    permissions: ClassVar[dict[str, str]] = {
        "GET": "customers.view_attachment",
        "POST": "customers.add_attachment",
    }
    filterset_class = AttachmentFilter
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": NewDocumentSerializer}, responses={201: DocumentSerializer}
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        person = person_of(request)
        given = NewDocumentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = dict(given.validated_data)
        customer = customer_by_number(person, said.pop("customer"))
        document = _keep(customer, said.pop("file"), by=person, **said)
        address = reverse("api-document", kwargs={"pk": document.pk}, request=request)
        return Response(self.get_serializer(document).data, 201, headers={"Location": address})


def _keep(
    customer: Customer,
    file: Any,
    *,
    by: User,
    record: str = "",
    onboarding_item: Any = None,
    **said: Any,
) -> Attachment:
    """A document of the customer, of a record, or one that a check of its onboarding rests on."""
    if onboarding_item is None:
        if record:
            said["about"] = about(record_named(customer, record, by=by))
        return services.add_attachment(customer, file, by=by, at=timezone.now(), **said)
    checks = OnboardingCheck.objects.filter(customer=customer, item=onboarding_item)
    check = checks.select_related("customer").first()
    if check is None:
        raise Refused(
            _("This line was not checked yet. Write the check first."),
            code="not_checked",
            field="onboarding_item",
        )
    return attach_evidence(check, file, by=by, at=timezone.now(), **said)


class DocumentItem(Documents, generics.RetrieveAPIView[Attachment]):
    """What is known of one document."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_attachment"}


class DocumentContent(Documents):
    """The file itself. Each reading is written down."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_attachment"}

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:
        document = self.get_object()
        answer = answer_with(document)
        services.note_reading(document, by=person_of(request), at=timezone.now())
        return answer


ACTS = act_paths(
    "documents/<int:pk>/",
    "api-document",
    Documents,
    Act("remove", services.remove_attachment,
        "Delete the file of a document; what is known of it stays.",
        {"reason": text("why the file is deleted", 300)}),
    permission="customers.delete_attachment",
)  # fmt: skip
