"""A rule in words, in both languages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from monitoring.alert_rules.definition import MARKS
from monitoring.alert_rules.tree import Condition, from_data
from monitoring.alert_rules.words import (
    Names,
    condition_text,
    differences,
    facts_of,
    names,
    short_text,
)
from monitoring.models import AlertRule, RuleVersion
from monitoring.rules import DEFAULT_RULES

RULE: dict[str, Any] = {
    "code": "owes", "name_en": "Owes much", "name_zh": "欠款较多", "kind": "threshold",
    "subject": "exposure", "raise_at": 1000, "clear_at": 800, "escalate_at": 5000,
    "severity": "high",
}  # fmt: skip


def rule(**more: Any) -> AlertRule:
    said = {**RULE, **more}
    marks = {name: Decimal(said[name]) for name in MARKS if said[name] is not None}
    return AlertRule(**said | marks)


def said(row: AlertRule, known: Names | None = None) -> dict[str, str]:
    return {fact.label: fact.text for fact in facts_of(row, known or Names())}


@pytest.fixture(autouse=True)
def _in_usd(settings: Any) -> None:
    settings.BASE_CURRENCY = "USD"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"subject": "score", "compare": "at_least", "value": "80"}, "Risk score at least 80"),
        ({"subject": "tier", "compare": "equals", "value": "high"}, "Risk tier exactly high"),
        ({"subject": "overdue", "compare": "above", "value": "0"},
         "Overdue amount more than USD 0"),
        ({"subject": "score", "compare": "at_least", "value": "20", "versus": "past", "days": 30},
         "Risk score (change over 30 days) at least 20"),
        ({"subject": "overdue", "compare": "at_least", "value": "50", "versus": "past", "days": 90,
          "share": True}, "Overdue amount (change over 90 days, in per cent) at least 50 %"),
        ({"subject": "exposure", "compare": "above", "value": "200", "versus": "peers",
          "share": True},
         "Exposure (in per cent of its industry's median) more than 200 %"),
        ({"subject": "tier", "compare": "at_least", "value": "1", "versus": "past", "days": 30},
         "Risk tier (change over 30 days) at least 1 tier"),
        ({"subject": "case_days", "compare": "at_most", "value": "2"},
         "Days until the removal case is due at most 2 days"),
        ({"subject": "external_score", "compare": "below", "value": "500", "provider": "Bureau"},
         "External score of Bureau less than 500"),
        ({"subject": "utilisation", "compare": "above", "value": "90.5"},
         "Utilisation of the limit more than 90.5 %"),
    ],
)  # fmt: skip
def test_a_condition_reads_as_a_sentence(condition: dict[str, Any], words: str) -> None:
    node = from_data(condition)
    assert isinstance(node, Condition)
    assert condition_text(node) == words


def test_a_rule_says_when_it_is_raised_graver_and_ended() -> None:
    words = said(rule())
    assert words["Raised when"] == "Exposure at least USD 1,000"
    assert words["Ends when"] == "Exposure at most USD 800"
    assert words["One severity higher when"] == "Exposure at least USD 5,000"
    assert words["For"] == "all customers"
    assert words["Cooldown"] == "none: it may be raised again at once"
    assert words["Told"] == "who looks after the customer"
    low = said(rule(subject="score", falling=True, raise_at=20, clear_at=30, escalate_at=None))
    assert low["Raised when"] == "Risk score at most 20"
    assert low["Ends when"] == "Risk score at least 30"


def test_what_narrows_and_silences_it_is_named() -> None:
    row = rule(
        scope={"industries": ["C"], "countries": ["CN", "DE"], "tiers": ["high"], "teams": [7]},
        muted_by=["insolvency"], recipients=["head_of_risk"], cooldown_days=14,
    )  # fmt: skip
    words = said(row, Names({"insolvency": "Insolvency proceedings"}, {7: "North"}))
    assert "Country: CN, DE" in words["For"]
    assert "Risk tier: high" in words["For"]
    assert "Team: North" in words["For"]
    assert words["Silent while this runs"] == "Insolvency proceedings"
    assert words["Told"] == "who looks after the customer, Head of risk"
    assert words["Cooldown"] == "14 days after it ended, unless it comes back graver"


def test_further_conditions_are_lines_of_their_own() -> None:
    one = {"subject": "score", "compare": "above", "value": "1"}
    row = rule(also={"all": [one, {"any": [one, one]}]})
    (lines,) = [fact.lines for fact in facts_of(row, Names()) if fact.label == "And while"]
    assert [line.depth for line in lines] == [0, 1, 1, 2, 2]
    assert short_text(row) == "Exposure at least USD 1,000, and further conditions"


def test_a_figure_that_there_is_no_more_says_so() -> None:
    assert "“gone”" in said(rule(subject="gone"))["Raised when"]
    assert short_text(rule(subject="gone")) == ""


def test_two_versions_differ_in_what_they_say_otherwise() -> None:
    before = facts_of(rule(), Names())
    after = facts_of(rule(raise_at=2000, cooldown_days=7, playbook_en="Call."), Names())
    changed = {each.label: (each.before, each.after) for each in differences(before, after)}
    assert changed["Raised when"] == ("Exposure at least USD 1,000", "Exposure at least USD 2,000")
    assert changed["What to do, in English"] == ("", "Call.")
    assert "Severity" not in changed


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_standard_rule_is_said_in_both_languages(language: str) -> None:
    with translation.override(language):
        for values in DEFAULT_RULES:
            row = AlertRule(**values)
            assert short_text(row)
            assert all(fact.text for fact in facts_of(row, Names()))


def test_in_chinese_a_condition_reads_as_a_sentence_too() -> None:
    node = from_data(
        {"subject": "score", "compare": "at_least", "value": "20", "versus": "past", "days": 30}
    )
    assert isinstance(node, Condition)
    with translation.override("zh-hans"):
        assert condition_text(node) == "风险评分（30 天内的变化）至少 20"


@pytest.mark.django_db
def test_the_standard_rules_have_a_first_version_that_says_what_they_say() -> None:
    rules = AlertRule.objects.all()
    assert RuleVersion.objects.filter(number=1, state="in_force").count() == rules.count()
    row = rules.get(code="bust_out")
    assert row.number == 1
    first = row.versions.get()
    assert (first.said["also"], first.created_by, first.said["raise_at"]) == (row.also, None, "5")
    assert names().rules["bust_out"] == row.name
