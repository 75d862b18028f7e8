"""What people fill in about letters, their way and their templates."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.models import Contact, Contract
from removal.letters.kinds import DAY, FACTS, ITEMS, LINES, LONG, SPECS, Kind, Language, kinds_in
from removal.models import Letter, LetterDelivery, RemovalCase
from removal.selectors.case_dates import dates_in_letter
from removal.selectors.letters import items_for, reasons_for, recipient_of
from removal.selectors.letters_due import facts_by_case
from riskcrm.accounts.models import User
from riskcrm.web.forms import NO_CHOICE
from riskcrm.web.today import today

WHEN: dict[str, Any] = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
IN_BLOCKS = ("reasons", "cure_items", "appeal_channel", "appeal_deadline")


class LinesField(forms.CharField):
    """Texts, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """There are none for a list of lines."""


class ItemsField(LinesField):
    """What has to be put right, one a line: what | amount | day."""

    def to_python(self, value: Any) -> Any:
        return [self._item(line) for line in super().to_python(value)]

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        parts = ([each["text"], each["amount"], each["due"]] for each in value)
        return "\n".join(" | ".join(part).rstrip(" |") for part in parts)

    def _item(self, line: str) -> dict[str, str]:
        text, amount, due = [part.strip() for part in f"{line} | | ".split("|")][:3]
        try:
            day = dt.date.fromisoformat(due).isoformat() if due else ""
        except ValueError as error:
            raise forms.ValidationError(
                _("“{day}” is no day; write it as 2026-05-31.").format(day=due)
            ) from error
        return {"text": text, "amount": amount, "due": day}


def fact_field(name: str, *, required: bool) -> forms.Field:
    fact = FACTS[name]
    said: dict[str, Any] = {"label": fact.label, "required": required, "help_text": fact.help}
    if fact.sort == DAY:
        return forms.DateField(**said, **WHEN)
    if fact.sort == LINES:
        return LinesField(**said)
    if fact.sort == ITEMS:
        return ItemsField(**said)
    if fact.sort == LONG:
        return forms.CharField(**said, widget=forms.Textarea(attrs={"rows": 5}), max_length=4000)
    return forms.CharField(**said, max_length=300)


class ChooseForm(forms.Form):
    """Which letter it shall be."""

    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=Kind.choices)
    language = forms.ChoiceField(label=gettext_lazy("language"), choices=Language.choices)

    def __init__(self, *args: Any, case: RemovalCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = cast("forms.ChoiceField", self.fields["kind"])
        kind.choices = [(each, Kind(each).label) for each in kinds_in(case.state)]


class DraftForm(forms.Form):
    """What a letter of one kind states, who signs, and to whom it goes."""

    def __init__(
        self, *args: Any, case: RemovalCase, kind: str, language: str, by: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.spec = SPECS[kind]
        for name in self.spec.facts:
            self.fields[name] = fact_field(name, required=name in self.spec.needed)
        for name, value in _facts_known(case, kind, language).items():
            if name in self.fields:
                self.fields[name].initial = value
        self.fields["recipient"] = LinesField(
            label=gettext_lazy("Address on the letter"),
            initial=recipient_of(case.customer, language),
        )
        people = {by.pk: by} | {p.pk: p for p in (case.customer.manager, case.proposed_by) if p}
        self.people = {str(pk): person for pk, person in people.items()}
        self.fields["signatory"] = forms.ChoiceField(
            label=gettext_lazy("Who signs"),
            choices=[(key, str(person)) for key, person in self.people.items()],
        )

    def said(self) -> dict[str, Any]:
        """The words of `draft_letter`."""
        given = dict(self.cleaned_data)
        signatory = self.people[given.pop("signatory")]
        recipient = given.pop("recipient")
        facts = {name: value for name, value in given.items() if value not in (None, "", [])}
        return {"facts": facts, "recipient": recipient, "signatory": signatory}


def _facts_known(case: RemovalCase, kind: str, language: str) -> dict[str, Any]:
    """What the case gives a letter of this kind to state."""
    return {
        "reasons": reasons_for(case, language),
        "appeal_channel": ", ".join((settings.ORGANISATION, *settings.ORGANISATION_CONTACT)),
        "cure_items": items_for(case),
        "clause": case.clause,
        **dates_in_letter(case, kind, on=today()),
        **facts_by_case(case, kind, language),
    }


class EditForm(forms.Form):
    """The words of a draft, and what its blocks hold. `version` is the state that was seen."""

    subject = forms.CharField(label=gettext_lazy("subject"), max_length=300)
    body = forms.CharField(
        label=pgettext_lazy("letter", "text"),
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy(
            "An empty line begins a paragraph. Names in braces stand for the blocks below."
        ),
    )

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        words = {"subject": letter.subject, "body": letter.body, "version": letter.version}
        kwargs["initial"] = words | letter.facts["given"]
        super().__init__(*args, **kwargs)
        spec = SPECS[letter.kind]
        for name in spec.facts:
            if name in IN_BLOCKS:
                self.fields[name] = fact_field(name, required=name in spec.needed)
        self.fields["recipient"] = LinesField(
            label=gettext_lazy("Address on the letter"), initial=letter.facts["recipient"]
        )
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    def said(self) -> dict[str, Any]:
        """The words of `edit_letter`."""
        said = {name: self.cleaned_data[name] for name in ("subject", "body", "recipient")}
        facts = {name: self.cleaned_data[name] for name in self.fields if name in IN_BLOCKS}
        return said | {"facts": facts, "version": self.cleaned_data["version"]}


class ReasonForm(forms.Form):
    """The reason for an act, and the version that was seen."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class WayForm(forms.Form):
    """Where a letter goes, and where the address is from."""

    address = forms.CharField(label=gettext_lazy("address used"), max_length=400)
    source = forms.ChoiceField(
        label=gettext_lazy("where the address is from"), choices=LetterDelivery.Source.choices
    )
    contract = forms.ModelChoiceField(
        label=gettext_lazy("contract that designates it"), queryset=Contract.objects.none(),
        required=False, empty_label=NO_CHOICE,
    )  # fmt: skip
    contact = forms.ModelChoiceField(
        label=gettext_lazy("contact"), queryset=Contact.objects.none(), required=False,
        empty_label=NO_CHOICE,
    )  # fmt: skip

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whose = letter.case.customer_id
        contract = cast("forms.ModelChoiceField[Contract]", self.fields["contract"])
        contact = cast("forms.ModelChoiceField[Contact]", self.fields["contact"])
        contract.queryset = Contract.objects.filter(customer_id=whose, is_void=False)
        contact.queryset = Contact.objects.current().filter(customer_id=whose)


class MailForm(WayForm):
    """An e-mail that carries the letter."""

    field_order = ("address", "source")

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, letter=letter, **kwargs)
        self.fields["address"] = forms.EmailField(label=gettext_lazy("E-mail address"))
        self.order_fields(("address",))
        main = Contact.objects.current().filter(customer_id=letter.case.customer_id)
        found = main.exclude(email="").order_by("-is_primary", "pk").first()
        if found:
            self.fields["address"].initial = found.email
            self.fields["source"].initial = LetterDelivery.Source.CONTACT
            self.fields["contact"].initial = found.pk


class PostForm(WayForm):
    """A letter that somebody posted, handed over or had printed."""

    channel = forms.ChoiceField(
        label=gettext_lazy("channel"), choices=LetterDelivery.Channel.choices,
        initial=LetterDelivery.Channel.REGISTERED,
    )  # fmt: skip
    sent_on = forms.DateField(label=gettext_lazy("sent on"), initial=today, **WHEN)
    tracking_number = forms.CharField(
        label=gettext_lazy("courier or post number"), max_length=80, required=False
    )
    receipt = forms.FileField(label=gettext_lazy("receipt"), required=False)
    field_order = ("channel", "address", "source")

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, letter=letter, **kwargs)
        self.fields["address"].initial = ", ".join(letter.facts["recipient"])
        self.fields["source"].initial = LetterDelivery.Source.CUSTOMER


class ArrivalForm(forms.Form):
    """When a letter arrived, and what proves it."""

    arrived_on = forms.DateField(label=gettext_lazy("arrived on"), initial=today, **WHEN)
    note = forms.CharField(
        label=gettext_lazy("how it is known"), max_length=300, required=False,
        help_text=gettext_lazy("Who signed for it, or what the courier's page says."),
    )  # fmt: skip
    receipt = forms.FileField(label=gettext_lazy("receipt"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReturnForm(forms.Form):
    """When a letter came back, and why."""

    returned_on = forms.DateField(label=gettext_lazy("came back on"), initial=today, **WHEN)
    reason = forms.CharField(label=gettext_lazy("why it came back"), max_length=300)
    receipt = forms.FileField(label=gettext_lazy("receipt"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """What the customer said."""

    received_on = forms.DateField(label=gettext_lazy("received on"), initial=today, **WHEN)
    text = forms.CharField(
        label=gettext_lazy("what they say"), widget=forms.Textarea(attrs={"rows": 5})
    )
    file = forms.FileField(label=gettext_lazy("document"), required=False)


class TemplateForm(forms.Form):
    """The words of a draft of a template."""

    subject = forms.CharField(label=gettext_lazy("subject"), max_length=200)
    body = forms.CharField(
        label=pgettext_lazy("letter", "text"), widget=forms.Textarea(attrs={"rows": 18})
    )
    note = forms.CharField(
        label=gettext_lazy("reason for the version"), widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
