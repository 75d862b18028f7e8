"""Which rows name a customer, in the order in which they move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from customers.models import CreditTerms, Customer, DuplicatePair
from riskcrm.web.secret import is_secret


@dataclass(frozen=True)
class Part:
    """A foreign key to a customer. `parents` are the keys to rows that belong to one as well."""

    model: Any
    field: str
    parents: tuple[tuple[str, Any], ...]  # (field, model)

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    @property
    def is_secret(self) -> bool:
        """Whether who merges may not learn that such rows move."""
        return is_secret(self.model)

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def rows(self, customer_id: int) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self.model._base_manager.filter(**{self.field: customer_id})
        return rows

    def linking(self, one: int, other: int) -> Q:
        """Rows that link the two with each other: they would link one with itself."""
        links = Q(pk__in=[])
        for name in _keys_to_customers(self.model):
            if name != self.field:
                links |= Q(**{name: other, self.field: one})
        return links


@cache
def parts() -> tuple[Part, ...]:
    """Every part that moves, parents before what hangs on them."""
    found = {
        (model, name)
        for model in apps.get_models()
        for name in _keys_to_customers(model)
        if model is not Customer and model._meta.model_name not in _stays()
    }
    owners = {model for model, name in found if name == "customer"}
    made = [Part(model, name, _parents(model, owners)) for model, name in found]
    return tuple(sorted(made, key=lambda part: (_depth(part.model, owners), part.name)))


def _stays() -> frozenset[str]:
    said = (getattr(config, "merge_stays", ()) for config in apps.get_app_configs())
    return frozenset(name for names in said for name in names)


def _keys_to_customers(model: Any) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Customer
    ]


def _parents(model: Any, owners: set[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (field.name, field.related_model)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in owners and field.related_model is not model
    )


def _depth(model: Any, owners: set[Any]) -> int:
    parents = _parents(model, owners)
    return 1 + max((_depth(parent, owners) for _field, parent in parents), default=-1)


def audit_labels() -> dict[str, dict[Any, Any]]:
    """What the audit calls the codes in the events of merges; see `riskcrm.audit.words`."""
    rows = {part.name: part.model._meta.verbose_name_plural for part in parts()}
    own = {field.attname: field.verbose_name for field in Customer._meta.concrete_fields}
    texts = {
        f"{part.model._meta.label}.{field.name}": field.verbose_name
        for part in parts()
        for field in part.model._meta.concrete_fields
    }
    terms = {"credit_terms": CreditTerms._meta.verbose_name}
    shared = dict(DuplicatePair.Reason.choices)
    return {"shared": shared, "moved": rows, "kept": own | terms | texts | rows}


def refuse_by_apps(survivor: Customer, merged: Customer) -> None:
    """Raises `Refused` where an app knows a reason against the merge."""
    for check in _called("refuse_merge"):
        check(survivor, merged)


def tell_apps(what: str, survivor: Customer, merged: Customer, *, at: dt.datetime) -> None:
    """Let each app follow `after_merge` or `after_undo`."""
    for follow in _called(what):
        follow(survivor, merged, at)


def _called(name: str) -> Iterator[Any]:
    for config in apps.get_app_configs():
        if hasattr(config, name):
            yield getattr(config, name)
