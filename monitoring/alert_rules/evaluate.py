"""A rule held against one customer in plain Python: slow, plain to read, and what the SQL must say.

See `monitoring.alert_rules.sql` for the same over a whole book.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from monitoring.alert_rules.tree import Condition, Join, Measure, Node, Rule
from monitoring.models import Versus
from removal.criteria.evaluate import HELD, every, some

Value = Decimal | None
Verdict = bool | None
FOUR = Decimal("0.0001")


@dataclass(frozen=True)
class Known:
    """What is known of a customer on a day: subjects as they are, as they were, and of its peers.

    A subject is known by its code and, for external scores, its provider in lower case.
    """

    now: Mapping[tuple[str, str], Value]
    past: Mapping[tuple[str, str, int], Value] = field(default_factory=dict)
    peers: Mapping[str, Value] = field(default_factory=dict)
    scope: Mapping[str, Any] = field(default_factory=dict)  # industry, country, kind, tier, team

    def value(self, measure: Measure) -> Value:
        """The figure that is held against marks and values; None = it is not known."""
        provider = measure.provider.casefold()
        now = self.now.get((measure.subject, provider))
        if not measure.versus:
            return now
        if measure.versus == Versus.PEERS:
            other = self.peers.get(measure.subject)
        else:
            other = self.past.get((measure.subject, provider, measure.days))
        if now is None or other is None:
            return None
        return _held_against(now, other, measure)


def _held_against(now: Decimal, other: Decimal, measure: Measure) -> Value:
    if not measure.as_share:
        return now - other
    if other <= 0:  # no share of nothing
        return None
    part = now - other if measure.versus == Versus.PAST else now
    return (part * 100 / other).quantize(FOUR, ROUND_HALF_UP)


@dataclass(frozen=True)
class Judgement:
    """What a rule says: whether it holds, whether a running episode goes on, whether it is graver.

    None = not evaluated.
    """

    in_scope: bool
    holds: Verdict
    stays: Verdict
    is_graver: Verdict


def judge(rule: Rule, known: Known) -> Judgement:
    """Hold one rule against one customer. Of a rise of tiers only the further conditions."""
    also = holds(rule.also, known) if rule.also else True
    in_scope = all(known.scope.get(name) in allowed for name, allowed in rule.scope.items())
    lead = rule.lead
    if lead is None:
        return Judgement(in_scope, also, also, False)
    value, escalate = known.value(lead.measure), lead.escalate_at
    if value is None:
        is_graver = False if escalate is None else None
        return Judgement(in_scope, every([None, also]), every([None, also]), is_graver)
    sign = -1 if lead.falling else 1
    return Judgement(
        in_scope,
        every([sign * value >= sign * lead.raise_at, also]),
        every([sign * value > sign * lead.clear_at, also]),
        escalate is not None and sign * value >= sign * escalate,
    )


def holds(node: Node, known: Known) -> Verdict:
    """Whether a tree is true of a customer; None where it cannot be said."""
    if isinstance(node, Condition):
        value = known.value(node.measure)
        return None if value is None else HELD[node.compare](value, node.value)
    verdicts = [holds(part, known) for part in node.parts]
    return every(verdicts) if node.join is Join.ALL else some(verdicts)
