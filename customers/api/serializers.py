"""Shapes of the book in the API: what each field means, its unit and its range."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from customers.models import CUSTOMER_FIELDS, Contact, Customer
from customers.services.contacts import FIELDS as CONTACT_FIELDS
from riskcrm.accounts.models import Team, User
from riskcrm.web.serializers import KnownFieldsMixin

MONEY: dict[str, Any] = {"max_digits": 18, "decimal_places": 2}
AMOUNT_HELP = "positive, two decimals at most, in `currency`"
BASE_HELP = "in the base currency at the rate of the document's day; null = no rate is known"
MANAGER_HELP = "sign-in name of the account manager; null = none"
TEAM_HELP = "code of the team whose members see the customer; null = none"
CUSTOMER_HELP = "number of the customer in your system, as given when the customer was entered"


class CustomerSerializer(KnownFieldsMixin, serializers.ModelSerializer[Customer]):
    """A customer. `number` is yours and unique; `id` is ours and never changes."""

    manager = serializers.SlugRelatedField(
        slug_field="username",
        queryset=User.objects.people().active(),
        allow_null=True,
        required=False,
        help_text=MANAGER_HELP,
    )
    team = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Team.objects.all(),
        allow_null=True,
        required=False,
        help_text=TEAM_HELP,
    )

    custom = serializers.DictField(
        required=False,
        help_text="values of custom fields by code: text, date or number as text, true or false;"
        " those not named stay, null empties; see /custom-fields/",
    )

    class Meta:
        model = Customer
        fields: ClassVar[list[str]] = [
            "id",
            *CUSTOMER_FIELDS,
            "custom",
            "status",
            "recorded_at",
            "version",
        ]
        read_only_fields: ClassVar[list[str]] = ["id", "status", "recorded_at", "version"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            # the service says whether a number is taken: a validator could not see all customers
            "number": {"validators": [], "max_length": 40, "help_text": CUSTOMER_HELP},
            "other_name": {"help_text": "the name in another language or script"},
            "industry": {"help_text": "section of ISIC Rev. 4, one letter; empty = not known"},
            "country": {"help_text": "ISO 3166-1 alpha-2, such as CN; empty = not known"},
            "status": {"help_text": "changed by removal cases, not here"},
            "version": {"help_text": "rises with each change; part of the ETag"},
        }


class CustomerRowSerializer(CustomerSerializer):
    """A customer in a list: a new one, or a change of the one with this number. What is left out
    stays as the book knows it."""

    manager = serializers.CharField(  # type: ignore[assignment]
        max_length=150, allow_null=True, required=False, help_text=MANAGER_HELP
    )
    team = serializers.CharField(  # type: ignore[assignment]
        max_length=50, allow_null=True, required=False, help_text=TEAM_HELP
    )

    class Meta(CustomerSerializer.Meta):
        fields: ClassVar[list[str]] = [*CUSTOMER_FIELDS, "custom"]
        read_only_fields: ClassVar[list[str]] = []
        extra_kwargs: ClassVar[dict[str, Any]] = {
            **CustomerSerializer.Meta.extra_kwargs,
            "name": {"required": False, "help_text": "a new customer needs one"},
        }


class ContactSerializer(KnownFieldsMixin, serializers.ModelSerializer[Contact]):
    """A person to speak with. One contact of a customer at most is the main one."""

    customer_number = serializers.CharField(
        source="customer.number", read_only=True, help_text=CUSTOMER_HELP
    )

    class Meta:
        model = Contact
        fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "customer_number",
            "source_key",
            *CONTACT_FIELDS,
            "verified_at",
            "verified_how",
            "ended_at",
            "ended_because",
            "recorded_at",
            "version",
        ]
        read_only_fields: ClassVar[list[str]] = [
            "id",
            "customer",
            "source_key",
            "verified_at",
            "verified_how",
            "ended_at",
            "ended_because",
            "recorded_at",
            "version",
        ]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "verified_at": {"help_text": "null = nobody has made sure; changed details end it"},
            "ended_at": {"help_text": "null = still to be spoken with"},
        }


class ContactRowSerializer(KnownFieldsMixin, serializers.ModelSerializer[Contact]):
    """A contact to enter. Sent again with the same source key it changes the one that is there;
    what is left out stays as the book knows it."""

    customer = serializers.CharField(max_length=40, help_text=CUSTOMER_HELP)
    source_key = serializers.CharField(
        max_length=80, required=False, default="", help_text="key of the contact in your system"
    )

    class Meta:
        model = Contact
        fields: ClassVar[list[str]] = ["customer", "source_key", *CONTACT_FIELDS]
        validators: ClassVar[list[Any]] = []  # the service looks once for all rows of a call
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "name": {"required": False, "help_text": "a new contact needs one"}
        }


class ResultSerializer(serializers.Serializer[Any]):
    """What became of one row of a bulk call."""

    position = serializers.IntegerField(help_text="place in the list that was sent, from 0")
    outcome = serializers.ChoiceField(choices=["created", "changed", "unchanged", "refused"])
    id = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(help_text="why it was refused, else empty")
    code = serializers.CharField(help_text="the reason for programs, else empty")
    field = serializers.CharField(help_text="the input it is about, if there is one")


class ResultsSerializer(serializers.Serializer[Any]):
    """Answer to a list of rows: refused rows leave the others untouched."""

    results = ResultSerializer(many=True)
