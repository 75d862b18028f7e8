"""What all facts of the ledger share, and their former states."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.book import MONEY, Customer, OfCustomerQuerySet

# columns of a fact that are ours; the others are its state, which rows tell
OWN = frozenset({"id", "customer", "source_key", "recorded_at", "version", "base_amount"})
KEY_LENGTH = 80


class FactQuerySet(OfCustomerQuerySet[Any]):
    def standing(self) -> FactQuerySet:
        """Those that were not entered by mistake."""
        return self.filter(is_void=False)


class Fact(models.Model):
    """Something that happened to a customer or is known of it, told by a system, file or person.

    `effective_date` is its business day, `recorded_at` when the book learned of it. It is known
    within its customer by `source_key`. One that was entered by mistake is void, never deleted.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    source_key = models.CharField(_("number"), max_length=KEY_LENGTH)
    effective_date = models.DateField(_("date"))
    recorded_at = models.DateTimeField(_("recorded at"))
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    is_void = models.BooleanField(_("void"), default=False, db_default=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["customer", "source_key"], name="one_%(class)s_per_key")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["customer", "effective_date"], name="%(class)s_reading"),
            models.Index(fields=["effective_date", "id"], name="%(class)s_by_date"),
            models.Index(fields=["source_key"], name="%(class)s_by_key"),
        ]

    def __str__(self) -> str:
        return self.source_key


class MoneyFact(Fact):
    """A fact with an amount, and what that is in the base currency at the rate of its day."""

    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    base_amount = models.DecimalField(
        _("amount in base currency"), **MONEY, null=True, help_text="null = no rate known"
    )

    class Meta(Fact.Meta):
        abstract = True


class FactRevision(models.Model):
    """A former state of a fact, true until it was superseded: the whole row as it stood."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=40, help_text="the model's name, in lower case")
    fact_id = models.BigIntegerField()
    former = models.JSONField(encoder=DjangoJSONEncoder, help_text="column -> value")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "fact_id", "superseded_at"],
                name="one_fact_state_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fact_id} until {self.superseded_at}"


def share(digits: int = 5) -> dict[str, Any]:
    """A percentage with two decimals that may be unknown."""
    return {"max_digits": digits, "decimal_places": 2, "null": True, "blank": True}


def words(length: int = 0) -> dict[str, Any]:
    """A text that may be missing; "" = not told."""
    return {"blank": True, "default": "", "db_default": ""} | (
        {"max_length": length} if length else {}
    )


def on_a_day(state: str, *, name: str) -> models.CheckConstraint:
    """What has come to this state did so on a day."""
    condition = ~models.Q(state=state) | models.Q(done_date__isnull=False)
    return models.CheckConstraint(condition=condition, name=name)
