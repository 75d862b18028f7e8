"""What pages and API share that must be stored.

People and teams are named by their ids alone: accounts lies above.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from riskcrm.web.person import Person


class IdempotentRequest(models.Model):
    """The answer once given to an Idempotency-Key, kept so that a retry gets the same one."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body")
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "key"], name="one_answer_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"


class Holiday(models.Model):
    """A day on which a country's calendar differs from the week: a holiday, or a weekend worked."""

    calendar = models.CharField(_("calendar"), max_length=2, help_text=_("two letters, ISO 3166"))
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=120)
    is_worked = models.BooleanField(
        _("worked"), default=False, help_text="a weekend day that is worked in return"
    )

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "date"], name="one_holiday_per_day"),
            models.CheckConstraint(
                condition=models.Q(calendar__regex="^[A-Z]{2}$"), name="holiday_calendar_code"
            ),
        ]
        indexes = [models.Index(fields=["date", "id"], name="holiday_by_date")]

    def __str__(self) -> str:
        return f"{self.calendar} {self.date:%Y-%m-%d} {self.name}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: Person) -> Self:
        """One's own, and those that somebody shares with one's team."""
        mine = Q(owner_id=user.pk)
        return self.filter(mine | Q(team_id=user.team_id) if user.team_id else mine)


class SavedView(models.Model):
    """A name for what a list's address says: filter, sort and columns."""

    owner_id = models.BigIntegerField()
    team_id = models.BigIntegerField(null=True, help_text="whose people see it too; null = nobody")
    list = models.CharField(max_length=100, help_text="name of the list's route")
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField()
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id", "list", "name"], name="one_saved_view_per_name"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(query=""), name="saved_view_says_something"
            ),
        ]
        indexes = [models.Index(fields=["list", "team_id"], name="saved_view_of_team")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        return self.team_id is not None


class DefaultView(models.Model):
    """The view that a list opens with for one person."""

    person_id = models.BigIntegerField()
    list = models.CharField(max_length=100)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "list"], name="one_default_view_per_list"),
        ]

    def __str__(self) -> str:
        return f"{self.list} of {self.person_id}"


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: Person) -> Self:
        """Who asked for a file is the only one who gets it."""
        return self.filter(owner_id=user.pk)


class Export(models.Model):
    """A list as a file: asked for, written, fetched by who asked, and deleted after a while."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel (XLSX)"

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (State.PENDING, State.RUNNING)

    owner_id = models.BigIntegerField()
    title = models.CharField(_("list"), max_length=200)
    address = models.TextField(help_text="path and query of the list")
    format = models.CharField(_("format"), max_length=4, choices=Format.choices)
    language = models.CharField(max_length=10)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PENDING
    )
    total = models.BigIntegerField(_("rows"), null=True, help_text="null = not counted yet")
    done = models.BigIntegerField(_("rows written"), default=0)
    file = models.FileField(upload_to="exports/", max_length=200, blank=True)
    error = models.TextField(_("error"), blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("requested at"))
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", "running", "done", "failed", "cancelled"]),
                name="export_state",
            ),
            models.CheckConstraint(condition=Q(format__in=["csv", "xlsx"]), name="export_format"),
        ]
        indexes = [
            models.Index(fields=["owner_id", "-id"], name="export_of_owner"),
            models.Index(
                fields=["id"], name="export_open", condition=Q(state__in=["pending", "running"])
            ),
            models.Index(fields=["created_at"], name="export_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_format_display()})"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
