from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags
from time_machine import TimeMachineFixture

from monitoring.inbox import MOST_SHOWN, inbox_count, inbox_of
from monitoring.models import Alert, AlertRule, Review
from monitoring.selectors import MOST_ALERTS, open_counts
from monitoring.services import acknowledge_alert, raise_alerts
from monitoring.services.alert_life import close_alert
from removal.services import approve_case, reject_case
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from scoring.models import Rating
from tests.factories import make_customer
from tests.monitoring.readings import DAY, NOON, make_alert, read
from tests.removal.cases import Crew, lead_to, make_case

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
HOUR = dt.timedelta(hours=1)


def test_an_inbox_holds_the_alerts_of_ones_own_customers(
    account_manager: User, teammate: User, outsider: User, auditor: User
) -> None:
    team = account_manager.team
    own = make_alert(make_customer(manager=account_manager, team=team))
    orphan = make_alert(make_customer(team=team))

    def alerts(user: User) -> set[Alert]:
        return {alert for work in inbox_of(user, at=NOON) for alert in work.alerts}

    assert alerts(account_manager) == {own, orphan}
    assert alerts(teammate) == {orphan}
    assert alerts(outsider) == set()
    assert alerts(auditor) == set()


def test_an_officer_gets_alerts_that_nobody_else_takes(
    account_manager: User, risk_officer: User
) -> None:
    managed = make_alert(make_customer(manager=account_manager))
    orphan = make_alert(make_customer())

    def alerts(at: dt.datetime) -> set[Alert]:
        return {alert for work in inbox_of(risk_officer, at=at) for alert in work.alerts}

    assert alerts(NOON) == {orphan}
    assert alerts(NOON + 25 * HOUR) == {orphan}  # late by itself brings up nothing
    Alert.objects.filter(pk=managed.pk).update(level=2)
    assert alerts(NOON + 25 * HOUR) == {orphan, managed}


def test_alerts_of_a_managers_customers_who_left_wait_for_the_others(
    account_manager: User, teammate: User, outsider: User, risk_officer: User
) -> None:
    team = account_manager.team
    of_team = make_alert(make_customer(manager=account_manager, team=team))
    of_no_team = make_alert(make_customer(manager=account_manager))

    def waits(user: User) -> set[Alert]:
        return set(Alert.objects.waiting_for(user, at=NOON))

    assert waits(teammate) == waits(risk_officer) == set()
    User.objects.filter(pk=account_manager.pk).update(is_active=False)
    assert (waits(teammate), waits(outsider)) == ({of_team}, set())
    assert waits(risk_officer) == {of_no_team}
    assert [work.alerts for work in inbox_of(teammate, at=NOON)] == [[of_team]]
    assert inbox_count(teammate, at=NOON) == 1


def test_late_work_comes_first_and_then_what_is_at_stake(account_manager: User) -> None:
    small = make_alert(make_customer(manager=account_manager), exposure=10)
    large = make_alert(make_customer(manager=account_manager), exposure=900)
    late = make_alert(make_customer(manager=account_manager), exposure=1, at=NOON - 96 * HOUR)
    found = [work.alerts for work in inbox_of(account_manager, at=NOON)]
    assert found == [[late], [large], [small]]


def losing(person: User, loss: int | None, exposure: int, **said: Any) -> Alert:
    """An alert of a customer that may cost so much."""
    alert = make_alert(make_customer(manager=person), exposure=exposure, **said)
    Rating.objects.filter(customer=alert.customer).update(expected_loss=loss)
    return alert


def test_lines_come_by_expected_loss_and_where_it_is_not_known_by_exposure(
    account_manager: User,
) -> None:
    none = losing(account_manager, None, 5000)
    less = losing(account_manager, None, 400)
    little = losing(account_manager, 3, 900)
    much = losing(account_manager, 70, 100)
    late = losing(account_manager, 1, 10, at=NOON - 96 * HOUR)
    nought = losing(account_manager, 0, 9000)
    found = [work.alerts[0] for work in inbox_of(account_manager, at=NOON)]
    assert found == [late, much, little, nought, none, less]
    found = [work.alerts[0] for work in inbox_of(account_manager, at=NOON, count=3)]
    assert found == [late, much, little]


@pytest.mark.parametrize("count", [1, 2, 3, 25])
def test_reviews_beyond_what_is_shown_come_by_expected_loss_too(
    account_manager: User, time_machine: TimeMachineFixture, count: int
) -> None:
    time_machine.move_to(NOON)
    losses = {"dear": (90, 5), "late": (1, -2), "cheap": (2, 1), "unknown": (None, -1)}
    for name, (loss, days) in losses.items():
        customer = make_customer(name, manager=account_manager)
        Rating.objects.filter(customer=customer).update(expected_loss=loss)
        Review.objects.create(
            customer=customer, kind="event", opened_at=NOON, due_date=today() + days * DAY
        )
    work = inbox_of(account_manager, at=NOON, count=count)
    named = [line.customer.number for line in work if line.customer]
    assert named == ["late", "unknown", "dear", "cheap"][:count]


def test_all_alerts_of_a_customer_wait_on_one_line_the_gravest_first(
    account_manager: User,
) -> None:
    customer = make_customer(manager=account_manager)
    AlertRule.objects.exclude(code__in=["max_dpd", "consecutive_late"]).update(is_active=False)
    read(customer, consecutive_late=3, max_dpd=95, exposure=5)
    raise_alerts(at=NOON)
    (work,) = inbox_of(account_manager, at=NOON)
    assert [alert.severity for alert in work.alerts] == ["critical", "medium"]
    assert work.due_at == NOON + 4 * HOUR
    assert inbox_count(account_manager, at=NOON) == 1


def test_acknowledged_alerts_and_decided_cases_leave_the_inbox(
    account_manager: User, risk_officer: User
) -> None:
    alert = make_alert(make_customer(manager=account_manager))
    case = make_case(make_customer(manager=account_manager), by=account_manager)
    assert inbox_count(account_manager, at=NOON) == 1
    assert inbox_count(risk_officer, at=NOON) == 1
    acknowledge_alert(alert, by=account_manager, note="Called.", at=NOON)
    lead_to(case, State.DECISION, crew=Crew())
    assert [work.kind for work in inbox_of(risk_officer, at=NOON)] == ["decision"]
    approve_case(case, by=risk_officer, reason="Enough.", at=NOON)
    assert inbox_count(account_manager, at=NOON) == 1  # acknowledged, not yet closed
    close_alert(alert, outcome="watched", note="They paid.", by=account_manager, at=NOON)
    assert inbox_count(account_manager, at=NOON) == 0
    assert inbox_count(risk_officer, at=NOON) == 0
    assert [work.kind for work in inbox_of(account_manager, at=NOON)] == ["outcome"]
    assert inbox_of(account_manager, at=NOON + 15 * 24 * HOUR) == []


def test_who_proposed_reads_what_became_of_it(
    account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    now = timezone.now()
    kept = make_case(make_customer(manager=account_manager), by=account_manager)
    gone = make_case(make_customer(manager=account_manager), by=account_manager)
    lead_to(gone, State.DECISION, crew=Crew())
    assert [work.kind for work in inbox_of(account_manager, at=now)] == []
    reject_case(kept, by=risk_officer, reason="They have a plan.", at=now)
    approve_case(gone, by=risk_officer, reason="Nothing helped.", at=now)
    page = " ".join(page_of(client_for(account_manager)).split())
    assert "Your proposal, rejected by Olivia Reyes: They have a plan." in page
    assert "Your proposal, stepwise reduction by Olivia Reyes: Nothing helped." in page


def test_the_page_has_the_act_on_each_line(
    account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    alert = make_alert(make_customer(manager=account_manager), at=timezone.now())
    case = make_case(make_customer(manager=account_manager), by=account_manager)
    assert f"/inbox/{alert.customer_id}/acknowledge/" in page_of(client_for(account_manager))
    assert f"/cases/{case.pk}/" in page_of(client_for(risk_officer))
    lead_to(case, State.DECISION, crew=Crew())
    assert f"/cases/{case.pk}/#decision" in page_of(client_for(risk_officer))


def test_the_count_is_text_and_nothing_when_nothing_waits(
    account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    assert client.get("/inbox/count/").content == b""
    make_alert(make_customer(manager=account_manager))
    assert client.get("/inbox/count/").content == b"1"


def test_the_inbox_asks_as_many_queries_for_much_work_as_for_little(
    account_manager: User, client_for: Sign
) -> None:
    def queries(alerts: int) -> int:
        for _ in range(alerts):
            make_alert(make_customer(manager=account_manager))
        client = client_for(account_manager)
        client.get("/inbox/")
        with CaptureQueriesContext(connection) as context:
            client.get("/inbox/")
        return len(context)

    assert queries(1) == queries(8)


def test_a_line_says_the_expected_loss_by_which_it_is_ranked(
    account_manager: User, client_for: Sign
) -> None:
    losing(account_manager, 4321, 5000)
    shown = strip_tags(page_of(client_for(account_manager)))
    assert "expected loss 4,321" in " ".join(shown.split())


def test_an_inbox_is_closed_to_strangers(nobody: User, client: Client, client_for: Sign) -> None:
    for address in ("/inbox/", "/inbox/count/"):
        assert client.get(address).status_code == 302
        assert client_for(nobody).get(address).status_code == 403


def page_of(client: Client) -> str:
    return client.get("/inbox/").content.decode()


def act_of(alert: Alert) -> str:
    return f"/inbox/{alert.customer_id}/acknowledge/"


def test_a_line_is_acknowledged_in_place_with_one_note(
    account_manager: User, teammate: User, client_for: Sign
) -> None:
    alert = make_alert(make_customer(manager=account_manager, team=account_manager.team))
    later = Alert.objects.create(
        customer=alert.customer,
        rule=AlertRule.objects.get(code="tier_rise"),
        episode=1,
        severity="high",
        raised_at=NOON,
        latest_at=NOON,
        due_at=NOON,
    )
    htmx = {"HTTP_HX_REQUEST": "true"}
    body = {"alert": [alert.pk], "note": "Called."}
    answer = client_for(account_manager).post(act_of(alert), body, **htmx)
    assert (answer.status_code, answer["HX-Trigger"]) == (200, "inbox-changed")
    assert "<html" not in answer.content.decode()
    assert set(Alert.objects.open()) == {later}
    again = client_for(teammate).post(act_of(alert), body, **htmx)
    assert str(account_manager) in again.content.decode()


def test_a_line_without_a_note_stays(account_manager: User, client_for: Sign) -> None:
    alert = make_alert(make_customer(manager=account_manager))
    answer = client_for(account_manager).post(act_of(alert), {"alert": [alert.pk]}, follow=True)
    assert "Say what you will do" in answer.content.decode()
    assert Alert.objects.open().exists()


def test_a_line_out_of_sight_does_not_exist(
    account_manager: User, outsider: User, auditor: User, client_for: Sign
) -> None:
    alert = make_alert(make_customer(manager=account_manager))
    body = {"alert": [alert.pk], "note": "Mine."}
    assert client_for(outsider).post(act_of(alert), body).status_code == 404
    assert client_for(auditor).post(act_of(alert), body).status_code == 403
    assert Alert.objects.open().exists()


def test_alerts_of_another_customer_are_not_slipped_in(
    account_manager: User, outsider: User, client_for: Sign
) -> None:
    own = make_alert(make_customer(manager=account_manager))
    foreign = make_alert(make_customer(manager=outsider))
    body = {"alert": [own.pk, foreign.pk], "note": "Both."}
    client_for(account_manager).post(act_of(own), body)
    assert set(Alert.objects.open()) == {foreign}


def test_open_alerts_are_counted_no_further_than_anybody_reads(risk_officer: User) -> None:
    make_alert(make_customer())
    assert open_counts(risk_officer, at=NOON)["more_alerts"] == 0
    first = Alert.objects.get()
    Alert.objects.bulk_create(
        Alert(
            customer=make_customer(),
            rule=first.rule,
            episode=1,
            severity=first.severity,
            raised_at=NOON,
            latest_at=NOON,
            due_at=NOON + HOUR,
        )
        for _ in range(MOST_ALERTS)
    )
    counts = open_counts(risk_officer, at=NOON)
    assert (counts["alerts"], counts["more_alerts"]) == (MOST_ALERTS, 1)
    assert inbox_count(risk_officer, at=NOON) == 100


def test_alerts_come_by_what_is_at_stake_the_late_before_the_others(risk_officer: User) -> None:
    small, large, late = (make_customer(name) for name in ("small", "large", "late"))
    for customer, exposure, at in (
        (late, 1, NOON - 60 * 24 * HOUR),
        (small, 10, NOON),
        (large, 1000, NOON),
    ):
        make_alert(customer, exposure=exposure, at=at)
    unread = make_customer("unread")
    template = Alert.objects.get(customer=small)
    template.pk, template.customer = None, unread
    template.save()
    found = [work.customer for work in inbox_of(risk_officer, at=NOON)]
    assert found == [late, large, small, unread]
    Alert.objects.filter(customer=late).update(level=2)  # as the sweep leaves it by then
    assert [w.customer for w in inbox_of(risk_officer, at=NOON, count=2)] == [late, large]


def test_the_page_says_when_more_waits_than_it_shows(
    account_manager: User, client_for: Sign
) -> None:
    for _ in range(MOST_SHOWN):
        make_alert(make_customer(manager=account_manager), at=timezone.now())
    client = client_for(account_manager)
    assert f"{MOST_SHOWN} wait for you.\n" in client.get("/inbox/").content.decode()
    make_alert(make_customer(manager=account_manager), at=timezone.now())
    words = f"{MOST_SHOWN + 1} wait for you; the {MOST_SHOWN} most pressing are shown."
    page = client.get("/inbox/").content.decode()
    assert words in page
    assert page.count("data-row") == MOST_SHOWN
