"""Shapes of credit checks in the API. Amounts are exact decimals as text; null = not known."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from customers.models import CreditRestriction
from customers.named import Name
from riskcrm.web.serializers import KnownFieldsMixin
from scoring.credit.words import in_words, restriction_in_words
from scoring.models import (
    LONGEST_REFERENCE,
    CreditChange,
    CreditCheck,
    Release,
    Reservation,
    Verdict,
)

MOST_MONEY = Decimal("9999999999999999.99")
PERSON = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}


@extend_schema_field(PERSON)
class Person(serializers.Field[Any, Any, Any, Any]):
    """Somebody who acted: id and name."""

    def to_representation(self, value: Any) -> dict[str, Any]:
        return {"id": value.pk, "name": str(value)}


class SystemNameSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    system = serializers.CharField(max_length=40)
    key = serializers.CharField(max_length=120)


class CreditCheckAskSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What is asked. Name the customer in one way: by `customer`, `customer_number` or
    `customer_key`."""

    customer = serializers.IntegerField(required=False, help_text="our id of the customer")
    customer_number = serializers.CharField(required=False, max_length=40)
    customer_key = SystemNameSerializer(
        required=False, help_text="its id in a system of yours, as `/system-keys/` was told"
    )
    amount = serializers.DecimalField(
        18, 2, min_value=Decimal("0.01"), max_value=MOST_MONEY, help_text="of the document"
    )
    currency = serializers.RegexField(r"^[A-Z]{3}$", help_text="three capitals, ISO 4217")
    reference = serializers.CharField(
        required=False, default="", max_length=LONGEST_REFERENCE,
        help_text="number of the order as you post it to `/orders/`; a mere question has none",
    )  # fmt: skip
    reserve = serializers.BooleanField(
        required=False, default=False,
        help_text="keep this part of the limit for the document; needs `reference`",
    )  # fmt: skip
    service = serializers.SlugField(
        required=False, default="", max_length=40,
        help_text="code of the kind of service that is ordered, as under Settings; needed only"
        " where one kind is suspended or restricted: without it the order is held then",
    )  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        ways = ("customer", "customer_number", "customer_key")
        if len([way for way in ways if way in attrs]) != 1:
            message = _("Name the customer in exactly one way: %(ways)s.")
            raise serializers.ValidationError({"customer": [message % {"ways": ", ".join(ways)}]})
        return attrs


def name_in(said: dict[str, Any]) -> Name:
    """How a call names its customer."""
    key = said.get("customer_key") or {}
    return Name(
        id=said.get("customer"),
        number=said.get("customer_number", ""),
        system=key.get("system", ""),
        key=key.get("key", ""),
    )


class CreditReasonSerializer(serializers.Serializer[Any]):
    """Why the verdict is at least `verdict`."""

    code = serializers.CharField(help_text="for programs; see docs/credit_checks.md")
    verdict = serializers.ChoiceField(Verdict.choices)
    figures = serializers.DictField(child=serializers.CharField())
    text = serializers.CharField(help_text="for colleagues, in the caller's language")
    text_customer = serializers.CharField(help_text="fit for the customer")


class CheckedRestrictionSerializer(serializers.Serializer[Any]):
    """A restriction of the customer's credit that the answer obeys."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(CreditRestriction.Kind.choices)
    value = serializers.CharField(
        allow_null=True, help_text="base currency, days, per cent or orders, as the kind has it"
    )
    period_days = serializers.IntegerField(allow_null=True)
    service = serializers.CharField(allow_null=True, help_text="code; null = every kind")
    text = serializers.CharField(help_text="for colleagues, in the caller's language")
    text_customer = serializers.CharField(help_text="fit for the customer")

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"from": serializers.DateField(help_text="first day")}


class ExposureSerializer(serializers.Serializer[Any]):
    """What is known to be owed, in the base currency; the items add up to `total`."""

    ledger = serializers.DecimalField(22, 2, help_text="open invoices")
    unbilled = serializers.DecimalField(22, 2, help_text="orders that are not invoiced")
    reserved = serializers.DecimalField(22, 2, help_text="other reservations")
    document = serializers.DecimalField(
        18, 2, allow_null=True, source="base_amount", help_text="null = no rate known"
    )
    unknown = serializers.IntegerField(help_text="documents without a rate, in none of the items")
    total = serializers.DecimalField(22, 2, allow_null=True, help_text="null = some is unknown")


class LimitsSerializer(serializers.Serializer[Any]):
    """What the exposure is held against, in the base currency; null = there is none."""

    agreed = serializers.DecimalField(18, 2, allow_null=True, source="agreed_limit")
    share = serializers.DecimalField(
        6, 2, source="limit_factor", help_text="per cent of the agreed limit that the tier has"
    )
    allowed = serializers.DecimalField(22, 2, allow_null=True, help_text="the limit in force")
    available = serializers.DecimalField(
        22, 2, allow_null=True, help_text="left of it before this document; null = not known"
    )
    order = serializers.DecimalField(18, 2, allow_null=True, source="order_limit")
    group = serializers.DecimalField(18, 2, allow_null=True, source="group_limit")
    group_exposure = serializers.DecimalField(22, 2, allow_null=True)
    sector = serializers.DecimalField(18, 2, allow_null=True, source="sector_limit")
    sector_exposure = serializers.DecimalField(26, 2, allow_null=True)


class ReservationSerializer(serializers.ModelSerializer[Reservation]):
    """Part of a limit that is kept for a document. It ends by itself at `expires_at`."""

    customer_number = serializers.CharField(source="customer.number", read_only=True)
    credit_check = serializers.IntegerField(source="check_row_id", read_only=True)

    class Meta:
        model = Reservation
        fields: ClassVar[list[str]] = [
            "id", "customer", "customer_number", "reference", "credit_check", "base_amount",
            "state", "reserved_at", "expires_at", "closed_at",
        ]  # fmt: skip
        read_only_fields = fields


class ReleaseSerializer(serializers.ModelSerializer[Release]):
    released_by = Person(read_only=True)

    class Meta:
        model = Release
        fields: ClassVar[list[str]] = ["reason", "released_by", "released_at", "expires_at"]
        read_only_fields = fields


class CreditCheckSerializer(serializers.ModelSerializer[CreditCheck]):
    """A check as it was answered; its figures are those of `asked_at`."""

    customer_number = serializers.CharField(source="customer.number", read_only=True)
    exposure = ExposureSerializer(source="*", read_only=True)
    limits = LimitsSerializer(source="*", read_only=True)
    deposit = serializers.DecimalField(
        22, 2, read_only=True, allow_null=True,
        help_text="expected to be lodged beside the order: the treatment's share of the agreed"
        " limit, which blocks nothing, or what a restriction asks for; what was lodged already is"
        " not taken off; null = neither, or the check is older than this figure",
    )  # fmt: skip
    reasons = serializers.SerializerMethodField()
    restrictions = serializers.SerializerMethodField()
    policy_version = serializers.IntegerField(source="policy.number", read_only=True)
    card_version = serializers.IntegerField(
        source="card_version_id", read_only=True, allow_null=True
    )
    asked_by = Person(read_only=True)
    reservation = ReservationSerializer(read_only=True, allow_null=True)
    release = ReleaseSerializer(read_only=True, allow_null=True)

    class Meta:
        model = CreditCheck
        fields: ClassVar[list[str]] = [
            "id", "customer", "customer_number", "reference", "service", "amount", "currency",
            "verdict", "prepayment", "payment_days", "deposit", "reasons", "restrictions",
            "exposure", "limits", "tier", "score", "score_as_of", "card_version",
            "policy_version", "asked_by", "asked_at", "expires_at", "waits", "reservation",
            "release",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(CreditReasonSerializer(many=True))
    def get_reasons(self, check: CreditCheck) -> list[dict[str, Any]]:
        return [in_words(reason) for reason in check.reasons]

    @extend_schema_field(CheckedRestrictionSerializer(many=True))
    def get_restrictions(self, check: CreditCheck) -> list[dict[str, Any]]:
        return [restriction_in_words(each) for each in check.restrictions or ()]


class BatchAskSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Checks that are answered one after the other, so each sees what those before reserved."""

    checks = serializers.ListField(
        child=serializers.DictField(), min_length=1, max_length=100,
        help_text="each as for a single check",
    )  # fmt: skip


class BatchItemSerializer(serializers.Serializer[Any]):
    """What became of one check of a batch."""

    position = serializers.IntegerField(help_text="counted from 0")
    outcome = serializers.ChoiceField(CreditCheck.Outcome.choices)
    check = CreditCheckSerializer(allow_null=True, help_text="null = refused")
    code = serializers.CharField(help_text="why it was refused, for programs; else empty")
    field = serializers.CharField(help_text="what it is about, else empty")
    reason = serializers.CharField(help_text="why it was refused, in words; else empty")


class BatchAnswerSerializer(serializers.Serializer[Any]):
    results = BatchItemSerializer(many=True)


class ReleaseAskSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Why a held order is let through, and until when."""

    reason = serializers.CharField(max_length=2000)
    until = serializers.DateTimeField(help_text="within 30 days")


class CreditChangeSerializer(serializers.Serializer[Any]):
    """Something changed; the figures are those of now, not of the change."""

    position = serializers.IntegerField()
    kind = serializers.ChoiceField(CreditChange.Kind.choices)
    customer = serializers.IntegerField(allow_null=True, help_text="null = every customer")
    customer_number = serializers.CharField(allow_null=True)
    tier = serializers.CharField(allow_null=True)
    credit_limit = serializers.DecimalField(18, 2, allow_null=True, help_text="as agreed")
    credit_check = serializers.IntegerField(allow_null=True, help_text="of a release")
    recorded_at = serializers.DateTimeField()


class ChangesSerializer(serializers.Serializer[Any]):
    results = CreditChangeSerializer(many=True)
    after = serializers.IntegerField(help_text="where to go on with the next call")
    more = serializers.BooleanField(help_text="whether to call again at once")
