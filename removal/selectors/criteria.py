"""Reads of criteria and suggestions: conditions and figures in words, and what was learnt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.urls import reverse

from removal.criteria.learning import Learned
from removal.criteria.subjects import SUBJECTS, Kind
from removal.criteria.tree import Condition, conditions_of, from_data
from removal.criteria.words import condition_text, tree_lines, value_text
from removal.models import CriterionSet, Suggestion, SuggestionEvidence
from removal.selectors.lessons import OUTCOME_NAMES, OUTCOMES, named

LEARNED = f"""
SELECT mine.id, count(s.id), count(*) FILTER (WHERE s.state = 'taken_up'),
  count(*) FILTER (WHERE s.state = 'dismissed'), count(*) FILTER (WHERE s.state = 'lapsed'),
  {OUTCOMES}
FROM removal_criterionrule mine
JOIN removal_criterionrule alike ON alike.code = mine.code AND alike.tree = mine.tree
LEFT JOIN removal_suggestionevidence e ON e.rule_id = alike.id
LEFT JOIN removal_suggestion s ON s.id = e.suggestion_id
LEFT JOIN removal_removalcase c ON c.id = s.case_id
LEFT JOIN removal_caselesson l ON l.case_id = c.id AND l.round = c.round
  AND c.closed_at IS NOT NULL
WHERE mine.criteria_id = %s
GROUP BY mine.id"""
COUNTED = ("suggestions", "taken_up", "dismissed", "lapsed", *OUTCOME_NAMES)


def learned_of(criteria: CriterionSet) -> dict[int, Learned]:
    """What became of the suggestions of each rule, in one statement; by the rule's id."""
    with connection.cursor() as cursor:
        cursor.execute(LEARNED, [criteria.pk])
        return {pk: Learned(**named(COUNTED, counts)) for pk, *counts in cursor.fetchall()}


@dataclass(frozen=True)
class Line:
    """A condition of a rule, with the figure that was seen."""

    text: str
    value: str
    holds: bool | None
    history: str
    url: str


def lines_of(evidence: SuggestionEvidence, customer_id: int) -> list[Line]:
    """The conditions of a rule, each with its figure and the page of the rows behind it."""
    conditions = list(conditions_of(from_data(evidence.rule.tree)))
    return [
        Line(
            condition_text(conditions[seen["at"]]),
            _shown(conditions[seen["at"]], seen["value"]),
            seen["holds"],
            str(SUBJECTS[conditions[seen["at"]].subject].history),
            url_of(conditions[seen["at"]], customer_id),
        )
        for seen in evidence.figures
        if seen["at"] < len(conditions)
    ]


def _shown(condition: Condition, value: str | None) -> str:
    return "–" if value is None else value_text(condition.subject, Decimal(value))


def url_of(condition: Condition, customer_id: int) -> str:
    """The page that shows where a figure comes from."""
    subject = SUBJECTS[condition.subject]
    if subject.indicator is not None:
        return reverse("scoring:indicator_rows", args=[customer_id, subject.code])
    customer = reverse("monitoring:customer_detail", args=[customer_id])
    if subject.kind is Kind.EXTERNAL:
        return f"{reverse('customers:creditreport_list')}?customer={customer_id}"
    if subject.kind is Kind.FIGURE:
        return f"{customer}?tab=receivables#panel"
    return customer


def evidence_of(suggestion: Suggestion) -> list[SuggestionEvidence]:
    """The rules that spoke for it, those that still do first."""
    rows = suggestion.evidence.select_related("rule__criteria")
    return list(rows.order_by("-is_met", "rule__position", "pk"))


def summary_of(suggestion: Suggestion) -> str:
    """What a person may begin a proposal with: reasons of the rules that are met, and figures."""
    return "\n".join(
        f"{evidence.rule.reason} ({figures_text(lines_of(evidence, suggestion.customer_id))})"
        for evidence in evidence_of(suggestion)
        if evidence.is_met
    )


def figures_text(lines: Iterable[Line]) -> str:
    return "; ".join(f"{line.text}: {line.value}" for line in lines if line.holds)


def rule_rows(criteria: CriterionSet) -> list[dict[str, Any]]:
    """The rules of a version with their conditions in words, and what was learnt of each."""
    learned = learned_of(criteria)
    return [
        {
            "rule": rule,
            "lines": tree_lines(from_data(rule.tree)),
            "learned": learned.get(rule.pk, Learned()),
        }
        for rule in criteria.rules.order_by("position", "pk")
    ]
