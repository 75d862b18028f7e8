"""What serializers that read bodies have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError

if TYPE_CHECKING:
    from rest_framework.serializers import Serializer

    Base = Serializer[Any]
else:
    Base = object


class KnownFieldsMixin(Base):
    """Refuses names that the body may not hold; sits left of the serializer's base class.

    To ignore them would answer 200 to a caller whose change was not made.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            strange = {name: _refusal(self.fields.get(name)) for name in data}
            if errors := {name: [refusal] for name, refusal in strange.items() if refusal}:
                raise ValidationError(errors)
        return super().to_internal_value(data)


def _refusal(field: Any) -> ErrorDetail | None:
    if field is None:
        return ErrorDetail(_("There is no such field. Check its name."), code="unknown")
    if field.read_only:
        return ErrorDetail(_("This field cannot be set here. Leave it out."), code="read_only")
    return None
