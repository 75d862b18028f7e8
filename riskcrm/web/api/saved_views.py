"""Saved views over the API: names for what a list's address says."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from riskcrm.web.errors import Refused
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.filters import FilterSet
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.list_at import list_at
from riskcrm.web.lists import SAVE_VIEW, ListPage
from riskcrm.web.models import DefaultView, SavedView
from riskcrm.web.permissions import Needed
from riskcrm.web.person import Person, person_of
from riskcrm.web.serializers import KnownFieldsMixin
from riskcrm.web.services import saved_views as services

ADDRESS_HELP = "path and query of the list's page, such as `/customers/?status=active`"


class SavedViewSerializer(serializers.ModelSerializer[SavedView]):
    """A name for filter, sort and columns of a list."""

    is_own = serializers.SerializerMethodField(help_text="others share theirs with the team")
    is_default = serializers.BooleanField(
        read_only=True, help_text="whether the list opens with it for the caller"
    )

    class Meta:
        model = SavedView
        fields: ClassVar[list[str]] = [
            "id",
            "list",
            "name",
            "query",
            "is_shared",
            "is_own",
            "is_default",
            "created_at",
            "version",
        ]
        read_only_fields = fields

    def get_is_own(self, view: SavedView) -> bool:
        return bool(view.owner_id == person_of(self.context["request"]).pk)


class NewSavedViewSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A view to keep. An own one of that name is written anew."""

    address = serializers.CharField(max_length=4000, help_text=ADDRESS_HELP)
    name = serializers.CharField(max_length=60)
    is_shared = serializers.BooleanField(
        required=False, default=False, help_text="whether the team sees it too"
    )
    is_default = serializers.BooleanField(
        required=False, default=False, help_text="whether the list opens with it for the caller"
    )


class SavedViewChangeSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60, required=False)
    is_shared = serializers.BooleanField(required=False)


class DefaultSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    is_default = serializers.BooleanField(help_text="false: the list opens with all of its rows")


class SavedViewFilter(FilterSet):
    list = django_filters.CharFilter(help_text="name of the list's route")

    class Meta:
        model = SavedView
        fields: ClassVar[list[str]] = []


class SavedViews(generics.GenericAPIView[SavedView]):
    serializer_class = SavedViewSerializer
    queryset = SavedView.objects.none()  # for the schema; the rows come from get_queryset
    versioned: Any = None

    def get_queryset(self) -> QuerySet[SavedView]:
        """Those that the caller sees and whose list the caller may open."""
        person = person_of(self.request)
        chosen = DefaultView.objects.filter(person_id=person.pk, view=OuterRef("pk"))
        return SavedView.objects.visible_to(person).annotate(is_default=Exists(chosen))

    def answer(self, view: SavedView, status: int = 200) -> Response:
        shown = self.versioned = self.get_queryset().get(pk=view.pk)
        address = reverse("api-saved-view", kwargs={"pk": view.pk}, request=self.request)
        headers = {"Location": address} if status == 201 else None
        return Response(self.get_serializer(shown).data, status=status, headers=headers)


class SavedViewCollection(IdempotentMixin, SavedViews, generics.ListAPIView[SavedView]):
    """List saved views, the own ones and those of the team; keep one."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": SAVE_VIEW, "POST": SAVE_VIEW}
    filterset_class = SavedViewFilter

    @extend_schema(request=NewSavedViewSerializer, responses={201: SavedViewSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = NewSavedViewSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said, by = dict(given.validated_data), person_of(request)
        page = page_at(said.pop("address"), by=by)
        view = services.save_view(
            by=by,
            list_name=page.list_name,
            query=page.request.GET.urlencode(),
            at=timezone.now(),
            **said,
        )
        return self.answer(view, 201)


class SavedViewItem(VersionedMixin, SavedViews, generics.RetrieveAPIView[SavedView]):
    """One saved view. Only who made it may change or delete it."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": SAVE_VIEW,
        "PATCH": SAVE_VIEW,
        "DELETE": SAVE_VIEW,
    }

    @extend_schema(request=SavedViewChangeSerializer, responses=SavedViewSerializer)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        view = self.get_object()
        given = SavedViewChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = {"name": view.name, "is_shared": view.is_shared} | given.validated_data
        services.change_view(
            view, by=person_of(request), at=timezone.now(), version=self.version, **said
        )
        return self.answer(view)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        view = self.get_object()
        services.delete_view(view, by=person_of(request), at=timezone.now(), version=self.version)
        return Response(status=204)


class SavedViewDefault(SavedViews):
    """Say whether the list opens with this view, for the caller alone."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": SAVE_VIEW}

    @extend_schema(request=DefaultSerializer, responses=SavedViewSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        view = self.get_object()
        given = DefaultSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        is_chosen = given.validated_data["is_default"]
        act = services.choose_default_view if is_chosen else services.clear_default_view
        act(view, by=person_of(request), at=timezone.now())
        return self.answer(view)


def page_at(address: str, *, by: Person) -> ListPage:
    """The list at this address, for callers that may open it."""
    page = list_at(address, by=by)
    if page is None:
        message = _("There is no list at this address, or you may not open it.")
        raise Refused(message, code="no_list", field="address")
    return page
