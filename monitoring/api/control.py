"""Controls and tests of them over the API. Only people test."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers.api.acts import Act, act_paths, text
from monitoring.control import sampling
from monitoring.control.filters import (
    ControlFilter,
    ControlTestFilter,
    PopulationFilter,
)
from monitoring.control.selectors import (
    control_tests,
    controls,
    population_of,
    result_sentence,
)
from monitoring.models import Control, ControlTest, PopulationRow, SampleItem
from monitoring.services.control import Sampling, draw_sample, redraw_sample
from monitoring.services.control_tests import finish_test, judge_item, sign_test
from riskcrm.accounts.control_rights import (
    SIGN_TESTS,
    TEST_CONTROLS,
    VIEW_CONTROLS,
)
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin

# populations are of the whole book, so they are for who sees all of it
READ: Needed = (VIEW_CONTROLS, ALL_CUSTOMERS)
TEST: Needed = (VIEW_CONTROLS, TEST_CONTROLS, ALL_CUSTOMERS)
SIGN: Needed = (VIEW_CONTROLS, SIGN_TESTS, ALL_CUSTOMERS)


class ControlSerializer(serializers.ModelSerializer[Control]):
    """A control of the catalogue."""

    test_count = serializers.IntegerField(read_only=True, help_text="tests that count")
    latest_day = serializers.DateField(
        read_only=True, allow_null=True, help_text="the last day of the latest period tested"
    )
    finding_count = serializers.IntegerField(read_only=True, help_text="open findings")
    attributes = serializers.ListField(  # what `ModelSerializer` would call JSON
        read_only=True, help_text="what is tested of each item: code, en, zh"
    )

    class Meta:
        model = Control
        fields: ClassVar[list[str]] = [
            "id", "code", "name_en", "name_zh", "assures_en", "assures_zh", "risk_en", "risk_zh",
            "frequency", "is_key", "is_always_whole", "population", "attributes", "owner",
            "test_count", "latest_day", "finding_count", "version",
        ]  # fmt: skip
        read_only_fields = fields


class ControlTestSerializer(serializers.ModelSerializer[ControlTest]):
    """A test of a control; population and items lie below it."""

    result = serializers.SerializerMethodField(
        help_text="the figures in a sentence, in the caller's language; empty while it runs"
    )

    class Meta:
        model = ControlTest
        fields: ClassVar[list[str]] = [
            "id", "control", "first_date", "final_date", "state", "method", "confidence",
            "tolerable", "population_size", "population_hash", "sample_size", "seed", "tester",
            "drawn_at", "redraws", "redraw_reason", "deviations", "judged", "upper_bound",
            "result", "conclusion", "finished_at", "signed_by", "signed_at", "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_result(self, test: ControlTest) -> str:
        return result_sentence(test)


class PopulationSerializer(serializers.ModelSerializer[PopulationRow]):
    """An item of a population as it was saved."""

    drawn_place = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="its place in the sample, null = not drawn"
    )

    class Meta:
        model = PopulationRow
        fields: ClassVar[list[str]] = [
            "id", "kind", "row_id", "at", "label", "customer_id", "by_id", "drawn_place"
        ]  # fmt: skip
        read_only_fields = fields


class SampleItemSerializer(serializers.ModelSerializer[SampleItem]):
    """An item of a sample, and what its test showed."""

    kind = serializers.CharField(source="row.kind", read_only=True)
    row_id = serializers.IntegerField(source="row.row_id", read_only=True)
    results = serializers.DictField(read_only=True, help_text="attribute → pass, fail or na")

    class Meta:
        model = SampleItem
        fields: ClassVar[list[str]] = [
            "id", "test", "place", "rank", "kind", "row_id", "outcome", "results", "note",
            "evidence", "tested_at",
        ]  # fmt: skip
        read_only_fields = fields


class SamplingSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """How a sample is drawn."""

    method = serializers.ChoiceField(
        choices=ControlTest.Method.choices,
        default=ControlTest.Method.RANDOM,
        help_text="a control that is tested in full is drawn in full in any case",
    )
    confidence = serializers.ChoiceField(
        choices=list(sampling.CONFIDENCES), default=95, help_text="in %"
    )
    tolerable = serializers.ChoiceField(
        choices=list(sampling.TOLERABLE), default=5, help_text="rate of deviations, in %"
    )
    size = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=10_000,
        help_text="items, for the method judgement; null = as is usual for the frequency",
    )

    @staticmethod
    def how(given: dict[str, Any]) -> Sampling:
        names = ("method", "confidence", "tolerable", "size")
        return Sampling(**{name: given.pop(name) for name in names if name in given})


class DrawSerializer(SamplingSerializer):
    """A sample of a control and a period that is over."""

    control = serializers.PrimaryKeyRelatedField(queryset=Control.objects.all())
    first_date = serializers.DateField()
    final_date = serializers.DateField()


class Controls(generics.GenericAPIView[Control]):
    serializer_class = ControlSerializer
    queryset = Control.objects.none()  # for the schema; the rows come from get_queryset
    permissions: ClassVar[dict[str, Needed]] = {"GET": READ}

    def get_queryset(self) -> QuerySet[Control]:
        return controls()


class ControlCollection(Controls, generics.ListAPIView[Control]):
    """List the controls of the catalogue."""

    filterset_class = ControlFilter


class ControlItem(VersionedMixin, Controls, generics.RetrieveAPIView[Control]):
    """One control."""

    lookup_url_kwarg = "control_id"


class ControlTests(generics.GenericAPIView[ControlTest]):
    serializer_class: Any = ControlTestSerializer
    queryset = ControlTest.objects.none()
    lookup_url_kwarg = "test_id"

    def get_queryset(self) -> QuerySet[ControlTest]:
        return control_tests()


class ControlTestCollection(IdempotentMixin, ControlTests, generics.ListAPIView[ControlTest]):
    """List tests of controls; begin one by drawing a sample."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": READ, "POST": TEST}
    filterset_class = ControlTestFilter

    @extend_schema(request=DrawSerializer, responses={201: ControlTestSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        asked = DrawSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        control, how = given.pop("control"), SamplingSerializer.how(given)
        test = draw_sample(control, how=how, by=person_of(request), at=timezone.now(), **given)
        address = reverse("api-control-test", kwargs={"test_id": test.pk}, request=request)
        body = ControlTestSerializer(test).data
        return Response(body, status=201, headers={"Location": address})


class ControlTestItem(VersionedMixin, ControlTests, generics.RetrieveAPIView[ControlTest]):
    """One test."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": READ}


class Population(generics.ListAPIView[PopulationRow]):
    """The saved population of a test: with the seed it draws the sample again."""

    serializer_class = PopulationSerializer
    queryset = PopulationRow.objects.none()
    permissions: ClassVar[dict[str, Needed]] = {"GET": READ}
    filterset_class = PopulationFilter

    def get_queryset(self) -> QuerySet[PopulationRow]:
        return population_of(get_object_or_404(ControlTest, pk=self.kwargs["test_id"]))


class Items(generics.GenericAPIView[SampleItem]):
    serializer_class = SampleItemSerializer
    queryset = SampleItem.objects.none()
    lookup_field = "place"

    def get_queryset(self) -> QuerySet[SampleItem]:
        rows = SampleItem.objects.filter(test=self.kwargs["test_id"])
        return rows.select_related("row", "test__control", "test__tester")


class SampleItemCollection(Items, generics.ListAPIView[SampleItem]):
    """The items of a sample."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": READ}


def _redraw(test: ControlTest, **given: Any) -> ControlTest:
    return redraw_sample(test, how=SamplingSerializer.how(given), **given)


TEST_PATH = "control-tests/<int:test_id>/"
urlpatterns: list[URLPattern] = [
    path("controls/", ControlCollection.as_view(), name="api-controls"),
    path("controls/<int:control_id>/", ControlItem.as_view(), name="api-control"),
    path("control-tests/", ControlTestCollection.as_view(), name="api-control-tests"),
    path(TEST_PATH, ControlTestItem.as_view(), name="api-control-test"),
    path(f"{TEST_PATH}population/", Population.as_view(), name="api-control-test-population"),
    path(f"{TEST_PATH}items/", SampleItemCollection.as_view(), name="api-control-test-items"),
    *act_paths(
        TEST_PATH,
        "api-control-test",
        ControlTests,
        Act(
            "redraw", _redraw, "Draw the sample anew; the answer is the new test.",
            {"reason": text("why"), **SamplingSerializer().get_fields()}, TEST,
            answer=ControlTestSerializer, status=201,
        ),
        Act(
            "finish", finish_test, "Finish a test of which each item is judged.",
            {"conclusion": text("what it shows", 10_000)}, TEST,
        ),
        Act("sign", sign_test, "Sign a finished test, as a second person.", {}, SIGN),
    ),
    *act_paths(
        f"{TEST_PATH}items/<int:place>/",
        "api-control-test-item",
        Items,
        Act(
            "judge", judge_item, "Write down what the test of an item showed.",
            {
                "results": serializers.DictField(
                    child=serializers.ChoiceField(choices=SampleItem.Outcome.choices),
                    help_text="each attribute of the control → pass, fail or na",
                ),
                "note": text("needed unless it passed", 10_000, required=False, allow_blank=True,
                             default=""),
                "evidence": text("where it can be seen", 500, required=False, allow_blank=True,
                                 default=""),
            },
            TEST,
        ),
    ),
]  # fmt: skip
