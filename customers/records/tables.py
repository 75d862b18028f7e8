"""Lists of facts, made from each declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.db.models import DateField, GeneratedField
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.records import Kind
from customers.records.kinds import Shape, Value
from riskcrm.web.tables import END
from riskcrm.web.templatetags.riskcrm import NOTHING, figure, money, second_line, when

# the words that a fact is known by beside its number, shown below its customer
TITLES = {
    "contract": "title",
    "contractclause": "text",
    "obligation": "text",
    "breach": "text",
    "marketevent": "title",
    "policyviolation": "policy",
    "interaction": "content",
    "task": "title",
    "plan": "problem",
}


class RecordTable(tables.Table):  # type: ignore[misc]
    """Facts as a person scans them: which, whose, when, what of it."""

    kind: Kind

    source_key = tables.Column()
    customer = tables.Column(verbose_name=_("customer"), attrs={"td": {"class": "cell-title"}})
    effective_date = tables.Column()

    class Meta:
        default = NOTHING
        row_attrs = {"class": lambda record: "is-void" if record.is_void else ""}

    def render_source_key(self, record: Any) -> SafeString:
        url = reverse(f"customers:{self.kind.name}_detail", args=[record.pk])
        link = format_html('<a class="as-is" href="{}">{}</a>', url, record.source_key)
        return format_html("<s>{}</s> {}", link, gettext("void")) if record.is_void else link

    def render_customer(self, record: Any) -> SafeString:
        url = reverse("monitoring:customer_detail", args=[record.customer_id])
        words = second_line(getattr(record, TITLES.get(self.kind.name, ""), ""))
        return format_html(
            '<a class="first-line" href="{}">{}</a>{}', url, record.customer.name, words
        )

    def render_effective_date(self, value: Any) -> SafeString:
        return when(value)


def shown(value: Value, fact: Any) -> Any:
    """A told value of a fact as people read it; None = not known."""
    held = getattr(fact, value.name)
    if held is None or held == "":
        return None
    show = SHOWN.get(value.shape)
    return show(value, held) if show else held


def _link(value: Value, held: Any) -> SafeString:
    url = reverse(f"customers:{value.linked._meta.model_name}_detail", args=[held.pk])
    return format_html('<a class="as-is" href="{}">{}</a>', url, getattr(held, value.link_key))


def _choices(value: Value, held: list[str]) -> str:
    labels = dict(value.choices)
    return ", ".join(str(labels.get(code, code)) for code in held)


def _number(value: Value, held: Any) -> SafeString:
    return figure(held, digits=getattr(value.field, "decimal_places", 0) or 0)


SHOWN: dict[Shape, Callable[[Value, Any], Any]] = {
    Shape.LINK: _link,
    Shape.CHOICE: lambda value, held: dict(value.choices).get(held, held),
    Shape.CHOICES: _choices,
    Shape.YES_NO: lambda _value, held: _("yes") if held else _("no"),
    Shape.DATE: lambda _value, held: when(held),
    Shape.TIME: lambda _value, held: f"{held:%H:%M}",
    Shape.MONEY: lambda _value, held: money(held),
    Shape.NUMBER: _number,
}


def record_table(kind: Kind) -> type[RecordTable]:
    """The table of facts of this kind, with a column for each thing they tell."""
    columns: dict[str, Any] = {
        "source_key": tables.Column(
            verbose_name=kind.key_label, attrs={"td": {"class": "nowrap cell-key"}}
        ),
        "effective_date": tables.Column(verbose_name=kind.date_label),
    }
    for value in kind.values:
        end = END if value.shape in (Shape.MONEY, Shape.NUMBER) else {}
        columns[value.name] = tables.Column(verbose_name=value.label, attrs=end, empty_values=())
        columns[f"render_{value.name}"] = _renderer(value)
    columns |= _decided(kind)
    columns["recorded_at"] = tables.Column(verbose_name=_("recorded at"))
    columns["render_recorded_at"] = lambda _self, value: when(value)
    sequence = ("source_key", "customer", "effective_date", "...", "recorded_at")
    meta = type("Meta", (RecordTable.Meta,), {"model": kind.model, "fields": (),
                                               "sequence": sequence})  # fmt: skip
    return type(f"{kind.model.__name__}Table", (RecordTable,), {**columns, "Meta": meta,
                                                                  "kind": kind})  # fmt: skip


def _decided(kind: Kind) -> dict[str, Any]:
    """Columns of what no row tells."""
    meta: Any = kind.model._meta
    columns: dict[str, Any] = {}
    for name in kind.decided:
        field = meta.get_field(name)
        accessor = f"get_{name}_display" if field.choices else name
        columns[name] = tables.Column(verbose_name=field.verbose_name, accessor=accessor)
        if isinstance(field, GeneratedField) and isinstance(field.output_field, DateField):
            columns[f"render_{name}"] = lambda _self, value: when(value)
    return columns


def _renderer(value: Value) -> Any:
    def render(_self: Any, record: Any) -> Any:
        text = shown(value, record)
        return NOTHING if text is None else text

    return render
