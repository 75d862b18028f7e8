"""Until when a right holds that somebody has by their role: who asks for it is told why it ended.

The apps above say so, such as training; `check_right` reads it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models.people import User


class RightLimit(models.Model):
    """One reason for which a right of a person ends at a moment, unless the moment is moved."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="right_limits")
    permission = models.CharField(_("right"), max_length=100)
    source = models.CharField(max_length=60, help_text="what says so, such as a course")
    title_en = models.CharField(max_length=160)
    title_zh = models.CharField(max_length=160)
    right_valid_until = models.DateTimeField(_("right valid until"))
    noted_at = models.DateTimeField(null=True, help_text="when the audit chain was told it ended")

    class Meta:
        verbose_name = _("limit of a right")
        verbose_name_plural = _("limits of rights")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "permission", "source"], name="one_limit_per_right_and_source"
            ),
            models.CheckConstraint(
                condition=~Q(permission="") & ~Q(source="") & ~Q(title_en="") & ~Q(title_zh=""),
                name="right_limit_says_what",
            ),
        ]
        indexes = [
            models.Index(
                fields=["right_valid_until"],
                condition=Q(noted_at__isnull=True),
                name="right_limit_to_note",
            )
        ]

    def __str__(self) -> str:
        return f"{self.permission} of {self.person_id} until {self.right_valid_until}"

    @property
    def title(self) -> str:
        """In the language of who reads it."""
        return self.title_zh if get_language() == User.Language.CHINESE.value else self.title_en
