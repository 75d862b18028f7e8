"""Each declared indicator has an oracle, and says something about part of a made-up book."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from customers.generator.write import Plan, make_book
from customers.models import Customer
from customers.screening.demo import seed_demo_lists
from riskcrm.accounts import roles
from riskcrm.web.today import today
from scoring.cards import expert as expert_card
from scoring.indicators import BY_RANGE, INDICATORS, READING_STEPS
from scoring.indicators.base import with_steps
from scoring.indicators.peer_round import FURTHER
from scoring.services import ensure_peers
from scoring.statement import score_sql
from tests.factories import make_customer, make_person
from tests.scoring.book import DAY, readings_of
from tests.scoring.oracles import (
    collection,
    conduct,
    credit_file,
    exposure,
    paying,
    payment,
    reputation,
    standing,
)
from tests.scoring.oracles.ledger_rows import ledger_of
from tests.scoring.references import enter_grade, enter_table

pytestmark = pytest.mark.django_db
CUSTOMERS = 600


def test_each_indicator_has_an_oracle() -> None:
    customer, at = make_customer(), timezone.now()
    ledger = ledger_of(customer, DAY, at)
    figured = {
        **collection.figures(ledger),
        **conduct.figures(customer, DAY, at),
        **credit_file.figures(customer, DAY, at),
        **exposure.figures(ledger, customer, at),
        **paying.figures(ledger),
        **payment.figures(ledger),
        **reputation.figures(customer, DAY, at, None),
        **standing.figures(customer, None, DAY, at),
    }
    assert set(figured) == set(INDICATORS)


def test_no_two_steps_of_a_statement_bear_one_name() -> None:
    rounds = with_steps((*READING_STEPS, *FURTHER), BY_RANGE)
    for sql in (score_sql(expert_card.CARD, BY_RANGE, is_current=True), rounds):
        names = re.findall(r"^(?:WITH )?(\w+) AS \(", sql, re.MULTILINE)
        assert {"known_invoice", "item", "reading"} <= set(names)
        assert len(set(names)) == len(names)


def test_each_indicator_is_known_of_a_twentieth_of_a_made_up_book_and_tells_some_apart() -> None:
    make_person(roles.RISK_OFFICER, username="officer", is_demo=True)
    at = timezone.now()
    make_book(Plan(customers=CUSTOMERS, seed=3, end_date=today(), average=11.0, mark=False), at=at)
    assert seed_demo_lists(at=at) > 0
    enter_grade("CN", 2)
    enter_grade("VN", 3)
    enter_table("harbour credit", (300, "20"), (600, "5"), (750, "0.5"))
    ensure_peers(as_of=today() - dt.timedelta(days=1), at=at)
    readings = readings_of(Customer.objects.all(), as_of=today(), known_at=timezone.now())
    known = {
        code: [found[code] for found in readings.values() if found[code] is not None]
        for code in INDICATORS
    }
    assert not [code for code in INDICATORS if len(known[code]) < CUSTOMERS / 20]
    alike = {code for code in INDICATORS if len(set(known[code])) == 1}
    assert alike <= {"sanctions_hits", "insolvency"}  # so few customers need have none of these
