"""Pages of exchange rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from customers.exchange_rates.course import course_of
from customers.exchange_rates.filters import ExchangeRatePageFilter
from customers.exchange_rates.forms import ExchangeRateForm
from customers.exchange_rates.missing import missing_rates
from customers.exchange_rates.tables import ExchangeRateTable
from customers.models import ExchangeRate
from customers.services.posting_rates import RateRow, post_rates
from customers.services.rows import CURRENCY
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.forms import show_refusal, status_of
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

POST = "customers.change_exchangerate"


class RateList(ListPage):
    """Every rate the book has known, the newest first."""

    permission_required = "customers.view_exchangerate"
    table_class = ExchangeRateTable
    filterset_class = ExchangeRatePageFilter
    sorts: ClassVar[dict[str, Any]] = {"effective_date": "-effective_date"}
    default_sort = "-effective_date"
    title = gettext_lazy("Exchange rates")
    empty_text = gettext_lazy(
        "No rate yet, so documents in other currencies have no amount in the base currency. Add "
        "one, or import a file of them."
    )
    template_name = "customers/exchangerate_list.html"

    def get_queryset(self) -> QuerySet[ExchangeRate]:
        return ExchangeRate.objects.all()

    def get_actions(self) -> Sequence[Act]:
        if not self.request.user.has_perm(POST):
            return ()
        acts = [Act(_("Add a rate"), reverse("customers:rate_add"), "plus", primary=True)]
        if self.request.user.has_perm("customers.add_importfile"):
            address = f"{reverse('customers:import_create')}?kind=rates"
            acts.insert(0, Act(_("Import a file"), address, "file-import"))
        return acts

    def get_context(self) -> dict[str, Any]:
        asked = self.request.GET.get("currency", "")
        currency = asked if CURRENCY.fullmatch(asked) else ""
        person = person_of(self.request)
        sees = person.has_perm("customers.view_invoice")
        return {
            "currency": currency,
            "course": course_of(currency) if currency else None,
            "missing": missing_rates(person, day=today()) if sees else [],
        }


@requires(POST)
@require_http_methods(["GET", "HEAD", "POST"])
def rate_add(request: HttpRequest) -> HttpResponse:
    form = ExchangeRateForm(request.POST or None, initial={"effective_date": today()})
    if request.method == "POST" and form.is_valid():
        row = RateRow(**form.cleaned_data)
        [result] = post_rates([row], by=person_of(request), at=timezone.now())
        if result.outcome == "refused":
            refused = Refused(result.reason, code=result.code, field=result.field)
            show_refusal(form, refused)
        else:
            messages.success(request, _("The rate is there; documents follow it in a moment."))
            return redirect(f"{reverse('customers:rate_list')}?currency={row.currency}")
    context = {"form": form, "base": settings.BASE_CURRENCY}
    return render(request, "customers/exchangerate_add.html", context, status=status_of(form))
