"""The restricted list over the API: read, proposed, appealed against. No key decides anything."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers.models import Customer
from removal.api.listing_serializers import (
    EntryProposalSerializer,
    ListAppealSerializer,
    ListEntrySerializer,
    NewListAppealSerializer,
    ReadmissionSerializer,
    SubjectRequestSerializer,
)
from removal.listing.filters import ListEntryFilter, ReadmissionFilter
from removal.models import ListAppeal, ListEntry, Readmission, RemovalCase, SubjectRequest
from removal.services.list_appeals import appeal_entry
from removal.services.listing import EvidenceRow, PersonRow, propose_entry
from removal.subject_requests.filters import SubjectRequestFilter
from riskcrm.accounts.removal_rights import (
    ADD_APPEAL,
    PROPOSE_ENTRY,
    VIEW_ENTRIES,
    VIEW_READMISSIONS,
    VIEW_SUBJECT_REQUESTS,
)
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin


class Entries(generics.GenericAPIView[ListEntry]):
    """What all views of entries share: which rows, in which shape."""

    serializer_class = ListEntrySerializer
    queryset = ListEntry.objects.none()  # for the schema; the rows come from get_queryset
    lookup_url_kwarg = "entry_id"

    def get_queryset(self) -> QuerySet[ListEntry]:
        rows = ListEntry.objects.visible_to(person_of(self.request))
        return rows.select_related("customer", "proposed_by", "decided_by").prefetch_related(
            "persons", "evidence"
        )


class EntryCollection(IdempotentMixin, Entries, generics.ListAPIView[ListEntry]):
    """List entries of the restricted list; propose one. A second person approves it, on its page.

    It answers for your organisation's own list alone: none is shared with anybody.
    """

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_ENTRIES, "POST": PROPOSE_ENTRY}
    filterset_class = ListEntryFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "expires_on": "expires_on"}

    @extend_schema(request=EntryProposalSerializer, responses={201: ListEntrySerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = EntryProposalSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said, by = dict(given.validated_data), person_of(request)
        customer = Customer.objects.visible_to(by).filter(pk=said.pop("customer")).first()
        if customer is None:
            message = _("There is no such customer among those you see.")
            raise ValidationError({"customer": [message]})
        entry = propose_entry(
            customer,
            by=by,
            at=timezone.now(),
            evidence=[EvidenceRow(text) for text in said.pop("evidence")],
            persons=[PersonRow(**person) for person in said.pop("persons")],
            case=_case(said.pop("case"), customer),
            **said,
        )
        address = reverse("api-list-entry", kwargs={"entry_id": entry.pk}, request=request)
        body = self.get_serializer(self.get_queryset().get(pk=entry.pk)).data
        return Response(body, status=201, headers={"Location": address})


def _case(pk: int | None, customer: Customer) -> RemovalCase | None:
    if pk is None:
        return None
    case = RemovalCase.objects.filter(pk=pk, customer=customer).first()
    if case is None:
        raise ValidationError({"case": [_("This customer has no such case.")]})
    return case


class EntryItem(VersionedMixin, Entries, generics.RetrieveAPIView[ListEntry]):
    """One entry of the restricted list."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_ENTRIES}


class EntryAppeals(IdempotentMixin, generics.GenericAPIView[ListAppeal]):
    """The appeals against an entry; enter one that came in. People decide on it."""

    serializer_class = ListAppealSerializer
    pagination_class = None  # an entry has few
    queryset = ListAppeal.objects.none()
    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_ENTRIES, "POST": ADD_APPEAL}

    def _entry(self, entry_id: int) -> ListEntry:
        rows = ListEntry.objects.visible_to(person_of(self.request))
        return generics.get_object_or_404(rows, pk=entry_id)

    @extend_schema(responses=ListAppealSerializer(many=True))
    def get(self, request: Request, entry_id: int) -> Response:
        rows = self._entry(entry_id).appeals.order_by("pk")
        return Response(ListAppealSerializer(rows, many=True).data)

    @extend_schema(request=NewListAppealSerializer, responses={201: ListAppealSerializer})
    def post(self, request: Request, entry_id: int) -> Response:
        given = NewListAppealSerializer(data=request.data)
        entry = self._entry(entry_id)
        given.is_valid(raise_exception=True)
        row = appeal_entry(entry, by=person_of(request), at=timezone.now(), **given.validated_data)
        return Response(ListAppealSerializer(row).data, status=201)


class ReadmissionCollection(generics.ListAPIView[Readmission]):
    """Requests of removed customers to come back. They are made and decided by people."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_READMISSIONS}
    serializer_class = ReadmissionSerializer
    queryset = Readmission.objects.none()
    filterset_class = ReadmissionFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}

    def get_queryset(self) -> QuerySet[Readmission]:
        rows = Readmission.objects.visible_to(person_of(self.request))
        return rows.select_related("customer", "requested_by", "decided_by")


class SubjectRequests(generics.GenericAPIView[SubjectRequest]):
    serializer_class = SubjectRequestSerializer
    queryset = SubjectRequest.objects.none()
    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_SUBJECT_REQUESTS}

    def get_queryset(self) -> QuerySet[SubjectRequest]:
        rows = SubjectRequest.objects.visible_to(person_of(self.request))
        return rows.select_related("customer")


class SubjectRequestCollection(SubjectRequests, generics.ListAPIView[SubjectRequest]):
    """The register of data subjects' requests."""

    filterset_class = SubjectRequestFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "deadline_date": "deadline_date"}


class SubjectRequestItem(VersionedMixin, SubjectRequests, generics.RetrieveAPIView[SubjectRequest]):
    """One request of a data subject."""
