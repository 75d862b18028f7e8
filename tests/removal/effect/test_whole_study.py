"""A study of a book that is large enough: what was avoided, what was forgone, what came in."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags

from customers.models import Customer, DishonouredPayment
from removal.effect.pdf import _drawable, document_of, pdf_of
from removal.effect.words import change_text, money
from removal.letters.font import missing
from removal.models import RemovalCase
from removal.selectors.effect_rows import read_part, with_middle
from removal.services.effect_studies import _question, request_look
from scoring.batches import IdRange
from scoring.models import RatingHistory, RiskScore
from scoring.selectors import champion
from tests.factories import make_customer
from tests.removal.criteria.books import LATE, publish
from tests.removal.effect.book import AMOUNT, NEVER, documents, paying_book, store
from tests.removal.effect.studies import measured, remove, study_of, suggested

pytestmark = pytest.mark.django_db
TODAY, DAY = dt.date(2026, 6, 15), dt.date(2025, 5, 2)
REMOVED, KEPT, GONE_BAD, UNPAID = 12, 40, 8, 3
FIRST = dt.date(2022, 2, 10)


def trade(customer: Customer, *, late: int, until: dt.date, unpaid_from: dt.date = NEVER) -> Any:
    return documents(
        customer, late=late, since=FIRST, until=until, today=TODAY, unpaid_from=unpaid_from
    )


def rated(customer: Customer, tier: str, score: int) -> None:
    day = dt.date(2025, 1, 31)
    at = dt.datetime(2025, 1, 31, 12, tzinfo=dt.UTC)
    RatingHistory.objects.create(
        customer_id=customer.pk, as_of=day, tier=tier, card_tier=tier, recorded_at=at
    )
    RiskScore.objects.create(
        customer_id=customer.pk, card_version_id=champion().pk, as_of=day, known_at=at,
        points=score, score=score, tier=tier, coverage=1, contributions={}, pd=20, scored_at=at,
    )  # fmt: skip


@pytest.fixture
def study(risk_officer, second_officer, on_day):
    on_day(TODAY)
    made: list[Any] = []
    for n in range(REMOVED):
        customer = make_customer()
        unpaid = dt.date(2025, 3, 1) if n < UNPAID else NEVER
        made += trade(customer, late=20, until=DAY, unpaid_from=unpaid)
        rated(customer, "high", 80 + n % 5)
        remove(customer, by=risk_officer, decided_by=second_officer, day=DAY)
    for n in range(KEPT):
        customer = make_customer()
        unpaid = dt.date(2025, 9, 1) if n < GONE_BAD else NEVER
        made += trade(customer, late=20, until=TODAY, unpaid_from=unpaid)
        rated(customer, "high", 80 + n % 5)
    for _ in range(5):  # of another tier: nobody to compare with
        customer = make_customer()
        made += trade(customer, late=0, until=TODAY)
        rated(customer, "low", 10)
    store(made)
    return study_of(dt.date(2025, 4, 1), dt.date(2025, 6, 30), by=risk_officer, horizon=365)


def test_what_was_avoided_is_told_against_what_comparable_customers_did(study):
    avoided = measured(study).result["avoided"]
    assert (avoided["removed"], avoided["comparable"], avoided["why"]) == (REMOVED, KEPT, "")
    # 8 of 40 went bad, as their scores had said of all
    assert avoided["pd_said"] == pytest.approx(0.2)
    assert avoided["pd"] == pytest.approx(8.5 / 41, abs=0.01)
    assert avoided["run_off_loss"] == pytest.approx(UNPAID * 2 * AMOUNT)
    expected = avoided["exposure"] * avoided["pd"] * avoided["lgd"]
    assert avoided["expected"]["value"] == pytest.approx(expected, rel=0.05)
    # eight invoices a year, each with 300 of margin; nothing afterwards
    assert avoided["forgone"] == pytest.approx(REMOVED * 8 * 300, rel=0.15)
    assert avoided["net"]["high"] < 0  # they earned more than they would have lost


def test_cash_and_working_capital_are_those_of_the_removed(study):
    cash = measured(study).result["cash"]
    assert cash["collected"] > 0
    customer = Customer.objects.filter(removal_cases__isnull=False).order_by("-pk").first()
    for number, day in enumerate((DAY, DAY + dt.timedelta(days=9), DAY + dt.timedelta(days=400))):
        DishonouredPayment.objects.create(
            customer=customer, source_key=f"D-{number}", amount=300, base_amount=300,
            currency="USD", effective_date=day, recorded_at=timezone.now(),
        )  # fmt: skip
    request_look(study, by=study.registered_by, at=timezone.now())
    again = measured(study).result["cash"]
    assert again["collected"] == pytest.approx(cash["collected"] - 300)  # one of the year after
    assert cash["released"] == pytest.approx(cash["exposure"] - UNPAID * 2 * AMOUNT, rel=0.35)
    assert cash["financing_saved"] == pytest.approx(cash["released"] * cash["capital_cost"])


def test_only_customers_of_the_same_tier_are_controls(study):
    result = measured(study).result
    assert result["controls_by_kind"] == {
        "later": 0, "turned_down": 0, "cured": 0, "eligible": KEPT,
    }  # fmt: skip
    assert result["read"] == REMOVED + KEPT + 5


def test_a_criterion_that_had_suggested_all_has_the_figures_of_the_whole(
    study, risk_officer, second_officer
):
    rule = publish(LATE, by=risk_officer, second=second_officer).rules.get()
    for case in RemovalCase.objects.all():
        suggested(case, rule)
    result = measured(study).result
    (cohort,) = result["cohorts"]
    assert (cohort["code"], cohort["removed"]) == (rule.code, REMOVED)
    assert cohort["avoided"]["net"] == result["avoided"]["net"]
    for name in ("treated", "controls", "range"):
        assert cohort["effect"].get(name) == result["effect"].get(name)


def test_the_page_says_the_verdict_with_its_interval(study, client_for, risk_officer):
    look = measured(study)
    page = client_for(risk_officer).get(reverse("removal:effect_detail", args=[study.pk]))
    text = " ".join(strip_tags(page.content.decode()).split())
    assert "12 customers removed (exposure" in text
    assert "Estimated loss avoided" in text
    assert ", negative." in text
    assert "The net is nothing if the margin forgone were" in text
    assert "at a probability of default of" not in text  # it would be above one
    told = document_of(look, looks=1, language="en")
    assert " ".join(told["verdict"]) in text.replace("&nbsp;", " ")
    rows = {row[0]: row[1] for table in told["tables"] for row in table["rows"]}
    avoided, split = look.result["avoided"], look.result["mix"]["split"]
    assert rows["Loss expected had they stayed"] == money(avoided["expected"]["value"])
    assert rows["Margin forgone"] == money(avoided["forgone"])
    assert rows["change by who is in the book"] == change_text(split["mix"], "")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_sheet_of_paper_needs_no_sign_that_its_font_lacks(study, language):
    look = measured(study)
    with translation.override(language):
        document = _drawable(document_of(look, looks=2, language=language))
    assert missing(json.dumps(document, ensure_ascii=False)) == []
    assert pdf_of(look, looks=2, language=language).startswith(b"%PDF")


def test_a_chunk_takes_as_many_statements_whatever_it_holds(study):
    look = study.looks.get()
    question = with_middle(_question(look))
    ids = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    counts = []
    for last in (ids[2], ids[-1]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            part = read_part(question, IdRange(ids[0], last))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7
    assert part is not None
    assert len(part.customer) == len(ids)


def test_who_was_removed_after_the_last_day_neither_counts_nor_is_compared_with(
    study, risk_officer, second_officer
):
    others = Customer.objects.filter(removal_cases__isnull=True).order_by("pk")
    remove(others.first(), by=risk_officer, decided_by=second_officer, day=dt.date(2025, 6, 20))
    earlier = study_of(dt.date(2025, 4, 1), dt.date(2025, 6, 10), by=risk_officer, horizon=365)
    result = measured(earlier).result
    assert result["removed"] == REMOVED
    assert result["avoided"]["comparable"] == KEPT - 1


def test_of_customers_who_can_still_be_seen_an_effect_is_told(
    risk_officer, head_of_risk, on_day, client_for
):
    on_day(TODAY)
    day = dt.date(2025, 1, 15)
    paying_book(
        removed=12, kept=36, day=day, today=TODAY, by=risk_officer, decided_by=head_of_risk
    )  # fmt: skip
    asked = {"outcome": "over_90", "horizon": 365}
    study = study_of(dt.date(2025, 1, 1), dt.date(2025, 3, 31), by=risk_officer, **asked)
    effect = measured(study).result["effect"]
    assert (effect["treated"], effect["controls"], effect["why"]) == (12, 36, "")
    assert effect["range"]["low"] < effect["range"]["from"] < 0
    fake = next(each for each in effect["checks"] if each["code"] == "fake_date")
    assert fake["estimate"] is not None
    page = client_for(risk_officer).get(reverse("removal:effect_detail", args=[study.pk]))
    html = page.content.decode()
    assert "it holds the true effect more often than in 95 % of cases" in html
    assert "at a probability of default of" not in html  # it would be less than nothing
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))  # a picture looks for its figures by their id
