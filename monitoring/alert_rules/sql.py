"""Alert rules as one SQL statement over a set of customers: each is read once, whatever the rules.

The statement is made of steps (see `scoring.indicators.base.with_steps`). `base` is a row for each
customer with every raw value that a rule looks at, `measured` has a column for each measure,
`judged` one for each rule that holds. Numbers and days are written into it, texts are parameters.
`monitoring.alert_rules.evaluate` says the same in plain Python.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitoring.alert_rules.sources import Sources
from monitoring.alert_rules.tree import (
    Condition,
    Join,
    Measure,
    Node,
    Rule,
    conditions_of,
    measures_of,
)
from monitoring.models import Severity, Versus
from removal.criteria.tree import SIGNS

# the order of gravity
GRAVITY = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)
# what is said of a customer by each rule: name and type of a column
SAID = (
    ("rule_id", "bigint"), ("severity", "int"), ("in_scope", "boolean"), ("holds", "boolean"),
    ("stays", "boolean"), ("is_graver", "boolean"), ("value", "numeric"), ("figures", "jsonb"),
)  # fmt: skip
# column of a customer by the name that a scope has for it
SCOPED = {
    "industries": "industry", "countries": "country", "kinds": "kind", "tiers": "tier",
    "teams": "team_id",
}  # fmt: skip


@dataclass
class Compiled:
    """The steps, what each rule says over `judged`, whether any rule holds, and parameters."""

    steps: list[tuple[str, str]]
    said: list[tuple[str, ...]]
    any_holds: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def judged(self) -> str:
        """`WITH` clause that ends with `judged`."""
        return "WITH " + ",\n".join(f"{name} AS ({sql})" for name, sql in self.steps)

    @property
    def verdicts(self) -> str:
        """FROM clause: each customer with each rule.

        Arrays, not VALUES: these would make their expressions anew for each customer.
        """
        columns = zip(SAID, zip(*self.said, strict=True), strict=True)
        arrays = (f"ARRAY[{', '.join(values)}]::{kind}[]" for (_name, kind), values in columns)
        names = ", ".join(name for name, _kind in SAID)
        return f"judged CROSS JOIN LATERAL unnest({', '.join(arrays)}) AS v ({names})"


def compile_rules(
    rules: Sequence[Rule], day: dt.date, *, who: str, is_past: bool = False
) -> Compiled:
    """Rules over the customers in the table `who`, at the end of a day.

    `is_past` takes the snapshots of that day, which is the end of a month, for the readings.
    """
    sources = Sources(day, is_past=is_past)
    measures = list(dict.fromkeys(each for rule in rules for each in measures_of(rule)))
    names = {measure: f"m{number}" for number, measure in enumerate(measures)}
    measured = [f"{_measured(each, sources)} AS {name}" for each, name in names.items()]
    steps = [
        *sources.steps(),
        ("base", sources.base(who)),
        # OFFSET 0 keeps the planner from putting each value in the place of its name
        ("measured", f"SELECT {', '.join(['base.*', *measured])} FROM base OFFSET 0"),
    ]
    scopes = [_scope(rule, sources.params) for rule in rules]
    held = [
        f"({scope} AND {_held(rule, names)}) AS h{number}"
        for number, (rule, scope) in enumerate(zip(rules, scopes, strict=True))
    ]
    steps.append(
        ("judged", f"SELECT {', '.join(['judged.*', *held])} FROM measured judged OFFSET 0")
    )
    said = [_said(rule, scope, names) for rule, scope in zip(rules, scopes, strict=True)]
    any_holds = " OR ".join(f"judged.h{number}" for number in range(len(rules)))
    return Compiled(steps, said, any_holds, sources.params)


def _measured(measure: Measure, sources: Sources) -> str:
    """The figure that is held against marks and values, from the columns of `base`."""
    now = sources.now(measure)
    if not measure.versus:
        return now
    is_past = measure.versus == Versus.PAST
    other = sources.past(measure) if is_past else sources.peers(measure)
    if not measure.as_share:
        return f"({now} - {other})"
    part = f"({now} - {other})" if is_past else now
    return f"CASE WHEN {other} > 0 THEN round({part} * 100 / {other}, 4) END"


def _scope(rule: Rule, params: dict[str, Any]) -> str:
    """Whether a rule is about a customer: in each list that it gives."""
    asked = []
    for name, allowed in sorted(rule.scope.items()):
        param = f"scope_{rule.id}_{name}"
        params[param] = list(allowed)
        asked.append(f"judged.{SCOPED[name]} = ANY(%({param})s)")
    return f"COALESCE({' AND '.join(asked)}, false)" if asked else "true"


def _held(rule: Rule, names: Mapping[Measure, str]) -> str:
    return _every([_mark(rule, names, "raise"), _also(rule, names)])


def _mark(rule: Rule, names: Mapping[Measure, str], which: str) -> str:
    """The leading figure against one of its marks; "stays" = it has not come to where it clears."""
    lead = rule.lead
    if lead is None:
        return "false" if which == "escalate" else "true"
    column = f"judged.{names[lead.measure]}"
    if which == "stays":
        return f"{column} {'<' if lead.falling else '>'} {lead.clear_at:f}"
    mark = lead.raise_at if which == "raise" else lead.escalate_at
    return f"{column} {'<=' if lead.falling else '>='} {mark:f}" if mark is not None else "false"


def _also(rule: Rule, names: Mapping[Measure, str]) -> str:
    return _verdict(rule.also, names) if rule.also else "true"


def _verdict(node: Node, names: Mapping[Measure, str]) -> str:
    if isinstance(node, Condition):
        return f"judged.{names[node.measure]} {SIGNS[node.compare]} {node.value:f}"
    word = " AND " if node.join is Join.ALL else " OR "
    return f"({word.join(f'({_verdict(part, names)})' for part in node.parts)})"


def _every(verdicts: Iterable[str]) -> str:
    asked = [verdict for verdict in verdicts if verdict != "true"]
    return "(" + " AND ".join(f"({verdict})" for verdict in asked) + ")" if asked else "true"


def _said(rule: Rule, scope: str, names: Mapping[Measure, str]) -> tuple[str, ...]:
    """What a rule says of a customer, in the order of `SAID`."""
    held = _held(rule, names)
    return (
        str(rule.id),
        str(GRAVITY.index(Severity(rule.severity))),
        scope,
        held,
        _every([_mark(rule, names, "stays"), _also(rule, names)]),
        _mark(rule, names, "escalate"),
        f"judged.{names[rule.lead.measure]}" if rule.lead else "NULL",
        f"CASE WHEN {held} THEN {_figures(rule, names)} END" if rule.also else "NULL",
    )


def _figures(rule: Rule, names: Mapping[Measure, str]) -> str:
    """The figure behind each further condition and whether it holds, as jsonb."""
    parts = [
        f"jsonb_build_object('at', {number}, 'holds', {_verdict(each, names)},"
        f" 'value', trim_scale(judged.{names[each.measure]})::text)"
        for number, each in enumerate(conditions_of(rule.also))
    ]
    return f"jsonb_build_array({', '.join(parts)})"
