"""Pages of policy packs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from removal.models import PolicyPack
from removal.packs.names import SPECS
from removal.packs.standing import pack_for
from removal.services import packs as services
from riskcrm.accounts.inbox import sources
from riskcrm.web.today import today
from tests.factories import make_customer
from tests.removal.packs.people import adapted, built_in, changed, submitted

pytestmark = pytest.mark.django_db


def address(name: str, pack: PolicyPack | None = None, *more: str) -> str:
    return reverse(f"removal:{name}", args=[pack.pk, *more] if pack else [])


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_who_has_not_signed_in_sees_no_pack() -> None:
    for name in ("pack_detail", "pack_dates", "pack_adapt"):
        assert Client().get(address(name, built_in())).status_code == 302
    assert Client().get(address("pack_list")).status_code == 302


def test_who_has_no_role_sees_no_pack(client_for, nobody) -> None:
    client = client_for(nobody)
    assert client.get(address("pack_list")).status_code == 403
    assert client.get(address("pack_detail", built_in())).status_code == 403
    assert client.get(address("pack_dates", built_in())).status_code == 403


@pytest.mark.parametrize("name", ["pack_adapt", "pack_change"])
def test_only_an_administrator_drafts(client_for, risk_officer, account_manager, name: str) -> None:
    for person in (risk_officer, account_manager):
        assert client_for(person).get(address(name, built_in())).status_code == 403


@pytest.mark.parametrize("name", ["pack_approve", "pack_reject"])
def test_an_administrator_decides_on_none(client_for, administrator, name: str) -> None:
    answer = client_for(administrator).post(address(name, built_in()), {"reason": "x"})
    assert answer.status_code == 403


def test_the_list_shows_every_pack_in_constant_queries(client_for, account_manager, settings):
    client = client_for(account_manager)
    shown = text(client.get(address("pack_list")))
    for word in ("China", "Germany", "European Union", "France", "United Kingdom", "seller"):
        assert word in shown
    counts = []
    for country in ("", "JP", "FR"):
        if country:
            settings.COUNTRY = "CN"
            pack_for(make_customer(country=country), today())
        with CaptureQueriesContext(connection) as asked:
            client.get(address("pack_list"))
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_the_list_can_be_narrowed(client_for, account_manager, administrator, settings) -> None:
    settings.COUNTRY = "CN"
    joint = pack_for(make_customer(country="FR"), today())
    draft = adapted(administrator)
    client = client_for(account_manager)

    def found(query: str) -> set[str]:
        rows = client.get(f"{address('pack_list')}?{query}").context["table"].data
        return {str(row) for row in rows}

    assert found("joint=true") == {str(joint)}
    assert found("state=draft") == {str(draft)}
    assert found("jurisdiction=FR") == {"FR-seller 1", "FR-lender 1", str(joint)}
    assert found("kind=lender&jurisdiction=CN") == {"CN-lender 1"}


def test_one_pack_shows_every_parameter_with_its_citation(client_for, account_manager) -> None:
    pack = built_in("GB-lender")
    with CaptureQueriesContext(connection) as asked:
        shown = text(client_for(account_manager).get(address("pack_detail", pack)))
    assert len([each for each in asked if "policypack" in each["sql"]]) <= 3
    assert shown.count("<tr>") == len(SPECS) + 7
    for word in ("SI 2025/688", "90 days", "28 Apr" if "28 Apr" in shown else "2026-04-28",
                 "law, not verified", "house policy", "No legal advice"):  # fmt: skip
        assert word in shown
    assert "9 values are law whose text was not verified" in shown
    assert "Adapt</a>" not in shown


def test_a_pack_put_together_names_its_parts(client_for, account_manager, settings) -> None:
    settings.COUNTRY = "CN"
    pack = pack_for(make_customer(country="FR"), today())
    shown = text(client_for(account_manager).get(address("pack_detail", pack)))
    assert "Of each parameter the strictest holds" in shown
    assert "China + France" in shown


def test_a_pack_goes_from_draft_to_force_on_its_pages(
    client_for, administrator, legal_reviewer
) -> None:
    client = client_for(administrator)
    said = {"effective_from": today().isoformat(), "reason": "Counsel said so."}
    answer = client.post(address("pack_adapt", built_in()), said)
    draft = PolicyPack.objects.get(code="CN-seller", number=2)
    assert answer.url == address("pack_detail", draft)
    page = address("pack_parameter", draft, "notice_days")
    assert "house policy; Civil Code" in text(client.get(page))
    words = {"value": 45, "citation": "memo of counsel", "effective_date": "2026-03-03",
             "basis": "read", "version": draft.version}  # fmt: skip
    assert client.post(page, words).status_code == 302
    shown = text(client.get(address("pack_detail", draft)))
    assert "1 parameter differs from version 1" in shown
    assert '<del class="muted">30 days</del> 45 days' in shown
    draft.refresh_from_db()
    assert draft.parameter("notice_days").verified is True
    client.post(address("pack_submit", draft), {"version": draft.version})
    shown = text(client.get(address("pack_detail", draft)))
    assert "another person has to decide" in shown
    assert "Put it in force" not in shown
    [row] = [row for source in sources() for row in source.rows(legal_reviewer, 20)]
    assert row.url == address("pack_detail", draft) + "#decision"
    assert "China, seller, version 2" in row.title
    draft.refresh_from_db()
    legal = client_for(legal_reviewer)
    assert "Put it in force" in text(legal.get(address("pack_detail", draft)))
    said = {"reason": "Read.", "version": draft.version}
    assert legal.post(address("pack_approve", draft), said).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by) == ("in_force", legal_reviewer)
    assert not [row for source in sources() for row in source.rows(legal_reviewer, 20)]


def test_what_a_service_refuses_stands_on_the_form(client_for, administrator, risk_officer):
    draft = adapted(administrator)
    client = client_for(administrator)
    page = address("pack_parameter", draft, "notice_days")
    words = {"value": 45, "citation": draft.parameter("notice_days").citation, "basis": "house",
             "effective_date": "2026-03-03", "version": draft.version}  # fmt: skip
    answer = client.post(page, words)
    assert answer.status_code == 422
    assert "Say where the new one stands" in text(answer)
    assert client.post(page, words | {"value": "x"}).status_code == 422
    submitted(draft, administrator)
    answer = client_for(risk_officer).post(
        address("pack_approve", draft), {"reason": "", "version": 2}
    )
    assert answer.status_code == 422
    stale = client_for(risk_officer).post(
        address("pack_approve", draft), {"reason": "x", "version": 1}
    )
    assert stale.status_code == 409


def test_a_parameter_that_there_is_not_is_not_found(client_for, administrator) -> None:
    draft = adapted(administrator)
    assert client_for(administrator).get(address("pack_parameter", draft, "x")).status_code == 404


VALUES = {
    "old_contracts_before": ("2026-04-28", "2026-04-28"),
    "human_decision": ("no", False),
    "reason_duty": ("on_request", "on_request"),
    "delivery_methods": (["hand", "courier"], ["hand", "courier"]),
    "adequate_assurance_days": ("", None),
    "notice_exceptions": ([], []),
}


@pytest.mark.parametrize("name", sorted(VALUES))
def test_each_kind_of_value_is_filled_in(client_for, administrator, name: str) -> None:
    draft = adapted(administrator)
    given, kept = VALUES[name]
    words = {"value": given, "citation": "memo", "basis": "not_read",
             "effective_date": "2026-03-03", "version": draft.version}  # fmt: skip
    assert client_for(administrator).post(
        address("pack_parameter", draft, name), words
    ).status_code == 302  # fmt: skip
    draft.refresh_from_db()
    assert draft.value(name) == kept
    assert draft.parameter(name).verified is False


def test_days_of_delivery_are_filled_in_by_method(client_for, administrator) -> None:
    draft = adapted(administrator)
    page = address("pack_parameter", draft, "deemed_delivery_days")
    client = client_for(administrator)
    form = client.get(page).context["form"]
    words = {field.html_name: field.value() for field in form if field.value() is not None}
    words |= {"days_courier": 2, "unit_courier": "calendar", "days_email": "",
              "citation": "memo"}  # fmt: skip
    assert client.post(page, words).status_code == 302
    draft.refresh_from_db()
    kept = draft.value("deemed_delivery_days")
    assert kept["courier"] == {"days": 2, "unit": "calendar"}
    assert "email" not in kept
    assert kept["registered_post"] == {"days": 5, "unit": "business"}


@pytest.mark.parametrize("name", sorted(SPECS))
def test_every_parameter_has_a_form_that_keeps_what_it_shows(
    client_for, administrator, name: str
) -> None:
    draft = adapted(administrator, "GB-lender")
    page = address("pack_parameter", draft, name)
    client = client_for(administrator)
    form = client.get(page).context["form"]
    words = {field.html_name: field.value() for field in form if field.value() is not None}
    assert client.post(page, words).status_code == 302
    draft.refresh_from_db()
    assert draft.parameters == built_in("GB-lender").parameters


def test_dates_are_tried_on_a_page(client_for, account_manager) -> None:
    client = client_for(account_manager)
    page = address("pack_dates", built_in("GB-lender"))
    assert "Choose a day" in text(client.get(page))
    query = {"start": "2026-03-02", "method": "hand", "years": 5, "contract_days": 30,
             "contract_made_on": "2025-01-10"}  # fmt: skip
    answer = client.get(page, query)
    dates = {each.name: each.date.isoformat() for each in answer.context["dates"]}
    assert dates["notice_end"] == "2026-05-04"
    shown = text(answer)
    for word in ("former rule, for an older contract", "2 months", "next business day", "contract"):
        assert word in shown


@pytest.mark.parametrize(
    "query",
    [
        {"start": "2026-03-02", "method": "pigeon"},
        {"start": "9999-12-31", "method": "hand"},
        {"start": "", "method": "hand"},
        {"start": "2026-03-02", "method": "hand", "arrived_on": "2026-03-01"},
        {"start": "2026-03-02", "method": "hand", "years": "-1"},
    ],
)
def test_what_cannot_be_computed_is_said_beside_the_field(client_for, account_manager, query):
    answer = client_for(account_manager).get(address("pack_dates", built_in("FR-seller")), query)
    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_pages_are_there_in_chinese(client_for, account_manager) -> None:
    client = client_for(account_manager)
    client.cookies["django_language"] = "zh-hans"
    for page in (address("pack_list"), address("pack_detail", built_in())):
        assert client.get(page).status_code == 200


def test_a_returned_draft_shows_whose_it_is(client_for, administrator, risk_officer) -> None:
    draft = submitted(changed(adapted(administrator), administrator), administrator)
    client = client_for(risk_officer)
    said = {"reason": "Cite it.", "version": draft.version}
    assert client.post(address("pack_return", draft), said).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "draft"
    services.submit_pack(draft, by=administrator, at=timezone.now())
    shown = text(client.get(address("pack_detail", draft)))
    assert str(administrator) in shown


def test_a_draft_says_from_when_it_holds_and_why(client_for, administrator) -> None:
    draft = adapted(administrator)
    client = client_for(administrator)
    assert "Our counsel said so." in text(client.get(address("pack_change", draft)))
    said = {"effective_from": "2031-01-01", "reason": "A new law.", "version": draft.version}
    assert client.post(address("pack_change", draft), said).status_code == 302
    draft.refresh_from_db()
    assert (draft.effective_from.isoformat(), draft.reason) == ("2031-01-01", "A new law.")
