from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from customers.models import Customer
from removal.acts import WORDS
from removal.models import RemovalCase
from removal.services import reject_case, withdraw_case
from removal.states import PATH, State
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from scoring.indicators import INDICATORS
from scoring.selectors import reasons_of
from scoring.templatetags.scoring import reading
from tests.factories import make_customer
from tests.monitoring.readings import read
from tests.removal.cases import (
    NOON,
    Crew,
    lead_to,
    lead_to_immediate_decision,
    make_case,
)
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]


@pytest.fixture
def customer(account_manager: User) -> Customer:
    customer = make_customer(manager=account_manager, team=account_manager.team, name="Hua Steel")
    read(customer, score="80", tier="high", exposure="1200.00", overdue="880.40")
    return customer


@pytest.fixture
def case(customer: Customer, account_manager: User) -> RemovalCase:
    return make_case(customer, by=account_manager)


def url(name: str, number: int) -> str:
    return reverse(f"removal:{name}", args=[number])


def test_anonymous_persons_are_sent_to_sign_in(case: RemovalCase, client: Client) -> None:
    for address in (
        reverse("removal:case_list"),
        url("case_detail", case.pk),
        url("case_panel", case.customer_id),
        url("case_propose", case.customer_id),
    ):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


def test_a_person_without_a_role_is_refused(
    case: RemovalCase, nobody: User, client_for: Sign
) -> None:
    client = client_for(nobody)
    assert client.get(reverse("removal:case_list")).status_code == 403
    assert client.get(url("case_detail", case.pk)).status_code == 403
    for panel in ("case_work", "appeal_panel"):
        assert client.get(url(panel, case.pk)).status_code == 403
    for act in WORDS:
        assert client.post(url(f"case_{act}", case.pk)).status_code == 403


def test_a_case_out_of_sight_does_not_exist(
    case: RemovalCase, outsider: User, client_for: Sign
) -> None:
    client = client_for(outsider)
    assert client.get(url("case_detail", case.pk)).status_code == 404
    assert client.get(url("case_panel", case.customer_id)).status_code == 404
    assert client.get(url("case_propose", case.customer_id)).status_code == 404
    said = {"reason": "x", "version": 1}
    assert client.post(url("case_withdraw_case", case.pk), said).status_code == 404
    for page in ("case_work", "appeal_panel", "case_revise", "evidence_add", "appeal_file"):
        assert client.get(url(page, case.pk)).status_code == 404
    assert "Hua Steel" not in client.get(reverse("removal:case_list")).content.decode()


def test_the_list_shows_the_cases_of_ones_customers(
    case: RemovalCase, teammate: User, client_for: Sign
) -> None:
    text = client_for(teammate).get(reverse("removal:case_list")).content.decode()
    assert "Hua Steel" in text
    assert url("case_detail", case.pk) in text


def test_the_list_asks_as_many_queries_for_many_cases_as_for_one(
    case: RemovalCase,
    account_manager: User,
    client_for: Sign,
    django_assert_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    from django.db import connection

    client = client_for(account_manager)
    address = reverse("removal:case_list")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(5):
        make_case(make_customer(manager=account_manager), by=account_manager)
    with django_assert_num_queries(len(one)):
        assert client.get(address).content.decode().count("data-row") == 6


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=proposed", True),
        ("state=reduction", False),
        ("open=1", True),
        ("owner=nobody", True),
        ("owner=me", False),
        ("ground=fraud", False),
        ("mine=1", True),
        ("late=1", True),
        ("q=Steel", True),
        ("q=Copper", False),
    ],
)
def test_the_list_can_be_narrowed(
    case: RemovalCase, account_manager: User, client_for: Sign, query: str, shown: bool
) -> None:
    answer = client_for(account_manager).get(f"{reverse('removal:case_list')}?{query}")
    assert ("Hua Steel" in answer.content.decode()) is shown


def test_the_list_is_in_the_order_of_time_however_the_cases_are_numbered(
    case: RemovalCase, account_manager: User, client_for: Sign
) -> None:
    earlier = make_case(
        make_customer(manager=account_manager), by=account_manager, at=NOON - dt.timedelta(days=3)
    )
    client, address = client_for(account_manager), reverse("removal:case_list")
    table = client.get(address).context["table"]
    assert [row.record.pk for row in table.rows] == [case.pk, earlier.pk]
    table = client.get(f"{address}?sort=proposed_at").context["table"]
    assert [row.record.pk for row in table.rows] == [earlier.pk, case.pk]


def test_waiting_cases_are_those_one_may_decide(
    case: RemovalCase, crew: Crew, account_manager: User, second_officer: User, client_for: Sign
) -> None:
    address = f"{reverse('removal:case_list')}?waiting=1"
    assert "Hua Steel" not in client_for(second_officer).get(address).content.decode()
    lead_to(case, State.DECISION, crew=crew)
    assert "Hua Steel" in client_for(second_officer).get(address).content.decode()
    assert "Hua Steel" not in client_for(account_manager).get(address).content.decode()


def test_who_leads_a_case_finds_it_among_theirs(
    case: RemovalCase, crew: Crew, second_officer: User, client_for: Sign
) -> None:
    lead_to(case, State.ASSESSMENT, crew=crew)
    address = f"{reverse('removal:case_list')}?owner=me"
    assert "Hua Steel" in client_for(crew.officer).get(address).content.decode()
    assert "Hua Steel" not in client_for(second_officer).get(address).content.decode()


def test_the_page_of_a_case_shows_then_and_now(
    case: RemovalCase, customer: Customer, risk_officer: User, client_for: Sign
) -> None:
    read(customer, score="35", tier="low", exposure="99.00", overdue="55.50")
    text = client_for(risk_officer).get(url("case_detail", case.pk)).content.decode()
    for shown in ("1,200.00", "880.40", "99.00", "55.50", f"Overdue, {settings.BASE_CURRENCY}"):
        assert shown in text
    assert "Pays later and later." in text


def test_the_decision_comes_before_the_invoices_and_alerts_that_load_later(
    case: RemovalCase, risk_officer: User, client_for: Sign
) -> None:
    text = client_for(risk_officer).get(url("case_detail", case.pk)).content.decode()
    invoices = f"{reverse('customers:invoice_panel', args=[case.customer_id])}?show=overdue"
    assert text.index('id="decision"') < text.index("Then and now") < text.index(invoices)


def test_a_late_case_says_by_how_much(
    customer: Customer, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    case = make_case(customer, by=account_manager, at=timezone.now())
    RemovalCase.objects.filter(pk=case.pk).update(due_date=today() - dt.timedelta(days=3))
    text = client_for(risk_officer).get(url("case_detail", case.pk)).content.decode()
    assert text.count("3 days late") == 2, "on its stage and beside what comes next"
    listed = client_for(risk_officer).get(reverse("removal:case_list")).content.decode()
    assert "3 days late" in listed


def test_a_case_in_time_is_not_late(
    customer: Customer, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    case = make_case(customer, by=account_manager, at=timezone.now())
    text = client_for(risk_officer).get(url("case_detail", case.pk)).content.decode()
    assert "days late" not in text


def test_the_way_is_drawn_with_where_the_case_is(
    case: RemovalCase, crew: Crew, client_for: Sign
) -> None:
    lead_to(case, State.LEGAL_REVIEW, crew=crew)
    answer = client_for(crew.officer).get(url("case_detail", case.pk))
    stages = {stage["state"]: stage["is"] for stage in answer.context["stages"]}
    assert list(stages) == list(PATH)
    assert stages[State.ASSESSMENT] == "past"
    assert stages[State.LEGAL_REVIEW] == "now"
    assert stages[State.WARNING] == stages[State.CLOSED] == "to come"
    assert answer.content.decode().count('aria-current="step"') == 1


def test_the_way_of_an_immediate_removal_leaves_stages_out(
    case: RemovalCase, crew: Crew, client_for: Sign
) -> None:
    lead_to_immediate_decision(case, crew=crew)
    answer = client_for(crew.officer).get(url("case_detail", case.pk))
    stages = {stage["state"]: stage["is"] for stage in answer.context["stages"]}
    assert {stages[state] for state in (State.LEGAL_REVIEW, State.WARNING, State.NOTICE)} == {
        "skipped"
    }
    assert stages[State.DECISION] == "now"


def test_the_way_of_an_ended_case_ends_where_it_ended(
    case: RemovalCase, account_manager: User, client_for: Sign
) -> None:
    withdraw_case(case, by=account_manager, reason="They paid.", at=NOON)
    answer = client_for(account_manager).get(url("case_detail", case.pk))
    assert [(s["state"], s["is"]) for s in answer.context["stages"]] == [
        (State.PROPOSED, "past"),
        (State.WITHDRAWN, "now"),
    ]


def test_only_who_may_decide_sees_the_buttons(
    case: RemovalCase,
    crew: Crew,
    account_manager: User,
    second_officer: User,
    auditor: User,
    client_for: Sign,
) -> None:
    lead_to(case, State.DECISION, crew=crew)

    def page(user: User) -> str:
        return client_for(user).get(url("case_detail", case.pk)).content.decode()

    assert url("case_approve_case", case.pk) in page(second_officer)
    own = page(account_manager)
    assert url("case_approve_case", case.pk) not in own
    assert url("case_withdraw_case", case.pk) in own
    looked = page(auditor)
    assert url("case_approve_case", case.pk) not in looked
    assert "Nothing for your role to do in this stage." in looked


def test_a_proposer_with_the_right_reads_why_they_cannot_decide(
    customer: Customer, crew: Crew, second_officer: User, client_for: Sign
) -> None:
    case = lead_to(make_case(customer, by=second_officer), State.DECISION, crew=crew)
    text = client_for(second_officer).get(url("case_detail", case.pk)).content.decode()
    assert "You proposed this removal" in text
    assert f'formaction="{url("case_approve_case", case.pk)}"' not in text


def test_an_officer_approves_with_a_reason(
    case: RemovalCase, crew: Crew, customer: Customer, second_officer: User, client_for: Sign
) -> None:
    lead_to(case, State.DECISION, crew=crew)
    answer = client_for(second_officer).post(
        url("case_approve_case", case.pk),
        {"reason": "Too much at stake.", "version": case.version},
        follow=True,
    )
    assert answer.redirect_chain == [(url("case_detail", case.pk), 302)]
    assert "Too much at stake." in answer.content.decode()
    customer.refresh_from_db()
    assert customer.status == "active"


def test_a_decision_without_a_reason_shows_the_form_again(
    case: RemovalCase, risk_officer: User, client_for: Sign
) -> None:
    answer = client_for(risk_officer).post(
        url("case_reject_case", case.pk), {"reason": " ", "version": 1}
    )
    assert answer.status_code == 422
    assert RemovalCase.objects.get().state == "proposed"


def test_a_proposer_with_the_right_to_decide_is_refused_with_the_sentence(
    customer: Customer, risk_officer: User, client_for: Sign
) -> None:
    case = make_case(customer, by=risk_officer)
    answer = client_for(risk_officer).post(
        url("case_reject_case", case.pk), {"reason": "I agree with me.", "version": 1}
    )
    assert answer.status_code == 409
    assert "You proposed this removal" in answer.content.decode()
    assert RemovalCase.objects.get().state == "proposed"


def test_administrators_and_managers_cannot_even_try_to_decide(
    case: RemovalCase, administrator: User, teammate: User, client_for: Sign
) -> None:
    for person in (administrator, teammate):
        client = client_for(person)
        for act in ("case_approve_case", "case_reject_case"):
            answer = client.post(url(act, case.pk), {"reason": "Because.", "version": 1})
            assert answer.status_code == 403
    assert RemovalCase.objects.get().state == "proposed"


def test_the_second_officer_reads_who_was_first(
    case: RemovalCase, risk_officer: User, second_officer: User, client_for: Sign
) -> None:
    reject_case(case, by=risk_officer, reason="They pay.", at=NOON)
    answer = client_for(second_officer).post(
        url("case_start_assessment", case.pk), {"reason": "No.", "version": 1}
    )
    assert answer.status_code == 409
    assert str(risk_officer) in answer.content.decode()


def test_who_saw_another_version_loads_it_again(
    case: RemovalCase, risk_officer: User, client_for: Sign
) -> None:
    RemovalCase.objects.filter(pk=case.pk).update(version=2)
    answer = client_for(risk_officer).post(
        url("case_start_assessment", case.pk), {"reason": "Mine.", "version": 1}
    )
    assert answer.status_code == 409
    assert "changed while you looked at it" in answer.content.decode()
    assert RemovalCase.objects.get().state == "proposed"


def test_a_manager_proposes_and_withdraws(
    customer: Customer, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    assert client.get(url("case_propose", customer.pk)).status_code == 200
    client.post(url("case_propose", customer.pk), {"summary": "Three broken promises."})
    case = RemovalCase.objects.get()
    assert (case.summary, case.proposed_by) == ("Three broken promises.", account_manager)
    client.post(url("case_withdraw_case", case.pk), {"reason": "They paid.", "version": 1})
    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_the_scores_reasons_are_ticked_and_say_their_figures_and_points(
    account_manager: User, client_for: Sign
) -> None:
    customer = late_payer()
    Customer.objects.filter(pk=customer.pk).update(manager=account_manager)
    score(customer)
    client, address = client_for(account_manager), url("case_propose", customer.pk)
    page = client.get(address)
    text = " ".join(strip_tags(page.content.decode()).split())
    offered = reasons_of(customer, "en")
    worst = offered[0]
    assert page.context["form"]["reasons"].value() == [reason["code"] for reason in offered]
    figure = strip_tags(reading(worst["value"], INDICATORS[worst["code"]]))
    assert f"{worst['text_internal']} {figure} · +{worst['points']:.1f}" in text
    assert f"Exposure, {settings.BASE_CURRENCY}" in text
    assert reverse("monitoring:customer_detail", args=[customer.pk]) in page.content.decode()
    client.post(address, {"summary": "Pays late.", "reasons": [worst["code"]]})
    text = client.get(url("case_detail", RemovalCase.objects.get().pk)).content.decode()
    assert f"{worst['text_customer']} {figure}" in " ".join(strip_tags(text).split())


def test_a_proposal_without_a_summary_shows_the_form_again(
    customer: Customer, account_manager: User, client_for: Sign
) -> None:
    answer = client_for(account_manager).post(url("case_propose", customer.pk), {"summary": ""})
    assert answer.status_code == 422
    assert not RemovalCase.objects.exists()


def test_a_second_proposal_is_led_to_the_open_case(
    case: RemovalCase, teammate: User, client_for: Sign
) -> None:
    answer = client_for(teammate).get(url("case_propose", case.customer_id))
    assert url("case_detail", case.pk) in answer.content.decode()


def test_the_panel_of_a_customer_lists_its_cases(
    case: RemovalCase, auditor: User, client_for: Sign
) -> None:
    text = client_for(auditor).get(url("case_panel", case.customer_id)).content.decode()
    assert url("case_detail", case.pk) in text
    assert url("case_propose", case.customer_id) not in text
