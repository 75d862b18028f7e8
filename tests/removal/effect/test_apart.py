"""What a page says of parts of a study: by criterion, and of appeals; each figure with its rows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from removal import services
from removal.effect.apart import customers_url
from removal.effect.pdf import document_of, pdf_of
from removal.models import CriterionRule, RemovalCase
from removal.services.feedback import record_feedback
from tests.factories import make_customer, make_invoice
from tests.removal.cases import file_appeal
from tests.removal.criteria.books import LATE, publish
from tests.removal.effect.studies import measured, remove, study_of, suggested

pytestmark = pytest.mark.django_db
TODAY, DAY = dt.date(2026, 6, 15), dt.date(2025, 5, 2)
NOON = dt.datetime(2025, 5, 2, 12, tzinfo=dt.UTC)


def words(answer):
    return " ".join(strip_tags(answer.content.decode()).split())


@pytest.fixture
def rule(risk_officer, second_officer):
    return publish(LATE, by=risk_officer, second=second_officer).rules.get()


@pytest.fixture
def study(rule: CriterionRule, risk_officer, second_officer, account_manager, head_of_risk, on_day):
    """Three removals stand, two of them suggested; a fourth one was overturned on appeal."""
    on_day(TODAY)
    cases: list[RemovalCase] = []
    for _ in range(4):
        customer = make_customer(manager=account_manager)
        make_invoice(customer, invoice_date=DAY - dt.timedelta(days=90))
        cases.append(remove(customer, by=risk_officer, decided_by=second_officer, day=DAY))
    for case in cases[:2]:
        suggested(case, rule)
    appeal = file_appeal(cases[3], by=account_manager, at=NOON)
    services.uphold_appeal(appeal, by=head_of_risk, reason="Misposted.", at=NOON)
    file_appeal(cases[2], by=account_manager, at=NOON)
    return study_of(dt.date(2025, 4, 1), dt.date(2025, 6, 30), by=risk_officer)


def test_the_removed_are_told_apart_by_the_criterion_that_had_suggested_them(
    study, rule, client_for, risk_officer
):
    look = measured(study)
    rows = [(row["code"], row["removed"]) for row in look.result["cohorts"]]
    assert rows == [(rule.code, 2), ("", 1)]
    client = client_for(risk_officer)
    text = words(client.get(reverse("removal:effect_detail", args=[study.pk])))
    assert "cannot be estimated (2 removals" in text
    assert "Proposed without a suggestion" in text
    for criterion, customers in ((rule.code, "2 customers"), ("none", "1 customers")):
        assert customers in words(client.get(customers_url(look, criterion=criterion)))


def test_appeals_are_counted_and_lead_to_their_cases(study, client_for, risk_officer):
    look = measured(study)
    assert look.result["removed"] == 3
    assert look.result["process"]["appeals"] == {
        "all": 2, "open": 1, "upheld": 1, "dismissed": 0, "withdrawn": 0,
    }  # fmt: skip
    client = client_for(risk_officer)
    page = client.get(reverse("removal:effect_detail", args=[study.pk]))
    process = page.context["process"]
    assert [row["count"] for row in process["appeals"]["rows"]] == [1, 1]
    counted = [(way["url"], way["count"]) for way in process["ways"]]
    counted += [(row["url"], row["count"]) for row in process["appeals"]["rows"]]
    counted += [(process["opened_url"], 4), (process["appeals"]["url"], 2)]
    for url, count in counted:
        assert len(client.get(url).context["table"].rows) == count, url


def test_the_removed_of_each_quarter_are_told_apart(
    study, risk_officer, second_officer, client_for
):
    customer = make_customer()
    make_invoice(customer, invoice_date=dt.date(2024, 12, 1))
    remove(customer, by=risk_officer, decided_by=second_officer, day=dt.date(2025, 2, 3))
    assert "quarters" not in told_by(study)  # all went in one
    longer = study_of(dt.date(2025, 1, 1), dt.date(2025, 6, 30), by=risk_officer)
    look = measured(longer)
    rows = [(row["code"], row["removed"]) for row in look.result["quarters"]]
    assert rows == [("2025 Q1", 1), ("2025 Q2", 3)]
    assert told_by(longer)["quarters"] == "cannot be estimated (1 removals, 1 controls)"
    client = client_for(risk_officer)
    text = words(client.get(reverse("removal:effect_detail", args=[longer.pk])))
    assert "By quarter" in text
    assert "cannot be estimated (3 removals" in text
    first = words(client.get(customers_url(look, quarter="2025 Q1")))
    assert "1 customers" in first
    assert "Only those of: 2025 Q1." in first


def told_by(study):
    """The net of the first quarter on the sheet, where quarters are told apart."""
    tables = document_of(measured(study), looks=1, language="en")["tables"]
    found = [table for table in tables if table["title"].startswith("Quarter ")]
    return {"quarters": found[0]["rows"][1][1]} if found else {}


def test_lessons_of_the_cases_stand_on_page_and_sheet_and_lead_to_their_list(
    study, rule, risk_officer, client_for
):
    look, client = measured(study), client_for(risk_officer)
    page = client.get(reverse("removal:effect_detail", args=[study.pk]))
    assert "No lesson is written yet" in words(page)
    overturned = RemovalCase.objects.get(state="overturned")
    said = {"result": "They had paid.", "lesson": "Match first.", "signal": "wrongly"}
    services.write_lesson(overturned, **said, by=risk_officer, at=NOON)
    page = client.get(reverse("removal:effect_detail", args=[study.pk]))
    text = words(page)
    assert "1 lessons of cases opened in these days" in text
    assert "Match first." in text
    lessons = page.context["lessons"]
    for url in (lessons["url"], lessons["signals"][0]["url"]):
        assert len(client.get(url).context["table"].rows) == 1, url
    (told,) = [
        each for each in document_of(look, looks=1, language="en")["lists"]
        if each["title"] == "Lessons of the cases opened in these days: 1"
    ]  # fmt: skip
    assert told["items"][0] == "should not have been proposed: 1"
    assert told["items"][1].startswith("Match first. (Case ")
    unasked = reverse("removal:lesson_list") + f"?criterion={rule.code}"
    assert len(client.get(unasked).context["table"].rows) == 0


def test_side_effects_stand_on_the_sheet(study, risk_officer):
    record_feedback(
        source="press", given_date=DAY, respondent="A paper", sentiment="negative", topic="other",
        text="Harsh.", by=risk_officer, at=dt.datetime(2026, 6, 15, 12, tzinfo=dt.UTC),
    )  # fmt: skip
    tables = document_of(measured(study), looks=1, language="en")["tables"]
    (side,) = [table for table in tables if table["title"] == "Side effects"]
    rows = {row[0]: row[1] for row in side["rows"]}
    assert (rows["Market feedback"], rows["negative"]) == ("1", "1")
    assert rows["Asked, and answered"] == "0 of 0 people asked"
    assert rows["Customers related to the removed"] == "0"


def test_a_look_from_before_criteria_and_appeals_were_read_is_still_shown(study):
    look = measured(study)
    look.result = {name: found for name, found in look.result.items() if name != "cohorts"}
    del look.result["process"]["appeals"]
    told = document_of(look, looks=1, language="en")
    titles = [table["title"] for table in told["tables"]]
    assert "Appeals" not in titles
    assert not [title for title in titles if title.startswith("Criterion")]


def test_the_sheet_of_paper_leads_to_the_rows(study):
    look = measured(study)
    site = "https://risk.example"
    told = document_of(look, looks=1, language="en", site=site)
    links = [row[3] for table in told["tables"] for row in table["rows"] if row[3]]
    assert site + customers_url(look, criterion="none") in links
    assert any("appeal=upheld" in each for each in links)
    assert pdf_of(look, looks=1, language="en", site=site).startswith(b"%PDF")
