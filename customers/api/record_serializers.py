"""Facts over the API: what a call may send and what it gets back, made from each declaration."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from django.db import models
from django.utils.encoding import smart_str
from rest_framework import serializers

from customers.api.serializers import AMOUNT_HELP, BASE_HELP, CUSTOMER_HELP
from customers.models import Fact
from customers.records import Kind
from customers.records.kinds import Shape, Value
from riskcrm.accounts.models import User
from riskcrm.web.serializers import KnownFieldsMixin

PEOPLE = "user name of an active person"


def _name(kind: Kind) -> str:
    return kind.model.__name__


class PersonField(serializers.SlugRelatedField[User]):
    """Somebody who works here, by user name; all of them are read once for all rows of a call."""

    def to_internal_value(self, data: Any) -> User:
        shared = cast("dict[str, Any]", self.context)
        if "people" not in shared:
            shared["people"] = User.objects.people().active().in_bulk(field_name="username")
        people: dict[str, User] = shared["people"]
        if not isinstance(data, str) or data not in people:
            self.fail("does_not_exist", slug_name=self.slug_field, value=smart_str(data))
        return people[data]


@cache  # so that the list and the item of a kind share one component of the schema
def row_serializer(kind: Kind) -> type[serializers.Serializer[Any]]:
    """What a row of this kind may say."""
    fields: dict[str, Any] = {
        "customer": serializers.CharField(max_length=40, help_text=CUSTOMER_HELP),
        "source_key": serializers.CharField(
            max_length=80, help_text="unique within the customer; the same one again changes it"
        ),
        "effective_date": serializers.DateField(help_text=_plain(kind.date_label)),
        "is_void": serializers.BooleanField(
            required=False, help_text="entered by mistake: stays, and counts for nothing"
        ),
    }
    fields |= {value.name: _row_field(value) for value in kind.values}
    doc = f"{_plain(kind.label)} to post. What is left out stays as the book knows it."
    bases = (KnownFieldsMixin, serializers.Serializer)
    return type(f"{_name(kind)}RowSerializer", bases, {**fields, "__doc__": doc.capitalize()})


def _row_field(value: Value) -> Any:
    """The field of a told value; without a choice of words it is what the model's column holds."""
    shared: dict[str, Any] = {"required": value.required, "help_text": _help(value)}
    optional: dict[str, Any] = {} if value.required else {"allow_null": True}
    field: Any = value.field
    if value.shape in (Shape.TEXT, Shape.LINES):
        return serializers.CharField(
            max_length=value.longest, allow_blank=not value.required, **shared
        )
    if value.shape is Shape.CURRENCY:
        return serializers.RegexField(r"^[A-Z]{3}$", **shared)
    if value.shape is Shape.CHOICE:
        return serializers.ChoiceField(choices=value.choices, **shared)
    if value.shape is Shape.CHOICES:
        return serializers.ListField(child=serializers.ChoiceField(choices=value.choices), **shared)
    if value.shape is Shape.LINK:
        return serializers.CharField(max_length=80, **shared, **optional)
    if value.shape is Shape.PERSON:
        return PersonField(
            slug_field="username", queryset=User.objects.people(), **shared, **optional
        )
    if isinstance(field, models.DecimalField):
        return serializers.DecimalField(
            max_digits=field.max_digits or 18, decimal_places=field.decimal_places or 0,
            **shared, **optional,
        )  # fmt: skip
    simple: dict[type[Any], type[Any]] = {
        models.BooleanField: serializers.BooleanField,
        models.DateField: serializers.DateField,
        models.TimeField: serializers.TimeField,
        models.IntegerField: serializers.IntegerField,
    }
    made = next(made for known, made in simple.items() if isinstance(field, known))
    bounds = {"min_value": -(2**31), "max_value": 2**31 - 1}
    more = bounds if made is serializers.IntegerField else {}
    return made(**shared, **optional, **more)


def _help(value: Value) -> str:
    if value.name == "amount":
        return AMOUNT_HELP
    if value.shape is Shape.LINK:
        return f"number of the customer's {_plain(value.label)}"
    if value.shape is Shape.PERSON:
        return PEOPLE
    if value.shape is Shape.CURRENCY:
        return "ISO 4217, such as USD"
    return _plain(value.help) or _plain(value.label)


def _plain(text: Any) -> str:
    """The documentation is written in English, whoever asks for it."""
    from django.utils.translation import override

    with override("en"):
        return str(text)


@cache
def record_serializer(kind: Kind) -> type[serializers.ModelSerializer[Fact]]:
    """What a fact of this kind looks like: all that it tells, links by id and number."""
    names = ["id", "customer", "customer_number", "source_key", "effective_date"]
    extra: dict[str, Any] = {
        "customer_number": serializers.CharField(
            source="customer.number", read_only=True, help_text=CUSTOMER_HELP
        )
    }
    for value in kind.values:
        names.append(value.name)
        if value.shape is Shape.LINK:
            names.append(f"{value.name}_number")
            extra[f"{value.name}_number"] = serializers.CharField(
                source=f"{value.name}.{value.link_key}", read_only=True, default=None,
                help_text=_help(value),
            )  # fmt: skip
        elif value.shape is Shape.PERSON:
            extra[value.name] = serializers.SlugRelatedField(
                slug_field="username", read_only=True, help_text=PEOPLE
            )
    if kind.has_money:
        names.append("base_amount")
    names += kind.decided
    names += ["is_void", "recorded_at", "version"]
    helps = {value.name: {"help_text": _help(value)} for value in kind.values}
    helps |= {"effective_date": {"help_text": _plain(kind.date_label)}}
    helps |= {"base_amount": {"help_text": BASE_HELP}} if kind.has_money else {}
    meta = type(
        "Meta",
        (),
        {
            "model": kind.model,
            "fields": names,
            "read_only_fields": names,
            "extra_kwargs": {name: text for name, text in helps.items() if name not in extra},
        },
    )
    doc = f"{kind.model.__doc__ or ''}".strip()
    return type(
        f"{_name(kind)}Serializer",
        (serializers.ModelSerializer,),
        {**extra, "Meta": meta, "__doc__": doc},
    )
