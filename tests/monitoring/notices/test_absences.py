"""While somebody is away a colleague sees their work, and acts in the own name."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from monitoring.inbox import inbox_count, inbox_of
from monitoring.models import Alert
from monitoring.services import acknowledge_alert
from removal.states import State
from riskcrm.accounts.absences import covering_for, deputies_of
from riskcrm.accounts.models import Absence, User
from riskcrm.accounts.services import end_absence, enter_absence
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from tests.factories import make_customer, make_service_user
from tests.monitoring.readings import NOON, make_alert
from tests.removal.cases import Crew, lead_to, make_case

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
MAY_4 = dt.date(2026, 5, 4)
DAY = dt.timedelta(days=1)


def away(person: User, deputy: User, first: dt.date = MAY_4, days: int = 3, **said: Any) -> Absence:
    said = {"by": person, "at": NOON} | said
    until = first + (days - 1) * DAY
    return enter_absence(person, deputy=deputy, from_date=first, until_date=until, **said)


def test_a_deputy_stands_in_on_the_first_and_last_day_and_on_no_other(
    account_manager: User, teammate: User
) -> None:
    away(account_manager, teammate)
    for days, expected in ((-1, []), (0, [teammate]), (2, [teammate]), (3, [])):
        day = MAY_4 + days * DAY
        assert deputies_of(account_manager, day) == expected
        assert covering_for(teammate, day) == ([account_manager] if expected else [])


@pytest.mark.parametrize(("first", "days"), [(0, 1), (2, 5), (-2, 3), (1, 1), (-5, 20)])
def test_absences_of_one_person_do_not_overlap(
    account_manager: User, teammate: User, outsider: User, first: int, days: int
) -> None:
    away(account_manager, teammate)
    start = max(MAY_4, MAY_4 + first * DAY) if first < 0 and days < 20 else MAY_4 + first * DAY
    with pytest.raises(Refused) as refused:
        away(account_manager, outsider, start, days)
    assert refused.value.code == "absent_already"
    away(teammate, outsider)  # somebody else may be away on the same days
    away(account_manager, outsider, MAY_4 + 3 * DAY)


def test_two_who_enter_the_same_days_at_once_make_one_absence_in_the_database_itself(
    account_manager: User, teammate: User
) -> None:
    absence = away(account_manager, teammate)
    row = {"deputy": teammate, "by": teammate, "at": NOON}
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(
            person=account_manager, from_date=absence.until_date, until_date=absence.until_date,
            **row,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(person=teammate, from_date=MAY_4, until_date=MAY_4, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(
            person=account_manager, from_date=MAY_4 + 9 * DAY, until_date=MAY_4 + 8 * DAY, **row
        )


def test_wrong_days_and_deputies_are_refused_with_a_reason(
    account_manager: User, teammate: User
) -> None:
    teammate.is_active = False
    teammate.save()
    for said, code in (
        ({"deputy": account_manager}, "wrong_deputy"),
        ({"deputy": teammate}, "wrong_deputy"),
        ({"first": MAY_4 - 9 * DAY}, "wrong_days"),
        ({"days": 0}, "wrong_days"),
        ({"days": 500}, "wrong_days"),
    ):
        with pytest.raises(Refused) as refused:
            away(account_manager, **({"deputy": teammate} | said))
        assert refused.value.code == code


def test_an_administrator_enters_it_for_somebody_and_nobody_else_does(
    account_manager: User, teammate: User, administrator: User, risk_officer: User
) -> None:
    for person in (teammate, risk_officer):
        with pytest.raises(Refused) as refused:
            away(account_manager, teammate, by=person)
        assert refused.value.code == "no_right"
    absence = away(account_manager, teammate, by=administrator)
    event = Event.objects.get(verb="enter_absence")
    assert (event.actor_id, event.object_id) == (str(administrator.pk), str(account_manager.pk))
    with pytest.raises(Refused):
        end_absence(absence, by=teammate, at=NOON)


def test_who_is_back_sooner_ends_it_with_yesterday(account_manager: User, teammate: User) -> None:
    absence = away(account_manager, teammate)
    end_absence(absence, by=account_manager, at=NOON + DAY)
    assert deputies_of(account_manager, MAY_4) == [teammate]
    assert deputies_of(account_manager, MAY_4 + DAY) == []
    away(account_manager, teammate, MAY_4 + DAY, at=NOON + DAY)
    with pytest.raises(Refused) as refused:
        end_absence(absence, by=account_manager, at=NOON + DAY)
    assert refused.value.code == "over_already"


def test_one_that_has_not_begun_never_was(account_manager: User, teammate: User) -> None:
    absence = away(account_manager, teammate, MAY_4 + 5 * DAY)
    end_absence(absence, by=account_manager, at=NOON)
    assert deputies_of(account_manager, MAY_4 + 5 * DAY) == []
    away(account_manager, teammate, MAY_4 + 5 * DAY)


# --- the inbox -----------------------------------------------------------------------------------


def test_the_deputy_sees_the_work_of_who_is_away_marked_with_the_name(
    account_manager: User, teammate: User
) -> None:
    alert = make_alert(make_customer(manager=account_manager, team=account_manager.team))
    own = make_alert(make_customer(manager=teammate, team=teammate.team))
    orphan = make_alert(make_customer(team=teammate.team))
    away(account_manager, teammate)
    found = {work.alerts[0]: work.for_whom for work in inbox_of(teammate, at=NOON)}
    assert found == {alert: account_manager, own: None, orphan: None}
    assert inbox_count(teammate, at=NOON) == 3
    assert len(inbox_of(account_manager, at=NOON)) == 2, "who is away sees it as ever"
    assert [work.for_whom for work in inbox_of(teammate, at=NOON + 4 * DAY)] == [None, None]


@time_machine.travel(NOON, tick=False)
def test_the_deputy_acts_in_the_own_name(account_manager: User, teammate: User) -> None:
    alert = make_alert(make_customer(manager=account_manager, team=account_manager.team))
    away(account_manager, teammate)
    said = acknowledge_alert(alert, by=teammate, note="Called them.", at=NOON)
    assert said.by == teammate
    assert inbox_of(teammate, at=NOON) == []


def test_a_deputy_of_another_team_sees_no_rows_that_are_out_of_sight(
    account_manager: User, outsider: User
) -> None:
    make_alert(make_customer(manager=account_manager, team=account_manager.team))
    away(account_manager, outsider)
    assert inbox_of(outsider, at=NOON) == []
    assert inbox_count(outsider, at=NOON) == 0


def test_a_deputy_sees_decisions_that_do_not_wait_for_them_anyway(
    account_manager: User, risk_officer: User, second_officer: User, teammate: User
) -> None:
    case = make_case(make_customer(manager=account_manager, team=account_manager.team),
                     by=account_manager)  # fmt: skip
    lead_to(case, State.DECISION, crew=Crew())
    away(risk_officer, second_officer)
    own = [work.for_whom for work in inbox_of(second_officer, at=NOON)]
    assert own == [None], "what waits for the deputy anyway is not shown twice"
    away(second_officer, teammate, MAY_4)
    shown = [work for work in inbox_of(teammate, at=NOON) if work.decision is not None]
    assert [work.for_whom for work in shown] == [second_officer], "once, of a page that opens"


def test_what_waits_for_two_who_are_away_waits_once(
    account_manager: User, risk_officer: User, second_officer: User, teammate: User
) -> None:
    alert = make_alert(make_customer(manager=account_manager, team=account_manager.team))
    Alert.objects.filter(pk=alert.pk).update(level=Alert.Level.RISK_LEAD)
    away(risk_officer, teammate)
    away(second_officer, teammate)
    (work,) = inbox_of(teammate, at=NOON)
    assert (work.alert_ids, work.for_whom in (risk_officer, second_officer)) == ([alert.pk], True)
    assert inbox_count(teammate, at=NOON) == 1


# --- pages ---------------------------------------------------------------------------------------


def test_one_enters_and_ends_an_absence_on_the_own_page(
    account_manager: User, teammate: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    said = {"from_date": today(), "until_date": today() + 2 * DAY, "deputy": teammate.pk}
    assert client.post("/me/absence/", said).status_code == 302
    absence = Absence.objects.get()
    page = client.get("/me/absence/").content.decode()
    assert "Tao Sun stands in" in page
    assert "Ming Chen" in client_for(teammate).get("/me/absence/").content.decode()
    again = client.post("/me/absence/", said)
    assert again.status_code == 422
    assert "Another absence lies on some of these days" in again.content.decode()
    assert client_for(teammate).post(f"/me/absence/{absence.pk}/end/").status_code == 404
    assert client.post(f"/me/absence/{absence.pk}/end/").status_code == 302
    assert not Absence.objects.not_over(today()).exists()


def test_only_an_administrator_opens_the_page_of_somebody_else(
    account_manager: User, teammate: User, administrator: User, client_for: Sign
) -> None:
    address = f"/settings/people/{account_manager.pk}/absence/"
    assert client_for(teammate).get(address).status_code == 403
    client = client_for(administrator)
    said = {"from_date": today(), "until_date": today(), "deputy": teammate.pk}
    assert client.post(address, said).status_code == 302
    absence = Absence.objects.get()
    assert (absence.person, absence.by) == (account_manager, administrator)
    assert client_for(teammate).post(f"{address}{absence.pk}/end/").status_code == 403
    assert client.post(f"{address}{absence.pk}/end/").status_code == 302


def test_the_inbox_page_says_for_whom_a_line_is(
    account_manager: User, teammate: User, client_for: Sign
) -> None:
    now = timezone.now()
    make_alert(make_customer(manager=account_manager, team=account_manager.team), at=now)
    away(account_manager, teammate, today(), at=now)
    page = client_for(teammate).get("/inbox/").content.decode()
    assert "for Ming Chen" in page


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_absence_is_entered(account_manager: User, teammate: User) -> None:
    results: list[str] = []

    def enter() -> None:
        try:
            away(account_manager, teammate)
            results.append("entered")
        except Refused as refused:
            results.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["absent_already"] * 3 + ["entered"]


# --- the API -------------------------------------------------------------------------------------


def test_a_key_that_keeps_people_enters_and_ends_absences(
    account_manager: User, teammate: User, api_client_for: Any
) -> None:
    address = f"/api/v1/people/{account_manager.pk}/absences/"
    said = {"deputy": "teammate", "from_date": str(today()), "until_date": str(today() + DAY)}
    reader = api_client_for(make_service_user("people:read"))
    assert reader.post(address, said).status_code == 403
    client = api_client_for(make_service_user("people:write"))
    made = client.post(address, said)
    assert (made.status_code, made.data["deputy"]) == (201, "teammate")
    again = client.post(address, said)
    assert (again.status_code, again.data["code"]) == (409, "absent_already")
    assert len(client.get(address).data["results"]) == 1
    ended = client.post(f"/api/v1/absences/{made.data['id']}/end/")
    assert ended.data["taken_back_at"] is not None
