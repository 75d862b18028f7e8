"""Absences over the API: for the system that knows who is on leave."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from riskcrm.accounts import services
from riskcrm.accounts.models import Absence, User
from riskcrm.accounts.services.absences import CHANGE
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin


class AbsenceSerializer(serializers.ModelSerializer[Absence]):
    """From when until when somebody is away, both days included, and who stands in."""

    person = serializers.CharField(source="person.username", help_text="user name")
    deputy = serializers.CharField(source="deputy.username", help_text="user name")

    class Meta:
        model = Absence
        fields: ClassVar[list[str]] = [
            "id", "person", "deputy", "from_date", "until_date", "at", "taken_back_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "taken_back_at": {"help_text": "ended before it had begun; null = it counts"}
        }


class NewAbsenceSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """One person has one absence at a time, of a year at most."""

    deputy = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.people().active(), help_text="user name"
    )
    from_date = serializers.DateField()
    until_date = serializers.DateField(help_text="the last day, included")


class Absences(generics.GenericAPIView[Absence]):
    serializer_class: Any = AbsenceSerializer
    queryset = Absence.objects.none()  # for the schema; the rows come from get_queryset


class PersonAbsences(IdempotentMixin, Absences, generics.ListAPIView[Absence]):
    """List a person's absences; enter one."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": CHANGE, "POST": CHANGE}
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}

    def get_queryset(self) -> QuerySet[Absence]:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return Absence.objects.filter(person=self._person()).select_related("person", "deputy")

    def _person(self) -> User:
        person: User = get_object_or_404(User.objects.people(), pk=self.kwargs["pk"])
        return person

    @extend_schema(request=NewAbsenceSerializer, responses={201: AbsenceSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        person = self._person()
        given = NewAbsenceSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        absence = services.enter_absence(
            person, **given.validated_data, by=person_of(request), at=timezone.now()
        )
        return Response(self.get_serializer(absence).data, status=201)


class AbsenceEnding(Absences):
    """The person is back: it ends with yesterday, or never was if it had not begun."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": CHANGE}

    def get_queryset(self) -> QuerySet[Absence]:
        return Absence.objects.select_related("person", "deputy")

    @extend_schema(request=None, responses=AbsenceSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        absence = services.end_absence(self.get_object(), by=person_of(request), at=timezone.now())
        return Response(self.get_serializer(absence).data)
