"""What people fill in about entries, appeals against them and readmissions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.models import Attachment
from removal.listing.criteria import MOST_LINES
from removal.listing.reasons import CHOICES
from removal.models import ListAppeal, ListedPerson, ListEntry, ReadmissionChecklist, RemovalCase
from removal.services.listing import EvidenceRow, PersonRow
from removal.services.readmissions import Conditions
from riskcrm.web.forms import NO_CHOICE

PERSONS_OFFERED = 3


def day(label: Any, **given: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **given)


def words(label: Any, rows: int = 4, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **given)


class CaseField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A case of the customer, by its number."""

    def label_from_instance(self, obj: RemovalCase) -> str:
        return gettext("Case %(number)s") % {"number": obj.pk}


class EntryForm(forms.Form):
    """Who shall be listed, why, how far and until when. The service checks it."""

    reason_class = forms.ChoiceField(label=_("Class of reason"), choices=CHOICES)
    reason = words(
        _("What happened"),
        help_text=_("Facts with their dates. The listed may ask for them; write no guesses."),
    )
    bars = forms.ChoiceField(
        label=_("What is barred"), choices=ListEntry.Bars.choices, widget=forms.RadioSelect
    )
    covers_company = forms.BooleanField(
        label=_("The company itself is listed"), required=False, initial=True
    )
    documents = forms.ModelMultipleChoiceField(
        label=_("Documents that show it"),
        queryset=Attachment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of this customer's documents. The hash of each is kept with the entry."),
    )
    evidence = words(
        _("Other evidence"),
        rows=3,
        required=False,
        help_text=_("One a line: a judgement with its number, a demand with its date."),
    )
    review_date = day(_("Review on"))
    expires_on = day(_("Listed until"))
    case = CaseField(
        label=_("Case it comes from"), queryset=RemovalCase.objects.none(), required=False,
        empty_label=NO_CHOICE,
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        documents: QuerySet[Attachment],
        cases: QuerySet[RemovalCase],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].queryset = documents  # type: ignore[attr-defined]
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]
        if not documents.exists():
            del self.fields["documents"]
        if not cases.exists():
            del self.fields["case"]

    def rests_on(self) -> list[EvidenceRow]:
        said = self.cleaned_data
        rows = [EvidenceRow("", document) for document in said.get("documents") or ()]
        lines = (line.strip() for line in said["evidence"].splitlines())
        return [*rows, *(EvidenceRow(line) for line in lines if line)]


class PersonForm(forms.Form):
    """A person who is listed by name, with a reason of their own."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=ListedPerson.Role.choices, required=False)
    reason = forms.CharField(label=_("What this person did"), max_length=2000, required=False)


PersonFormSet = forms.formset_factory(PersonForm, extra=PERSONS_OFFERED, max_num=20)


def persons_of(formset: Any) -> list[PersonRow]:
    """The persons that were filled in; one without a reason is for the service to refuse."""
    rows = [form.cleaned_data for form in formset if form.cleaned_data]
    return [
        PersonRow(row["name"], row["role"], row["reason"])
        for row in rows
        if row["name"] or row["reason"]
    ]


class ReasonForm(forms.Form):
    """The reason of an act, and the version of what was seen."""

    reason = words(_("Reason"), rows=3)
    version = forms.IntegerField(widget=forms.HiddenInput)


class KeepForm(ReasonForm):
    review_date = day(_("Next review on"))
    field_order = ("review_date", "reason", "version")


class ShortenForm(ReasonForm):
    expires_on = day(_("Listed until"))
    field_order = ("expires_on", "reason", "version")


class AppealForm(forms.Form):
    """What came in against an entry."""

    channel = forms.ChoiceField(label=_("Came by"), choices=ListAppeal.Channel.choices)
    appellant = forms.CharField(
        label=_("From whom"), max_length=200, help_text=_("Name, and what they are to the listed.")
    )
    received_date = day(_("Received on"))
    statement = words(_("What they say"), rows=6)
    identity_check = forms.CharField(
        label=_("How their identity was checked"),
        max_length=500,
        required=False,
        help_text=_("Can follow later; nothing is decided before."),
    )


class IdentityForm(forms.Form):
    how = forms.CharField(
        label=_("How their identity was checked"),
        max_length=500,
        help_text=_("For example: called back under the number in the contract."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """How an appeal ends."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[(outcome.value, outcome.label) for outcome in ListAppeal.OUTCOMES],
        widget=forms.RadioSelect,
    )
    expires_on = day(
        _("Listed until"), required=False, help_text=_("Where partly upheld: an earlier end.")
    )
    bars = forms.ChoiceField(
        label=_("What is barred"),
        choices=[("", _("as before")), *ListEntry.Bars.choices],
        required=False,
        help_text=_("Where partly upheld: less than before."),
    )
    answer = words(_("Answer"), rows=5, help_text=_("With the reasons; it goes to who appealed."))
    version = forms.IntegerField(widget=forms.HiddenInput)


class ConditionsForm(forms.Form):
    """On what terms a customer comes back."""

    needs_prepayment = forms.BooleanField(label=_("Prepayment only"), required=False)
    most_credit = forms.DecimalField(
        label=_("Most credit"),
        max_digits=18,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=_("In base currency; empty for none beyond the onboarding."),
    )
    probation_until = day(_("On probation until"), required=False)
    conditions = words(_("Other conditions"), rows=2, required=False)

    def agreed(self) -> Conditions:
        said = self.cleaned_data
        names = ("needs_prepayment", "most_credit", "probation_until", "conditions")
        return Conditions(**{name: said[name] for name in names})


class ReadmissionForm(ConditionsForm):
    """Why a customer may come back, with evidence for each line of the checklist."""

    summary = words(_("Why may they come back?"))

    def __init__(self, *args: Any, checklist: ReadmissionChecklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in checklist.lines:
            self.fields[f"answer_{line['code']}"] = words(
                line["name"], rows=2, help_text=line["help"]
            )
        mine = list(ConditionsForm.base_fields)
        self.order_fields(["summary", *(n for n in self.fields if n not in mine), *mine])

    def answers(self) -> dict[str, str]:
        start = "answer_"
        said = self.cleaned_data.items()
        return {name.removeprefix(start): text for name, text in said if name.startswith(start)}


class ReadmissionDecisionForm(ConditionsForm):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approve", _("Let them come back")), ("reject", _("Reject"))],
        widget=forms.RadioSelect,
    )
    reason = words(_("Reason"), rows=3)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("decision", "reason")


class CriterionForm(forms.Form):
    """One line of the checklist."""

    code = forms.SlugField(label=_("Code"), max_length=40, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120, required=False)
    help_en = forms.CharField(label=_("What to do, in English"), max_length=300, required=False)
    help_zh = forms.CharField(label=_("What to do, in Chinese"), max_length=300, required=False)
    proof = forms.ChoiceField(
        label=_("Needs"), choices=ReadmissionChecklist.Proof.choices, required=False
    )
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=120, required=False)


CriterionFormSet = forms.formset_factory(CriterionForm, extra=2, max_num=MOST_LINES)


def criteria_of(formset: Any) -> list[dict[str, Any]]:
    """The lines that say something; one without a code and names is left out."""
    rows = [form.cleaned_data for form in formset if form.cleaned_data]
    return [row for row in rows if row["code"] or row["name_en"] or row["name_zh"]]


class NoteForm(forms.Form):
    note = words(_("What changes, and why"), rows=3)
