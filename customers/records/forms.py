"""What people fill in about a fact, made from each declaration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from customers.records import Kind
from customers.records.kinds import Shape, Value
from customers.selectors import people_seeing
from riskcrm.accounts.models import User
from riskcrm.web.forms import NO_CHOICE

DAY = {"type": "date"}


class RecordForm(forms.Form):
    """All that a fact says. `version` is the state that the person has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def parts(
        self, named: Sequence[tuple[Any, Sequence[str]]]
    ) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields in parts with their headings; those that no part names come last."""
        if not named:
            return []
        placed = {name for _label, names in named for name in names}
        found = [(label, [self[n] for n in names if n in self.fields]) for label, names in named]
        found += [("", [field for field in self.visible_fields() if field.name not in placed])]
        return [(label, fields) for label, fields in found if fields]

    def row(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


# what acts tell of a fact once it is settled, and no form asks before
TOLD_LATER: dict[str, tuple[str, ...]] = {
    "task": ("state", "done_date"),
    "plan": ("state", "done_date", "reaction", "is_solved", "is_risk_lower", "lesson"),
    "obligation": ("state", "done_date"),
}
# the parts of a form that has many fields
PARTS: dict[str, tuple[tuple[Any, tuple[str, ...]], ...]] = {
    "plan": (
        (_("What is wrong"), ("problem", "cause", "consequence")),
        (
            _("What is done about it"),
            ("measures", "measure_text", "responsible", "effective_date", "due_date"),
        ),
        (_("What came of it"), TOLD_LATER["plan"]),
    ),
}


def told_later(kind: Kind, fact: Any = None) -> tuple[str, ...]:
    """The fields that the form of a new fact, or of an open one, leaves out."""
    later = TOLD_LATER.get(kind.name, ())
    return later if fact is None or getattr(fact, "state", "open") == "open" else ()


def record_form(
    kind: Kind, customer: Customer, fact: Any = None, *, without: tuple[str, ...] = ()
) -> type[RecordForm]:
    """The form of this kind; a new fact may be given a number, or gets one."""
    fields: dict[str, Any] = {}
    if fact is None:
        fields["source_key"] = forms.CharField(
            label=kind.key_label, max_length=80, required=False,
            help_text=_("Leave empty to have one given."),
        )  # fmt: skip
    fields["effective_date"] = forms.DateField(
        label=kind.date_label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    fields |= {value.name: _field(value) for value in kind.values if value.name not in without}
    for value in kind.doers:
        if value.name in fields:
            fields[value.name].queryset = people_seeing(customer, kind.permission("change")) | (
                User.objects.filter(pk=getattr(fact, value.column, None))
            )
    return type(f"{kind.model.__name__}Form", (RecordForm,), fields)


def _field(value: Value) -> forms.Field:
    shared: dict[str, Any] = {
        "label": value.label,
        "required": value.required,
        "help_text": value.help if value.help and value.help != value.field.help_text else "",
    }
    choices = [("", NO_CHOICE), *value.choices] if value.shape is Shape.CHOICE else []
    initial = value.field.get_default() if value.field.has_default() else None
    makers: dict[Shape, Any] = {
        Shape.TEXT: lambda: forms.CharField(max_length=value.longest, **shared),
        Shape.LINES: lambda: forms.CharField(
            max_length=value.longest, widget=forms.Textarea(attrs={"rows": 3}), **shared
        ),
        Shape.CURRENCY: lambda: forms.RegexField(
            r"^[A-Z]{3}$", max_length=3, error_messages={"invalid": _(
                "A currency has three capital letters, such as USD.")}, **shared,
        ),
        Shape.CHOICE: lambda: forms.ChoiceField(choices=choices, initial=initial, **shared),
        Shape.CHOICES: lambda: forms.MultipleChoiceField(
            choices=value.choices, widget=forms.CheckboxSelectMultiple, **shared
        ),
        Shape.LINK: lambda: forms.CharField(max_length=80, **shared),
        Shape.PERSON: lambda: forms.ModelChoiceField(
            queryset=User.objects.people().active().order_by("name"), empty_label=NO_CHOICE,
            **shared,
        ),
        Shape.DATE: lambda: forms.DateField(
            widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **shared
        ),
        Shape.TIME: lambda: forms.TimeField(
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **shared
        ),
        Shape.YES_NO: lambda: _yes_no(value, shared),
        Shape.MONEY: lambda: _number(value, shared),
        Shape.NUMBER: lambda: _number(value, shared),
    }  # fmt: skip
    field: forms.Field = makers[value.shape]()
    return field


def _yes_no(value: Value, shared: dict[str, Any]) -> forms.Field:
    """A box to tick, or three answers where "not known" is one."""
    if not value.field.null:
        return forms.BooleanField(**{**shared, "required": False})
    return forms.NullBooleanField(**shared)


def _number(value: Value, shared: dict[str, Any]) -> forms.Field:
    digits = getattr(value.field, "max_digits", None)
    if digits is None:
        return forms.IntegerField(min_value=-(2**31), max_value=2**31 - 1, **shared)
    places = value.field.decimal_places
    return forms.DecimalField(max_digits=digits, decimal_places=places, **shared)
