"""Which custom fields there are, for systems that read and write them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import generics, serializers

from customers.models import CustomField


class ChoiceSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    en = serializers.CharField()
    zh = serializers.CharField()


class CustomFieldSerializer(serializers.ModelSerializer[CustomField]):
    """A field that this organisation has added. Filterable ones are query parameters of
    `/customers/` as well: `custom_<code>`, of numbers `_min` and `_max`, of dates `_after` and
    `_before` behind it."""

    choices = ChoiceSerializer(many=True)

    class Meta:
        model = CustomField
        fields: ClassVar[list[str]] = [
            "id",
            "code",
            "label_en",
            "label_zh",
            "type",
            "choices",
            "is_required",
            "is_filterable",
            "position",
        ]
        read_only_fields = fields


class CustomFieldCollection(generics.ListAPIView[CustomField]):
    """List the custom fields in use. They are defined by an administrator, on a page."""

    permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_customer"}
    serializer_class = CustomFieldSerializer
    queryset = CustomField.objects.none()  # for the schema

    def get_queryset(self) -> QuerySet[CustomField]:
        return CustomField.objects.filter(archived_at__isnull=True)
