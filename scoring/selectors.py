"""Reads of scores and readings: why a score is what it is, down to the rows behind a figure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers import selectors as book
from customers.models import Customer
from riskcrm.audit.models import Event
from riskcrm.audit.selectors import Line, changes_of, in_words
from riskcrm.jobs.models import Heartbeat, Run
from riskcrm.jobs.services import Range
from riskcrm.web.errors import Refused
from riskcrm.web.plain import plain_text
from riskcrm.web.today import local_date
from scoring import models
from scoring.cards.data import from_definition
from scoring.cards.reasons import Improvement, improvements, joint_improvement, reasons
from scoring.cards.value import Contribution, KnockOut, Scorecard
from scoring.drift import Month, base_month, months_of
from scoring.indicators import INDICATORS, SCORABLE
from scoring.models import (
    CustomerTreatment,
    DriftMonth,
    Fitting,
    PeerFigure,
    Rating,
    Reading,
    RiskScore,
    ScorecardVersion,
    Tier,
    Treatment,
    TreatmentPolicy,
)

CHUNK_CUSTOMERS = 5_000
HISTORY_AT_MOST = 400
FITTER = "fitting"  # the sign of life of workers that can fit cards
FITTER_SILENT = dt.timedelta(minutes=2)


def champion() -> ScorecardVersion:
    """The published version that scores the book. Raises Refused while there is none."""
    version = ScorecardVersion.objects.scoring_book().first()
    if version is None:
        raise Refused(
            _("No scorecard is published, so nothing can be scored. Publish one first."),
            code="no_published_scorecard",
        )
    return version


def policy() -> TreatmentPolicy:
    """The treatment policy in force. Raises Refused while there is none."""
    found = TreatmentPolicy.objects.filter(state=TreatmentPolicy.State.PUBLISHED).first()
    if found is None:
        raise Refused(
            _("No treatment policy is published. Publish one first."), code="no_published_policy"
        )
    return found


def treatment_of(customer: Customer) -> Treatment:
    """The treatment that holds for a customer: its own, else what the policy grants its tier.

    The one door for whoever acts on it. Raises Refused while no policy is published.
    """
    held = CustomerTreatment.objects.filter(customer=customer).select_related("treatment__policy")
    if (own := held.first()) is not None:
        return own.treatment
    tier = Rating.objects.get(customer=customer).tier
    return Treatment.objects.select_related("policy").get(policy=policy(), tier=tier)


def loss_given_default() -> Decimal:
    """Share of what is owed at default that is lost, per cent."""
    return policy().loss_given_default


def scores_book(version_id: int) -> bool:
    """Whether this is the version by which the book is rated now."""
    published = ScorecardVersion.objects.filter(pk=version_id, scorecard__is_champion=True)
    return published.filter(state=ScorecardVersion.State.PUBLISHED).exists()


def card_of(version: ScorecardVersion) -> Scorecard:
    """The card that a version holds."""
    return from_definition(version.definition, indicators=SCORABLE)


def drift_of(version: ScorecardVersion) -> tuple[dt.date | None, list[Month]]:
    """The month that a card is held against, and each month that was counted."""
    rows = DriftMonth.objects.filter(card_version=version)
    kept = list(rows.values_list("as_of", "counts", "overrides"))
    counts = {month: found for month, found, _overrides in kept}
    overrides = {month: found for month, _counts, found in kept}
    made_at = version.published_at or version.created_at
    base = base_month(list(counts), card_of(version), local_date(made_at))
    return base, months_of(counts, base, overrides) if base else []


def read_definition(definition: Any) -> Scorecard:
    """The card that somebody describes. Raises `InvalidScorecard`, naming all that is wrong."""
    unscored = frozenset(INDICATORS) - SCORABLE
    return from_definition(_plain(definition), indicators=SCORABLE, unscored=unscored)


def _plain(part: Any, depth: int = 9) -> Any:
    """The same without what nobody sees in its texts; nothing of a card lies deeper than that."""
    if isinstance(part, str):
        return plain_text(part)
    if isinstance(part, dict) and depth:
        return {name: _plain(inner, depth - 1) for name, inner in part.items()}
    if isinstance(part, list) and depth:
        return [_plain(inner, depth - 1) for inner in part]
    return part


def published_of(scorecard: models.Scorecard) -> ScorecardVersion | None:
    """The version of this card that is in force."""
    return scorecard.versions.filter(state=ScorecardVersion.State.PUBLISHED).first()


def written_on(version: ScorecardVersion) -> list[tuple[Line, list[dict[str, Any]]]]:
    """Everything that was done to a version, in words and field by field, oldest first."""
    events = Event.objects.filter(object_kind="scorecardversion", object_id=str(version.pk))
    lines = [in_words(event) for event in events.select_related("payload").order_by("id")]
    return [(line, changes_of(line)) for line in lines]


def score_of(customer: Customer) -> RiskScore | None:
    """The score behind the customer's rating; None before the first one."""
    return (
        RiskScore.objects.filter(
            pk__in=Rating.objects.filter(customer=customer).values("score_row")
        )
        .order_by()
        .first()
    )


def tiers_of(ids: Sequence[int]) -> dict[int, str]:
    """The tiers of these customers; who is unrated has none."""
    rated = Rating.objects.filter(customer__in=ids).exclude(tier=Tier.UNRATED)
    return dict(rated.values_list("customer", "tier"))


def scored_since(rating: Rating) -> dt.date | None:
    """The day since which the score in force has stood; None before the first one."""
    since = None
    newest = score_history(rating.customer_id).reverse().values_list("as_of", "score")
    for day, score in newest[:HISTORY_AT_MOST]:
        if score != rating.score:
            break
        since = day
    return since


def reading_of(customer: Customer) -> Reading | None:
    return Reading.objects.filter(customer=customer).first()


def contributions_of(score: RiskScore) -> dict[str, Contribution]:
    """The stored parts of a score as exact decimals."""
    return {
        code: Contribution(*(None if text is None else Decimal(text) for text in parts))
        for code, parts in score.contributions.items()
    }


@dataclass(frozen=True)
class Explanation:
    """A score with the card that made it; what pages and letters say about it comes from here."""

    score: RiskScore
    card: Scorecard
    contributions: dict[str, Contribution]

    def reason_codes(self) -> list[str]:
        return reasons(self.card, self.contributions)

    def counted_weight(self) -> Decimal:
        """The weight of the indicators that count; all of it is 100."""
        counted = (
            f for f in self.card.factors() if self.contributions[f.indicator].points is not None
        )
        return sum((factor.weight for factor in counted), Decimal(0))

    def improvements(self) -> list[Improvement]:
        return improvements(self.card, {c: each.value for c, each in self.contributions.items()})

    def joint_improvement(self) -> list[str]:
        values = {code: each.value for code, each in self.contributions.items()}
        return joint_improvement(self.card, values)

    def knock_outs(self) -> list[KnockOut]:
        return [each for each in self.card.knock_outs if each.code in self.score.knock_outs]


def explanation_of(score: RiskScore) -> Explanation:
    version = ScorecardVersion.objects.get(pk=score.card_version_id)
    return Explanation(score, card_of(version), contributions_of(score))


def reasons_of(customer: Customer, language: str) -> list[dict[str, Any]]:
    """Up to four reasons of the score in force, worst first: code, value, points, both texts."""
    return reasons_behind(score_of(customer), language)


def reasons_behind(score: RiskScore | None, language: str) -> list[dict[str, Any]]:
    """The same of any score, also of a past one."""
    if score is None:
        return []
    explanation = explanation_of(score)
    found = []
    for code in explanation.reason_codes():
        factor = explanation.card.factor(code)
        found.append(
            {
                "code": code,
                "text_internal": factor.internal.in_language(language),
                "text_customer": factor.customer.in_language(language),
                "value": explanation.contributions[code].value,
                "points": explanation.contributions[code].points,
            }
        )
    return found


def score_history(customer_id: int) -> QuerySet[RiskScore]:
    """Every score of a customer as computed, oldest first."""
    return RiskScore.objects.filter(customer_id=customer_id).order_by("as_of", "known_at", "id")


# --- the book as a whole ---


def newest_peers() -> QuerySet[PeerFigure]:
    """The newest round of figures of the book, and of its industries and regions, worst first."""
    newest = PeerFigure.objects.filter(figure=PeerFigure.Figure.EXPOSURE)
    found = newest.order_by("-as_of", "-known_at").first()
    if found is None:
        return PeerFigure.objects.none()
    of_round = PeerFigure.objects.filter(as_of=found.as_of, known_at=found.known_at)
    return of_round.order_by("figure", "-value", "part")


# --- a run over the book, and what it did ---


def book_ranges() -> list[Range]:
    """The book in the chunks of a run."""
    return book.book_ranges(CHUNK_CUSTOMERS)


def totals_of(run: Run) -> Counter[str]:
    """The counts of a run's chunks so far, added up."""
    totals: Counter[str] = Counter()
    for result in run.chunks.values_list("result", flat=True):
        totals.update(result)
    return totals


# text that a spreadsheet would take for a formula is made harmless by a quote in front
SCORES_OUT = """
    COPY (
      SELECT {escaped_number} AS number, {escaped_name} AS name,
        s.points, s.score, s.tier, s.coverage
      FROM (
        SELECT DISTINCT ON (customer_id) customer_id, points, score, tier, coverage
        FROM scoring_riskscore
        WHERE card_version_id = %(card_version)s AND as_of <= %(as_of)s::date
          AND (%(is_current)s OR known_at <= %(known_at)s::timestamptz)
        ORDER BY customer_id, as_of DESC, known_at DESC, id DESC
      ) s JOIN customers_customer c ON c.id = s.customer_id
      ORDER BY coalesce(s.score, round(s.points, 1)) DESC NULLS LAST, s.points DESC, c.number
    ) TO STDOUT WITH (FORMAT csv, HEADER)"""


def _escaped(column: str) -> str:
    return f"CASE WHEN {column} ~ '^[-=+@\t\r]' THEN '''' || {column} ELSE {column} END"


def write_scores(path: Path, run: Run) -> None:
    """The scores in force after a book run, most dangerous first, as a CSV file.

    For a past day these are what the run computed; today a change may have been scored since.
    """
    sql = SCORES_OUT.format(escaped_number=_escaped("c.number"), escaped_name=_escaped("c.name"))
    with path.open("wb") as file, connection.cursor() as cursor:
        filled = cursor.mogrify(sql, run.params)
        cursor.copy_expert(filled.decode(), file)


def somebody_fits(fitting: Fitting, *, at: dt.datetime) -> bool:
    """Whether a worker is at this fit, or one that can fit cards has lately been heard of."""
    if fitting.run is not None and fitting.run.state == Run.State.RUNNING:
        return True
    return Heartbeat.objects.filter(name=FITTER, beat_at__gte=at - FITTER_SILENT).exists()
