"""Fitted scorecards over the API: asked for, read, and made a draft."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from kombu.exceptions import OperationalError
from rest_framework import generics, parsers, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from riskcrm.accounts.roles import FIT_CARDS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin
from scoring import services, tasks
from scoring.fitting.settings import NAMES as SETTINGS
from scoring.fitting.uploaded import Columns
from scoring.models import Fitting, Scorecard

VIEW = "scoring.view_scorecard"
NAMES = ("customer", "day", "known")


class FittingSerializer(serializers.ModelSerializer[Fitting]):
    """A fit, asked for or done. Shares are per cent, figures of accuracy 0 to 1."""

    requested_by = serializers.CharField(source="requested_by.username", read_only=True)
    result = serializers.JSONField(
        read_only=True,
        help_text="auc (of the card itself), auc_unseen (of later rows, each by a fit to other "
        "customers), auc_learnt, auc_challenger and gap (each value, low, high, rows, bads); "
        "grouped = bands, challenger and gap rest on rows of customers whom no fit had seen; "
        "columns with their bins, bands of probabilities, log_odds, scale, "
        "counts, and the card's definition (null = a study); or refusal with its code, and bands",
    )

    class Meta:
        model = Fitting
        fields = (
            "id", "name", "source", "state", "days", "horizon", "first_month", "final_month",
            *SETTINGS, "candidates", "columns", "result", "run", "card_version", "requested_by",
            "created_at", "finished_at",
        )  # fmt: skip
        read_only_fields = fields


class LabelSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What counts as bad, where learning ends, how common bads are in the book, and the scale."""

    name = serializers.CharField(max_length=120)
    days = serializers.IntegerField(
        min_value=0, max_value=720, help_text="bad is more than so many days past due"
    )
    horizon = serializers.IntegerField(
        min_value=1, max_value=720, help_text="within so many days; or written off"
    )
    cut_off = serializers.DateField(
        required=False, allow_null=True, default=None,
        help_text="learn from what was known by this day, test later; null = the first 70 %",
    )  # fmt: skip
    true_rate = serializers.DecimalField(
        7, 4, required=False, allow_null=True, default=None,
        help_text="share of bads in the book in per cent, where the rows hold more or fewer",
    )  # fmt: skip
    base_score = serializers.DecimalField(
        6, 2, min_value=0, required=False, default=Decimal(600),
        help_text="classical points at `base_odds`",
    )  # fmt: skip
    base_odds = serializers.DecimalField(
        7, 2, min_value=Decimal("0.01"), required=False, default=Decimal(50),
        help_text="odds of good to one bad at `base_score`",
    )  # fmt: skip
    pdo = serializers.DecimalField(
        6, 2, min_value=1, required=False, default=Decimal(20),
        help_text="points that double the odds of good to bad",
    )  # fmt: skip
    with_challenger = serializers.BooleanField(
        required=False, default=True,
        help_text="train gradient boosting beside it, for comparison only",
    )  # fmt: skip


class NewFittingSerializer(LabelSerializer):
    """A fit to the book's own month ends."""

    first_month = serializers.DateField(help_text="month ends from this day")
    final_month = serializers.DateField(help_text="month ends to this day")
    candidates = serializers.ListField(
        child=serializers.CharField(), help_text="codes of indicators that may be scored"
    )


class NewTableSerializer(LabelSerializer):
    """A fit to a labelled table."""

    file = serializers.FileField(help_text="CSV or XLSX, up to 50 MB and 200,000 rows")
    label = serializers.CharField(  # type: ignore[assignment]  # a field's own label is another
        help_text="the column that says what became of the row"
    )
    bad_values = serializers.CharField(
        required=False, default="1", help_text="its values that mean bad, parted by commas"
    )
    candidates = serializers.CharField(
        help_text="columns to learn from, parted by commas; codes of indicators can make a card"
    )
    customer = serializers.CharField(required=False, default="", help_text="column of the customer")
    day = serializers.CharField(required=False, default="", help_text="column of the row's day")
    known = serializers.CharField(
        required=False, default="", help_text="column of the day its outcome was known"
    )


class DraftSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """The card that the draft is a version of, or a new one's code and names."""

    scorecard = serializers.SlugRelatedField(
        slug_field="code", queryset=Scorecard.objects.all(), required=False, default=None,
        help_text="code of a card that is there",
    )  # fmt: skip
    code = serializers.SlugField(max_length=40, required=False, default="")
    name_en = serializers.CharField(max_length=120, required=False, default="")
    name_zh = serializers.CharField(max_length=120, required=False, default="")


class DraftedSerializer(serializers.Serializer[Any]):
    """The draft that was made."""

    card_version = serializers.IntegerField()


class Fittings(generics.GenericAPIView[Fitting]):
    serializer_class = FittingSerializer
    queryset = Fitting.objects.select_related("requested_by")

    def accepted(self, request: Request, fitting: Fitting) -> Response:
        with contextlib.suppress(OperationalError):  # the next sweep finds the row
            tasks.work_on_fittings.delay_on_commit()
        address = reverse("api-fitting", kwargs={"pk": fitting.pk}, request=request)
        return Response(self.get_serializer(fitting).data, 202, headers={"Location": address})


class FittingCollection(IdempotentMixin, Fittings, generics.ListAPIView[Fitting]):
    """List the fits; have a card fitted to the book's month ends."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW, "POST": (VIEW, FIT_CARDS)}
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}
    default_sort = "-id"

    def get_queryset(self) -> QuerySet[Fitting]:
        return Fitting.objects.select_related("requested_by")

    @extend_schema(request=NewFittingSerializer, responses={202: FittingSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = NewFittingSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        fitting = services.request_fitting(
            **given.validated_data, by=person_of(request), at=timezone.now()
        )
        return self.accepted(request, fitting)


class FittingTables(IdempotentMixin, Fittings):
    """Have a card fitted to a labelled table. The file is deleted once it has been learnt from."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": (VIEW, FIT_CARDS)}
    parser_classes = [parsers.MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": NewTableSerializer}, responses={202: FittingSerializer}
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = NewTableSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        names = said["candidates"].split(",")
        columns = Columns(
            label=said["label"],
            bad_values=said["bad_values"],
            candidates=tuple(name.strip() for name in names if name.strip()),
            **{name: said[name] for name in NAMES},
        )
        asked = {name: said[name] for name in ("name", "days", "horizon", *SETTINGS)}
        fitting = services.fit_table(
            said["file"], columns, **asked, by=person_of(request), at=timezone.now()
        )
        return self.accepted(request, fitting)


class FittingItem(Fittings, generics.RetrieveAPIView[Fitting]):
    """One fit: what was asked for, and what was found."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW}


class FittingDraft(IdempotentMixin, Fittings):
    """Make a draft of the card that was found. People review and publish it."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": (VIEW, FIT_CARDS)}
    serializer_class = DraftSerializer  # type: ignore[assignment]

    @extend_schema(request=DraftSerializer, responses={201: DraftedSerializer})
    def post(self, request: Request, pk: int) -> Response:
        given = DraftSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        version = services.draft_fitted_card(
            self.get_object(), **given.validated_data, by=person_of(request), at=timezone.now()
        )
        return Response({"card_version": version.pk}, 201)
