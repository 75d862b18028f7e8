"""Defining custom fields."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import CustomField
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale

MOST_FIELDS = 60
SETTABLE = ("label_en", "label_zh", "choices", "is_required", "is_filterable", "position")


def create_custom_field(*, by: User, at: dt.datetime, **said: Any) -> CustomField:
    """A new field of the customer file. Raises `ValidationError` for a code that is taken."""
    field = CustomField(**said)
    _check(field, before=[])
    if CustomField.objects.in_use().count() >= MOST_FIELDS:
        raise Refused(
            _("There are {most} custom fields already. Archive one that nobody needs.").format(
                most=MOST_FIELDS
            ),
            code="too_many_fields",
        )
    with transaction.atomic():
        field.save(force_insert=True)
        after = {"code": field.code, "type": field.type} | _state(field)
        record("create_custom_field", by=by.as_actor(), obj=field, after=after, at=at)
    return field


def change_custom_field(
    field: CustomField, *, by: User, at: dt.datetime, version: int, **changes: Any
) -> CustomField:
    """Change how the field is called and used; its code and type stay. A choice in use stays too,
    under another name if need be."""
    if unknown := set(changes) - set(SETTABLE):
        raise TypeError(f"not to be changed: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        row = CustomField.objects.select_for_update().get(pk=field.pk)
        if row.version != version:
            raise stale()
        before, choices = _state(row), list(row.choices)
        for name, value in changes.items():
            setattr(row, name, value)
        after = _state(row)
        changed = [name for name in SETTABLE if before[name] != after[name]]
        if not changed:
            return row
        row.version += 1
        _check(row, before=choices)
        row.save()
        record(
            "change_custom_field",
            by=by.as_actor(),
            obj=row,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
            at=at,
        )
    return row


def archive_custom_field(field: CustomField, *, by: User, at: dt.datetime) -> CustomField:
    """Take the field out of use; its values stay, unseen. Archiving again changes nothing."""
    return _archive(field, at, "archive_custom_field", by=by, at=at)


def restore_custom_field(field: CustomField, *, by: User, at: dt.datetime) -> CustomField:
    """Take the field into use again, with the values it had."""
    return _archive(field, None, "restore_custom_field", by=by, at=at)


def _archive(
    field: CustomField, moment: dt.datetime | None, verb: str, *, by: User, at: dt.datetime
) -> CustomField:
    with transaction.atomic():
        row = CustomField.objects.select_for_update().get(pk=field.pk)
        if (row.archived_at is None) != (moment is None):
            row.archived_at = moment
            row.version += 1
            row.save(update_fields=["archived_at", "version"])
            record(verb, by=by.as_actor(), obj=row, at=at)
    return row


def _check(field: CustomField, *, before: list[dict[str, str]]) -> None:
    """`before` are the choices it had: those may be renamed and moved, not dropped."""
    field.full_clean()
    if field.type != CustomField.Type.CHOICE:
        field.choices = []
        return
    codes = [choice.get("code", "") for choice in field.choices]
    if len(codes) < 2 or len(set(codes)) != len(codes) or not all(codes):
        raise ValidationError({"choices": [_("Give at least two choices with different codes.")]})
    if not all(choice.get("en") and choice.get("zh") for choice in field.choices):
        raise ValidationError({"choices": [_("Name each choice in both languages.")]})
    if dropped := [choice["code"] for choice in before if choice["code"] not in codes]:
        raise ValidationError(
            {
                "choices": [
                    _("Customers may have these choices, so they stay: {codes}.").format(
                        codes=", ".join(dropped)
                    )
                ]
            }
        )


def _state(field: CustomField) -> dict[str, Any]:
    return {name: getattr(field, name) for name in SETTABLE}
