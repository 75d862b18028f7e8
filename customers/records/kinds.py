"""What a kind of fact is: its model, what rows of it tell, and the rules that hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models import Fact, Invoice, MoneyFact

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NUMBER = _("number")


class Group(models.TextChoices):
    """Kinds that belong together: one part of the ledger's menu, one pair of API scopes."""

    SALES = "ledger", _("Sales and receivables")
    CREDIT_FILE = "credit-file", _("Credit file")
    SIGNALS = "signals", _("Signals")
    CONTRACTS = "contracts", _("Contracts")
    FOLLOW_UP = "follow-up", _("Follow-up")


class Shape(StrEnum):
    """How a value is told and kept."""

    TEXT = "text"
    LINES = "lines"
    DATE = "date"
    TIME = "time"
    MONEY = "money"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON = "person"
    LINK = "link"  # another fact of the same customer, told by its number
    CURRENCY = "currency"


@dataclass(frozen=True)
class Rule:
    """What must not be: a condition in SQL over the staged row `s`, with the reason in words."""

    never: str
    message: StrOrPromise
    code: str
    field: str


@dataclass(frozen=True)
class Told:
    """Something that a row tells. `headers`: by what names files call it, separated by bars.

    `is_doer`: a person who is to do what the fact says, and so has to see it.
    """

    name: str
    headers: str = ""
    required: bool = False
    help: StrOrPromise = ""
    is_doer: bool = False


class Value:
    """A told value with what its model field says of it."""

    def __init__(self, told: Told, field: Any) -> None:
        self.name = told.name
        self.headers = told.headers
        self.field = field
        self.required = told.required
        self.is_doer = told.is_doer
        self.help: StrOrPromise = told.help or field.help_text
        self.shape = _shape_of(field)

    @property
    def label(self) -> StrOrPromise:
        label: StrOrPromise = self.field.verbose_name
        return label

    @property
    def column(self) -> str:
        return str(self.field.column)

    @property
    def choices(self) -> list[tuple[str, Any]]:
        field = self.field.base_field if self.shape is Shape.CHOICES else self.field
        return list(field.flatchoices)

    @property
    def longest(self) -> int:
        return int(self.field.max_length or 5000)

    @property
    def linked(self) -> type[models.Model]:
        """The model that a link leads to."""
        model: type[models.Model] = self.field.related_model
        return model

    @property
    def link_key(self) -> str:
        """The column by which a linked row is known within its customer."""
        return "number" if self.linked is Invoice else "source_key"


def _shape_of(field: Any) -> Shape:
    if field.is_relation:
        is_person = field.related_model._meta.label == "accounts.User"
        return Shape.PERSON if is_person else Shape.LINK
    if field.name == "currency":
        return Shape.CURRENCY
    if field.choices:
        return Shape.CHOICE
    shapes: tuple[tuple[type[models.Field[Any, Any]], Shape], ...] = (
        (models.BooleanField, Shape.YES_NO),
        (models.DateField, Shape.DATE),
        (models.TimeField, Shape.TIME),
        (models.DecimalField, Shape.NUMBER),
        (models.IntegerField, Shape.NUMBER),
        (models.TextField, Shape.LINES),
        (models.CharField, Shape.TEXT),
    )
    for known, shape in shapes:
        if isinstance(field, known):
            is_money = shape is Shape.NUMBER and getattr(field, "max_digits", 0) == 18
            return Shape.MONEY if is_money else shape
    return Shape.CHOICES


@dataclass(frozen=True)
class Kind:
    """A kind of fact.

    `code` names it in addresses, the API, files and exports. `date_label` is what its
    `effective_date` means; it lies at most a day ahead unless `may_lie_ahead`. `columns` are shown
    in its list by default. `decided` are fields that no row tells: acts decide them, or they follow
    from others. `happened` are further days of what has happened, which do not lie ahead either.
    """

    model: type[Fact]
    code: str
    group: Group
    date_label: StrOrPromise
    tells: tuple[Told, ...]
    columns: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    may_lie_ahead: bool = False
    key_label: StrOrPromise = NUMBER
    key_headers: str = ""
    date_headers: str = ""
    decided: tuple[str, ...] = ()
    happened: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The model's name in lower case: `creditnote`."""
        return str(self.model._meta.model_name)

    @property
    def label(self) -> StrOrPromise:
        label: StrOrPromise = self.model._meta.verbose_name or self.name
        return label

    @property
    def plural(self) -> StrOrPromise:
        plural: StrOrPromise = self.model._meta.verbose_name_plural or self.code
        return plural

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def has_money(self) -> bool:
        return issubclass(self.model, MoneyFact)

    @cached_property
    def values(self) -> tuple[Value, ...]:
        return tuple(Value(told, self.model._meta.get_field(told.name)) for told in self.tells)

    @cached_property
    def links(self) -> tuple[Value, ...]:
        return tuple(value for value in self.values if value.shape is Shape.LINK)

    @cached_property
    def doers(self) -> tuple[Value, ...]:
        return tuple(value for value in self.values if value.is_doer)

    @cached_property
    def choices(self) -> tuple[Value, ...]:
        return tuple(value for value in self.values if value.shape is Shape.CHOICE)

    @cached_property
    def days_past(self) -> tuple[tuple[str, StrOrPromise], ...]:
        """The days that may lie at most a day ahead, and what people call them."""
        own = () if self.may_lie_ahead else (("effective_date", self.date_label),)
        labels = {value.name: value.label for value in self.values}
        return (*own, *((name, labels[name]) for name in self.happened))

    @cached_property
    def columns_told(self) -> tuple[tuple[str, StrOrPromise], ...]:
        """The columns that rows and acts decide, and what people call them."""
        values = ((value.column, value.label) for value in self.values)
        meta: Any = self.model._meta
        others = [meta.get_field(name) for name in (*self.decided, "is_void")]
        named = ((field.column, field.verbose_name) for field in others)
        return (("effective_date", self.date_label), *values, *named)

    @cached_property
    def related(self) -> tuple[str, ...]:
        """What a list of facts shows of other rows: links and people."""
        return tuple(v.name for v in self.values if v.field.is_relation)

    def permission(self, act: str) -> str:
        """The right to `view`, `add` or `change` facts of this kind."""
        return f"customers.{act}_{self.name}"

    @property
    def writing(self) -> tuple[str, str]:
        """The rights that posting needs: the same row may add or change."""
        return self.permission("add"), self.permission("change")


CURRENCY_HEADERS = "currency code|币种|货币|币别"
AMOUNT_HEADERS = "total|total amount|value|sum|金额|总金额|合计"
TEXT_HEADERS = "description|note|remark|remarks|memo|comment|备注|说明|描述"


def amount(headers: str = "") -> tuple[Told, Told]:
    """An amount with its currency."""
    return (
        Told("amount", f"{AMOUNT_HEADERS}|{headers}", required=True),
        Told("currency", CURRENCY_HEADERS, required=True),
    )


def not_negative(*names: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(f"s.{name} < 0", _("This cannot be negative."), "negative", name) for name in names
    )


def positive(name: str) -> Rule:
    message = _("The amount must be positive and have at most two decimals.")
    return Rule(f"s.{name} <= 0", message, "bad_amount", name)


def on_a_day(state: str, value: str, date: str, message: StrOrPromise) -> Rule:
    """What has come to this state did so on a day."""
    never = f"s.{state} = '{value}' AND s.{date} IS NULL"
    return Rule(never, message, f"no_{date}", date)


def not_before(later: str, earlier: str, message: StrOrPromise) -> Rule:
    return Rule(f"s.{later} < s.{earlier}", message, "dates_reversed", later)


def after_linked(link: str, table: str, day: str, message: StrOrPromise) -> Rule:
    """What is about another fact does not come before it."""
    return Rule(_linked(link, table, f"l.{day} > s.effective_date"), message, "dates_reversed",
                "effective_date")  # fmt: skip


def within_linked(link: str, table: str, message: StrOrPromise) -> Rule:
    """It is about no more than that one, where both are in one currency."""
    more = "l.currency = s.currency AND l.amount < s.amount"
    return Rule(_linked(link, table, more), message, "more_than_total", "amount")


def _linked(link: str, table: str, never: str) -> str:
    exists = f"EXISTS (SELECT 1 FROM {table} l WHERE l.id = s.{link}_id AND {never})"  # noqa: S608
    return f"NOT s.is_void AND {exists}"


def in_range(name: str, least: int, most: int, message: StrOrPromise) -> Rule:
    return Rule(f"s.{name} NOT BETWEEN {least} AND {most}", message, "out_of_range", name)
