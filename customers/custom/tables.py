"""The list of custom fields, and the columns that they bring to the list of customers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, CustomField
from riskcrm.web.templatetags.riskcrm import NOTHING

ENDS = (CustomField.Type.NUMBER,)


class OwnColumn(tables.Column):  # type: ignore[misc]
    """What a customer has in one custom field."""

    def __init__(self, field: CustomField) -> None:
        css = "end cell-hide" if field.type in ENDS else "nowrap cell-hide"
        head = {"class": "end"} if field.type in ENDS else {}
        attrs = {"th": head, "td": {"class": css}}
        super().__init__(verbose_name=field.label, attrs=attrs, empty_values=())
        self.field = field

    def render(self, record: Customer) -> str:
        return self.field.shown(record.custom.get(self.field.code)) or NOTHING


def with_own_columns(table: Any, fields: Iterable[CustomField]) -> Any:
    """The table with a column for each of the fields; they are chosen like others."""
    columns = {field.input_name: OwnColumn(field) for field in fields}
    return type(table.__name__, (table,), columns) if columns else table


class CustomFieldTable(tables.Table):  # type: ignore[misc]
    """Which fields there are, of which type, and how they are used."""

    label = tables.TemplateColumn(
        '<a class="first-line" href="{% url \'customers:custom_field_edit\' record.pk %}">'
        '{{ record.label }}</a><span class="second-line">{{ record.code }}</span>',
        verbose_name=_("field"),
        attrs={"td": {"class": "cell-title"}},
    )
    type = tables.Column(accessor="get_type_display", verbose_name=_("type"))
    choices = tables.Column(verbose_name=_("choices"), empty_values=())
    is_required = tables.BooleanColumn(verbose_name=_("required"))
    is_filterable = tables.BooleanColumn(verbose_name=_("offered as a filter"))
    position = tables.Column(
        verbose_name=_("position"), attrs={"th": {"class": "end"}, "td": {"class": "end"}}
    )
    state = tables.TemplateColumn(
        template_name="customers/_custom_field_cell_state.html", verbose_name=_("state")
    )

    class Meta:
        model = CustomField
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_choices(self, record: CustomField) -> str:
        return ", ".join(label for _code, label in record.options) or NOTHING

    def render_is_required(self, value: bool) -> SafeString:
        return format_html("{}", _("yes") if value else NOTHING)

    render_is_filterable = render_is_required
