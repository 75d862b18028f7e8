"""What people choose to see of a timeline."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.follow_up.forms import day_input
from customers.models import Customer
from customers.selectors import people_seeing
from customers.timeline.book import groups
from customers.timeline.reading import Asked
from customers.timeline.sources import Source
from riskcrm.accounts.models import User


class TimelineForm(forms.Form):
    """What somebody wants to see of a timeline."""

    group = forms.MultipleChoiceField(
        label=_("Show"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), required=False, empty_label=_("any")
    )
    since = forms.DateField(label=_("From"), required=False, widget=day_input())
    until = forms.DateField(label=_("To"), required=False, widget=day_input())
    ahead = forms.BooleanField(label=_("Also what lies ahead"), required=False)

    def __init__(
        self, *args: Any, customer: Customer, sources: list[Source], **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"auto_id": "timeline_%s", **kwargs})
        offered = {source.group for source in sources}
        group = cast(forms.MultipleChoiceField, self.fields["group"])
        group.choices = [(code, label) for code, label in groups().items() if code in offered]
        kind = cast(forms.ChoiceField, self.fields["kind"])
        kind.choices = [("", _("any")), *((source.key, source.label) for source in sources)]
        person = cast("forms.ModelChoiceField[User]", self.fields["person"])
        person.queryset = people_seeing(customer)

    def asked(self) -> Asked | None:
        """The filter as a value; None where something in it cannot be read."""
        if not self.is_valid():
            return None
        data = self.cleaned_data
        return Asked(
            groups=frozenset(data["group"]),
            kind=data["kind"],
            person=data["person"],
            since=data["since"],
            until=data["until"],
            ahead=data["ahead"],
        )
