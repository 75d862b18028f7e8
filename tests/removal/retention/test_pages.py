"""The pages of retention: what each role sees and may do."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from removal.models import ErasureRun
from removal.services.retention import propose_erasure
from riskcrm.accounts import roles
from tests.factories import make_person
from tests.removal.retention.past import NOW, People, erased, gone

DUE = "removal:erasure_due"


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize(
        ("role", "status"),
        [(roles.ADMINISTRATOR, 200), (roles.LEGAL_REVIEWER, 200), (roles.HEAD_OF_RISK, 200),
         (roles.AUDITOR, 200), (roles.RISK_OFFICER, 403), (roles.ACCOUNT_MANAGER, 403)],
    )  # fmt: skip
    def test_who_sees_what_is_due(self, role: str, status: int) -> None:
        gone("D-1")
        page = signed_in(make_person(role)).get(reverse(DUE))
        assert page.status_code == status
        if status == 200:
            assert "D-1" in page.content.decode()

    def test_without_anybody_due_the_page_says_what_comes_here(self) -> None:
        page = signed_in(make_person(roles.AUDITOR)).get(reverse(DUE))
        assert "time is over today" in page.content.decode()

    def test_from_proposal_to_second_approval(self) -> None:
        gone("D-1")
        people = People()
        answer = signed_in(people.proposer).post(
            reverse("removal:erasure_propose"), {"reason": "Over."}
        )
        run = ErasureRun.objects.get()
        address = reverse("removal:erasure_approve", args=[run.pk])
        assert answer["Location"] == reverse("removal:erasure_detail", args=[run.pk])
        assert signed_in(people.proposer).post(address).status_code == 403
        assert signed_in(people.first).post(address, {"version": 1}).status_code == 302
        again = signed_in(people.first).post(address, {"version": 2})
        assert again.status_code == 409
        assert "Another person has to approve" in again.content.decode()
        assert signed_in(people.second).post(address, {"version": 2}).status_code == 302
        page = signed_in(people.second).get(reverse("removal:erasure_detail", args=[run.pk]))
        assert "erasure-progress" in page.content.decode()

    def test_a_reviewer_who_proposed_is_told_that_others_approve(self) -> None:
        gone()
        legal = make_person(roles.LEGAL_REVIEWER)
        run = propose_erasure(reason="Over.", by=legal, at=NOW)
        page = signed_in(legal).get(reverse("removal:erasure_detail", args=[run.pk]))
        assert "Take it back" in page.content.decode()
        assert "Approve the erasure" not in page.content.decode()

    def test_a_due_page_reads_little_and_as_often_for_many_as_for_one(
        self, django_assert_max_num_queries: object
    ) -> None:
        client = signed_in(make_person(roles.AUDITOR))
        for _ in range(5):
            gone()
        client.get(reverse(DUE))
        with django_assert_max_num_queries(15):  # type: ignore[operator]
            client.get(reverse(DUE))

    def test_what_would_go_is_counted_when_somebody_asks(self) -> None:
        gone("D-1")
        client = signed_in(make_person(roles.AUDITOR))
        page, counted = client.get(reverse(DUE)), client.get(reverse(DUE), {"count": "1"})
        assert "Records that would go" not in page.content.decode()
        assert "Records that would go" in counted.content.decode()
        assert "Contacts, related parties and their changes:" in counted.content.decode()

    def test_the_next_page_goes_on_after_the_last_row(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("removal.views.retention.PAGE", 2)
        for number in range(3):
            gone(f"D-{number}")
        client = signed_in(make_person(roles.AUDITOR))
        first = client.get(reverse(DUE))
        assert "D-1" in first.content.decode()
        assert "D-2" not in first.content.decode()
        second = client.get(reverse(DUE), {"after": first.context["page"].after})
        assert "D-2" in second.content.decode()
        assert "D-1" not in second.content.decode()

    def test_nothing_is_counted_before_it_is_proposed(
        self, django_assert_max_num_queries: object
    ) -> None:
        client = signed_in(make_person(roles.ADMINISTRATOR))
        address = reverse("removal:erasure_propose")
        client.get(address)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(address).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_certificate_is_the_file_that_was_made(own_media: None) -> None:
    gone()
    run = erased()
    client = signed_in(make_person(roles.AUDITOR))
    file = client.get(reverse("removal:erasure_certificate", args=[run.pk]))
    assert file.content.decode() == run.certificate
    assert file["Content-Disposition"] == f'attachment; filename="erasure-{run.pk}.csv"'
    page = client.get(reverse("removal:erasure_detail", args=[run.pk])).content.decode()
    assert run.certificate_sha256 in page
    found = signed_in(make_person(roles.HEAD_OF_RISK)).post(
        reverse("removal:erased_find"), {"text": "wang wei"}
    )
    assert "erased-" in found.content.decode()


@pytest.mark.django_db
def test_the_api_tells_runs_and_their_customers_to_who_may_see_them() -> None:
    customer = gone()
    run = propose_erasure(reason="Over.", by=People().proposer, at=NOW)
    client = signed_in(make_person(roles.AUDITOR))
    answer = client.get("/api/v1/erasure-runs/")
    assert [row["id"] for row in answer.json()["results"]] == [run.pk]
    assert client.get(f"/api/v1/erasure-runs/{run.pk}/").json()["state"] == "proposed"
    rows = client.get(f"/api/v1/erasure-runs/{run.pk}/customers/").json()["results"]
    assert [(row["customer"], row["counts"]["contacts"]) for row in rows] == [(customer.pk, 1)]
    assert client.get("/api/v1/erasure-runs/0/customers/").status_code == 404
    officer = signed_in(make_person(roles.RISK_OFFICER))
    assert officer.get("/api/v1/erasure-runs/").status_code == 403
    page = client.get(reverse("removal:erasure_list")).content.decode()
    assert "Erasure run" in page
