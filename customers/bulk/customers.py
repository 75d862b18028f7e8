"""What can be done to many customers at once, each through the service of the single act."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers import services
from customers.models import Customer
from customers.selectors import managers_in_reach
from customers.terms.forms import TermsForm
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.web.bulk import BulkAction
from riskcrm.web.today import today

CHANGE = "customers.change_customer"
AS_IT_IS = _("leave as it is")
NOTHING_TO_DO = _("It was so already.")


class AssignForm(forms.Form):
    """Whose the customers shall be; who is not named stays."""

    manager = forms.ModelChoiceField(
        label=_("account manager"),
        queryset=User.objects.none(),
        required=False,
        empty_label=AS_IT_IS,
    )
    team = forms.ModelChoiceField(
        label=_("team"), queryset=Team.objects.none(), required=False, empty_label=AS_IT_IS
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.order_by("name")
        if not person.has_perm(ALL_CUSTOMERS):
            teams = teams.filter(pk=person.team_id or 0)
        self.fields["manager"].queryset = managers_in_reach(person)  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not any(values.values()):
            raise forms.ValidationError(_("Choose an account manager or a team."))
        return values


class ManyTermsForm(TermsForm):
    """Terms from a day on; what is left empty stays as each customer has it."""

    class Meta(TermsForm.Meta):
        help_texts = {
            "credit_limit": _("In the base currency. Empty: each keeps its own."),
            "payment_days": _("Days from invoice to due date. Empty: each keeps its own."),
        }

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"effective_date": today()}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        given = (values.get("credit_limit"), values.get("payment_days"))
        if not self.errors and given == (None, None):
            raise forms.ValidationError(_("Give a credit limit or a payment term."))
        return values


def assign(
    row: Customer, *, by: User, at: dt.datetime, manager: User | None, team: Team | None
) -> str | Promise | None:
    changes: dict[str, Any] = {
        name: to for name, to in (("manager", manager), ("team", team)) if to is not None
    }
    if all(getattr(row, name) == to for name, to in changes.items()):
        return NOTHING_TO_DO
    services.change_customer(row, by=by, at=at, version=row.version, **changes)
    return None


def set_terms(
    row: Customer, *, by: User, at: dt.datetime, effective_date: dt.date, **given: Any
) -> str | Promise | None:
    """A limit alone leaves the payment term as it is in force on that day, and the other way."""
    in_force = row.credit_terms.filter(effective_date__lte=effective_date)
    now = in_force.order_by("-effective_date", "-recorded_at").first()
    values = {name: getattr(now, name, None) if v is None else v for name, v in given.items()}
    terms = services.set_credit_terms(row, by=by, at=at, effective_date=effective_date, **values)
    return NOTHING_TO_DO if now and terms.pk == now.pk else None


CUSTOMER_ACTIONS = (
    BulkAction("assign", _("Assign"), CHANGE, assign, AssignForm, "users"),
    BulkAction("terms", _("Change terms"), CHANGE, set_terms, ManyTermsForm, "adjustments"),
)
