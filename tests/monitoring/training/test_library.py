"""Studied cases: named to those alone who see the customer, found by the same reasons."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from customers.models import Customer
from monitoring.models import StudiedCase
from monitoring.services import library as services
from monitoring.training import selectors
from removal.models import CaseLesson, RemovalCase
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from riskcrm.web.etags import Stale
from tests.factories import make_contact, make_customer
from tests.monitoring.training.teaching import NOON
from tests.removal.cases import make_case

pytestmark = pytest.mark.django_db


def study(by: User, **said: Any) -> StudiedCase:
    words = {
        "title": "Paid after the second call", "outcome": "good", "story": "Three invoices late.",
        "lesson": "Call before you write.", "grounds": [], "reasons": [], "industry": "",
    } | said  # fmt: skip
    return services.add_studied_case(by=by, at=NOON, **words)


@pytest.fixture
def lesson(account_manager: User) -> CaseLesson:
    customer = make_customer(
        name="Hua Steel", manager=account_manager, team=account_manager.team, industry="C"
    )
    case: RemovalCase = make_case(customer, by=account_manager)
    return CaseLesson.objects.create(
        case=case, round=case.round, result="Paid.", lesson="Call.", signal="in_time",
        written_by=account_manager, written_at=timezone.now(),
    )  # fmt: skip


def test_a_studied_case_names_nobody(lesson: CaseLesson, risk_officer: User) -> None:
    make_contact(lesson.case.customer, name="Li Wei")
    for story in ("HUA STEEL paid late.", "We called Li Wei.", lesson.case.customer.number):
        with pytest.raises(Refused) as refused:
            study(risk_officer, story=story, lesson_of=lesson)
        assert refused.value.code == "names_somebody"
    row = study(risk_officer, lesson_of=lesson)
    with pytest.raises(Refused) as refused:
        study(risk_officer, lesson_of=lesson)
    assert refused.value.code == "studied_already"
    words = {"title": "T", "outcome": "bad", "lesson": "L", "grounds": [], "reasons": []}
    with pytest.raises(Refused, match="names somebody"):
        services.change_studied_case(
            row, version=1, by=risk_officer, at=NOON, story="Hua Steel", industry="", **words
        )
    services.change_studied_case(
        row, version=1, by=risk_officer, at=NOON, story="Late.", industry="", **words
    )
    with pytest.raises(Stale):
        services.change_studied_case(
            row, version=1, by=risk_officer, at=NOON, story="Late.", industry="", **words
        )


def test_the_customer_is_shown_to_who_sees_it_alone(
    lesson: CaseLesson, risk_officer: User, account_manager: User, outsider: User
) -> None:
    row = study(risk_officer, lesson_of=lesson)
    for who, seen in ((account_manager, True), (risk_officer, True), (outsider, False)):
        selectors.with_customers([row], who)
        assert bool(row.case) is seen  # type: ignore[attr-defined]


def test_a_lesson_out_of_sight_is_not_studied(lesson: CaseLesson, outsider: User) -> None:
    with pytest.raises(Refused) as refused:
        study(outsider, lesson_of=lesson)
    assert refused.value.code == "no_right"


def test_cases_are_searched_in_both_languages_and_withdrawn_ones_are_gone(
    risk_officer: User,
) -> None:
    study(risk_officer)
    row = study(risk_officer, title="签收单造假", story="签收章系伪造。", lesson="先验章。")
    rows = selectors.studied_cases()
    assert list(selectors.search_cases(rows, "伪造")) == [row]
    assert selectors.search_cases(rows, "call WRITE").count() == 1
    for _twice in range(2):
        services.withdraw_studied_case(row, reason="Old.", by=risk_officer, at=NOON)
    assert not selectors.search_cases(selectors.studied_cases(), "伪造").exists()


def test_similar_cases_are_ranked_by_shared_reasons_then_by_industry(risk_officer: User) -> None:
    customer: Customer = make_customer(industry="C")
    two = study(risk_officer, title="Two", reasons=["max_dpd", "dso"])
    one = study(risk_officer, title="One", reasons=["max_dpd"])
    same = study(risk_officer, title="Same", reasons=["max_dpd"], industry="C")
    trade = study(risk_officer, title="Trade", reasons=[], industry="C")
    study(risk_officer, title="Neither", reasons=["utilisation"])
    reasons = [{"code": "max_dpd"}, {"code": "dso"}]
    with mock.patch.object(selectors, "reasons_of", return_value=reasons):
        codes, rows = selectors.similar_cases(customer)
    assert codes == ["max_dpd", "dso"]
    assert rows == [two, same, one, trade]
    assert [row.shared for row in rows] == [2, 1, 1, 0]  # type: ignore[attr-defined]


def test_the_database_keeps_one_study_per_lesson_that_says_something(
    lesson: CaseLesson, risk_officer: User
) -> None:
    row = study(risk_officer, lesson_of=lesson)
    new = {"title": "T", "story": "S", "lesson": "L", "outcome": "bad", "written_by": risk_officer,
           "written_at": NOON}  # fmt: skip
    for said in ({"lesson_of": row.lesson_of}, {"story": ""}, {"outcome": "odd"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StudiedCase.objects.create(**new | said)
