"""Lists, entries and hits over the API: the same filters, rules and services as the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api.kept import Changing, Making, whole
from customers.api.posting import Posting, posting_schema
from customers.api.screening_serializers import (
    ChangedListSerializer,
    EntryRowSerializer,
    HitDecisionSerializer,
    NameSerializer,
    ScreeningAnswerSerializer,
    ScreeningEntrySerializer,
    ScreeningHitSerializer,
    ScreeningListSerializer,
)
from customers.models import ScreeningDecision, ScreeningEntry, ScreeningHit, ScreeningList
from customers.screening.entries import EntryRow
from customers.screening.filters import ScreeningEntryFilter, ScreeningHitFilter
from customers.screening.hits import decide_hit
from customers.screening.lists import change_list, create_list, put_entries, screen_name
from customers.services.rows import Result
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import DECIDE_HITS, KEEP_LISTS, VIEW_HITS, VIEW_LISTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed

ADD_LISTS = "customers.add_screeninglist"
VIEW_ENTRIES = "customers.view_screeningentry"
CHANGE_ENTRIES = "customers.change_screeningentry"
Listed = tuple[str, EntryRow]  # code of the list, what to write on it


class Lists(generics.GenericAPIView[ScreeningList]):
    serializer_class = ScreeningListSerializer
    queryset = ScreeningList.objects.all()


class ListCollection(VersionedMixin, Making, Lists, generics.ListAPIView[ScreeningList]):
    """List the screening lists; make one."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_LISTS, "POST": ADD_LISTS}
    make = create_list
    made_at = "api-screening-list"


class ListItem(VersionedMixin, Changing, Lists, generics.RetrieveAPIView[ScreeningList]):
    """One list. Switched on, or asking for less, all its entries are screened anew."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_LISTS, "PATCH": KEEP_LISTS}
    serializer_class = ChangedListSerializer
    change = whole(change_list, "name", "source", "is_active", "least_score")


class Entries(generics.GenericAPIView[ScreeningEntry]):
    serializer_class = ScreeningEntrySerializer
    queryset = ScreeningEntry.objects.select_related("of_list")


def put_listed(
    rows: Sequence[Listed], *, by: User, at: Any, positions: Sequence[int] = ()
) -> list[Result]:
    """Write entries of several lists, list by list; the answers stand as the rows did."""
    lists = {row.code: row for row in ScreeningList.objects.filter(code__in={c for c, _e in rows})}
    results: dict[int, Result] = {}
    places: dict[str, list[int]] = {}
    for place, (code, _entry) in enumerate(rows):
        if code in lists:
            places.setdefault(code, []).append(place)
        else:
            words = _("There is no list with the code {code}.").format(code=code)
            results[place] = Result(place, "refused", None, words, "unknown_list", "list")
    for code, of_list in places.items():
        written = put_entries(lists[code], [rows[n][1] for n in of_list], by=by, at=at)
        results |= dict(zip(of_list, written, strict=True))
    return [results[n] for n in range(len(rows))]


class EntryCollection(Posting, Entries, generics.ListAPIView[ScreeningEntry]):
    """List entries; write one, or a list of them."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": VIEW_ENTRIES,
        "POST": (VIEW_ENTRIES, CHANGE_ENTRIES),
    }
    filterset_class = ScreeningEntryFilter
    sorts: ClassVar[Mapping[str, str]] = {"id": "pk", "name": "name"}
    row_class = EntryRowSerializer
    post_rows = put_listed

    def row(self, data: dict[str, Any]) -> Listed:
        code = data.pop("list")
        return code, EntryRow(**data | {"aliases": tuple(data.get("aliases", ()))})

    @posting_schema(EntryRowSerializer, ScreeningEntrySerializer, "ScreeningEntry")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)


class EntryItem(Entries, generics.RetrieveAPIView[ScreeningEntry]):
    """One entry."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_ENTRIES}


class Hits(generics.GenericAPIView[ScreeningHit]):
    serializer_class = ScreeningHitSerializer
    queryset = ScreeningHit.objects.none()  # for the schema; the rows come from get_queryset

    def get_queryset(self) -> QuerySet[ScreeningHit]:
        decisions = ScreeningDecision.objects.order_by("-decided_at", "-pk")
        return (
            ScreeningHit.objects.visible_to(self.request.user)
            .select_related("customer", "entry__of_list")
            .prefetch_related(Prefetch("decisions", decisions.select_related("decided_by")))
        )


class HitCollection(Hits, generics.ListAPIView[ScreeningHit]):
    """List hits."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_HITS}
    filterset_class = ScreeningHitFilter
    sorts: ClassVar[Mapping[str, str]] = {"id": "pk", "score": "score", "found_at": "found_at"}


class HitItem(Hits, generics.RetrieveAPIView[ScreeningHit]):
    """One hit with its decisions."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_HITS}


class HitDecision(Hits):
    """Decide on a hit. People only: no key has a scope for it."""

    permissions: ClassVar[dict[str, str]] = {"POST": DECIDE_HITS}

    @extend_schema(request=HitDecisionSerializer, responses=ScreeningHitSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        hit = self.get_object()
        given = HitDecisionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        decide_hit(hit, by=person_of(request), at=timezone.now(), **given.validated_data)
        return Response(self.get_serializer(self.get_queryset().get(pk=hit.pk)).data)


class Screening(IdempotentMixin, APIView):
    """Hold a name against all lists without keeping it, before somebody is taken on."""

    permissions: ClassVar[dict[str, str]] = {"POST": "customers.screen_name"}

    @extend_schema(request=NameSerializer, responses=ScreeningAnswerSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = NameSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        hits = screen_name(
            said["name"],
            other_names=said["other_names"],
            registration_number=said["registration_number"],
            by=person_of(request),
            at=timezone.now(),
        )
        return Response(ScreeningAnswerSerializer({"hits": hits}).data)
