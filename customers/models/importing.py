"""What stands beside an import: what it wrote, what it would write, and how files are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.imports import ImportFile, import_kinds
from riskcrm.accounts.models import Team, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ImportedRows(models.Model):
    """Rows of one table that an import wrote, some thousands to a row here, so that noting a
    million of them costs next to nothing.

    `ids` are the table's own for rows that were created. For rows that were changed they are those
    of the revisions that hold the former states; where a table keeps no revisions, `former` holds
    them by the row's id.
    """

    import_file = models.ForeignKey(
        ImportFile, on_delete=models.CASCADE, related_name="rows_written"
    )
    table_name = models.CharField(max_length=63)
    created = models.BooleanField()
    ids = ArrayField(models.BigIntegerField())
    former = models.JSONField(null=True, help_text="id -> what the row said, and its version")

    def __str__(self) -> str:
        return f"{len(self.ids)} rows of {self.table_name}"


class ImportUndo(models.Model):
    """That an import is to be taken back: who wants it, and what became of its rows."""

    import_file = models.OneToOneField(ImportFile, on_delete=models.CASCADE, related_name="undo")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("requested at"))
    reason = models.CharField(_("reason"), max_length=300)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    counts = models.JSONField(default=dict, help_text="removed, restored and kept, by table")
    kept = models.FileField(upload_to="refusals/", max_length=200, blank=True)

    def __str__(self) -> str:
        return f"undo of {self.import_file_id}"


class ImportStop(models.Model):
    """That somebody wants the work on a file to end before it writes. Its worker takes it."""

    import_file = models.OneToOneField(ImportFile, on_delete=models.CASCADE, related_name="stop")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"stop of {self.import_file_id}"


class PreviewRow(models.Model):
    """One of the first rows of each outcome, as a person looks at them before the import."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        REFUSED = "refused", _("refused")

    import_file = models.ForeignKey(
        ImportFile, on_delete=models.CASCADE, related_name="preview_rows", db_index=False
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    line = models.BigIntegerField()
    said = models.JSONField(
        encoder=DjangoJSONEncoder, help_text="field -> value in the file; of refused rows the cells"
    )
    book = models.JSONField(default=dict, encoder=DjangoJSONEncoder, help_text="field -> value")
    problems = models.JSONField(default=list, help_text="column, value and reason of each")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["import_file", "outcome", "line"], name="one_preview_per_line"
            )
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.outcome}"


class ImportMappingQuerySet(models.QuerySet["ImportMapping"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The own ones, and those that colleagues of the team share."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        mine = Q(owner_id=user.pk)
        return self.filter(mine | Q(team_id=user.team_id) if user.team_id else mine)


class ImportMapping(models.Model):
    """How files with a certain header are read, under the name that somebody gave it."""

    kind = models.CharField(max_length=40, choices=import_kinds)
    name = models.CharField(_("name"), max_length=80)
    header = models.CharField(max_length=64, help_text="hash of the columns' names in their order")
    options = models.JSONField(help_text="mapping, date format, delimiter, currency")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, help_text="whose members use it as well"
    )
    saved_at = models.DateTimeField(_("saved at"))

    objects = ImportMappingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "name"], name="one_mapping_per_owner_and_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
