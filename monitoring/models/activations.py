"""Emergencies: a plan that was set going, and the log of what was done."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, reach_of
from monitoring.models.alerts import Alert
from monitoring.models.emergency import EmergencyPlan, PlanVersion
from monitoring.models.plan_parts import PlanRole, PlanStep
from riskcrm.accounts.models import User

VIEW_ACTIVATIONS = "monitoring.view_activation"


class ActivationQuerySet(models.QuerySet["Activation"]):
    def running(self) -> Self:
        return self.filter(stood_down_at__isnull=True)

    def commanded_by(self, user: User | AnonymousUser) -> Self:
        """Those in which this person or whom they stand in for has a part."""
        parts = PlanRole.objects.filter(Q(person=user.pk) | Q(deputy=user.pk))
        return self.filter(version__in=parts.values("version"))

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """About no customer, or one in reach, or with a part in it: who acts must see the list.

        The customer's name is another matter: pages show it to who sees the customer.
        """
        if not user.has_perm(VIEW_ACTIVATIONS):
            return self.none()
        reach = reach_of(user)
        if not reach:
            return self
        seen = Q(customer__isnull=True) | Q(customer__in=Customer.objects.filter(reach))
        parts = PlanRole.objects.filter(Q(person=user.pk) | Q(deputy=user.pk))
        return self.filter(seen | Q(version__in=parts.values("version")))


class Activation(models.Model):
    """A plan was set going: by a person, or by the clock after an alert of its rule."""

    plan = models.ForeignKey(EmergencyPlan, on_delete=models.PROTECT, related_name="activations")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="activations")
    because = models.TextField(_("because"))
    alert = models.ForeignKey(
        Alert, verbose_name=_("alert"), null=True, on_delete=models.PROTECT,
        related_name="activations",
    )  # fmt: skip
    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), null=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    activated_by = models.ForeignKey(
        User, verbose_name=_("activated by"), null=True, on_delete=models.PROTECT,
        related_name="+", help_text="null = an alert of the plan's rule",
    )  # fmt: skip
    activated_at = models.DateTimeField(_("activated at"))
    stood_down_by = models.ForeignKey(
        User, verbose_name=_("ended by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    stood_down_at = models.DateTimeField(_("ended at"), null=True)
    stood_down_because = models.TextField(_("ended because"), blank=True, default="")

    objects = ActivationQuerySet.as_manager()

    class Meta:
        verbose_name = _("activation of an emergency plan")
        verbose_name_plural = _("activations of emergency plans")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "alert"],
                condition=Q(alert__isnull=False),
                name="one_activation_per_plan_and_alert",
            ),
            models.UniqueConstraint(
                fields=["plan", "customer"],
                condition=Q(alert__isnull=True, stood_down_at__isnull=True),
                nulls_distinct=False,
                name="one_running_activation_by_hand",
            ),
            models.CheckConstraint(
                condition=Q(activated_by__isnull=False) | Q(alert__isnull=False),
                name="activated_by_somebody_or_an_alert",
            ),
            models.CheckConstraint(condition=~Q(because=""), name="activation_reason_given"),
            models.CheckConstraint(
                condition=Q(
                    stood_down_at__isnull=True, stood_down_by__isnull=True, stood_down_because=""
                )
                | (
                    Q(stood_down_at__gte=F("activated_at"), stood_down_by__isnull=False)
                    & ~Q(stood_down_because="")
                ),
                name="activation_ended_whole",
            ),
        ]
        indexes = [models.Index(fields=["-activated_at", "-id"], name="activation_by_time")]

    def __str__(self) -> str:
        return f"activation {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.stood_down_at is None


class ActivationEntry(models.Model):
    """A line of an activation's log: a step was done, or something is noted. Never changed."""

    activation = models.ForeignKey(Activation, on_delete=models.PROTECT, related_name="entries")
    step = models.ForeignKey(PlanStep, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("note"), blank=True, default="")
    done_at = models.DateTimeField(_("done at"))
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("entry of an activation")
        verbose_name_plural = _("entries of activations")
        constraints = [
            models.UniqueConstraint(
                fields=["activation", "step"],
                condition=Q(step__isnull=False),
                name="each_step_done_once",
            ),
            models.CheckConstraint(
                condition=Q(step__isnull=False) | ~Q(text=""), name="entry_says_something"
            ),
            models.CheckConstraint(
                condition=Q(done_at__lte=F("recorded_at")), name="entry_not_in_the_future"
            ),
        ]
        indexes = [models.Index(fields=["activation", "recorded_at"], name="entry_of_activation")]

    def __str__(self) -> str:
        return f"entry of activation {self.activation_id}"
