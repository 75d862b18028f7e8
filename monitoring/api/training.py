"""Training over the API: courses, who has to know them, completions; and studied cases.

A system that teaches records completions. Nobody's own are recorded by a key they answer for.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from monitoring.api.people import Named
from monitoring.models import Completion, Course, CourseVersion, Enrolment, StudiedCase
from monitoring.services import training as services
from monitoring.training.filters import (
    STATES,
    CompletionFilter,
    CourseFilter,
    EnrolmentFilter,
    StudiedCaseFilter,
)
from monitoring.training.selectors import courses, latest, state_of, studied_cases
from riskcrm.accounts.models import User
from riskcrm.accounts.plan_rights import (
    RECORD_TRAINING,
    VIEW_COURSES,
    VIEW_LIBRARY,
)
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.serializers import KnownFieldsMixin


class CourseVersionSerializer(serializers.ModelSerializer[CourseVersion]):
    class Meta:
        model = CourseVersion
        fields: ClassVar[list[str]] = [
            "number", "title_en", "title_zh", "text_en", "text_zh", "attestation_en",
            "attestation_zh", "asks_again", "published_at",
        ]  # fmt: skip
        read_only_fields = fields
        ref_name = "CourseVersion"


class CourseSerializer(serializers.ModelSerializer[Course]):
    """A course. `guarded` are rights it suspends where it lapses, once `guards_since` is set.

    `pass_mark` is in per cent. `latest` is what it says now.
    """

    latest = serializers.SerializerMethodField()

    class Meta:
        model = Course
        fields: ClassVar[list[str]] = [
            "id", "code", "audience", "guarded", "guards_since", "required_from",
            "validity_months", "grace_days", "pass_mark", "latest",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(CourseVersionSerializer)
    def get_latest(self, row: Course) -> Any:
        return CourseVersionSerializer(latest(row)).data


class CourseCollection(generics.ListAPIView[Course]):
    """List courses."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_COURSES}
    serializer_class = CourseSerializer
    queryset = Course.objects.none()
    filterset_class = CourseFilter

    def get_queryset(self) -> QuerySet[Course]:
        return courses(at=timezone.now())


class EnrolmentSerializer(serializers.ModelSerializer[Enrolment]):
    """Somebody has to know a course. `until` is when it lapses, or has lapsed."""

    course = serializers.CharField(source="course.code", read_only=True)
    person = Named(read_only=True)
    state = serializers.SerializerMethodField()

    class Meta:
        model = Enrolment
        fields: ClassVar[list[str]] = ["id", "course", "person", "required_at", "until", "state"]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=STATES))
    def get_state(self, row: Enrolment) -> str:
        return state_of(row, at=timezone.now())


class EnrolmentCollection(generics.ListAPIView[Enrolment]):
    """List who has to know which course; one's own without the right to watch training."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_COURSES}
    serializer_class = EnrolmentSerializer
    queryset = Enrolment.objects.none()
    filterset_class = EnrolmentFilter

    def get_queryset(self) -> QuerySet[Enrolment]:
        rows = Enrolment.objects.visible_to(person_of(self.request)).current()
        return rows.select_related("course", "person")


class CompletionSerializer(serializers.ModelSerializer[Completion]):
    """A completion. `score` is in per cent; null = there was no test."""

    course = serializers.CharField(source="version.course.code", read_only=True)
    version = serializers.IntegerField(source="version.number", read_only=True)
    person = Named(read_only=True)
    recorded_by = Named(read_only=True)

    class Meta:
        model = Completion
        fields: ClassVar[list[str]] = [
            "id", "course", "version", "person", "completed_at", "expires_at", "score",
            "attested", "how", "recorded_by", "recorded_at", "source_key",
        ]  # fmt: skip
        read_only_fields = fields


class NewCompletionSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    course = serializers.SlugField(help_text="code of the course; its latest version is meant")
    username = serializers.CharField(help_text="user name of who has completed it")
    completed_at = serializers.DateTimeField()
    score = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=100,
        help_text="per cent; null = there was no test",
    )  # fmt: skip
    attested = serializers.BooleanField(default=False)
    source_key = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=80,
        help_text="the completion's key in your system; the same again is the same completion",
    )  # fmt: skip


class CompletionCollection(IdempotentMixin, generics.ListAPIView[Completion]):
    """List completions; record one of somebody else's, such as from a system that teaches."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_COURSES, "POST": RECORD_TRAINING}
    serializer_class = CompletionSerializer
    queryset = Completion.objects.none()
    filterset_class = CompletionFilter

    def get_queryset(self) -> QuerySet[Completion]:
        rows = Completion.objects.visible_to(person_of(self.request))
        return rows.select_related("version__course", "person", "recorded_by")

    @extend_schema(request=NewCompletionSerializer, responses={201: CompletionSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = NewCompletionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = dict(given.validated_data)
        course = Course.objects.filter(code=said.pop("course")).first()
        people = User.objects.people().filter(username=said.pop("username"))
        person = people.first()
        if course is None:
            raise ValidationError({"course": [_("There is no course with this code.")]})
        if person is None:
            raise ValidationError({"username": [_("There is nobody with this user name.")]})
        row = services.record_completion(
            services.latest_of(course), person=person, by=person_of(request), at=timezone.now(),
            **said,
        )  # fmt: skip
        return Response(self.get_serializer(row).data, status=201)


class StudiedCaseSerializer(serializers.ModelSerializer[StudiedCase]):
    """A studied case; its words name nobody."""

    written_by = Named(read_only=True)

    class Meta:
        model = StudiedCase
        fields: ClassVar[list[str]] = [
            "id", "title", "outcome", "story", "lesson", "grounds", "reasons", "industry",
            "written_by", "written_at",
        ]  # fmt: skip
        read_only_fields = fields


class StudiedCaseCollection(generics.ListAPIView[StudiedCase]):
    """List and search studied cases."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_LIBRARY}
    serializer_class = StudiedCaseSerializer
    queryset = StudiedCase.objects.none()
    filterset_class = StudiedCaseFilter

    def get_queryset(self) -> QuerySet[StudiedCase]:
        return studied_cases()


def training_paths() -> list[URLPattern]:
    return [
        path("courses/", CourseCollection.as_view(), name="api-courses"),
        path("required-courses/", EnrolmentCollection.as_view(), name="api-required-courses"),
        path("completions/", CompletionCollection.as_view(), name="api-completions"),
        path("studied-cases/", StudiedCaseCollection.as_view(), name="api-studied-cases"),
    ]
