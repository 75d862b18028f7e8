"""Custom fields: which there are, for systems that read and write them, and defining them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import generics, serializers

from customers import services
from customers.api.acts import Act, act_paths
from customers.api.kept import Changing, Making
from customers.models import CustomField
from riskcrm.web.errors import Refused
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin

KEEP = "customers.change_customfield"


class ChoiceSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    code = serializers.CharField(max_length=40)
    en = serializers.CharField(max_length=80)
    zh = serializers.CharField(max_length=80)


class CustomFieldSerializer(KnownFieldsMixin, serializers.ModelSerializer[CustomField]):
    """A field that this organisation has added. Filterable ones are query parameters of
    `/customers/` as well: `custom_<code>`, of numbers `_min` and `_max`, of dates `_after` and
    `_before` behind it."""

    choices = ChoiceSerializer(many=True, required=False, help_text="of a choice, in their order")

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
            "archived_at",
            "version",
        ]
        read_only_fields: ClassVar[list[str]] = ["id", "archived_at", "version"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "code": {"validators": [], "max_length": 40, "help_text": "yours; it never changes"},
            "type": {"help_text": "it never changes"},
            "archived_at": {"help_text": "null = in use"},
        }


def _change(field: CustomField, **said: Any) -> CustomField:
    for name in ("code", "type"):
        if said.pop(name, getattr(field, name)) != getattr(field, name):
            message = _("The code and the type of a custom field never change.")
            raise Refused(message, code="fixed", field=name)
    return services.change_custom_field(field, **said)


class CustomFields(generics.GenericAPIView[CustomField]):
    serializer_class = CustomFieldSerializer
    queryset = CustomField.objects.all()


class CustomFieldCollection(
    VersionedMixin, Making, CustomFields, generics.ListAPIView[CustomField]
):
    """List the custom fields in use; define one."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": "customers.view_customer",
        "POST": "customers.add_customfield",
    }
    make = services.create_custom_field
    made_at = "api-custom-field"

    def get_queryset(self) -> QuerySet[CustomField]:
        return CustomField.objects.filter(archived_at__isnull=True)


class CustomFieldItem(
    VersionedMixin, Changing, CustomFields, generics.RetrieveAPIView[CustomField]
):
    """One custom field, an archived one too. Change it with the `ETag` you have seen."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": "customers.view_customer", "PATCH": KEEP}
    change = _change


ACTS = act_paths(
    "custom-fields/<int:pk>/",
    "api-custom-field",
    CustomFields,
    Act("archive", services.archive_custom_field,
        "Take a field out of use; its values stay, unseen."),
    Act("restore", services.restore_custom_field,
        "Take a field into use again, with the values it had."),
    permission=KEEP,
)  # fmt: skip
