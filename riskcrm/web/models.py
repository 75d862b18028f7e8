"""What pages and API share that must be stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
