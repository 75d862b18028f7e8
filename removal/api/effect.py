"""Studies of the effect of removals and market feedback over the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers.models import Customer
from removal.effect.filters import FeedbackFilter, StudyFilter
from removal.effect.outcomes import Outcome
from removal.effect.words import CONTROLS
from removal.grounds import Ground
from removal.models import (
    EffectLook,
    EffectStudy,
    FeedbackRound,
    MarketFeedback,
    RemovalCase,
)
from removal.selectors.effect import feedback, looks_at, studies
from removal.services.effect_studies import register_study
from removal.services.feedback import record_feedback
from riskcrm.accounts.models import Team
from riskcrm.accounts.removal_rights import (
    ADD_FEEDBACK,
    STUDY_EFFECTS,
    VIEW_EFFECTS,
    VIEW_FEEDBACK,
)
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.accounts.signed_in import person_of
from riskcrm.jobs.models import Run
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin

# a study tells of the whole book, so it is for who sees all of it
READ: Needed = (VIEW_EFFECTS, ALL_CUSTOMERS)
REGISTER: Needed = (VIEW_EFFECTS, STUDY_EFFECTS, ALL_CUSTOMERS)
READ_FEEDBACK: Needed = (VIEW_FEEDBACK, ALL_CUSTOMERS)
WRITE_FEEDBACK: Needed = (VIEW_FEEDBACK, ADD_FEEDBACK, ALL_CUSTOMERS)
RESULT = (
    "null until it is measured. `removed`: customers; `effect`: `naive` (before and after alone, "
    "misleading), `difference`, `lagged_outcome`, `matched` and `queue` with 95 % intervals, "
    "`range` of the first two adjusted ones, `event_study`, `checks` that must show nothing, "
    "`balance`, `grade`, or `why` it cannot be estimated; `avoided`: model-based loss avoided, "
    "margin forgone and net; `mix`: late rates before and after with and without the removed; "
    "`cohorts`: the removed by the code of the criterion that had suggested them, an empty one = "
    "none, and `quarters`: by the quarter of the event, each with `avoided` and `effect`; `cash`, "
    "`process` with `appeals`, `lost`, `related`, `feedback`"
)


class LookSerializer(serializers.ModelSerializer[EffectLook]):
    """One measuring of a study."""

    state = serializers.ChoiceField(source="run.state", choices=Run.State.choices, read_only=True)
    result = serializers.DictField(read_only=True, allow_null=True, help_text=RESULT)

    class Meta:
        model = EffectLook
        fields: ClassVar[list[str]] = [
            "number", "first_day", "final_day", "as_of", "share", "state", "requested_by",
            "requested_at", "finished_at", "result",
        ]  # fmt: skip
        read_only_fields = fields


class StudySerializer(serializers.ModelSerializer[EffectStudy]):
    """What was registered, and how often it was looked at."""

    look_count = serializers.IntegerField(read_only=True, help_text="looks so far")
    latest_grade = serializers.CharField(
        read_only=True, allow_null=True, help_text="A to D, of the latest finished look"
    )

    class Meta:
        model = EffectStudy
        fields: ClassVar[list[str]] = [
            "id", "is_standing", "event", "first_day", "final_day", "outcome", "horizon", "ground",
            "industry", "team", "design", "registered_by", "registered_at", "look_count",
            "latest_grade",
        ]  # fmt: skip
        read_only_fields = fields


class StudyDetailSerializer(StudySerializer):
    looks = serializers.SerializerMethodField()

    class Meta(StudySerializer.Meta):
        fields: ClassVar[list[str]] = [*StudySerializer.Meta.fields, "looks"]
        read_only_fields = fields

    @extend_schema(responses=LookSerializer(many=True))
    def get_looks(self, study: EffectStudy) -> list[dict[str, Any]]:
        return list(LookSerializer(looks_at(study), many=True).data)


class StudyRequestSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What is to be measured, of which removals, against whom."""

    event = serializers.ChoiceField(choices=EffectStudy.Event.choices)
    first_day = serializers.DateField()
    final_day = serializers.DateField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    horizon = serializers.ChoiceField(choices=list(EffectStudy.HORIZONS))
    controls = serializers.MultipleChoiceField(choices=list(CONTROLS.items()))
    ground = serializers.ChoiceField(
        choices=Ground.choices, required=False, default="", allow_blank=True
    )
    industry = serializers.ChoiceField(
        choices=Customer.Industry.choices, required=False, default="", allow_blank=True
    )
    team = serializers.PrimaryKeyRelatedField(
        queryset=Team.objects.all(), required=False, allow_null=True
    )


class FeedbackSerializer(serializers.ModelSerializer[MarketFeedback]):
    """What one respondent said."""

    class Meta:
        model = MarketFeedback
        fields: ClassVar[list[str]] = [
            "id", "source", "given_date", "respondent", "sentiment", "topic", "case", "asked_in",
            "text", "entered_by", "recorded_at",
        ]  # fmt: skip
        read_only_fields = fields


class FeedbackRequestSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What one respondent said, on which day."""

    # the name is one that serializers have too
    source: Any = serializers.ChoiceField(choices=MarketFeedback.Source.choices)
    given_date = serializers.DateField()
    respondent = serializers.CharField(max_length=120)
    sentiment = serializers.ChoiceField(choices=MarketFeedback.Sentiment.choices)
    topic = serializers.ChoiceField(choices=MarketFeedback.Topic.choices)
    text = serializers.CharField()
    case = serializers.PrimaryKeyRelatedField(
        queryset=RemovalCase.objects.all(), required=False, allow_null=True
    )
    asked_in = serializers.PrimaryKeyRelatedField(
        queryset=FeedbackRound.objects.all(), required=False, allow_null=True
    )


class Studies(generics.GenericAPIView[EffectStudy]):
    serializer_class: Any = StudySerializer
    queryset = EffectStudy.objects.none()  # for the schema; the rows come from get_queryset

    def get_queryset(self) -> QuerySet[EffectStudy]:
        return studies()


class StudyCollection(IdempotentMixin, Studies, generics.ListAPIView[EffectStudy]):
    """List studies; register one, which is measured at once."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": READ, "POST": REGISTER}
    filterset_class = StudyFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}
    default_sort = "-id"

    @extend_schema(request=StudyRequestSerializer, responses={201: StudySerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        asked = StudyRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data | {"controls": sorted(asked.validated_data["controls"])}
        found = register_study(**said, by=person_of(request), at=timezone.now())
        address = reverse("api-effect-study", kwargs={"pk": found.pk}, request=request)
        body = StudySerializer(self.get_queryset().get(pk=found.pk)).data
        return Response(body, status=201, headers={"Location": address})


class StudyItem(Studies, generics.RetrieveAPIView[EffectStudy]):
    """One study with all looks at it."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": READ}
    serializer_class = StudyDetailSerializer


class FeedbackCollection(IdempotentMixin, generics.ListAPIView[MarketFeedback]):
    """List market feedback; write one down."""

    serializer_class: Any = FeedbackSerializer
    queryset = MarketFeedback.objects.none()  # for the schema; the rows come from get_queryset
    permissions: ClassVar[dict[str, Needed]] = {"GET": READ_FEEDBACK, "POST": WRITE_FEEDBACK}
    filterset_class = FeedbackFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}
    default_sort = "-id"

    def get_queryset(self) -> QuerySet[MarketFeedback]:
        return feedback()

    @extend_schema(request=FeedbackRequestSerializer, responses={201: FeedbackSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = FeedbackRequestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        found = record_feedback(**given.validated_data, by=person_of(request), at=timezone.now())
        return Response(FeedbackSerializer(found).data, status=201)
