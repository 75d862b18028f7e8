"""Back-tests over the API: ask for one, and read what it found."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from riskcrm.accounts.signed_in import person_of
from riskcrm.jobs.models import Run
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin
from scoring import services
from scoring.back_tests.filters import BackTestFilter
from scoring.models import BackTest, ScorecardVersion
from scoring.services.back_tests import LONGEST_DAYS, LONGEST_HORIZON

VIEW = "scoring.view_scorecard"
ASK: Needed = ("scoring.view_scorecard", "scoring.add_backtest")
VERSIONS = ScorecardVersion.objects.all()
RESULT = (
    "null until it is finished. `card` and `challenger`: rows, bads, AUC, Gini and KS with 95 % "
    "intervals by customer (null below 20 customers gone bad, see `why`), bad rates by band and "
    "tier, reversals, concentration (share of the fullest band), capture, calibration; "
    "`difference`: the challenger's AUC less the card's; `migration`: where the challenger puts "
    "the rows of each tier; `months`: the "
    "same month by month with PSI; `immature`: month ends left out, their horizon not being over; "
    "`already_bad`: rows left out; `features`: each indicator alone; `suspects`: those that rank "
    "above 0.9"
)


class BackTestSerializer(serializers.ModelSerializer[BackTest]):
    """A back-test and how far it is."""

    state = serializers.ChoiceField(source="run.state", choices=Run.State.choices, read_only=True)
    customers = serializers.IntegerField(
        source="run.total", read_only=True, help_text="customers to look at"
    )
    looked_at = serializers.IntegerField(source="run.done", read_only=True)

    class Meta:
        model = BackTest
        fields: ClassVar[list[str]] = [
            "id", "card_version", "challenger", "first_month", "final_month", "days", "horizon",
            "requested_by", "requested_at", "state", "customers", "looked_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields


class BackTestResultSerializer(BackTestSerializer):
    result = serializers.DictField(read_only=True, allow_null=True, help_text=RESULT)

    class Meta(BackTestSerializer.Meta):
        fields: ClassVar[list[str]] = [*BackTestSerializer.Meta.fields, "result"]
        read_only_fields = fields


class BackTestRequestSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What is to be tested: a card, perhaps a challenger, over month ends."""

    card_version = serializers.PrimaryKeyRelatedField(queryset=VERSIONS)
    challenger = serializers.PrimaryKeyRelatedField(
        queryset=VERSIONS, required=False, allow_null=True,
        help_text="another version, measured on the same rows",
    )  # fmt: skip
    first_month = serializers.DateField(help_text="any day of the month")
    final_month = serializers.DateField(help_text="any day of the month")
    days = serializers.IntegerField(
        min_value=0, max_value=LONGEST_DAYS, help_text="more than so many days past due is bad"
    )
    horizon = serializers.IntegerField(
        min_value=1,
        max_value=LONGEST_HORIZON,
        help_text="days after the month end within which it counts",
    )
    again = serializers.BooleanField(
        default=False, help_text="read all months again, also those that were read before"
    )


class CalibratedSerializer(serializers.ModelSerializer[ScorecardVersion]):
    """The draft with probabilities of default."""

    class Meta:
        model = ScorecardVersion
        fields: ClassVar[list[str]] = ["id", "scorecard", "number", "state", "created_at"]
        read_only_fields = fields


class BackTests(generics.GenericAPIView[BackTest]):
    serializer_class: Any = BackTestSerializer
    queryset = BackTest.objects.none()  # for the schema; the rows come from get_queryset

    def get_queryset(self) -> QuerySet[BackTest]:
        return BackTest.objects.select_related("run")


class BackTestCollection(IdempotentMixin, BackTests, generics.ListAPIView[BackTest]):
    """List back-tests; ask for one."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW, "POST": ASK}
    filterset_class = BackTestFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}
    default_sort = "-id"

    @extend_schema(request=BackTestRequestSerializer, responses={201: BackTestSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        asked = BackTestRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = dict(asked.validated_data)
        found = services.request_back_test(
            said.pop("card_version"), **said, by=person_of(request), at=timezone.now()
        )
        address = reverse("api-back-test", kwargs={"pk": found.pk}, request=request)
        return Response(BackTestSerializer(found).data, status=201, headers={"Location": address})


class BackTestItem(BackTests, generics.RetrieveAPIView[BackTest]):
    """One back-test with its result."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW}
    serializer_class = BackTestResultSerializer


class BackTestCalibrate(IdempotentMixin, BackTests):
    """Make a draft of the card whose scores stand for the probabilities found here."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": ASK}

    @extend_schema(request=None, responses={201: CalibratedSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found: BackTest = self.get_object()
        draft = services.calibrate_card(found, by=person_of(request), at=timezone.now())
        return Response(CalibratedSerializer(draft).data, status=201)
