"""Two customers that turned out to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.book import Customer, reach_of
from riskcrm.accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class CustomerMergeQuerySet(models.QuerySet["CustomerMerge"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Merges whose survivor the person sees."""
        reach = reach_of(user)
        return self.filter(survivor__in=Customer.objects.filter(reach)) if reach else self


class CustomerMerge(models.Model):
    """One customer was merged into another, with all that is needed to undo it."""

    survivor = models.ForeignKey(
        Customer, verbose_name=_("survivor"), on_delete=models.PROTECT, related_name="+"
    )
    merged = models.ForeignKey(
        Customer, verbose_name=_("merged customer"), on_delete=models.PROTECT, related_name="+"
    )
    reasons = models.JSONField(default=list, help_text="what the two shared, see DuplicatePair")
    strength = models.PositiveSmallIntegerField(help_text="as of the pair; 0 = nothing was shared")
    reason = models.TextField(_("reason"), blank=True, default="")
    choices = models.JSONField(default=dict, help_text="fields that the merged customer's won")
    former = models.JSONField(
        default=dict,
        encoder=DjangoJSONEncoder,
        help_text="the merged customer's status; of the survivor's changed fields [was, became]",
    )
    moved = models.JSONField(default=dict, help_text="model.field -> keys of the rows moved")
    renamed = models.JSONField(default=list, help_text="[model, key, field, was, became] of rows")
    merged_by = models.ForeignKey(
        User, verbose_name=_("merged by"), on_delete=models.PROTECT, related_name="+"
    )
    merged_at = models.DateTimeField(_("merged at"))
    undone_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(_("undone at"), null=True)
    kept = models.JSONField(default=dict, help_text="what undoing could not put back, counted")

    objects = CustomerMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of customers")
        verbose_name_plural = _("merges of customers")
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="merged_once"
            ),
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="merged_into_another"),
        ]
        indexes = [models.Index(fields=["merged_at", "id"], name="merge_by_time")]

    def __str__(self) -> str:
        return f"{self.merged} → {self.survivor}"
