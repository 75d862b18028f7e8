"""What people fill in about steps of a reduction and security that is offered."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from customers.models import CreditRestriction, Security, ServiceKind
from removal.models import Letter, ReductionStep
from removal.reduction.rules import MOST_NOTICE
from riskcrm.web.forms import NO_CHOICE
from riskcrm.web.today import today


def day_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def text_field(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class PlanStepForm(forms.Form):
    """What the customer gets less of, on which ground, and from when."""

    kind = forms.ChoiceField(label=_("What"), choices=CreditRestriction.Kind.choices)
    value = forms.DecimalField(
        label=_("Value"), required=False, max_digits=18, decimal_places=2, min_value=0,
        help_text=format_lazy(
            _(
                "Limit and deposit in {currency}, payment term in days, prepayment in per cent,"
                " fewer orders as a number. Empty for the other kinds."
            ),
            currency=settings.BASE_CURRENCY,
        ),
    )  # fmt: skip
    period_days = forms.IntegerField(
        label=_("In so many days"), required=False, min_value=1, max_value=366,
        help_text=_("Only for fewer orders of a service."),
    )  # fmt: skip
    service = forms.ModelChoiceField(
        label=_("Kind of service"), required=False,
        queryset=ServiceKind.objects.filter(is_active=True),
        empty_label=_("every kind of service"),
        help_text=_("Only for a suspension and for fewer orders."),
    )  # fmt: skip
    ground = forms.ChoiceField(label=_("Legal ground"), choices=ReductionStep.Ground.choices)
    evidence = text_field(
        _("Evidence"),
        help_text=_("What proves the ground: the clause, the report, the letter, where it lies."),
    )
    evidence_sha256 = forms.RegexField(
        r"^[0-9a-f]{64}$", label=_("Hash of the document (SHA-256)"), required=False,
        help_text=_("Shows later that the document is the one you saw. May be left empty."),
        error_messages={"invalid": _("Give the 64 characters 0-9 and a-f of the hash.")},
    )  # fmt: skip
    notice_days = forms.IntegerField(
        label=_("Days of notice"), min_value=0, max_value=MOST_NOTICE,
        help_text=_(
            "They run from the day the notice arrives. A sudden reduction can itself be unlawful:"
            " ask Legal where you are not sure."
        ),
    )  # fmt: skip
    effective_date = day_field(_("Takes effect on"))


class VersionForm(forms.Form):
    """The step as it was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NoticeForm(VersionForm):
    """When and how the customer was told."""

    notice_date = day_field(_("Notice arrived on"))
    notice_text = text_field(
        _("How the customer was told"), rows=2,
        help_text=_("The letter, the courier's number, the call: what shows that it arrived."),
    )  # fmt: skip
    letter = forms.ModelChoiceField(
        label=_("Letter that told it"), queryset=Letter.objects.none(), required=False,
        empty_label=NO_CHOICE,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice_date"].initial = today()

    def offer(self, letters: QuerySet[Letter]) -> None:
        """These may be chosen; the latest is, and its arrival is the day."""
        field = cast("forms.ModelChoiceField[Letter]", self.fields["letter"])
        field.queryset = letters
        if latest := letters.first():
            field.initial = latest.pk
            self.fields["notice_date"].initial = latest.arrived_on


class EndForm(VersionForm):
    """Why a step ends."""

    reason = text_field(_("Reason"))


class OfferForm(forms.Form):
    """What the customer offers."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Security.Kind.choices)
    amount = forms.DecimalField(
        label=format_lazy(_("Amount, {currency}"), currency=settings.BASE_CURRENCY),
        max_digits=18, decimal_places=2, min_value=0,
    )  # fmt: skip
    given_by = forms.CharField(label=_("Given by"), required=False, max_length=200)
    offered_date = day_field(_("Offered on"))
    valid_until = day_field(_("Valid until"), required=False)
    text = text_field(_("What is offered"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offered_date"].initial = today()


class OfferDecisionForm(forms.Form):
    """Why an offer is accepted or refused."""

    reason = text_field(_("Reason"))
