"""The owner of an indicator is told when it reaches a limit, once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import translation
from time_machine import TimeMachineFixture

from customers.models import Customer
from monitoring.kris.catalogue import KRIS
from monitoring.models import KriValue, Notice
from monitoring.notices.words import text_of
from monitoring.services import change_limits, decide_limits, keep_day
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import HEAD_OF_RISK
from tests.factories import make_customer, make_invoice, make_person
from tests.monitoring.readings import DAY, NOON, read

pytestmark = pytest.mark.django_db
KRI = KRIS["overdue_ratio"]  # 15 % and 25 %


@pytest.fixture
def customer(head_of_risk: User, risk_officer: User) -> Customer:
    change_limits(KRI, amber=KRI.amber, red=KRI.red, owner=risk_officer, reason="Theirs.",
                  by=head_of_risk, at=NOON)  # fmt: skip
    return make_customer()


def notices(code: str = KRI.code) -> QuerySet[Notice]:
    return Notice.objects.filter(key__startswith=f"kri:{code}:")


def told(customer: Customer, overdue: int | None, *, day: int = 0) -> list[str]:
    """Keep a day on which so much of 100 is overdue; the kinds of all notices of it so far."""
    at = NOON + day * DAY
    exposure = 0 if overdue is None else 100
    read(customer, at=at, tier="low", exposure=exposure, overdue=overdue or 0)
    keep_day(at.date(), at=at)
    return [notice.kind for notice in notices().order_by("pk")]


def test_the_owner_is_told_once_and_again_when_amber_turns_red(
    customer: Customer, risk_officer: User
) -> None:
    assert told(customer, 5) == []
    assert told(customer, 16, day=1) == told(customer, 17, day=1) == ["kri_amber"]
    assert told(customer, 18, day=2) == ["kri_amber"], "it stays amber"
    assert told(customer, 30, day=3) == ["kri_amber", "kri_red"]
    assert told(customer, 20, day=4) == ["kri_amber", "kri_red"], "it got better"
    assert {notice.person for notice in notices()} == {risk_officer}


def test_a_breach_that_ended_and_begins_anew_is_told_anew(customer: Customer) -> None:
    told(customer, 16)
    told(customer, 5, day=1)
    assert told(customer, 16, day=2) == ["kri_amber"] * 2


def test_a_day_on_which_it_is_not_known_ends_no_breach(customer: Customer) -> None:
    told(customer, 16)
    assert told(customer, None, day=1) == ["kri_amber"]
    assert told(customer, 16, day=2) == ["kri_amber"]


def test_a_day_that_is_kept_afterwards_is_no_news(customer: Customer) -> None:
    make_invoice(customer, "100.00", due_date=NOON.date() - 40 * DAY)
    keep_day(NOON.date() - DAY, at=NOON)
    kept = KriValue.objects.get(code=KRI.code)
    assert (kept.day.source, kept.value) == ("ledger", Decimal(100))
    assert not Notice.objects.exists()


def test_an_indicator_that_nobody_owns_is_told_to_the_heads_of_risk(
    head_of_risk: User, risk_officer: User
) -> None:
    second = make_person(HEAD_OF_RISK)
    User.objects.filter(pk=make_person(HEAD_OF_RISK).pk).update(is_active=False)
    customer = make_customer()
    assert "kri_red" in told(customer, 90)
    assert {notice.person for notice in notices()} == {head_of_risk, second}
    assert told(customer, 91, day=1) == told(customer, 92, day=1), "once"


def test_an_owner_who_has_left_is_followed_by_the_heads_of_risk(
    customer: Customer, head_of_risk: User, risk_officer: User
) -> None:
    User.objects.filter(pk=risk_officer.pk).update(is_active=False)
    told(customer, 16)
    assert [notice.person for notice in notices()] == [head_of_risk]


def test_looser_limits_wait_in_the_inbox_of_who_may_decide_and_did_not_ask(
    head_of_risk: User, risk_officer: User, auditor: User, client_for: Callable[[User], Client]
) -> None:
    def waiting(user: User) -> str:
        return client_for(user).get("/inbox/").content.decode()

    asked = change_limits(KRI, amber=Decimal(30), red=Decimal(40), owner=None,
                          reason="The season.", by=head_of_risk, at=NOON)  # fmt: skip
    shown = waiting(risk_officer)
    assert "asks for looser limits: The season." in shown
    assert "Key risk indicator: Overdue ratio" in shown
    assert "/book/indicators/#overdue_ratio" in shown
    assert "The season." not in waiting(head_of_risk)
    assert "The season." not in waiting(auditor)
    decide_limits(asked, approve=True, by=risk_officer, at=NOON)
    assert "The season." not in waiting(risk_officer)


def test_the_notice_is_in_the_readers_language_and_leads_to_the_day(
    customer: Customer, risk_officer: User, client_for: Callable[[User], Client],
    time_machine: TimeMachineFixture,
) -> None:  # fmt: skip
    told(customer, 26)
    told(customer, 1, day=1)
    notice = notices().get()
    assert text_of(notice) == "Overdue ratio: 26.0 %, at or beyond the red limit of 25.0 %"
    with translation.override("zh-hans"):
        assert "Overdue ratio" not in text_of(notice)
        assert "26.0" in text_of(notice)
    time_machine.move_to(NOON + DAY)
    client = client_for(risk_officer)
    shown = client.get(notice.link).content.decode()
    assert "26.0" in shown
    assert "held against the limits of that day" in shown
    assert "Change limits" not in shown
    assert client.get("/book/indicators/?as_of=2020-01-01").status_code == 404
    assert client.get("/book/indicators/?as_of=x").status_code == 404
    assert "1.0" in client.get("/book/indicators/").content.decode()


def test_an_indicator_that_is_not_known_breaches_nothing(
    customer: Customer, head_of_risk: User
) -> None:
    kri = KRIS["collection_effectiveness"]
    change_limits(kri, amber=Decimal(80), red=Decimal(70), owner=head_of_risk, reason="Mine.",
                  by=head_of_risk, at=NOON)  # fmt: skip
    told(customer, 5)
    assert not notices(kri.code).exists(), "no sales, so it is not known"
