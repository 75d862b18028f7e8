"""Where the values come from that rules look at: the tables, joined once each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from monitoring.alert_rules.subjects import SUBJECTS, Kind
from monitoring.alert_rules.tree import Measure
from removal.criteria.sql import RANKS
from removal.criteria.subjects import FRESH_DAYS
from riskcrm.web.today import end_of_day
from scoring.months import ONE_DAY, past_month_end

FEWEST_PEERS = 20  # of fewer customers a median says nothing
KEPT_FOR = 7  # days for which a figure of the book stands where none was kept since

# who else is in the industry; the lower of two middle ones, so that it is a figure of somebody
MEDIANS = """
    SELECT w.industry, percentile_disc(0.5) WITHIN GROUP (ORDER BY {value}) AS value,
      count({value}) AS customers
    FROM (
      SELECT id AS customer_id, industry FROM customers_customer
      WHERE industry <> '' AND status = 'active'
    ) w JOIN {table}
    GROUP BY w.industry HAVING count({value}) >= {fewest}"""
_DATES = {
    "contract_days": """(SELECT min(k.end_date) FROM customers_contract k
      WHERE k.customer_id = w.customer_id AND NOT k.is_void AND k.state = 'in_force'
        AND k.effective_date <= {day} AND k.end_date >= {day}
        AND (NOT k.renews OR k.notice_given_date IS NOT NULL))""",
    "notice_days": """(SELECT min(k.notice_date) FROM customers_contract k
      WHERE k.customer_id = w.customer_id AND NOT k.is_void AND k.state = 'in_force'
        AND k.effective_date <= {day} AND k.notice_date >= {day}
        AND k.renews AND k.notice_given_date IS NULL)""",
    "case_days": """(SELECT min(k.due_date) FROM removal_removalcase k
      WHERE k.customer_id = w.customer_id AND k.due_date IS NOT NULL)""",
}
_SCORE = """(SELECT h.score FROM scoring_riskscore h
      JOIN scoring_riskscore latest ON latest.id = t.score_row
        AND latest.card_version_id = h.card_version_id
      WHERE h.customer_id = w.customer_id AND h.as_of <= {day} AND h.known_at <= {known_at}
      ORDER BY h.as_of DESC, h.known_at DESC, h.id DESC LIMIT 1)"""
_TIER = f"""(SELECT CASE h.tier {RANKS} END FROM scoring_ratinghistory h
      WHERE h.customer_id = w.customer_id AND h.as_of <= {{day}}
      ORDER BY h.as_of DESC, h.id DESC LIMIT 1)"""
_TIER_NAME = """(SELECT h.tier FROM scoring_ratinghistory h
      WHERE h.customer_id = w.customer_id AND h.as_of <= {day}
      ORDER BY h.as_of DESC, h.id DESC LIMIT 1)"""
_REPORT = f"""(SELECT CASE WHEN h.effective_date >= {{day}} - {FRESH_DAYS}
        AND COALESCE(h.valid_until, {{day}}) >= {{day}} THEN h.score END
      FROM customers_creditreport h
      WHERE h.customer_id = w.customer_id AND NOT h.is_void AND h.score IS NOT NULL
        AND lower(h.provider) = lower(%({{provider}})s)
        AND h.effective_date <= {{day}} AND h.recorded_at <= {{known_at}}
      ORDER BY h.effective_date DESC, h.id DESC LIMIT 1)"""
# the same of all customers: the planner asks it once
_BOOK = f"""(SELECT k.value FROM monitoring_krivalue k
      WHERE k.code = '{{kri}}' AND k.day_id <= {{day}} AND k.day_id > {{day}} - {KEPT_FOR}
      ORDER BY k.day_id DESC LIMIT 1)"""


def month_end_before(day: dt.date, days: int) -> dt.date:
    """The latest end of a month that lies at least so many days before a day."""
    return past_month_end(day - dt.timedelta(days=days) + ONE_DAY)


class Sources:
    """The raw values of one statement: each gets a column of `base`, each table one join."""

    def __init__(self, day: dt.date, *, is_past: bool) -> None:
        self.day, self.is_past = day, is_past
        self.params: dict[str, Any] = {}
        self._columns: dict[str, str] = {}
        self._joins: dict[str, str] = {}
        self._steps: dict[str, str] = {}

    def now(self, measure: Measure) -> str:
        subject, is_now = SUBJECTS[measure.subject], not self.is_past
        if subject.kind is Kind.DATE:
            # what a case was due then is not kept
            is_lost = self.is_past and subject.code == "case_days"
            date = "NULL::date" if is_lost else _DATES[subject.code]
            return self._column(f"{date} - {{day}}", self.day)
        if is_now and subject.kind is Kind.FIGURE:
            return self._column(f"r.{subject.code}", self.day)
        if is_now and subject.kind is Kind.SCORE:
            return self._column("t.score", self.day)
        if is_now and subject.kind is Kind.TIER:
            return self._column(f"CASE t.tier {RANKS} END", self.day)
        return self._at(measure, self.day)

    def past(self, measure: Measure) -> str:
        """The value so many days before; of a figure at the latest month end before that."""
        return self._at(measure, self.day - dt.timedelta(days=measure.days))

    def peers(self, measure: Measure) -> str:
        """The median of the customer's industry."""
        name, code = f"p_{measure.subject}", measure.subject
        if self.is_past:
            self._steps[name] = medians(code, self.day)
            self._joins[name] = f"LEFT JOIN {name} ON {name}.industry = c.industry"
        else:
            self._joins[name] = (
                f"LEFT JOIN monitoring_peermedian {name} ON {name}.subject = '{code}'"
                f" AND {name}.industry = c.industry"
            )
        return self._column(f"{name}.value", self.day)

    def steps(self) -> list[tuple[str, str]]:
        return list(self._steps.items())

    def base(self, who: str, scoped: Collection[str], within: tuple[int, int] | None = None) -> str:
        """A row for each customer in `who`, which also says what runs of them; with what scopes
        ask for. To be asked once all values are known.

        Outer joins: a table of which nothing is asked for is not read. `within` are the first and
        the last id, by which a part of the book is one stretch of each index.
        """
        reading = self._snapshot(self.day) if self.is_past else "r"
        tier = _TIER_NAME.format(day=_date(self.day)) if self.is_past else "t.tier"
        said = [tier + " AS tier" if name == "tier" else f"c.{name}" for name in sorted(scoped)]
        said += [f"{sql} AS {name}" for sql, name in self._columns.items()]
        joins = [
            _near("customers_customer c", "c.id", within),
            _near("scoring_rating t", "t.customer_id", within),
            "LEFT JOIN scoring_unscorable u ON u.customer_id = w.customer_id",
            *([] if self.is_past else [_near("scoring_reading r", "r.customer_id", within)]),
            *self._joins.values(),
        ]
        columns = ", ".join(
            ["w.customer_id", "w.running", f"{reading}.as_of",
             "u.customer_id IS NOT NULL AS is_unscorable", *said]
        )  # fmt: skip
        return f"SELECT {columns} FROM {who} w {' '.join(joins)}"

    def _at(self, measure: Measure, day: dt.date) -> str:
        """The value at the end of a day, from what keeps its past."""
        subject = SUBJECTS[measure.subject]
        if subject.kind is Kind.FIGURE:
            return self._column(f"{self._snapshot(month_end_before(day, 0))}.{subject.code}", day)
        if subject.kind is Kind.EXTERNAL:
            provider = f"provider_{len(self.params)}"
            for known, value in self.params.items():
                if known.startswith("provider_") and value == measure.provider.casefold():
                    provider = known
            self.params[provider] = measure.provider.casefold()
            return self._column(_REPORT.replace("{provider}", provider), day)
        if subject.kind is Kind.BOOK:
            return self._column(_BOOK.replace("{kri}", subject.kri), day)
        return self._column(_SCORE if subject.kind is Kind.SCORE else _TIER, day)

    def _snapshot(self, day: dt.date) -> str:
        name = f"s_{day:%Y%m%d}"
        self._joins[name] = (
            f"LEFT JOIN scoring_snapshot {name}"
            f" ON {name}.customer_id = w.customer_id AND {name}.as_of = {_date(day)}"
        )
        return name

    def _column(self, sql: str, day: dt.date) -> str:
        known_at = f"'{end_of_day(day).isoformat()}'::timestamptz"
        said = f"({sql.format(day=_date(day), known_at=known_at)})::numeric"
        return self._columns.setdefault(said, f"v{len(self._columns)}")


def _near(table: str, key: str, within: tuple[int, int] | None) -> str:
    near = f" AND {key} BETWEEN {within[0]} AND {within[1]}" if within else ""
    return f"LEFT JOIN {table} ON {key} = w.customer_id{near}"


def _date(day: dt.date) -> str:
    return f"'{day.isoformat()}'::date"


def medians(subject: str, day: dt.date | None = None) -> str:
    """SQL: the median of each industry, now or at the end of a month."""
    is_score = SUBJECTS[subject].kind is Kind.SCORE
    if day is None:
        table = f"scoring_{'rating' if is_score else 'reading'} s ON s.customer_id = w.customer_id"
    elif is_score:
        known_at = f"'{end_of_day(day).isoformat()}'::timestamptz"
        score = _SCORE.format(day=_date(day), known_at=known_at)
        table = (
            "scoring_rating t ON t.customer_id = w.customer_id"
            f" CROSS JOIN LATERAL (SELECT {score} AS score) s"
        )
    else:
        table = f"scoring_snapshot s ON s.customer_id = w.customer_id AND s.as_of = {_date(day)}"
    return MEDIANS.format(value=f"s.{subject}::numeric", table=table, fewest=FEWEST_PEERS)
