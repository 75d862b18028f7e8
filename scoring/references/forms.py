"""What people fill in about grades and tables of scores."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import CreditReport

DAY = forms.DateInput(attrs={"type": "date"})


class RegionGradeForm(forms.Form):
    """One grade, typed in."""

    country = forms.CharField(
        label=gettext_lazy("Country"), max_length=2, min_length=2,
        help_text=gettext_lazy("Two letters, such as CN."),
    )  # fmt: skip
    region = forms.CharField(
        label=gettext_lazy("Region"), max_length=80, required=False,
        help_text=gettext_lazy("As the customer file names it. Empty = the whole country."),
    )  # fmt: skip
    grade = forms.TypedChoiceField(
        label=gettext_lazy("Grade"), coerce=int, empty_value=None, required=False,
        choices=[("", gettext_lazy("on the list no longer")), *((n, str(n)) for n in range(1, 6))],
        help_text=gettext_lazy("1 is the safest, 5 the riskiest."),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200,
        help_text=gettext_lazy("The list and its version, so that others can look it up."),
    )  # fmt: skip
    effective_date = forms.DateField(label=gettext_lazy("In force from"), widget=DAY)

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()


class ScoreTableForm(forms.Form):
    """A table, a line for each step."""

    provider = forms.CharField(
        label=gettext_lazy("Provider"), max_length=80,
        help_text=gettext_lazy("As the credit reports name it."),
    )  # fmt: skip
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction of the scale"), choices=CreditReport.Direction.choices
    )
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=200,
        help_text=gettext_lazy("Where the provider publishes it."),
    )  # fmt: skip
    effective_date = forms.DateField(label=gettext_lazy("In force from"), widget=DAY)
    lines = forms.CharField(
        label=gettext_lazy("Lines"),
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "300 12.5\n500 3.2\n700 0.4"}),
        help_text=gettext_lazy(
            "One step a line: the lowest score of the step, a space, and the probability of "
            "default in per cent."
        ),
    )

    def clean_lines(self) -> tuple[tuple[Decimal, Decimal], ...]:
        lines = str(self.cleaned_data["lines"]).splitlines()
        return tuple(_step(number, line) for number, line in enumerate(lines, 1) if line.strip())


def _step(number: int, line: str) -> tuple[Decimal, Decimal]:
    try:
        score, rate = (Decimal(word) for word in line.replace("%", "").split())
    except (InvalidOperation, ValueError) as error:
        raise ValidationError(_wrong(number)) from error
    if not (_fits(score, 10, 2) and _fits(rate, 7, 4)):
        raise ValidationError(_wrong(number))
    return score, rate


def _fits(number: Decimal, digits: int, decimals: int) -> bool:
    return number.is_finite() and (
        abs(number) < 10 ** (digits - decimals) and number == round(number, decimals)
    )


def _wrong(number: int) -> str:
    return _("Line {number}: write a score and a probability, such as 300 12.5").format(
        number=number
    )
