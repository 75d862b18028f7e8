"""When somebody is away, and who looks after their work meanwhile."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models.people import User


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def in_force(self) -> AbsenceQuerySet:
        """Those that were not taken back."""
        return self.filter(taken_back_at__isnull=True)

    def on(self, day: dt.date) -> AbsenceQuerySet:
        return self.in_force().filter(from_date__lte=day, until_date__gte=day)

    def not_over(self, day: dt.date) -> AbsenceQuerySet:
        """Those that go on or are to come."""
        return self.in_force().filter(until_date__gte=day)


class Absence(models.Model):
    """Somebody is away from one day until another, both included, and a colleague stands in.

    The deputy acts in the own name and with the own rights, on rows the deputy sees anyway.
    """

    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="absences"
    )
    deputy = models.ForeignKey(
        User, verbose_name=_("deputy"), on_delete=models.PROTECT, related_name="stands_in"
    )
    from_date = models.DateField(_("from"))
    until_date = models.DateField(_("until and including"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("entered at"))
    taken_back_at = models.DateTimeField(_("taken back at"), null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("deputy")), name="nobody_is_their_own_deputy"
            ),
            models.CheckConstraint(
                condition=Q(until_date__gte=F("from_date")), name="absence_ends_after_it_begins"
            ),
            # a range of one number is compared by the ranges' own index: no extension is needed
            ExclusionConstraint(
                name="one_absence_at_a_time",
                expressions=[
                    (
                        Func(
                            F("person"), F("person"), Value("[]"),
                            function="int8range", output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("from_date"), F("until_date"), Value("[]"),
                            function="daterange", output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(taken_back_at__isnull=True),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["deputy", "until_date"], name="absence_by_deputy")]

    def __str__(self) -> str:
        return f"{self.from_date} – {self.until_date}"
