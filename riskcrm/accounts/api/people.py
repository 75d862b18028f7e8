"""People, teams and handing over, over the API: for the systems that know who works here.

What is given here opens nothing by itself: somebody new has no password until an administrator
gives one on the page, and a key makes or touches no administrator (see the services).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from riskcrm.accounts import handover, services
from riskcrm.accounts.filters import PersonFilter
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.roles import HAND_OVER, ROLES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin

VIEW, ADD, CHANGE = "accounts.view_user", "accounts.add_user", "accounts.change_user"
ROLE_CHOICES = [(role.code, role.name) for role in ROLES.values()]
ROLE_HELP = "what the person may do; see the page of people for what each role means"


def team_field(**more: Any) -> serializers.SlugRelatedField[Any]:
    """A team by its code."""
    fields: dict[str, Any] = {"slug_field": "code", "allow_null": True, **more}
    if not more.get("read_only"):
        fields["queryset"] = Team.objects.all()
    return serializers.SlugRelatedField(help_text="code of the team", **fields)


class PersonSerializer(serializers.ModelSerializer[User]):
    """Somebody who works here."""

    role = serializers.SerializerMethodField(help_text=ROLE_HELP)
    team = team_field(read_only=True)

    class Meta:
        model = User
        fields: ClassVar[list[str]] = [
            "id",
            "username",
            "name",
            "email",
            "role",
            "team",
            "language",
            "is_active",
            "date_joined",
            "last_login",
            "version",
        ]
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "is_active": {"help_text": "false = cannot sign in; past acts stay on record"}
        }

    def get_role(self, person: User) -> str:
        return next((group.name for group in person.groups.all()), "")


class NewPersonSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Somebody to add. They cannot sign in until an administrator gives them a password."""

    username = serializers.CharField(max_length=150)
    name = serializers.CharField(max_length=120)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True, default="")
    role = serializers.ChoiceField(choices=ROLE_CHOICES, help_text=ROLE_HELP)
    team = team_field(required=False, default=None)
    language = serializers.ChoiceField(
        choices=[("", ""), *User.Language.choices],
        required=False,
        default="",
        help_text="empty = as the browser asks for",
    )


class PersonChangeSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What shall be otherwise; what is left out stays."""

    name = serializers.CharField(max_length=120, required=False)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    role = serializers.ChoiceField(choices=ROLE_CHOICES, required=False, help_text=ROLE_HELP)
    team = team_field(required=False)
    language = serializers.ChoiceField(choices=[("", ""), *User.Language.choices], required=False)
    is_active = serializers.BooleanField(
        required=False, help_text="false signs the person out at once, for good"
    )
    leaves_work = serializers.BooleanField(
        required=False,
        default=False,
        help_text="switch off at once; their work stays with them until it is handed over",
    )


class People(generics.GenericAPIView[User]):
    serializer_class: Any = PersonSerializer
    queryset = User.objects.none()  # for the schema; the rows come from get_queryset
    versioned: Any = None

    def get_queryset(self) -> QuerySet[User]:
        people: QuerySet[User] = User.objects.people()
        return people.select_related("team").prefetch_related("groups")

    def answer(self, person: User, status: int = 200, **headers: str) -> Response:
        shown = self.versioned = self.get_queryset().get(pk=person.pk)
        return Response(self.get_serializer(shown).data, status=status, headers=headers or None)


class PersonCollection(IdempotentMixin, VersionedMixin, People, generics.ListAPIView[User]):
    """List people; add one."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW, "POST": ADD}
    filterset_class = PersonFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "name": "name", "username": "username"}

    @extend_schema(request=NewPersonSerializer, responses={201: PersonSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = NewPersonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        by = person_of(request)
        services.refuse_role_by_key(given.validated_data["role"], by=by)
        person = services.create_person(
            **given.validated_data, password=None, by=by.as_actor(), at=timezone.now()
        )
        address = reverse("api-person", kwargs={"pk": person.pk}, request=request)
        return self.answer(person, 201, Location=address)


class PersonItem(VersionedMixin, People, generics.RetrieveAPIView[User]):
    """One person. Change name, address, role, team or access; with the `ETag` you have seen as
    `If-Match`."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW, "PATCH": CHANGE}

    @extend_schema(request=PersonChangeSerializer, responses=PersonSerializer)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        person = self.get_object()
        given = PersonChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = {"team": person.team} | given.validated_data
        services.change_person(
            person, by=person_of(request), at=timezone.now(), version=self.version, **said
        )
        return self.answer(person)


# --- handing over --------------------------------------------------------------------------------


class LoadSerializer(serializers.Serializer[Any]):
    """One kind of work that somebody has."""

    part = serializers.CharField(source="part.name")
    label = serializers.CharField(source="part.label")  # type: ignore[assignment]
    count = serializers.IntegerField()


class WorkSerializer(serializers.Serializer[Any]):
    work = LoadSerializer(many=True)
    receivers = serializers.ListField(
        child=serializers.CharField(), help_text="user names of those who could take it over"
    )


class HandOverSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """To whom it goes, dealt out evenly, and why."""

    receivers = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.people().active(), many=True
    )
    reason = serializers.CharField(max_length=400)


class GivenSerializer(serializers.Serializer[Any]):
    given = serializers.DictField(
        child=serializers.IntegerField(), help_text="kind of work → how much changed hands"
    )


class PersonWork(People):
    """What somebody would leave behind, and who could take it over."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": HAND_OVER}

    @extend_schema(responses=WorkSerializer)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        person = self.get_object()
        able = services.receivers_for(person, by=person_of(request))
        body = {
            "work": handover.loads_of(person),
            "receivers": list(able.values_list("username", flat=True)),
        }
        return Response(WorkSerializer(body).data)


class PersonHandOver(IdempotentMixin, People):
    """Hand over everything that somebody has, in one act."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": HAND_OVER}

    @extend_schema(request=HandOverSerializer, responses=GivenSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        person = self.get_object()
        given = HandOverSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        moved = services.hand_over(
            person, by=person_of(request), at=timezone.now(), **given.validated_data
        )
        return Response({"given": moved})


# --- teams ---------------------------------------------------------------------------------------


class TeamSerializer(KnownFieldsMixin, serializers.ModelSerializer[Team]):
    """People who share their customers. The code stays: files and commands know the team by it."""

    class Meta:
        model = Team
        fields: ClassVar[list[str]] = ["id", "code", "name", "version"]
        read_only_fields: ClassVar[list[str]] = ["id", "version"]


class TeamNameSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120)


class Teams(generics.GenericAPIView[Team]):
    serializer_class = TeamSerializer
    queryset = Team.objects.order_by()


class TeamCollection(IdempotentMixin, Teams, generics.ListAPIView[Team]):
    """List teams; make one."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW, "POST": CHANGE}
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "name": "name", "code": "code"}

    @extend_schema(responses={201: TeamSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        team = services.create_team(
            **given.validated_data, by=person_of(request).as_actor(), at=timezone.now()
        )
        address = reverse("api-team", kwargs={"pk": team.pk}, request=request)
        return Response(self.get_serializer(team).data, 201, headers={"Location": address})


class TeamItem(VersionedMixin, Teams, generics.RetrieveAPIView[Team]):
    """One team. It can be called otherwise, with the `ETag` you have seen as `If-Match`."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW, "PATCH": CHANGE}

    @extend_schema(request=TeamNameSerializer, responses=TeamSerializer)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        team = self.get_object()
        given = TeamNameSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        team = self.versioned = services.rename_team(
            team,
            **given.validated_data,
            by=person_of(request).as_actor(),
            at=timezone.now(),
            version=self.version,
        )
        return Response(self.get_serializer(team).data)
