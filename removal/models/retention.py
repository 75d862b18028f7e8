"""What was let go after its time: runs of erasure, whom they are about, and what is left."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import APPROVE_ERASURES
from riskcrm.jobs.models import Run


def person(label: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        User, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


class ErasureRunQuerySet(models.QuerySet["ErasureRun"]):
    def approvable_by(self, user: User) -> ErasureRunQuerySet:
        """Those that wait for this person: neither proposed nor approved by them."""
        if user.kind != User.Kind.PERSON or not user.has_perm(APPROVE_ERASURES):
            return self.none()
        waiting = self.filter(state=ErasureRun.State.PROPOSED).exclude(proposed_by=user)
        return waiting.filter(Q(first_by__isnull=True) | ~Q(first_by=user))


class ErasureRun(models.Model):
    """An erasure of what is kept of some customers: proposed by one person, approved by two others.

    Its customers are frozen when it is proposed; see `ErasureItem`.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("erasure", "proposed")
        APPROVED = "approved", pgettext_lazy("erasure", "approved, under way")
        DONE = "done", pgettext_lazy("erasure", "done")
        REJECTED = "rejected", pgettext_lazy("erasure", "rejected")

    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.PROPOSED
    )
    as_of = models.DateField(_("due by"))
    customers = models.PositiveIntegerField(_("customers"))
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(
        User, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    first_by = person(_("first approved by"))
    first_at = models.DateTimeField(null=True)
    second_by = person(_("second approved by"))
    second_at = models.DateTimeField(null=True)
    rejected_by = person(_("rejected by"))
    rejected_at = models.DateTimeField(null=True)
    rejected_because = models.TextField(_("reason of the rejection"), blank=True, default="")
    run = models.OneToOneField(Run, null=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(_("finished at"), null=True)
    certificate = models.TextField(blank=True, default="", help_text="the CSV file, as it was made")
    certificate_sha256 = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ErasureRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure run")
        verbose_name_plural = _("erasure runs")
        permissions = [("approve_erasurerun", "Can approve erasures that others proposed")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "approved", "done", "rejected"]),
                name="erasure_state",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="erasure_reason_given"),
            models.CheckConstraint(condition=Q(customers__gte=1), name="erasure_of_somebody"),
            models.CheckConstraint(
                condition=(Q(first_by__isnull=True) | ~Q(first_by=F("proposed_by")))
                & (Q(second_by__isnull=True) | ~Q(second_by=F("proposed_by"))),
                name="erasure_not_approved_by_proposer",
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True)
                | (Q(first_by__isnull=False) & ~Q(second_by=F("first_by"))),
                name="erasure_approved_by_two",
            ),
            models.CheckConstraint(
                condition=Q(first_by__isnull=True, first_at__isnull=True)
                | Q(first_by__isnull=False, first_at__isnull=False),
                name="erasure_first_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["approved", "done"], second_by__isnull=False,
                    second_at__isnull=False, run__isnull=False,
                )
                | Q(
                    state__in=["proposed", "rejected"], second_by__isnull=True,
                    second_at__isnull=True, run__isnull=True,
                ),
                name="erasure_runs_once_approved",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="rejected", rejected_by__isnull=False, rejected_at__isnull=False)
                    & ~Q(rejected_because="")
                )
                | (~Q(state="rejected") & Q(rejected_by__isnull=True, rejected_because="")),
                name="erasure_rejected_whole",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="done", finished_at__isnull=False)
                    & ~Q(certificate="")
                    & Q(certificate_sha256__regex="^[0-9a-f]{64}$")
                )
                | (~Q(state="done") & Q(finished_at__isnull=True, certificate="")),
                name="erasure_done_with_certificate",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "-id"], name="erasure_by_state")]

    def __str__(self) -> str:
        return f"erasure run {self.pk}"

    @property
    def approvals(self) -> int:
        return (self.first_by_id is not None) + (self.second_by_id is not None)


class ErasureItem(models.Model):
    """A customer of a run: since when over, what there was to erase, and what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("erasure item", "waiting")
        ERASING = "erasing", pgettext_lazy("erasure item", "being erased")
        ERASED = "erased", pgettext_lazy("erasure item", "erased")
        HELD = "held", pgettext_lazy("erasure item", "held back")
        DROPPED = "dropped", pgettext_lazy("erasure item", "run rejected")

    run = models.ForeignKey(
        ErasureRun, on_delete=models.PROTECT, related_name="items", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_on = models.DateField(_("relationship ended on"))
    due_on = models.DateField(_("kept until"))
    counts = models.JSONField(help_text="class of record -> rows, when it was proposed")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    held = models.JSONField(default=list, help_text="codes of what held it back at the execution")
    erased = models.JSONField(default=dict, help_text="class of record -> rows that were erased")
    events = models.PositiveIntegerField(default=0, help_text="audit payloads that went")
    files = models.JSONField(default=list, help_text="files that are still to be deleted")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("customer of an erasure")
        verbose_name_plural = _("customers of an erasure")
        constraints = [
            models.UniqueConstraint(fields=["run", "customer"], name="erased_once_in_a_run"),
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(state__in=["waiting", "erasing"]),
                name="one_open_erasure",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "erasing", "erased", "held", "dropped"]),
                name="erasure_item_state",
            ),
            models.CheckConstraint(
                condition=Q(state="held") & ~Q(held=[]) | ~Q(state="held") & Q(held=[]),
                name="erasure_held_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["customer"], name="erasure_item_customer")]

    def __str__(self) -> str:
        return f"customer {self.customer_id} in run {self.run_id}"


class ErasedIdentifier(models.Model):
    """A keyed hash of what an erased customer was known by: tells who comes back, not who it was.

    The key is not in the database.
    """

    class Kind(models.TextChoices):
        NAME = "name", pgettext_lazy("identifier", "name")
        REGISTRATION = "registration", pgettext_lazy("identifier", "registration number")
        PERSON = "person", pgettext_lazy("identifier", "person")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "customer", "kind"], name="one_digest_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id}"
