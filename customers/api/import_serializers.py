"""Shapes of imports in the API."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from customers.imports.fields import FIELDS
from customers.imports.named import kept_mapping, options_on
from customers.imports.options import Options
from customers.imports.progress import progress_of
from customers.imports.ready import READY
from customers.imports.working import WAITING
from customers.models import ImportFile, ImportMapping, import_kinds
from riskcrm.accounts.models import User
from riskcrm.web.serializers import KnownFieldsMixin


class ProgressSerializer(serializers.Serializer[Any]):
    """How far a worker is with the file."""

    phase = serializers.CharField(
        help_text="reading, comparing, writing, refusals, undoing, ending"
    )
    done = serializers.IntegerField()
    total = serializers.IntegerField(help_text="0 = not known")
    rate = serializers.FloatField(allow_null=True, help_text="a second")
    left = serializers.IntegerField(allow_null=True, help_text="seconds")


class ImportSerializer(serializers.ModelSerializer[ImportFile]):
    """A file on its way into the book."""

    uploaded_by = serializers.CharField(source="uploaded_by.username", read_only=True)
    progress = serializers.SerializerMethodField()
    undone = serializers.SerializerMethodField(
        help_text="table -> rows removed, restored and kept; null = not undone"
    )

    class Meta:
        model = ImportFile
        fields: ClassVar[list[str]] = [
            "id",
            "kind",
            "name",
            "sha256",
            "state",
            "options",
            "counts",
            "error",
            "progress",
            "undone",
            "uploaded_by",
            "uploaded_at",
            "finished_at",
        ]
        read_only_fields = fields

    @extend_schema_field(ProgressSerializer(allow_null=True))
    def get_progress(self, row: ImportFile) -> dict[str, Any] | None:
        progress = progress_of(row.pk) if row.state in WAITING else None
        return dict(ProgressSerializer(progress).data) if progress else None

    def get_undone(self, row: ImportFile) -> dict[str, Any] | None:
        if row.state != ImportFile.State.UNDONE:
            return None
        counts: dict[str, Any] = row.undo.counts
        return counts


class ImportUploadSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """A file, what it holds, and how it is to be read; what is not said is found out."""

    file = serializers.FileField(help_text="CSV or XLSX, up to 200 MB")
    kind = serializers.ChoiceField(choices=import_kinds())
    ready = serializers.ChoiceField(
        choices=[(one.code, one.code) for one in READY],
        required=False,
        help_text="a ready mapping for an export of another CRM",
    )
    saved = serializers.IntegerField(
        required=False, help_text="id of a way of reading that the caller or a colleague keeps"
    )
    mapping = serializers.JSONField(
        required=False, help_text="field -> column; empty = in none; other fields are proposed"
    )
    date_format = serializers.CharField(required=False, max_length=20)
    encoding = serializers.CharField(required=False, max_length=20)
    delimiter = serializers.CharField(required=False, max_length=1, trim_whitespace=False)
    currency = serializers.CharField(required=False, min_length=3, max_length=3)
    history = serializers.BooleanField(required=False)
    create_customers = serializers.BooleanField(required=False)

    def validate_mapping(self, mapping: Any) -> dict[str, str]:
        if not isinstance(mapping, dict) or not all(isinstance(c, str) for c in mapping.values()):
            raise serializers.ValidationError(_("Give an object of field and column."))
        return mapping

    def options(self, header: list[str], *, by: User) -> Options:
        """How the file with this header is read."""
        data = dict(self.validated_data)
        del data["file"]
        kind, ready, saved = data.pop("kind"), data.pop("ready", ""), data.pop("saved", None)
        mapping = data.pop("mapping", {})
        if ready:
            nothing = {field.name: "" for field in FIELDS[kind]}
            one = next(one for one in READY if one.code == ready)
            mapping = nothing | one.mapping_of(header) | mapping
        kept = Options()
        if saved is not None:
            kept = options_on(kept_mapping(saved, kind, by=by), header)
            mapping = kept.mapping | mapping
        return replace(kept, **data, mapping=mapping)


class MappingSerializer(serializers.ModelSerializer[ImportMapping]):
    """A way of reading files, under the name that somebody gave it."""

    owner = serializers.CharField(source="owner.username", read_only=True)
    team = serializers.CharField(
        source="team.code", read_only=True, default=None, allow_null=True,
        help_text="whose members use it as well; null = nobody else",
    )  # fmt: skip

    class Meta:
        model = ImportMapping
        fields: ClassVar[list[str]] = ["id", "kind", "name", "options", "owner", "team", "saved_at"]
        read_only_fields = fields


class UndoSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Why an import is taken back."""

    reason = serializers.CharField(max_length=300)
