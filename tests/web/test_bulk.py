"""Acts on many rows: each through the single act's service, each with what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from customers.bulk import customers as acts
from customers.models import CreditTerms, Customer
from monitoring.models import Acknowledgement, Alert, AlertRule
from riskcrm.accounts.models import Team, User
from riskcrm.audit.models import Event
from riskcrm.jobs.models import Item, Run
from riskcrm.web import tasks
from riskcrm.web.errors import Refused
from riskcrm.web.services import bulk
from tests.factories import make_customer, make_terms

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
LIST = "/customers/"


@pytest.fixture
def firms(account_manager: User, team: Team) -> list[Customer]:
    return [
        make_customer(name=f"Firm {letter}", manager=account_manager, team=team, city=letter)
        for letter in "ABCD"
    ]


@pytest.fixture
def background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every act on more than two rows is a worker's."""
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(bulk, "CHUNK", 2)


def act(client: Client, rows: list[Customer] | None, action: str = "assign", **data: Any) -> Any:
    form: dict[str, Any] = {"address": LIST, "action": action, "confirmed": "1", **data}
    if rows is None:
        form["everything"] = "1"
    else:
        form["ids"] = [row.pk for row in rows]
    return client.post("/bulk/", form)


def outcomes(run: Run | None = None) -> list[tuple[str, str]]:
    items = Item.objects.filter(run=run or Run.objects.get()).order_by("position")
    return [(item.name, item.outcome) for item in items]


# --- what is asked and what is done ---


def test_the_act_says_whom_it_is_for_and_asks_for_what_it_needs(
    client_for: ClientFor, account_manager: User, firms: list[Customer]
) -> None:
    client = client_for(account_manager)
    form = {"address": f"{LIST}?sort=name", "action": "assign", "ids": [firms[0].pk, firms[2].pk]}
    page = client.post("/bulk/", form).content.decode()
    assert "This is for" in page
    assert "Firm A" in page
    assert "Firm C" in page
    assert "Firm B" not in page
    assert 'name="manager"' in page
    assert not Run.objects.exists()


def test_few_rows_are_done_at_once_by_the_service_of_the_single_act(
    client_for: ClientFor, account_manager: User, teammate: User, firms: list[Customer]
) -> None:
    client = client_for(account_manager)
    response = act(client, firms[:2], manager=teammate.pk)
    run = Run.objects.get()
    assert response["Location"] == f"/bulk/{run.pk}/"
    assert run.state == "done"
    assert set(Customer.objects.filter(manager=teammate)) == set(firms[:2])
    assert Event.objects.filter(verb="change_customer").count() == 2
    assert outcomes() == [(str(firms[0]), "done"), (str(firms[1]), "done")]
    page = client.get(response["Location"]).content.decode()
    assert "Firm A" in page
    assert "Assign" in page


def test_the_whole_result_is_what_the_filter_leaves(
    client_for: ClientFor, account_manager: User, teammate: User, firms: list[Customer]
) -> None:
    response = act(client_for(account_manager), None, manager=teammate.pk, address=f"{LIST}?city=b")
    assert response.status_code == 302
    assert [c.name for c in Customer.objects.filter(manager=teammate)] == ["Firm B"]


def test_a_row_that_was_so_already_is_left_as_it_was(
    client_for: ClientFor, account_manager: User, firms: list[Customer]
) -> None:
    act(client_for(account_manager), firms[:1], manager=account_manager.pk)
    assert outcomes() == [(str(firms[0]), "unchanged")]
    assert Item.objects.get().message == "It was so already."


def test_what_the_service_refuses_stands_beside_its_row_and_the_others_are_done(
    client_for: ClientFor,
    account_manager: User,
    teammate: User,
    firms: list[Customer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change = acts.services.change_customer

    def refuse_one(row: Customer, **more: Any) -> Any:
        if row.name == "Firm A":
            raise Refused("Firm A is kept as it is.", code="kept")
        return change(row, **more)

    monkeypatch.setattr(acts.services, "change_customer", refuse_one)
    client = client_for(account_manager)
    response = act(client, firms[:2], manager=teammate.pk)
    assert [outcome for _name, outcome in outcomes()] == ["refused", "done"]
    assert Run.objects.get().result == {"refused": 1, "done": 1}
    page = client.get(f"{response['Location']}?outcome=refused").content.decode()
    assert "Firm A is kept as it is." in page
    assert "Firm B" not in page


def test_what_cannot_be_filled_in_is_asked_again(
    client_for: ClientFor, account_manager: User, firms: list[Customer]
) -> None:
    terms = {"action": "terms", "effective_date": "2026-01-01", "credit_limit": "-5"}
    response = act(client_for(account_manager), firms[:1], **terms)
    assert response.status_code == 422
    assert not CreditTerms.objects.exists()


def test_a_row_that_the_database_refuses_does_not_hold_up_its_neighbours(
    client_for: ClientFor,
    account_manager: User,
    teammate: User,
    firms: list[Customer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change = acts.services.change_customer

    def break_one(row: Customer, **more: Any) -> Any:
        if row.name == "Firm A":
            Customer.objects.create(number=row.number, name="x", recorded_at=timezone.now())
        return change(row, **more)

    monkeypatch.setattr(acts.services, "change_customer", break_one)
    act(client_for(account_manager), firms[:2], manager=teammate.pk)
    assert [outcome for _name, outcome in outcomes()] == ["refused", "done"]
    message = Item.objects.get(outcome="refused").message
    assert message == "The book has one like this already, and there can be only one."


def test_terms_that_are_not_given_stay_as_each_customer_has_them(
    client_for: ClientFor, account_manager: User, firms: list[Customer]
) -> None:
    make_terms(firms[0], credit_limit="700", payment_days=10)
    act(
        client_for(account_manager),
        firms[:2],
        action="terms",
        effective_date="2026-01-01",
        payment_days="60",
    )
    new = CreditTerms.objects.filter(effective_date=dt.date(2026, 1, 1)).order_by("customer")
    assert [(terms.credit_limit, terms.payment_days) for terms in new] == [(700, 60), (None, 60)]


def test_an_act_that_says_nothing_is_asked_again(
    client_for: ClientFor, account_manager: User, firms: list[Customer]
) -> None:
    response = act(client_for(account_manager), firms[:1])
    assert response.status_code == 422
    assert "Choose an account manager or a team." in response.content.decode()
    assert not Run.objects.exists()


def test_nothing_selected_says_what_to_do(
    client_for: ClientFor, account_manager: User, firms: list[Customer]
) -> None:
    client = client_for(account_manager)
    response = client.post("/bulk/", {"address": LIST, "action": "assign"}, follow=True)
    assert "Select rows first" in response.content.decode()


def test_many_alerts_are_acknowledged_with_one_note(
    client_for: ClientFor, account_manager: User, firms: list[Customer]
) -> None:
    rule = AlertRule.objects.create(code="t", kind=AlertRule.Kind.TIER_RISE, severity="high")
    now = timezone.now()
    alerts = [
        Alert.objects.create(
            customer=firm,
            rule=rule,
            episode=1,
            severity="high",
            raised_at=now,
            latest_at=now,
            due_at=now,
        )
        for firm in firms[:3]
    ]
    Acknowledgement.objects.create(alert=alerts[0], by=account_manager, at=now, note="mine")
    client = client_for(account_manager)
    form = {"address": "/alerts/", "action": "acknowledge", "confirmed": "1", "note": "Called."}
    client.post("/bulk/", {**form, "ids": [alert.pk for alert in alerts]})
    assert [outcome for _name, outcome in outcomes()] == ["refused", "done", "done"]
    assert "acknowledged this alert" in Item.objects.get(outcome="refused").message
    assert Event.objects.filter(verb="acknowledge_alert").count() == 2


# --- who may ---


def test_who_may_not_act_sees_no_boxes_and_is_refused(
    client: Client,
    client_for: ClientFor,
    auditor: User,
    nobody: User,
    firms: list[Customer],
) -> None:
    assert act(client, firms).status_code == 302
    assert act(client_for(nobody), firms).status_code == 403
    assert act(client_for(auditor), firms).status_code == 403
    assert (
        "data-select"
        not in client_for(auditor)
        .get(LIST)
        .content.decode()
        .partition("data-list")[2]
        .partition("</table>")[0]
    )


def test_rows_out_of_sight_are_not_there(
    client_for: ClientFor, account_manager: User, teammate: User, firms: list[Customer]
) -> None:
    theirs = make_customer(name="Theirs")
    act(client_for(account_manager), [firms[0], theirs], manager=teammate.pk)
    assert outcomes() == [(str(firms[0]), "done"), ("", "refused")]
    theirs.refresh_from_db()
    assert theirs.manager is None


def test_an_unknown_act_or_list_is_not_there(
    client_for: ClientFor, account_manager: User, firms: list[Customer]
) -> None:
    client = client_for(account_manager)
    assert act(client, firms, action="delete").status_code == 404
    assert act(client, firms, address="/settings/people/").status_code == 404
    assert act(client, firms, address="/cases/").status_code == 404


def test_nobody_elses_result_is_seen_or_stopped(
    client_for: ClientFor, account_manager: User, teammate: User, firms: list[Customer]
) -> None:
    act(client_for(account_manager), firms[:1], manager=teammate.pk)
    run = Run.objects.get()
    for page in ("", "progress/"):
        assert client_for(teammate).get(f"/bulk/{run.pk}/{page}").status_code == 404
    assert client_for(teammate).post(f"/bulk/{run.pk}/cancel/").status_code == 404


# --- long ones ---


def test_a_long_act_is_done_by_workers_with_a_result_per_row(
    background: None,
    client_for: ClientFor,
    account_manager: User,
    teammate: User,
    firms: list[Customer],
) -> None:
    client = client_for(account_manager)
    response = act(client, None, manager=teammate.pk)
    run = Run.objects.get()
    assert run.is_open
    assert "every 1s" in client.get(response["Location"]).content.decode()
    assert client.get("/news/").status_code == 200
    tasks.work_on_bulk()
    run.refresh_from_db()
    assert (run.state, run.total, run.done) == ("done", 4, 4)
    assert run.result == {"done": 4}
    assert {name for name, _outcome in outcomes()} == {str(firm) for firm in firms}
    assert "has ended" in client.get("/news/").content.decode()
    progress = client.get(f"/bulk/{run.pk}/progress/")
    assert progress["HX-Refresh"] == "true"


def test_working_twice_does_no_row_twice(
    background: None, account_manager: User, teammate: User, firms: list[Customer]
) -> None:
    request(account_manager, f"manager={teammate.pk}")
    tasks.work_on_bulk()
    tasks.work_on_bulk()
    assert Event.objects.filter(verb="change_customer").count() == 4


def request(by: User, data: str, ids: list[int] | None = None) -> Run:
    return bulk.request_bulk(
        by=by,
        address=LIST,
        action="assign",
        data=data,
        ids=ids,
        language="en",
        at=timezone.now(),
    )


def test_the_rights_of_that_moment_count(
    background: None, account_manager: User, teammate: User, firms: list[Customer]
) -> None:
    run = request(account_manager, f"manager={teammate.pk}", [firm.pk for firm in firms])
    account_manager.groups.clear()
    tasks.work_on_bulk()
    assert {outcome for _name, outcome in outcomes(run)} == {"refused"}
    assert not Customer.objects.filter(manager=teammate).exists()


def test_a_stopped_act_leaves_the_rest_as_it_was(
    background: None,
    client_for: ClientFor,
    account_manager: User,
    teammate: User,
    firms: list[Customer],
) -> None:
    client = client_for(account_manager)
    act(client, None, manager=teammate.pk)
    run = Run.objects.get()
    response = client.post(f"/bulk/{run.pk}/cancel/", follow=True)
    assert "left as it was" in response.content.decode()
    tasks.work_on_bulk()
    assert not Customer.objects.filter(manager=teammate).exists()
    assert Event.objects.filter(verb="cancel_run").exists()


def test_a_lost_connection_leaves_its_rows_to_the_next_worker(
    background: None,
    account_manager: User,
    teammate: User,
    firms: list[Customer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = request(account_manager, f"manager={teammate.pk}", [firm.pk for firm in firms])

    def lost(*_args: Any, **_more: Any) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(acts.services, "change_customer", lost)
        tasks.work_on_bulk()
    assert {outcome for _name, outcome in outcomes(run)} == {"pending"}
    run.chunks.update(claimed_until=None)
    tasks.work_on_bulk()
    assert {outcome for _name, outcome in outcomes(run)} == {"done"}


def test_a_short_act_does_not_wait_for_a_long_one(
    background: None,
    account_manager: User,
    teammate: User,
    firms: list[Customer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long_run = request(account_manager, f"manager={teammate.pk}")
    short_run = request(account_manager, f"manager={teammate.pk}", [f.pk for f in firms[:3]])
    monkeypatch.setattr(bulk, "SECONDS_PER_RUN", 0)
    order: list[int] = []
    work_on = bulk.jobs.work_on

    def noted(*args: Any, run: Run, **more: Any) -> int:
        order.append(run.pk)
        return work_on(*args, run=run, **more)

    monkeypatch.setattr(bulk.jobs, "work_on", noted)
    tasks.work_on_bulk()
    assert order == [short_run.pk, long_run.pk]


def test_what_came_of_it_is_a_list_that_exports(
    client_for: ClientFor,
    account_manager: User,
    teammate: User,
    firms: list[Customer],
    settings: Any,
    tmp_path: Any,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = client_for(account_manager)
    response = act(client, firms[:2], manager=teammate.pk)
    file = client.post("/exports/new/", {"address": response["Location"], "format": "csv"})
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1] == f"1,{firms[0]},done,"


def test_the_number_of_queries_per_chunk_does_not_grow_by_more_than_the_act(
    account_manager: User, firms: list[Customer], django_assert_max_num_queries: Any
) -> None:
    """Rows that are so already cost nothing but their savepoints."""
    ids = [firm.pk for firm in firms]
    with django_assert_max_num_queries(80):
        request(account_manager, f"manager={account_manager.pk}", ids)
