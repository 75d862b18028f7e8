"""Alert rules as one SQL statement over a set of customers: each is read once, whatever the rules.

The statement is made of steps (see `scoring.indicators.base.with_steps`). `base` is a row for each
customer with every raw value that a rule looks at, `measured` has a column for each measure,
`judged` one for each rule that holds. Numbers and days are written into it, texts are parameters.
`monitoring.alert_rules.evaluate` says the same in plain Python.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitoring.alert_rules.sources import Sources
from monitoring.alert_rules.subjects import Kind
from monitoring.alert_rules.tree import (
    Condition,
    Join,
    Measure,
    Node,
    Rule,
    conditions_of,
    measures_of,
)
from monitoring.models import GRAVITY, Severity, Versus
from removal.criteria.tree import SIGNS

# what is said of a customer by each rule: name and type of a column
SAID = (
    ("rule_id", "bigint"), ("severity", "int"), ("in_scope", "boolean"), ("holds", "boolean"),
    ("stays", "boolean"), ("is_graver", "boolean"), ("value", "numeric"), ("figures", "jsonb"),
)  # fmt: skip
AS_READ = (Kind.FIGURE, Kind.SCORE)
# what a verdict brings along of the customer
OF_CUSTOMER = "judged.customer_id, judged.running, judged.as_of, judged.is_unscorable"
# column of a customer by the name that a scope has for it
SCOPED = {
    "industries": "industry", "countries": "country", "kinds": "kind", "tiers": "tier",
    "teams": "team_id",
}  # fmt: skip


@dataclass
class Compiled:
    """The steps, and what each rule says of a row of `judged`; parameters of both.

    `holds` has the column of `judged` by which each rule holds of a customer in its scope.
    """

    steps: list[tuple[str, str]]
    said: list[tuple[str, ...]]
    holds: list[str]
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def judged(self) -> str:
        """`WITH` clause that ends with `judged`, and `told`: those of whom a rule holds or runs."""
        any_holds = " OR ".join(self.holds)
        told = f"SELECT * FROM judged WHERE {any_holds} OR judged.running IS NOT NULL"
        steps = [*self.steps, ("told", told)]
        return "WITH " + ",\n".join(f"{name} AS ({sql})" for name, sql in steps)

    @property
    def verdicts(self) -> str:
        """FROM clause: each customer with each rule."""
        return self._rows("judged", lambda _rule, _holds: "true")

    @property
    def news(self) -> str:
        """FROM clause: each customer with each rule that holds or whose episode runs. A branch for
        each rule: of the many that say nothing of a customer nothing is computed."""
        return self._rows("told judged", lambda rule, holds: f"{holds} OR {rule} = ANY(running)")

    def _rows(self, table: str, asked: Callable[[str, str], str]) -> str:
        branches = []
        for said, holds in zip(self.said, self.holds, strict=True):
            columns = zip(said, SAID, strict=True)
            values = ", ".join(f"({value})::{kind} AS {name}" for value, (name, kind) in columns)
            branches.append(
                f"SELECT {OF_CUSTOMER}, {values} FROM {table} WHERE {asked(said[0], holds)}"
            )
        return f"({' UNION ALL '.join(branches)}) AS v"


def compile_rules(
    rules: Sequence[Rule], day: dt.date, *, who: str, within: tuple[int, int] | None = None,
    is_past: bool = False,
) -> Compiled:  # fmt: skip
    """Rules over the customers in `who` (`customer_id`, `running`), at the end of a day.

    `within` are the first and the last id among them, where that is known. `is_past` takes the
    snapshots of that day, which is the end of a month, for the readings.
    """
    sources = Sources(day, is_past=is_past)
    measures = list(dict.fromkeys(each for rule in rules for each in measures_of(rule)))
    names = {measure: f"m{number}" for number, measure in enumerate(measures)}
    measured = [f"{_measured(each, sources)} AS {name}" for each, name in names.items()]
    scoped = {SCOPED[name] for rule in rules for name in rule.scope}
    # OFFSET 0 keeps the planner from putting each value in the place of its name; where that is a
    # column as it stands, no row is copied of whom nothing is said
    fence = "" if not is_past and all(map(reads_as_it_stands, rules)) else " OFFSET 0"
    steps = [
        *sources.steps(),
        ("base", sources.base(who, scoped, within)),
        ("measured", f"SELECT {', '.join(['base.*', *measured])} FROM base{fence}"),
    ]
    scopes = [_scope(rule, sources.params) for rule in rules]
    held = [
        f"({scope} AND {_held(rule, names)}) AS h{number}"
        for number, (rule, scope) in enumerate(zip(rules, scopes, strict=True))
    ]
    # what every rule is asked by stands first: a row is read no further than it must be
    columns = ", ".join([*held, "judged.*"])
    steps.append(("judged", f"SELECT {columns} FROM measured judged{fence}"))
    said = [_said(rule, scope, names) for rule, scope in zip(rules, scopes, strict=True)]
    columns_held = [f"judged.h{number}" for number in range(len(rules))]
    return Compiled(steps, said, columns_held, sources.params)


def reads_as_it_stands(rule: Rule) -> bool:
    """Whether a rule looks at nothing but columns of the reading and the score."""
    return all(not each.versus and each.kind in AS_READ for each in measures_of(rule))


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
