"""The form in which a card's thresholds, weights and points are changed on trial."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.cards.value import Factor, Scorecard
from scoring.indicators import INDICATORS


def _number(label: Any, *, least: str, most: int, places: int, initial: Decimal) -> Any:
    field = forms.DecimalField(
        label=label, min_value=Decimal(least), max_value=most, decimal_places=places,
        initial=f"{initial.normalize():f}",
    )  # fmt: skip
    field.widget.attrs |= {"class": "form-control", "aria-label": label}
    return field


class TrialForm(forms.Form):
    """Every number of a card that may be tried; what is not touched stays as the card has it."""

    def __init__(self, card: Scorecard, data: Any = None) -> None:
        super().__init__(data)
        self.card = card
        self.fields["medium"] = _number(
            gettext_lazy("Medium from a score of"), least="0.1", most=100, places=1,
            initial=card.medium_at,
        )  # fmt: skip
        self.fields["high"] = _number(
            gettext_lazy("High from a score of"), least="0.1", most=100, places=1,
            initial=card.high_at,
        )  # fmt: skip
        self.fields["coverage"] = _number(
            gettext_lazy("Unrated below a coverage of, %"), least="0.01", most=100, places=2,
            initial=card.minimum_coverage * 100,
        )  # fmt: skip
        for factor in card.factors():
            self._add_factor(factor)

    def _add_factor(self, factor: Factor) -> None:
        name = INDICATORS[factor.indicator].name
        self.fields[f"weight.{factor.indicator}"] = _number(
            format_lazy(gettext_lazy("Weight of {indicator}"), indicator=name),
            least="0.01", most=1000, places=2, initial=factor.weight,
        )  # fmt: skip
        for number, each in enumerate(factor.bins):
            self.fields[f"points.{factor.indicator}.{number}"] = _number(
                format_lazy(
                    gettext_lazy("Sub-score {number} of {indicator}"),
                    number=number + 1, indicator=name,
                ),
                least="0", most=100, places=2, initial=each.sub_score,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        medium, high = cleaned.get("medium"), cleaned.get("high")
        if medium is not None and high is not None and medium >= high:
            self.add_error("high", _("High must begin above medium."))
        return cleaned

    def changed_card(self) -> Scorecard:
        """The card as it was filled in."""
        said = self.cleaned_data
        groups = tuple(
            dataclasses.replace(group, factors=tuple(self._factor(each) for each in group.factors))
            for group in self.card.groups
        )
        return dataclasses.replace(
            self.card,
            groups=groups,
            medium_at=said["medium"],
            high_at=said["high"],
            minimum_coverage=said["coverage"] / 100,
        )

    def _factor(self, factor: Factor) -> Factor:
        said, code = self.cleaned_data, factor.indicator
        bins = tuple(
            dataclasses.replace(each, sub_score=said[f"points.{code}.{number}"])
            for number, each in enumerate(factor.bins)
        )
        return dataclasses.replace(factor, weight=said[f"weight.{code}"], bins=bins)

    def rows(self) -> list[tuple[str, Any, Any, list[Any]]]:
        """Code, indicator, the field of its weight, and bins with the fields of their points."""
        return [
            (
                factor.indicator,
                INDICATORS[factor.indicator],
                self[f"weight.{factor.indicator}"],
                [
                    (each, self[f"points.{factor.indicator}.{number}"])
                    for number, each in enumerate(factor.bins)
                ],
            )
            for factor in self.card.factors()
        ]
