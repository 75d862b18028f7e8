"""The register of requests as people see it: its filters, columns and forms."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from customers.models import AuthorityRequest, Customer
from customers.selectors import people_who_see_requests
from riskcrm.accounts.models import User
from riskcrm.web.templatetags.riskcrm import NOTHING
from riskcrm.web.today import today

DAY = forms.DateInput(attrs={"type": "date"})
YES = [("1", _("yes"))]


def _people(_request: Any) -> QuerySet[User]:
    return people_who_see_requests()


class AuthorityRequestFilter(filters.FilterSet):  # type: ignore[misc]
    """What to look for in the register."""

    q = filters.CharFilter(
        label=_("Search"), method="search", widget=forms.TextInput(attrs={"type": "search"})
    )
    state = filters.ChoiceFilter(label=_("State"), choices=AuthorityRequest.State.choices)
    late = filters.ChoiceFilter(label=_("Past its deadline"), choices=YES, method="past_deadline")
    responsible = filters.ModelChoiceFilter(label=_("Responsible person"), queryset=_people)
    customer_number = filters.CharFilter(label=_("Customer number"), field_name="customer__number")
    received_date_after = filters.DateFilter(
        label=_("Received from"), field_name="received_date", lookup_expr="gte", widget=DAY
    )
    received_date_before = filters.DateFilter(
        label=_("Received until"), field_name="received_date", lookup_expr="lte", widget=DAY
    )
    deadline_date_after = filters.DateFilter(
        label=_("Due from"), field_name="deadline_date", lookup_expr="gte", widget=DAY
    )
    deadline_date_before = filters.DateFilter(
        label=_("Due until"), field_name="deadline_date", lookup_expr="lte", widget=DAY
    )

    class Meta:
        model = AuthorityRequest
        fields: ClassVar[list[str]] = []

    def search(self, requests: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        words = Q(reference__icontains=text) | Q(subject__icontains=text)
        return requests.filter(words | Q(authority__icontains=text))

    def past_deadline(self, requests: Any, _name: str, _yes: str) -> Any:
        return requests.overdue(today())


class AuthorityRequestTable(tables.Table):  # type: ignore[misc]
    """Who asks what, until when, and who answers."""

    subject = tables.TemplateColumn(
        '<a class="first-line" href="{% url "customers:request_detail" record.pk %}">'
        "{{ record.subject }}</a>",
        verbose_name=_("subject"),
        attrs={"td": {"class": "cell-title"}},
    )
    state = tables.TemplateColumn(
        '<span class="badge state-{{ record.state }}">{{ record.get_state_display }}</span>',
        verbose_name=_("state"),
        attrs={"td": {"class": "cell-mark"}},
    )
    authority = tables.TemplateColumn(
        '<span class="first-line">{{ record.authority }}</span>', verbose_name=_("authority")
    )
    reference = tables.Column(verbose_name=_("reference"), attrs={"td": {"class": "nowrap"}})
    customer = tables.TemplateColumn(
        template_name="customers/_request_cell_customer.html", verbose_name=_("customer")
    )
    received_date = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.received_date %}", verbose_name=_("received on")
    )
    deadline_date = tables.TemplateColumn(
        template_name="customers/_request_cell_deadline.html",
        verbose_name=_("deadline"),
        attrs={"td": {"class": "nowrap"}},
    )
    responsible = tables.Column(
        verbose_name=_("responsible person"), attrs={"td": {"class": "nowrap"}}
    )

    class Meta:
        model = AuthorityRequest
        fields: ClassVar[list[str]] = []
        default = NOTHING


def _date(label: Any, **given: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **given)


class AuthorityRequestForm(forms.Form):
    """A request as the letter says it. The service checks it."""

    authority = forms.CharField(label=_("Authority"), max_length=200)
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        help_text=_("Their file number, as the letter bears it."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=200)
    question = forms.CharField(
        label=_("What they ask"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    customer = forms.CharField(
        label=_("Customer number"),
        max_length=40,
        required=False,
        help_text=_("Empty where it is about no customer in particular."),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=300,
        required=False,
        help_text=_("The provision they refer to."),
    )
    received_date = _date(_("Received on"))
    deadline_date = _date(_("Deadline"))
    responsible = forms.ModelChoiceField(
        label=_("Responsible person"), queryset=User.objects.none()
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["responsible"].queryset = people_who_see_requests()  # type: ignore[attr-defined]

    def clean_customer(self) -> Customer | None:
        number = self.cleaned_data["customer"]
        if not number:
            return None
        customer = Customer.objects.visible_to(self.user).filter(number=number).first()
        if customer is None:
            raise forms.ValidationError(_("There is no customer with this number."))
        return customer


class AnswerForm(forms.Form):
    """How a request ends."""

    state = forms.ChoiceField(
        label=_("Outcome"),
        choices=AuthorityRequest.State.choices[1:],
        widget=forms.RadioSelect,
        initial=AuthorityRequest.State.ANSWERED,
    )
    answered_date = _date(_("Answered on"))
    answer = forms.CharField(
        label=_("Answer"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was answered, or why it was refused. It cannot be changed afterwards."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
