"""Exchange rates by page and API: posted at once, followed by documents in a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from customers.exchange_rates import missing
from customers.exchange_rates.missing import missing_rates
from customers.imports.pending_rates import apply_rates
from customers.models import CustomerChange, ExchangeRate, Invoice, OpenCredit
from customers.services import AllocationRow, PaymentRow, post_payments
from customers.services.posting_rates import RateRow, post_rates
from customers.services.rows import Result
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.today import today
from tests.customers.files import run, write_csv
from tests.factories import make_customer, make_invoice, make_payment, make_service_user

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
ApiClientFor = Callable[[User], APIClient]
ADDRESS = "/api/v1/exchange-rates/"
DAY = dt.date(2026, 1, 1)


def post(by: User, *rows: tuple[str, str], day: dt.date = DAY) -> list[Result]:
    given = [RateRow(currency, day, Decimal(rate)) for currency, rate in rows]
    return post_rates(given, by=by, at=timezone.now())


class TestPosting:
    def test_a_correction_is_a_further_row(self, risk_officer: User) -> None:
        outcomes = [
            post(risk_officer, ("EUR", rate))[0].outcome for rate in ("1.1", "1.1", "1.2", "1.1")
        ]
        assert outcomes == ["created", "unchanged", "changed", "changed"]
        rates = ExchangeRate.objects.order_by("recorded_at").values_list("rate", flat=True)
        assert list(rates) == [Decimal("1.1"), Decimal("1.2"), Decimal("1.1")]
        assert Event.objects.filter(verb="post_rates").count() == 3

    @pytest.mark.parametrize(
        ("row", "code"),
        [
            (RateRow("eur", DAY, Decimal(1)), "bad_currency"),
            (RateRow("USD", DAY, Decimal(1)), "base_currency"),
            (RateRow("EUR", dt.date(2999, 1, 1), Decimal(1)), "in_future"),
            (RateRow("EUR", DAY, Decimal(0)), "bad_rate"),
            (RateRow("EUR", DAY, Decimal("NaN")), "bad_rate"),
            (RateRow("EUR", DAY, Decimal("1.123456789")), "bad_rate"),
        ],
    )
    def test_what_cannot_be_is_refused(self, risk_officer: User, row: RateRow, code: str) -> None:
        [result] = post_rates([row], by=risk_officer, at=timezone.now())
        assert (result.outcome, result.code) == ("refused", code)
        assert not ExchangeRate.objects.exists()

    def test_the_good_rows_of_a_call_are_written(self, risk_officer: User) -> None:
        results = post(risk_officer, ("EUR", "1.1"), ("xx", "1"), ("EUR", "1.3"), ("GBP", "1.3"))
        assert [r.outcome for r in results] == ["created", "refused", "refused", "created"]
        assert "see row 0" in results[2].reason

    def test_a_call_costs_the_same_however_many_rows(
        self, risk_officer: User, django_assert_max_num_queries: Any
    ) -> None:
        rows = [RateRow("EUR", DAY + dt.timedelta(days=n), Decimal("1.1")) for n in range(200)]
        with django_assert_max_num_queries(8):
            post_rates(rows, by=risk_officer, at=timezone.now())


class TestFollowing:
    def test_documents_follow_a_rate_once(self, risk_officer: User) -> None:
        customer = make_customer()
        later = make_invoice(customer, "100.00", currency="EUR", invoice_date=DAY)
        before = make_invoice(
            customer, currency="EUR", invoice_date=DAY - dt.timedelta(days=1), due_date=None
        )
        CustomerChange.objects.all().delete()
        post(risk_officer, ("EUR", "1.25"))
        assert ExchangeRate.objects.get().is_applied is False
        assert apply_rates(at=timezone.now()) == 1
        assert apply_rates(at=timezone.now()) == 0
        later.refresh_from_db()
        before.refresh_from_db()
        assert (later.base_amount, before.base_amount) == (Decimal("125.00"), None)
        assert ExchangeRate.objects.get().is_applied is True
        assert CustomerChange.objects.get().cause == "post_rates"

    @pytest.mark.parametrize("by_file", [False, True])
    def test_what_a_payment_has_left_across_currencies_follows(
        self, by_file: bool, risk_officer: User, tmp_path: Path
    ) -> None:
        def correct(rate: str) -> None:
            if by_file:
                run(write_csv(tmp_path / "r.csv", "currency,date,rate", f"EUR,{DAY},{rate}"),
                    "rates", by=risk_officer)  # fmt: skip
            else:
                post(risk_officer, ("EUR", rate))
                apply_rates(at=timezone.now())

        customer = make_customer("N1")
        make_invoice(customer, "55.00", number="I1", invoice_date=DAY)
        correct("1.1")
        parts = (AllocationRow("I1", Decimal(55)),)
        later = DAY + dt.timedelta(days=3)
        sent = PaymentRow("N1", "P1", later, Decimal(100), "EUR", allocations=parts)
        [result] = post_payments([sent], by=risk_officer, at=timezone.now())
        assert result.outcome == "created", result.reason
        assert OpenCredit.objects.get().amount == 50
        correct("1.375")
        assert OpenCredit.objects.get().amount == 60
        correct("0.55")
        assert not OpenCredit.objects.exists()

    def test_what_was_known_before_stays_known(self, risk_officer: User) -> None:
        invoice = make_invoice(make_customer(), "100.00", currency="EUR", invoice_date=DAY)
        for rate in ("1.25", "1.5"):
            post(risk_officer, ("EUR", rate))
            apply_rates(at=timezone.now())
        invoice.refresh_from_db()
        assert invoice.base_amount == Decimal("150.00")
        former = invoice.revisions.order_by("superseded_at").values_list("base_amount", flat=True)
        assert list(former) == [None, Decimal("125.00")]

    def test_a_document_posted_meanwhile_takes_the_rate_at_once(
        self, api_client_for: ApiClientFor, risk_officer: User
    ) -> None:
        customer = make_customer()
        post(risk_officer, ("EUR", "1.25"))
        answer = api_client_for(risk_officer).post(
            "/api/v1/invoices/",
            {
                "customer": customer.number,
                "number": "I-1",
                "invoice_date": "2026-01-05",
                "amount": "10.00",
                "currency": "EUR",
            },
        )
        assert answer.status_code == 201
        assert Invoice.objects.get().base_amount == Decimal("12.50")


class TestPages:
    def test_a_rate_is_added_and_shown_with_its_course(
        self, client_for: ClientFor, risk_officer: User
    ) -> None:
        client = client_for(risk_officer)
        address = reverse("customers:rate_add")
        given = {"currency": "eur", "effective_date": "2026-01-01", "rate": "1.10"}
        page = client.post(address, given, follow=True)
        assert page.context["course"] is None
        given |= {"effective_date": "2026-02-01", "rate": "1.2"}
        page = client.post(address, given, follow=True)
        assert page.context["course"]["series"][0]["values"] == [1.1, 1.2]
        dates = [row.record.effective_date.month for row in page.context["table"].rows]
        assert dates == [2, 1]
        wrong = client.post(address, given | {"currency": "USD"})
        assert wrong.status_code == 422
        assert "needs no rate" in wrong.content.decode()
        linked = f"{reverse('customers:import_create')}?kind=rates"
        assert linked in page.content.decode()
        assert client.get(linked).context["form"].initial["kind"] == "rates"

    def test_filters(self, client_for: ClientFor, risk_officer: User) -> None:
        post(risk_officer, ("EUR", "1.1"), ("GBP", "1.3"))
        post(risk_officer, ("EUR", "1.2"), day=DAY + dt.timedelta(days=31))
        client = client_for(risk_officer)
        for query, count in (
            ("", 3),
            ("currency=GBP", 1),
            ("currency=EUR&effective_date_after=2026-01-15", 1),
        ):
            page = client.get(f"{reverse('customers:rate_list')}?{query}")
            assert len(page.context["table"].rows) == count, query

    def test_who_reads_and_who_posts(
        self,
        client_for: ClientFor,
        auditor: User,
        administrator: User,
        account_manager: User,
        head_of_risk: User,
    ) -> None:
        pages = [reverse("customers:rate_list"), reverse("customers:rate_add")]
        expected = {
            auditor: [200, 403],
            administrator: [200, 403],
            account_manager: [403, 403],
            head_of_risk: [200, 200],
        }
        for person, codes in expected.items():
            assert [client_for(person).get(page).status_code for page in pages] == codes
        assert Client().get(pages[0]).status_code == 302

    def test_a_list_costs_the_same_however_long(
        self, client_for: ClientFor, risk_officer: User, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(30):
            post(risk_officer, ("EUR", "1.1"), day=DAY - dt.timedelta(days=number))
        client = client_for(risk_officer)
        with django_assert_max_num_queries(9):
            client.get(f"{reverse('customers:rate_list')}?currency=EUR")


def test_a_currency_that_is_none_has_no_course(client_for: ClientFor, risk_officer: User) -> None:
    answer = client_for(risk_officer).get(reverse("customers:rate_list"), {"currency": "E\0R"})
    assert (answer.status_code, answer.context["course"]) == (200, None)


class TestMissing:
    def in_use(self, currency: str, **fields: Any) -> Invoice:
        issued = fields.pop("invoice_date", today())
        return make_invoice(make_customer(**fields), currency=currency, invoice_date=issued)

    def test_currencies_in_use_without_a_rate_of_today_are_told(self, risk_officer: User) -> None:
        yesterday = today() - dt.timedelta(days=1)
        for currency in ("EUR", "EUR", "GBP", "CNY", "USD"):  # the last is the book's own
            self.in_use(currency)
        make_payment(make_customer(), "5.00", currency="SEK", received_date=yesterday)
        self.in_use("JPY", invoice_date=today() - dt.timedelta(days=400))  # not any more
        void = self.in_use("CHF")
        Invoice.objects.filter(pk=void.pk).update(is_void=True)
        post(risk_officer, ("CNY", "0.14"), day=today())
        post(risk_officer, ("EUR", "1.1"), day=yesterday)
        post(risk_officer, ("EUR", "1.0"), day=yesterday - dt.timedelta(days=9))
        found = [(m.currency, m.latest, m.customers, m.is_more)
                 for m in missing_rates(risk_officer, day=today())]  # fmt: skip
        assert found == [
            ("GBP", None, 1, False), ("SEK", None, 1, False), ("EUR", yesterday, 2, False),
        ]  # fmt: skip

    def test_a_page_looks_through_so_many_documents_only(
        self, risk_officer: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(missing, "MOST_READ", 2)
        for _n in range(3):
            self.in_use("EUR")
        [found] = missing_rates(risk_officer, day=today())
        assert (found.customers, found.is_more) == (2, True)

    def test_the_page_counts_customers_in_reach(
        self, account_manager: User, outsider: User, risk_officer: User, client_for: ClientFor
    ) -> None:
        page = reverse("customers:rate_list")
        self.in_use("EUR", manager=account_manager, team=account_manager.team)
        look = Permission.objects.get(codename="view_exchangerate")
        for person in (account_manager, outsider):
            person.user_permissions.add(look)
        for user, told in ((account_manager, True), (outsider, False), (risk_officer, True)):
            text = client_for(user).get(page).content.decode()
            assert ("No rate at all: EUR" in text) is told, user
            assert ("(1 customer)" in text) is told
        post(risk_officer, ("EUR", "1.1"))
        assert "No rate since" in client_for(risk_officer).get(page).content.decode()
        post(risk_officer, ("EUR", "1.1"), day=today())
        assert "without a rate of today" not in client_for(risk_officer).get(page).content.decode()


class TestApi:
    def test_a_system_posts_a_day_of_rates(self, api_client_for: ApiClientFor) -> None:
        client = api_client_for(make_service_user("exchange-rates:write"))
        day = "2026-01-01"
        rows = [
            {"currency": "EUR", "effective_date": day, "rate": "1.1"},
            {"currency": "GBP", "effective_date": day, "rate": "x"},
            {"currency": "GBP", "effective_date": day, "rate": "1.3"},
        ]
        answer = client.post(ADDRESS, rows)
        outcomes = [row["outcome"] for row in answer.json()["results"]]
        assert outcomes == ["created", "refused", "created"]
        again = client.post(ADDRESS, rows[0])
        assert again.status_code == 200
        assert again.json()["rate"] == "1.10000000"
        found = client.get(f"{ADDRESS}?currency=GBP&effective_date_after={day}").json()["results"]
        assert [row["currency"] for row in found] == ["GBP"]

    def test_one_row_that_is_refused_says_why(self, api_client_for: ApiClientFor) -> None:
        client = api_client_for(make_service_user("exchange-rates:write"))
        row = {"currency": "USD", "effective_date": "2026-01-01", "rate": "1"}
        answer = client.post(ADDRESS, row)
        assert (answer.status_code, answer.json()["code"]) == (409, "base_currency")
        many = client.post(ADDRESS, [row] * 1001)
        assert many.status_code == 400

    def test_others_are_kept_out(self, api_client_for: ApiClientFor, account_manager: User) -> None:
        assert APIClient().get(ADDRESS).status_code == 401
        assert api_client_for(account_manager).get(ADDRESS).status_code == 403
        reader = api_client_for(make_service_user("exchange-rates:read"))
        assert reader.get(ADDRESS).status_code == 200
        assert reader.post(ADDRESS, []).status_code == 403
