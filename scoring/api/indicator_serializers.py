"""Shapes of indicators in the API. Figures are exact decimals as text; null = not known."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from customers.api.record_serializers import record_serializer
from customers.records import KINDS, Kind
from scoring.indicators import FAMILIES, INDICATORS, Rows, Unit, Use

BASE = "base currency"
FACT_KINDS: tuple[Kind, ...] = tuple(
    KINDS[code] for code in sorted({each.kind for each in INDICATORS.values() if each.kind})
)


def exact(help_text: str = "") -> Any:
    """A figure to its last digit."""
    return serializers.DecimalField(
        None, None, required=False, allow_null=True, help_text=help_text
    )


def whole(help_text: str = "") -> Any:
    return serializers.IntegerField(required=False, allow_null=True, help_text=help_text)


def date(help_text: str = "") -> Any:
    return serializers.DateField(required=False, allow_null=True, help_text=help_text)


def words(help_text: str = "") -> Any:
    return serializers.CharField(required=False, allow_null=True, help_text=help_text)


def flag(help_text: str = "") -> Any:
    return serializers.BooleanField(required=False, allow_null=True, help_text=help_text)


class QuartersSerializer(serializers.Serializer[Any]):
    """How the figures lie in the book: a quarter of them is at or below each of the middle ones."""

    smallest = exact()
    lower_quarter = exact()
    median = exact()
    upper_quarter = exact()
    largest = exact()


class BarSerializer(serializers.Serializer[Any]):
    """A bar of the histogram."""

    lower = exact()
    upper = exact()
    percent = serializers.IntegerField(help_text="of the known figures, in steps of two")


class IndicatorSerializer(serializers.Serializer[Any]):
    """What an indicator is, in the caller's language, and how its figures lie in the book."""

    code = serializers.CharField()
    number = serializers.CharField(help_text="its entry in the catalogue")
    name = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    formula = serializers.CharField()
    source = serializers.CharField(  # type: ignore[assignment]
        help_text="what it is read from"
    )
    unit = serializers.ChoiceField([(each.value, each.value) for each in Unit])
    unit_name = serializers.CharField()
    higher_is_riskier = serializers.BooleanField()
    window = serializers.CharField()
    minimum = serializers.IntegerField(help_text="of events, below which it is null")
    minimum_of = serializers.CharField(help_text="which events")
    family = serializers.ChoiceField([(each.name, each.name) for each in FAMILIES])
    family_name = serializers.CharField()
    use = serializers.ChoiceField(
        [(each.value, each.value) for each in Use],
        help_text="`shown` and `restricted` figures are in no score",
    )
    known = serializers.IntegerField(help_text="customers of whom it is known")
    missing_share = serializers.FloatField(
        allow_null=True, help_text="share of `readings` of whom it is not known, 0–1"
    )
    quarters = QuartersSerializer(allow_null=True, help_text="null = known of nobody")
    histogram = BarSerializer(
        many=True, help_text="histogram from the first to the 99th of a hundred; may be empty"
    )


class CatalogueSerializer(serializers.Serializer[Any]):
    """Every indicator, over the customers that one sees."""

    readings = serializers.IntegerField(
        help_text="customers that the figures are of; of a large book a sample"
    )
    indicators = IndicatorSerializer(many=True)


class FigureSerializer(serializers.Serializer[Any]):
    """An indicator of a customer, and what it gave to the score."""

    indicator = serializers.CharField()
    name = serializers.CharField(help_text="in the caller's language")
    value = serializers.DecimalField(
        18, 4, allow_null=True, help_text="null = not known, for want of events"
    )
    unit = serializers.ChoiceField([(each.value, each.value) for each in Unit])
    minimum = serializers.IntegerField(help_text="of events, below which it is null")
    minimum_of = serializers.CharField(help_text="which events")
    is_in_card = serializers.BooleanField(help_text="false = the scorecard gives it no weight")
    weight = exact("of 100, in the scorecard")
    sub_score = serializers.DecimalField(
        5, 2, allow_null=True, normalize_output=True, help_text="0 harmless to 100 worst"
    )
    points = serializers.DecimalField(10, 4, allow_null=True, help_text="what it gave to the score")


class CustomerFiguresSerializer(serializers.Serializer[Any]):
    """Whose figures these are, and the moment at which rows are read."""

    customer = serializers.IntegerField()
    customer_number = serializers.CharField()
    as_of = serializers.DateField(allow_null=True, help_text="null = never scored")
    known_at = serializers.DateTimeField(allow_null=True)
    card_version = serializers.IntegerField(allow_null=True)


class FigureListSerializer(CustomerFiguresSerializer):
    """All indicators of a customer, also those that are never scored."""

    indicators = FigureSerializer(many=True)


class FigureRowSerializer(serializers.Serializer[Any]):
    """A row behind a figure. Which of these fields it has follows from `rows_of`."""

    id = whole("of the invoice, fact or part")
    number = words("of the document")
    invoice_date = date()
    due_date = date()
    effective_date = date()
    settled_date = date()
    received_date = date("of the payment")
    returned_date = date("on which the bank gave the payment back")
    day = date()
    base_amount = exact(BASE)
    open_amount = exact(f"still open then, {BASE}")
    open_then = exact(f"open when the window began, {BASE}")
    invoiced = exact(f"invoiced in the window, {BASE}")
    not_due = exact(f"open and not due, {BASE}")
    moved = exact(f"now in a worse bucket, {BASE}")
    short = exact(f"by how much it was paid short, {BASE}")
    disputed = exact(f"part in dispute, {BASE}")
    covered = exact(f"part that unused payments cover, {BASE}")
    charged = exact(f"held against the customer, {BASE}")
    exposure = exact(f"owed in these days, {BASE}")
    credit_limit = exact(f"in these days, {BASE}")
    days = whole("how many days this stood")
    days_late = whole("after the due date")
    days_beyond = whole("that the payment came after the due date")
    past_due = whole("days after the due date, while open")
    payment_id = whole()
    payment = words("key of the payment")
    dishonour_id = whole()
    dishonour = words("key of the bank's return")
    kind = words("model of the row")
    title = words("number, key or name of the row")
    counts = exact("what it adds to the figure; null where amounts are added")
    bar = exact(f"from which on it is large, {BASE}")
    is_large = flag()
    method = words("of the payment")
    method_name = words()
    payer = words("account that paid")
    is_change = flag("method or account differ from the payment before")
    is_of_others = flag("from an account that is not the customer's")
    is_abroad = flag()
    is_overpaid = flag()
    is_split = flag()
    is_burst = flag()
    part = words("which of the figures that are compared")
    name = words("of the part or ratio, in the caller's language")
    value = exact("of the part")
    count = whole("of customers behind the part")
    as_of = date("of the part")
    text = words("what the part is of: an industry, a region, a source")
    digits = whole("that a person is shown")
    provider = words("of the report")
    score = exact("of the report")
    direction = words("of the provider's scores")
    default_probability = exact("that the report says, per cent")
    table_probability = exact("that the provider's table says, per cent")
    table_date = date("of the provider's table")
    probability = exact("that is used, per cent")
    position = whole("of the ratio")
    above = exact("what is divided")
    below = exact("by what")
    weight = exact("of the ratio")
    term = exact("weight × ratio")

    def to_representation(self, row: dict[str, Any]) -> dict[str, Any]:
        """The fields of its kind alone, whether known or null."""
        found = super().to_representation(row)
        return {name: found[name] for name in row}


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="FigureFact",
        serializers=[record_serializer(kind) for kind in FACT_KINDS],
        resource_type_field_name=None,
    )
)
class FactField(serializers.Field[Any, Any, Any, Any]):
    """A fact as its own address shows it."""

    def to_representation(self, fact: Any) -> Any:
        return fact


class CustomerFigureSerializer(CustomerFiguresSerializer, FigureSerializer):
    """An indicator of a customer with the rows that it was computed from, as known then."""

    rows_of = serializers.ChoiceField([(each.value, each.value) for each in Rows])
    rows = FigureRowSerializer(
        many=True, allow_null=True,
        help_text="the newest first; null = the caller may not read invoices, payments or facts "
        "of the kinds that stand behind it",
    )  # fmt: skip
    facts = serializers.ListField(
        child=FactField(),
        allow_null=True,
        help_text="where facts are counted: these, whole; null as `rows`",
    )
    is_cut = serializers.BooleanField(help_text="there are more rows than are shown")
