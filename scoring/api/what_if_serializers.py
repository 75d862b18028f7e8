"""Shapes of a what-if in the API. Amounts are in the base currency; null = cannot be estimated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from riskcrm.web.errors import Refused
from scoring.cards.data import from_definition
from scoring.cards.value import InvalidScorecard
from scoring.indicators import SCORABLE
from scoring.models import ScorecardVersion, Tier, Verdict
from scoring.selectors import card_of
from scoring.what_if import MOVED
from scoring.what_if.words import question_of

AMOUNT: dict[str, Any] = {"max_digits": 30, "decimal_places": 2}
MOST_NAMED = 200


class PickSerializer(serializers.Serializer[Any]):
    """Which customers to name: of a cell of the matrix, whose next order would be answered so, or
    those whom something moves."""

    from_tier = serializers.ChoiceField(Tier.choices, required=False, default="")
    to_tier = serializers.ChoiceField(Tier.choices, required=False, default="")
    from_verdict = serializers.ChoiceField(Verdict.choices, required=False, default="")
    to_verdict = serializers.ChoiceField(Verdict.choices, required=False, default="")
    moved = serializers.ChoiceField(sorted(MOVED), required=False, allow_null=True, default=None)
    after = serializers.CharField(
        required=False, default="", help_text="`next` of the answer before, for the next page"
    )
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=MOST_NAMED)


class WhatIfAskedSerializer(serializers.Serializer[Any]):
    """A saved version, or a definition that is not saved: one of both."""

    version = serializers.IntegerField(required=False, help_text="id of a scorecard version")
    definition = serializers.JSONField(
        required=False, help_text="a scorecard as data, as a version has it"
    )
    against = serializers.CharField(
        required=False,
        default="",
        help_text="id of a version, or `in-force` for the tiers in force; empty = the card that"
        " scores the book",
    )
    policy = serializers.CharField(
        required=False,
        default="",
        help_text="id of the treatment policy that is tried; empty = the one in force",
    )
    name = PickSerializer(required=False, help_text="name these customers as well")

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        if ("version" in said) == ("definition" in said):
            raise serializers.ValidationError(
                {"version": [_("Give either a version or a definition.")]}
            )
        card = self._of_version(said) if "version" in said else self._of_definition(said)
        try:
            question = question_of(card, against=said["against"], policy=said["policy"])
        except Refused as refused:
            if not refused.field:
                raise
            raise serializers.ValidationError({refused.field: [refused.message]}) from refused
        return said | {"question": question}

    def _of_version(self, said: dict[str, Any]) -> Any:
        version = ScorecardVersion.objects.filter(pk=said["version"]).first()
        if version is None:
            raise serializers.ValidationError({"version": [_("There is no such version.")]})
        return card_of(version)

    def _of_definition(self, said: dict[str, Any]) -> Any:
        try:
            return from_definition(said["definition"], indicators=SCORABLE)
        except InvalidScorecard as error:
            raise serializers.ValidationError({"definition": [str(error)]}) from error


class SumSerializer(serializers.Serializer[Any]):
    """Customers, what they owe, and how much of it is expected to be lost."""

    customers = serializers.IntegerField()
    exposure = serializers.DecimalField(**AMOUNT)
    loss_before = serializers.DecimalField(**AMOUNT, allow_null=True)
    loss_after = serializers.DecimalField(**AMOUNT, allow_null=True)
    unknown_before = serializers.DecimalField(
        **AMOUNT,
        help_text="exposure of those without a probability of default, or of whose debt a part"
        " is unknown",
    )
    unknown_after = serializers.DecimalField(**AMOUNT)


class CellSerializer(SumSerializer):
    from_tier = serializers.ChoiceField(Tier.choices)
    to_tier = serializers.ChoiceField(Tier.choices)


class VerdictChangeSerializer(serializers.Serializer[Any]):
    from_verdict = serializers.ChoiceField(Verdict.choices)
    to_verdict = serializers.ChoiceField(Verdict.choices)
    customers = serializers.IntegerField()
    exposure = serializers.DecimalField(**AMOUNT)


class ScoreShiftSerializer(serializers.Serializer[Any]):
    """How many scores move by this many steps of five points; the outermost include all beyond."""

    step = serializers.IntegerField(help_text="0 = unchanged, 1 = up to 5 points up, −1 = down")
    customers = serializers.IntegerField()


class LimitShiftSerializer(serializers.Serializer[Any]):
    raised = serializers.IntegerField()
    lowered = serializers.IntegerField()
    before = serializers.DecimalField(**AMOUNT, help_text="sum of what the treatment grants")
    after = serializers.DecimalField(**AMOUNT)


class NamedSerializer(serializers.Serializer[Any]):
    """A customer before and after."""

    customer = serializers.IntegerField(source="customer.pk")
    customer_number = serializers.CharField(source="customer.number")
    customer_name = serializers.CharField(source="customer.name")
    exposure = serializers.DecimalField(**AMOUNT)
    unbilled = serializers.DecimalField(
        **AMOUNT, allow_null=True, help_text="orders not yet invoiced; losses and limits count them"
    )
    from_loss = serializers.DecimalField(**AMOUNT, source="old_loss", allow_null=True)
    to_loss = serializers.DecimalField(**AMOUNT, source="new_loss", allow_null=True)
    from_tier = serializers.ChoiceField(Tier.choices, source="old_tier")
    to_tier = serializers.ChoiceField(Tier.choices, source="new_tier")
    from_score = serializers.DecimalField(5, 1, source="old_score", allow_null=True)
    to_score = serializers.DecimalField(5, 1, source="new_score", allow_null=True)
    knocked_out = serializers.BooleanField(help_text="by a rule that did not hold before")
    from_verdict = serializers.ChoiceField(Verdict.choices, source="old_verdict")
    to_verdict = serializers.ChoiceField(Verdict.choices, source="new_verdict")
    from_limit = serializers.DecimalField(30, 6, source="old_limit", allow_null=True)
    to_limit = serializers.DecimalField(30, 6, source="new_limit", allow_null=True)


class HitsSerializer(serializers.Serializer[Any]):
    """What one side would have caught. A row is a customer at a month end; shares are of one."""

    why = serializers.ChoiceField(
        ["", "no_tiers", "few_bads", "no_goods"],
        help_text="why there are no shares: nobody had a tier then, fewer than 20 customers went"
        " bad, or all did; empty = there are",
    )
    rows = serializers.IntegerField(help_text="customers at month ends that had a tier")
    bads = serializers.IntegerField(help_text="of these, rows that went bad")
    bad_customers = serializers.IntegerField(help_text="customers behind `bads`, each once")
    high = serializers.IntegerField(help_text="rows that it put at high risk")
    high_bads = serializers.IntegerField(help_text="of these, rows that went bad")
    hit_rate = serializers.DecimalField(
        5, 4, allow_null=True, help_text="`high_bads` ÷ `high`; null = not known, see `why`"
    )
    capture = serializers.DecimalField(
        5, 4, allow_null=True, help_text="`high_bads` ÷ `bads`; null = not known, see `why`"
    )
    is_own = serializers.BooleanField(
        help_text="the card was fitted on some of these months, which flatters it"
    )


class BackTestedSerializer(serializers.Serializer[Any]):
    """Both sides over the same past month ends, among the customers that the caller sees.

    Bad is who came to be more than `days` past due, or was written off, within `horizon` days.
    """

    state = serializers.ChoiceField(
        ["measured", "few_bads", "no_goods", "no_tiers", "no_months", "not_ready"],
        help_text="`no_months`: no month whose horizon is over has been read, run a back-test;"
        " `not_ready`: they are being copied, ask again",
    )
    days = serializers.IntegerField()
    horizon = serializers.IntegerField()
    months = serializers.ListField(child=serializers.DateField())
    known_at = serializers.DateTimeField(
        source="moment", allow_null=True, help_text="when outcomes were looked up"
    )
    one_of = serializers.IntegerField(
        help_text="of so many customers one was taken, by a hash of its id"
    )
    already_bad = serializers.IntegerField(
        help_text="rows left out because they were bad at the month end"
    )
    before = HitsSerializer(allow_null=True)
    after = HitsSerializer(allow_null=True)


class WhatIfSerializer(serializers.Serializer[Any]):
    """What would change, among the customers that the caller sees. Nothing is written."""

    figures_at = serializers.DateTimeField(source="moment", help_text="when figures were copied")
    first_day = serializers.DateField(allow_null=True, help_text="day of the oldest reading")
    final_day = serializers.DateField(allow_null=True)
    seconds = serializers.FloatField()
    total = SumSerializer()
    moved = SumSerializer(help_text="those who change tier")
    knocked_out = SumSerializer(help_text="those newly held by a knock-out rule")
    matrix = CellSerializer(many=True)
    verdicts = VerdictChangeSerializer(many=True)
    limits = LimitShiftSerializer()
    shifts = ScoreShiftSerializer(many=True)
    back_tested = BackTestedSerializer()
    unscored = serializers.IntegerField(help_text="those without a score on one side or both")
    customers = NamedSerializer(many=True, help_text="as `name` asks, the largest exposure first")
    next = serializers.CharField(allow_null=True, help_text="`after` of the next page")
