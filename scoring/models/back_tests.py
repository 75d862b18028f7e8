"""Back-tests: how well a card foretold what became of customers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models import User
from riskcrm.jobs.models import Run
from scoring.models.cards import ScorecardVersion


class BackTest(models.Model):
    """A card held against what happened after past month ends, alone or beside a challenger."""

    card_version = models.ForeignKey(
        ScorecardVersion, verbose_name=_("scorecard"), on_delete=models.PROTECT, related_name="+"
    )
    challenger = models.ForeignKey(
        ScorecardVersion, verbose_name=_("challenger"), on_delete=models.PROTECT, null=True,
        related_name="+",
    )  # fmt: skip
    first_month = models.DateField(_("first month end"))
    final_month = models.DateField(_("last month end"))
    days = models.PositiveSmallIntegerField(
        _("bad from days past due"), help_text="more than so many days past due is bad"
    )
    horizon = models.PositiveSmallIntegerField(
        _("horizon, days"), help_text="days after the month end within which it counts"
    )
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="+")
    result = models.JSONField(null=True, help_text="null = not finished")
    requested_by = models.ForeignKey(
        User, verbose_name=_("requested by"), on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("back-test")
        verbose_name_plural = _("back-tests")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_month__lte=F("final_month")), name="backtest_months_in_order"
            ),
            models.CheckConstraint(
                condition=Q(days__lte=365, horizon__range=(1, 1095)), name="backtest_label"
            ),
            models.CheckConstraint(
                condition=Q(challenger__isnull=True) | ~Q(challenger=F("card_version")),
                name="backtest_challenger_is_another",
            ),
            models.CheckConstraint(
                condition=Q(result__isnull=True, finished_at__isnull=True)
                | Q(result__isnull=False, finished_at__isnull=False),
                name="backtest_finished_with_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class BackTestPart(models.Model):
    """The scored rows of some customers, until all are there and are measured together."""

    back_test = models.ForeignKey(BackTest, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField(help_text="the chunk of the run")
    customers = models.PositiveIntegerField()
    rows = models.BinaryField(help_text="columns as a compressed NumPy archive")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["back_test", "number"], name="one_part_per_chunk"),
        ]

    def __str__(self) -> str:
        return f"{self.back_test_id} {self.number}"
