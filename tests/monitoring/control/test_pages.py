"""Pages and calls of internal control: who gets where, and what is shown."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from customers.models import Customer
from monitoring.control.exceptions import REPORTS
from monitoring.models import Control, ControlTest, Finding
from monitoring.services.control_tests import finish_test
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused, refusal_of
from riskcrm.web.own_work import TRY_OWN_WORK
from scoring.models import Override
from tests.factories import make_customer, make_service_user
from tests.monitoring.control.books import NOW
from tests.monitoring.control.test_control_tests import judge_all

SignedIn = Callable[[User], Client]


def url(name: str, *args: Any) -> str:
    return reverse(f"monitoring:{name}", args=args)


class TestTesting:
    def test_an_auditor_tests_item_by_item_to_the_end(
        self, drawn: ControlTest, auditor: User, client_for: SignedIn
    ) -> None:
        client = client_for(auditor)
        page = client.get(url("control_test_detail", drawn.pk))
        assert b"3 items are left." in page.content
        passed = {f"attribute_{code}": "pass" for code in drawn.control.attribute_names}
        failed = passed | {"attribute_evidence": "fail", "note": "No proof."}
        for place, said in ((1, passed), (2, passed), (3, failed)):
            answer = client.post(url("control_test_item", drawn.pk, place), said)
            assert answer.status_code == 302, answer.content
        page = client.get(url("control_test_detail", drawn.pk))
        assert b"Raise a finding" in page.content
        client.post(url("control_test_finish", drawn.pk), {"conclusion": "One lacks proof."})
        page = client.get(url("control_test_detail", drawn.pk))
        assert b"1 of 3 items deviates." in page.content
        assert b"You did this test, so another person has to sign it." in page.content

    def test_a_finding_is_raised_from_an_item_with_what_is_known(
        self, drawn: ControlTest, auditor: User, head_of_risk: User, client_for: SignedIn
    ) -> None:
        judge_all(drawn, by=auditor, failed=1)
        item = drawn.items.get(place=1)
        page = client_for(auditor).get(url("finding_raise") + f"?item={item.pk}")
        assert page.context["form"].initial["owner"] == head_of_risk
        assert page.context["form"].initial["text"] == "No proof."

    def test_a_sample_is_drawn_on_a_page(
        self, drawn: ControlTest, auditor: User, client_for: SignedIn
    ) -> None:
        said = {
            "first_date": "2026-10-01", "final_date": "2026-10-30", "method": "random",
            "confidence": "95", "tolerable": "5",
        }  # fmt: skip
        answer = client_for(auditor).post(url("control_draw", drawn.control_id), said)
        test = ControlTest.objects.latest("pk")
        assert answer.headers["Location"] == url("control_test_detail", test.pk)
        assert (test.population_size, test.sample_size) == (5, 5)

    def test_the_population_lists_each_item_with_its_page(
        self, drawn: ControlTest, auditor: User, client_for: SignedIn
    ) -> None:
        page = client_for(auditor).get(url("population", drawn.pk)).content.decode()
        for override in Override.objects.all():
            assert reverse("scoring:override_detail", args=[override.pk]) in page

    def test_lists_take_a_fixed_number_of_queries(
        self, drawn: ControlTest, auditor: User, client_for: SignedIn,
        django_assert_max_num_queries: Any,
    ) -> None:  # fmt: skip
        client = client_for(auditor)
        client.get(url("control_list"))
        for name, args, most in (
            ("control_list", (), 14), ("control_test_list", (), 14), ("finding_list", (), 14),
            ("population", (drawn.pk,), 16), ("control_test_detail", (drawn.pk,), 16),
        ):  # fmt: skip
            with django_assert_max_num_queries(most):
                assert client.get(url(name, *args)).status_code == 200

    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_pages_are_there_in_both_languages(
        self, language: str, drawn: ControlTest, auditor: User, client_for: SignedIn
    ) -> None:
        auditor.language = language
        auditor.save()
        page = client_for(auditor).get(url("control_detail", drawn.control_id))
        name = drawn.control.name_zh if language.startswith("zh") else drawn.control.name_en
        assert name in page.content.decode()


class TestExceptions:
    def test_each_report_opens_and_the_overview_leads_to_it(
        self, auditor: User, client_for: SignedIn, account_manager: User, risk_officer: User
    ) -> None:
        client = client_for(auditor)
        page = client.get(url("exceptions")).content.decode()
        for report in REPORTS.values():
            assert reverse(report.route) in page
            assert client.get(reverse(report.route)).status_code == 200

    def test_overrides_are_filtered_by_who_asked(
        self, drawn: ControlTest, account_manager: User, auditor: User, client_for: SignedIn
    ) -> None:
        client, address = client_for(auditor), url("exception_overrides")
        links = 'href="/overrides/'
        assert client.get(address).content.decode().count(links) == 5
        by = {"person": account_manager.pk, "state": "in_force"}
        assert client.get(address, by).content.decode().count(links) == 5
        assert client.get(address, {"person": auditor.pk}).content.decode().count(links) == 0

    def test_an_account_manager_sees_none(
        self, account_manager: User, client_for: SignedIn
    ) -> None:
        client = client_for(account_manager)
        assert client.get(url("exceptions")).status_code == 403
        assert client.get(url("exception_own_work")).status_code == 403

    def test_the_api_says_the_same_rows(
        self, drawn: ControlTest, auditor: User, api_client_for: Callable[[User], APIClient]
    ) -> None:
        rows = api_client_for(auditor).get("/api/v1/exceptions/overrides/").json()["results"]
        assert len(rows) == 5
        assert {row["page"] for row in rows} == {
            reverse("scoring:override_detail", args=[o.pk]) for o in Override.objects.all()
        }

    def test_a_key_reads_controls_with_its_scope(
        self, drawn: ControlTest, api_client_for: Callable[[User], APIClient]
    ) -> None:
        client = api_client_for(make_service_user("controls:read"))
        assert client.get("/api/v1/controls/").status_code == 200
        assert client.get(f"/api/v1/control-tests/{drawn.pk}/population/").status_code == 200
        other = api_client_for(make_service_user("alerts:read"))
        assert other.get("/api/v1/controls/").status_code == 403


@pytest.fixture
def waiting(account_manager: User, risk_officer: User) -> Override:
    """An override that the risk officer asked for."""
    return Override.objects.create(
        customer=make_customer(manager=account_manager, team=account_manager.team), tier="low",
        computed_tier="high", reason="one_off", text="Late once.", evidence="Statement.",
        requested_by=risk_officer, responsible=risk_officer, requested_at=NOW,
        from_date=timezone.now().date(), expires_on=timezone.now().date(),
    )  # fmt: skip


class TestOwnWork:
    def test_who_tries_to_decide_on_own_work_on_a_page_is_written_down(
        self, waiting: Override, risk_officer: User, client_for: SignedIn
    ) -> None:
        client_for(risk_officer).post(
            reverse("scoring:override_approve", args=[waiting.pk]),
            {"reason": "Fine.", "version": 1},
        )
        waiting.refresh_from_db()
        assert waiting.state == "waiting"
        event = Event.objects.get(verb=TRY_OWN_WORK)
        assert (event.object_kind, event.object_id) == ("override", str(waiting.pk))
        assert (event.actor_id, event.customer_id) == (str(risk_officer.pk), waiting.customer_id)
        assert event.content["facts"] == {"rule": "own_request", "way": "page"}

    def test_the_same_over_the_api(
        self, drawn: ControlTest, auditor: User, api_client_for: Callable[[User], APIClient]
    ) -> None:
        judge_all(drawn, by=auditor)
        finish_test(drawn, conclusion="It held.", by=auditor, at=NOW)
        answer = api_client_for(auditor).post(f"/api/v1/control-tests/{drawn.pk}/sign/")
        assert (answer.status_code, answer.json()["code"]) == (409, "tester_cannot_sign")
        event = Event.objects.get(verb=TRY_OWN_WORK)
        assert event.content["facts"] == {"rule": "tester_cannot_sign", "way": "api"}

    def test_a_page_that_only_asks_whether_one_may_is_no_attempt(
        self, waiting: Override, risk_officer: User, client_for: SignedIn
    ) -> None:
        client_for(risk_officer).get(reverse("scoring:override_detail", args=[waiting.pk]))
        assert not Event.objects.filter(verb=TRY_OWN_WORK).exists()

    def test_asking_inside_of_an_act_is_no_attempt_either(self) -> None:
        from riskcrm.web.errors import OwnWork, own_work_tried

        def check(row: str) -> None:
            raise OwnWork("No.", code="own", about=row)

        with own_work_tried() as tried:
            assert isinstance(refusal_of(check, "row"), Refused)
            assert tried == []
            with pytest.raises(OwnWork):
                check("row")
            assert [each.about for each in tried] == ["row"]

    def test_the_report_shows_the_attempt_and_leads_to_it(
        self, waiting: Override, risk_officer: User, auditor: User, client_for: SignedIn
    ) -> None:
        client_for(risk_officer).post(
            reverse("scoring:override_approve", args=[waiting.pk]),
            {"reason": "Fine.", "version": 1},
        )
        page = client_for(auditor).get(url("exception_own_work")).content.decode()
        event = Event.objects.get(verb=TRY_OWN_WORK)
        assert reverse("audit:event_detail", args=[event.pk]) in page
        assert "Olivia Reyes" in page


class TestEvidence:
    @pytest.fixture
    def customer(self, account_manager: User) -> Customer:
        return make_customer(manager=account_manager, team=account_manager.team)

    def test_an_auditor_takes_it_from_the_customers_page(
        self, customer: Customer, auditor: User, client_for: SignedIn
    ) -> None:
        client = client_for(auditor)
        page = client.get(reverse("monitoring:customer_detail", args=[customer.pk]))
        assert url("customer_evidence", customer.pk) in page.content.decode()
        answer: Any = client.post(url("customer_evidence", customer.pk))
        content = b"".join(answer.streaming_content)
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            assert {"manifest.json", "events.jsonl", "blocks.jsonl", "verify.py"} <= set(
                bundle.namelist()
            )
        assert re.fullmatch("[0-9a-f]{64}", answer.headers["X-Evidence-Head"])
        assert Event.objects.filter(verb="make_evidence_bundle").count() == 1

    def test_an_account_manager_and_an_outsider_take_none(
        self, customer: Customer, account_manager: User, outsider: User, client_for: SignedIn
    ) -> None:
        for person in (account_manager, outsider):
            client = client_for(person)
            assert client.post(url("customer_evidence", customer.pk)).status_code == 403
            path = f"/api/v1/customers/{customer.pk}/evidence/"
            assert client.post(path).status_code == 403
        assert not Event.objects.filter(verb="make_evidence_bundle").exists()

    def test_the_command_writes_it_in_the_name_of_a_person(
        self, customer: Customer, auditor: User, account_manager: User, tmp_path: Any
    ) -> None:
        out = io.StringIO()
        place = str(tmp_path / "evidence.zip")
        said = {"customer": customer.number, "stdout": out}
        call_command("make_evidence_bundle", place, by=auditor.username, **said)
        assert "Head hash: " in out.getvalue()
        assert zipfile.is_zipfile(place)
        with pytest.raises(CommandError):
            call_command("make_evidence_bundle", place + "2", by=account_manager.username, **said)


class TestFindings:
    def test_an_auditor_raises_a_free_one_and_the_owner_finds_it(
        self, auditor: User, head_of_risk: User, client_for: SignedIn, db: None
    ) -> None:
        said = {
            "title": "Shared password", "text": "Two people use one.", "severity": "high",
            "action": "Stop it.", "owner": head_of_risk.pk, "due_date": "2099-01-01",
            "source": "//evil.example/x",
        }  # fmt: skip
        client_for(auditor).post(url("finding_raise"), said)
        finding = Finding.objects.get()
        assert finding.source == ""
        page = client_for(head_of_risk).get(url("finding_detail", finding.pk)).content.decode()
        assert "It is done" in page

    def test_the_auditor_changes_no_control(self, auditor: User, client_for: SignedIn) -> None:
        control = Control.objects.get(code="alert")
        assert client_for(auditor).get(url("control_change", control.pk)).status_code == 403
