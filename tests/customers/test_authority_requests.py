"""The register of requests of authorities: entered, answered by a deadline, seen by few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from customers.merging.comparing import counts_of
from customers.models import AuthorityRequest, Customer
from customers.services.attachments import add_attachment
from customers.services.authority import answer_request, change_request, register_request
from customers.services.merges import merge_customers
from customers.services.undo_merges import undo_merge
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused, Stale
from riskcrm.web.services.exports import request_export
from riskcrm.web.services.saved_views import save_view
from riskcrm.web.today import today
from tests.customers.undoing import imported, kept, undo
from tests.factories import make_customer, make_invoice, make_service_user

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
ApiClientFor = Callable[[User], APIClient]
ADDRESS = "/api/v1/authority-requests/"


def fields(person: User, **changed: Any) -> dict[str, Any]:
    """A request that this person answers for."""
    day = today()
    return {
        "authority": "Financial Supervision",
        "reference": "FS-2026/17",
        "received_date": day - dt.timedelta(days=3),
        "subject": "Payments of one customer",
        "deadline_date": day + dt.timedelta(days=7),
        "responsible": person,
        **changed,
    }


def make_request(responsible: User, **changed: Any) -> AuthorityRequest:
    given = fields(responsible, **changed)
    return register_request(by=responsible, at=timezone.now(), **given)


def answer(row: AuthorityRequest, by: User, **changed: Any) -> AuthorityRequest:
    given: dict[str, Any] = {
        "state": "answered",
        "answer": "Sent the statements.",
        "answered_date": today(),
        "version": row.version,
        **changed,
    }
    return answer_request(row, by=by, at=timezone.now(), **given)


class TestServices:
    def test_the_chain_does_not_tell_what_was_asked_about_whom(self, legal_reviewer: User) -> None:
        make_request(legal_reviewer, customer=make_customer(name="Silent Ltd"))
        event = Event.objects.get(verb="register_request")
        assert event.customer_id is None
        assert "Silent" not in event.payload.body
        assert "Payments of one" not in event.payload.body
        assert "Financial" not in event.payload.body

    def test_a_file_is_entered_once(self, legal_reviewer: User) -> None:
        make_request(legal_reviewer)
        with pytest.raises(Refused, match="in the register already"):
            make_request(legal_reviewer)
        make_request(legal_reviewer, authority="Tax office")

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"received_date": dt.date(2999, 1, 1)}, "received_date"),
            ({"deadline_date": dt.date(2000, 1, 1)}, "deadline_date"),
        ],
    )
    def test_days_that_cannot_be_are_refused(
        self, legal_reviewer: User, changed: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Refused) as caught:
            make_request(legal_reviewer, **changed)
        assert caught.value.field == field

    def test_who_may_not_see_it_cannot_answer_for_it(
        self, legal_reviewer: User, account_manager: User
    ) -> None:
        given = fields(account_manager)
        with pytest.raises(Refused, match="may not see"):
            register_request(by=legal_reviewer, at=timezone.now(), **given)

    def test_an_open_one_is_changed_and_a_stale_change_refused(
        self, legal_reviewer: User, risk_officer: User
    ) -> None:
        row = make_request(legal_reviewer)
        later = today() + dt.timedelta(days=30)
        change: dict[str, Any] = {"deadline_date": later, "responsible": risk_officer}
        at = timezone.now()
        changed = change_request(row, by=legal_reviewer, at=at, version=1, **change)
        assert (changed.deadline_date, changed.version) == (later, 2)
        with pytest.raises(Stale):
            change_request(row, by=legal_reviewer, at=at, version=1, subject="x")
        same = change_request(row, by=legal_reviewer, at=at, version=2, **change)
        assert same.version == 2
        assert Event.objects.filter(verb="change_request").count() == 1

    @pytest.mark.parametrize("state", ["answered", "refused"])
    def test_it_is_closed_once_and_stays_so(self, legal_reviewer: User, state: str) -> None:
        row = answer(make_request(legal_reviewer), legal_reviewer, state=state)
        assert (row.state, row.days_late) == (state, 0)
        for act in (
            lambda: answer(row, legal_reviewer),
            lambda: change_request(
                row, by=legal_reviewer, at=timezone.now(), version=2, subject="x"
            ),
        ):
            with pytest.raises(Refused, match="stays as it is"):
                act()

    @pytest.mark.parametrize(
        "changed", [{"answer": " "}, {"answered_date": dt.date(2000, 1, 1)}, {"version": 9}]
    )
    def test_an_answer_that_cannot_be_is_refused(
        self, legal_reviewer: User, changed: dict[str, Any]
    ) -> None:
        row = make_request(legal_reviewer)
        with pytest.raises(Refused):
            answer(row, legal_reviewer, **changed)
        assert AuthorityRequest.objects.open().count() == 1

    def test_the_database_wants_an_answer_with_the_state(self, legal_reviewer: User) -> None:
        row = make_request(legal_reviewer)
        sql = "UPDATE customers_authorityrequest SET state = 'answered' WHERE id = %s"
        with pytest.raises(IntegrityError, match="closed_with_answer"), transaction.atomic():
            connection.cursor().execute(sql, [row.pk])


class TestPages:
    def test_few_roles_see_that_there_is_a_register(
        self,
        client_for: ClientFor,
        account_manager: User,
        administrator: User,
        auditor: User,
        legal_reviewer: User,
        risk_officer: User,
        head_of_risk: User,
    ) -> None:
        row = make_request(legal_reviewer)
        pages = [
            reverse("customers:request_list"),
            reverse("customers:request_detail", args=[row.pk]),
        ]
        assert Client().get(pages[0]).status_code == 302
        for person in (account_manager, administrator):
            client = client_for(person)
            assert [client.get(page).status_code for page in pages] == [403, 403]
            assert "/authority-requests/" not in client.get("/customers/").content.decode()
        for person in (auditor, legal_reviewer, risk_officer, head_of_risk):
            client = client_for(person)
            assert [client.get(page).status_code for page in pages] == [200, 200]

    def test_an_auditor_reads_and_closes_nothing(
        self, client_for: ClientFor, auditor: User, legal_reviewer: User
    ) -> None:
        row = make_request(legal_reviewer)
        client = client_for(auditor)
        page = client.get(reverse("customers:request_detail", args=[row.pk])).content.decode()
        assert "Close the request" not in page
        for route, args in (
            ("request_create", []),
            ("request_edit", [row.pk]),
            ("request_answer", [row.pk]),
        ):
            address = reverse(f"customers:{route}", args=args)
            assert client.post(address, {}).status_code == 403

    def test_from_the_letter_to_the_answer(
        self, client_for: ClientFor, legal_reviewer: User
    ) -> None:
        client = client_for(legal_reviewer)
        customer = make_customer(name="Silent Ltd")
        given = fields(legal_reviewer, responsible=legal_reviewer.pk, customer="C-none")
        address = reverse("customers:request_create")
        page = client.post(address, given)
        assert page.status_code == 422
        assert "customer" in page.context["form"].errors
        page = client.post(address, given | {"customer": customer.number}, follow=True)
        row = AuthorityRequest.objects.get()
        assert "Silent Ltd" in page.content.decode()
        edit = reverse("customers:request_edit", args=[row.pk])
        assert client.get(edit).context["form"].initial["customer"] == customer.number
        changed = given | {"customer": customer.number, "subject": "Other", "version": 1}
        assert client.post(edit, changed).status_code == 302
        closing = reverse("customers:request_answer", args=[row.pk])
        said = {"state": "answered", "answer": "Sent.", "answered_date": today(), "version": 1}
        assert client.post(closing, said).status_code == 409
        assert client.post(closing, said | {"version": 2}).status_code == 302
        row.refresh_from_db()
        assert (row.subject, row.state) == ("Other", "answered")
        assert client.get(reverse("customers:request_detail", args=[0])).status_code == 404

    def test_what_is_late_is_shown_and_found(
        self, client_for: ClientFor, legal_reviewer: User, django_assert_max_num_queries: Any
    ) -> None:
        make_request(legal_reviewer)
        day = today()
        late = make_request(
            legal_reviewer,
            reference="late",
            received_date=day - dt.timedelta(days=9),
            deadline_date=day - dt.timedelta(days=2),
        )
        client = client_for(legal_reviewer)
        for query in ("late=1", "q=late", f"deadline_date_before={day}", "state=open&sort=id"):
            page = client.get(f"{reverse('customers:request_list')}?{query}")
            first = page.context["table"].rows[0].record
            assert (first, "2 days late" in page.content.decode()) == (late, True)
        for number in range(10):
            make_request(legal_reviewer, reference=f"r{number}", customer=make_customer())
        with django_assert_max_num_queries(7):
            client.get(reverse("customers:request_list"))


class TestApi:
    def body(self, responsible: User, **changed: Any) -> dict[str, Any]:
        return fields(responsible, responsible=responsible.username, **changed)

    def test_a_system_enters_and_reads_requests(
        self, api_client_for: ApiClientFor, legal_reviewer: User
    ) -> None:
        client = api_client_for(make_service_user("authority-requests:write"))
        customer = make_customer()
        answer = client.post(ADDRESS, self.body(legal_reviewer, customer=customer.number))
        assert answer.status_code == 201, answer.json()
        assert answer.json()["customer_number"] == customer.number
        assert client.get(answer["Location"]).json()["responsible"] == "legal"
        again = client.post(ADDRESS, self.body(legal_reviewer))
        assert (again.status_code, again.json()["code"]) == (409, "request_there")
        assert len(client.get(f"{ADDRESS}?state=open").json()["results"]) == 1

    def test_a_key_of_one_team_sees_none(
        self, api_client_for: ApiClientFor, legal_reviewer: User, team: Any
    ) -> None:
        row = make_request(legal_reviewer)
        client = api_client_for(make_service_user("authority-requests:read", team=team))
        assert client.get(ADDRESS).json()["results"] == []
        assert client.get(f"{ADDRESS}{row.pk}/").status_code == 404

    def test_others_are_kept_out(
        self, api_client_for: ApiClientFor, account_manager: User, legal_reviewer: User
    ) -> None:
        assert APIClient().get(ADDRESS).status_code == 401
        assert api_client_for(account_manager).get(ADDRESS).status_code == 403
        reader = api_client_for(make_service_user("authority-requests:read"))
        assert reader.post(ADDRESS, self.body(legal_reviewer)).status_code == 403

    def test_a_shape_that_is_wrong_is_named(
        self, api_client_for: ApiClientFor, legal_reviewer: User
    ) -> None:
        client = api_client_for(legal_reviewer)
        wrong = self.body(legal_reviewer) | {"responsible": "nobody-here", "state": "answered"}
        named = {error["field"] for error in client.post(ADDRESS, wrong).json()["errors"]}
        assert named == {"state"}
        del wrong["state"]
        named = {error["field"] for error in client.post(ADDRESS, wrong).json()["errors"]}
        assert named == {"responsible"}


class TestItIsSecretThatOneAsks:
    """Neither who imports or merges customers nor who reads the audit chain learns of a request."""

    def test_undoing_an_import_does_not_name_it(
        self, account_manager: User, legal_reviewer: User, settings: Any, tmp_path: Path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        row = imported(account_manager, "number,name", "A,Alpha", "B,Beta", "C,Gamma")
        of = {customer.number: customer for customer in Customer.objects.all()}
        make_request(legal_reviewer, customer=of["A"])
        make_request(legal_reviewer, customer=of["B"], reference="FS-2")
        make_invoice(of["B"])
        add_attachment(
            of["C"],
            SimpleUploadedFile("note.txt", b"words"),
            by=account_manager,
            at=timezone.now(),
        )
        undo(row, account_manager)
        reasons = {line["Number"]: line["Why it was kept"] for line in kept(row)}
        assert reasons["A"] == reasons["C"] == "something else in the book refers to it"
        assert reasons["B"] == "something else in the book refers to it: invoice"

    def test_files_and_views_of_the_register_do_not_tell_what_was_looked_for(
        self, legal_reviewer: User, risk_officer: User
    ) -> None:
        at = timezone.now()
        for address in ("/authority-requests/?q=K-7", "/customers/?q=K-8"):
            request_export(
                by=legal_reviewer, address=address, file_format="csv", language="en", at=at
            )
        for name in ("customers:request_list", "monitoring:customer_list"):
            save_view(by=legal_reviewer, list_name=name, query="q=K-7", name=name, at=at)
        told = {
            (event.verb, "K-" in event.payload.body)
            for event in Event.objects.filter(verb__in=("request_export", "save_view"))
        }
        bodies = [e.payload.body for e in Event.objects.filter(verb="request_export")]
        assert told == {(v, is_in) for v in ("request_export", "save_view") for is_in in (0, 1)}
        assert not any("K-7" in body for body in bodies)

    def test_merging_moves_it_and_does_not_tell(
        self, legal_reviewer: User, risk_officer: User
    ) -> None:
        one, other = make_customer("A"), make_customer("B")
        request = make_request(legal_reviewer, customer=other)
        make_invoice(other)
        assert [count.title for count in counts_of(other)] == ["invoices"]
        at = timezone.now()
        said = {"choices": {}, "reason": "the same firm"}
        row = merge_customers(one, other, by=risk_officer, at=at, **said)
        request.refresh_from_db()
        assert request.customer == one
        undo_merge(row, by=risk_officer, at=at, reason="two firms")
        events = Event.objects.filter(verb__in=("merge_customers", "undo_merge"))
        assert len(events) == 4
        for event in events:
            assert "uthority" not in event.payload.body
        assert "Invoice" in events[0].payload.body
