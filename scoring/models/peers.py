"""Figures of the whole book and of parts of it, which figures of a customer are compared with."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models import Customer


class PeerFigure(models.Model):
    """One figure of the book, an industry or a region at a day's end, as it was known then.

    All rows of one day and moment are a round, made together and never rewritten. What they say
    follows from the ledger alone, so that a round made later for a past day is the same.
    """

    class Figure(models.TextChoices):
        EXPOSURE = "exposure", _("open amount of the book")
        CONCENTRATION = "concentration", _("concentration (HHI)")
        EFFECTIVE_NUMBER = "effective_number", _("effective number of customers")
        DSO = "dso", _("days sales outstanding of the book")
        COLLECTION = "collection", _("collection effectiveness of the book, %")
        LOSS_RATE = "loss_rate", _("loss rate of the book, %")
        INDUSTRY_LOSS_RATE = "industry_loss_rate", _("loss rate of the industry, shrunk, %")
        REGION_LOSS_RATE = "region_loss_rate", _("loss rate of the region, shrunk, %")
        RETURN_RATE = "return_rate", _("median return rate of those that return, %")

    figure = models.CharField(_("figure"), max_length=20, choices=Figure.choices)
    part = models.CharField(
        _("part of the book"), max_length=120, blank=True, default="",
        help_text="industry, or country/region; empty = the whole book",
    )  # fmt: skip
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=8)
    count = models.IntegerField(_("customers"), help_text="how many customers it is made of")
    as_of = models.DateField(_("as of"))
    known_at = models.DateTimeField(_("known at"))
    computed_at = models.DateTimeField(_("computed at"))

    class Meta:
        verbose_name = _("figure of the book")
        verbose_name_plural = _("figures of the book")
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "as_of", "known_at", "part"], name="one_peer_figure_a_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.part} as of {self.as_of}"

    @property
    def digits(self) -> int:
        """How many decimals it deserves."""
        return 4 if self.figure == self.Figure.CONCENTRATION else 2

    @property
    def part_name(self) -> str:
        """The industry in words; a region as it is."""
        names: dict[str, Any] = dict(Customer.Industry.choices)
        return str(names.get(self.part, self.part))
