"""What people fill in when they follow up: contacts, tasks, plans' results, decisions."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, Interaction, MarketEvent
from customers.selectors import people_seeing
from customers.services.plans import Ending
from customers.services.talks import NextStep, Talk
from riskcrm.accounts.models import User


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ContactLogForm(forms.Form):
    """A talk with a customer, and the task that follows from it."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Interaction.Channel.choices)
    direction = forms.ChoiceField(label=_("Direction"), choices=Interaction.Direction.choices)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Interaction.Purpose.choices)
    effective_date = forms.DateField(label=_("Date"), widget=day_input())
    at_time = forms.TimeField(
        label=_("Time"), required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    participants = forms.CharField(label=_("Participants"), max_length=300, required=False)
    content = forms.CharField(
        label=_("What was said"), max_length=5000, widget=lines(),
        help_text=_("@ and a user name tells that person."),
    )  # fmt: skip
    is_pinned = forms.BooleanField(label=_("Pin this note on top"), required=False)
    title = forms.CharField(label=_("Next task"), max_length=200, required=False)
    due_date = forms.DateField(
        label=pgettext_lazy("task", "Due"), required=False, widget=day_input()
    )
    owner = forms.ModelChoiceField(
        label=pgettext_lazy("task", "Owner"), queryset=User.objects.none(), required=False,
        empty_label=None,
    )  # fmt: skip

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "log_%s", **kwargs})
        owner = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        owner.queryset = people_seeing(customer)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("title") and not data.get("due_date") and "due_date" not in self.errors:
            self.add_error("due_date", _("Say until when."))
        return data

    def about(self) -> list[forms.BoundField]:
        """The fields that say when, how and with whom."""
        names = ("channel", "direction", "purpose", "effective_date", "at_time", "participants")
        return [self[name] for name in names]

    def next(self) -> list[forms.BoundField]:
        """The fields of the task that follows."""
        return [self[name] for name in ("title", "due_date", "owner")]

    def talk(self) -> Talk:
        names = ("channel", "direction", "purpose", "effective_date", "at_time", "participants",
                 "content", "is_pinned")  # fmt: skip
        return Talk(**{name: self.cleaned_data[name] for name in names})

    def next_step(self, *, by: User) -> NextStep | None:
        data = self.cleaned_data
        if not data["title"]:
            return None
        return NextStep(data["title"], data["due_date"], data["owner"] or by)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=lines(2))


class PostponeForm(forms.Form):
    until = forms.DateField(label=_("Put off to"), widget=day_input())


class ReassignForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Give to"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = cast("forms.ModelChoiceField[User]", self.fields["to"])
        to.queryset = people_seeing(customer)


YES_NO = (("yes", _("yes")), ("no", _("no")))


class EndingForm(forms.Form):
    """The result of a plan, in the words of the one who answers for it."""

    done_date = forms.DateField(label=_("Ended on"), widget=day_input())
    reaction = forms.CharField(
        label=_("The customer's reaction"), max_length=5000, widget=lines(),
        help_text=_("What the customer did and said."),
    )  # fmt: skip
    is_solved = forms.ChoiceField(
        label=_("Is the problem solved?"), choices=YES_NO, widget=forms.RadioSelect
    )
    is_risk_lower = forms.ChoiceField(
        label=_("Is the risk lower?"), choices=YES_NO, widget=forms.RadioSelect
    )
    lesson = forms.CharField(
        label=_("Lesson learned"), max_length=5000, widget=lines(),
        help_text=_("What you would do again, and what not."),
    )  # fmt: skip

    def ending(self) -> Ending:
        data = self.cleaned_data
        return Ending(
            done_date=data["done_date"],
            reaction=data["reaction"],
            is_solved=data["is_solved"] == "yes",
            is_risk_lower=data["is_risk_lower"] == "yes",
            lesson=data["lesson"],
        )


class EventForm(forms.Form):
    """What a person says of a market event, and of which other reports of it."""

    reason = forms.CharField(
        label=_("What do you rely on?"), max_length=1000, widget=lines(2),
        help_text=_("Such as the court's file number, or a call with the customer."),
    )  # fmt: skip
    also = forms.ModelMultipleChoiceField(
        label=_("Other reports of the same event"), required=False,
        queryset=MarketEvent.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("Untick those that you do not want to decide on."),
    )  # fmt: skip

    def __init__(self, *args: Any, undecided: list[MarketEvent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        also = cast("forms.ModelMultipleChoiceField[MarketEvent]", self.fields["also"])
        keys = [event.pk for event in undecided]
        also.queryset = MarketEvent.objects.filter(pk__in=keys).select_related("customer")
        also.label_from_instance = _in_words  # type: ignore[method-assign, assignment]
        also.initial = keys
        if not undecided:
            del self.fields["also"]


def _in_words(event: MarketEvent) -> str:
    day = f"{event.effective_date:%Y-%m-%d}"
    return " · ".join(part for part in (day, event.title, event.source) if part)


class JoinForm(forms.Form):
    other = forms.ModelChoiceField(
        label=_("Belongs to event"), queryset=MarketEvent.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, others: list[MarketEvent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = cast("forms.ModelChoiceField[MarketEvent]", self.fields["other"])
        other.queryset = MarketEvent.objects.filter(pk__in=[event.pk for event in others])
        other.label_from_instance = _in_words  # type: ignore[method-assign, assignment]


class WarningForm(forms.Form):
    warned_date = forms.DateField(label=_("Warned on"), widget=day_input())
    warning = forms.CharField(
        label=_("Wording"), max_length=5000, widget=lines(7),
        help_text=_("As the customer reads it. You can print it afterwards."),
    )  # fmt: skip


class DayForm(forms.Form):
    """On which day something was done."""

    day = forms.DateField(label=_("Day"), widget=day_input())


class BreachForm(forms.Form):
    day = forms.DateField(label=_("Broken on"), widget=day_input())
    text = forms.CharField(label=_("What happened"), max_length=5000, widget=lines(2))


class EndContractForm(forms.Form):
    day = forms.DateField(label=_("Last day"), widget=day_input())
    reason = forms.CharField(label=_("Why and how"), max_length=1000, widget=lines(2))


def tomorrow_and_next_week(today: dt.date) -> list[tuple[Any, dt.date]]:
    """Days to which a task is put off with one click."""
    return [
        (_("Tomorrow"), today + dt.timedelta(days=1)),
        (_("In a week"), today + dt.timedelta(days=7)),
    ]
