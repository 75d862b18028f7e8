"""What would change in the book: against an oracle that evaluates one customer after the other."""

from __future__ import annotations

import dataclasses
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import pytest

from customers.models import Customer
from scoring.cards import expert
from scoring.cards.value import TIERS, Calibration, PdBand, evaluate
from scoring.columns import current_copy
from scoring.indicators import SCORABLE
from scoring.models import Rating, TreatmentPolicy
from scoring.what_if import MOVED, VERDICTS, After, Pick, Question, customers_of, terms_of, what_if
from scoring.what_if.terms import Term
from tests.scoring.book_of_readings import make_readings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
D = Decimal


def changed_card():
    """The expert card with another weight, other points, other thresholds and a calibration."""
    groups = list(expert.CARD.groups)
    first, *others = groups[0].factors
    bins = (dataclasses.replace(first.bins[0], sub_score=D("33.33")), *first.bins[1:])
    changed = dataclasses.replace(first, weight=D("7.25"), bins=bins)
    groups[0] = dataclasses.replace(groups[0], factors=(changed, *others), cap=D(30))
    bands = (
        PdBand(D("40.0"), D("1.2345"), D(1), D(2), 1, 9),
        PdBand(None, D("12.5"), D(9), D(20), 5, 9),
    )
    return dataclasses.replace(
        expert.CARD,
        groups=tuple(groups),
        medium_at=D("30.5"),
        high_at=D(60),
        minimum_coverage=D("0.8"),
        knock_outs=tuple(dataclasses.replace(k, tier="high") for k in expert.CARD.knock_outs),
        calibration=Calibration(90, 365, "jeffreys", "2025-01-31", "2025-12-31", bands),
    )


@pytest.fixture
def terms():
    return terms_of(TreatmentPolicy.objects.get())


def other_terms(terms):
    """Who is at medium risk must prepay and has a limit of two thirds, about."""
    by_tier = list(terms.by_tier)
    prepay = VERDICTS.index("prepay")
    by_tier[TIERS.index("medium")] = Term(prepay, VERDICTS.index("deny"), D("66.67"), 7)
    return dataclasses.replace(terms, by_tier=tuple(by_tier), loss_given_default=D("45.5"))


def asked(terms, old):
    return Question(changed_card(), old, other_terms(terms), terms)


# --- the oracle ---


@dataclasses.dataclass
class Side:
    tier: str
    score: Decimal | None
    pd: Decimal | None
    floor: int
    limit: Decimal | None
    verdict: str


def owed_by(reading):
    if reading.open_without_rate or reading.unbilled is None:
        return None
    return reading.exposure + reading.unbilled


def side_of(reading, card, terms):
    if card is None:
        rating = Rating.objects.get(customer_id=reading.pk)
        tier, score, pd = rating.tier, rating.score, rating.pd
        floor = TIERS.index(tier)
    else:
        said = evaluate(card, {code: getattr(reading, code) for code in SCORABLE})
        tier, score, pd = said.tier, said.score, said.pd
        hit = [TIERS.index(k.tier) for k in card.knock_outs if k.code in said.knock_outs]
        floor = max(hit, default=0)
    term = terms.by_tier[TIERS.index(tier)]
    limit = None
    if reading.credit_limit is not None:
        limit = reading.credit_limit * term.limit_factor / 100
    known = reading.exposure + (reading.unbilled or 0)
    is_over = limit is not None and known > limit
    verdict = max(term.verdict, term.over_limit_verdict if is_over else 0)
    is_late = reading.overdue >= 1 and reading.oldest_days > term.overdue_days
    if is_late or limit is None or owed_by(reading) is None:
        verdict = max(verdict, VERDICTS.index("hold"))
    verdict = VERDICTS[verdict]
    return Side(tier, score, pd, floor, limit, verdict)


def sides_of(readings, question):
    return [
        (
            reading,
            side_of(reading, question.old, question.old_terms),
            side_of(reading, question.new, question.new_terms),
        )
        for reading in readings
    ]


def loss(pairs, lgd):
    known = [
        (owed * pd * lgd / 10_000).quantize(D("0.01"), rounding=ROUND_HALF_UP)
        for owed, pd in pairs
        if None not in (owed, pd)
    ]
    return sum(known) if known else None


def step_of(old, new):
    if old.score is None or new.score is None:
        return None
    moved = int((new.score - old.score) * 10)
    steps = min(-(-abs(moved) // 50), 6)
    return steps if moved > 0 else -steps


@pytest.mark.parametrize("old", [expert.CARD, None], ids=["another card", "ratings in force"])
def test_every_figure_is_what_one_customer_after_the_other_adds_up_to(old, terms, risk_officer):
    readings = make_readings(150)
    question = asked(terms, old)
    answer = what_if(question, current_copy(), person=risk_officer)
    sides = sides_of(readings, question)
    assert answer.total.customers == 150
    assert answer.total.exposure == sum(r.exposure for r in readings)
    cells = Counter((old.tier, new.tier) for _r, old, new in sides)
    assert len(cells) > 4
    assert {at: cell.customers for at, cell in answer.cells.items()} == cells
    for at, cell in answer.cells.items():
        inside = [(r, old, new) for r, old, new in sides if (old.tier, new.tier) == at]
        assert cell.exposure == sum(r.exposure for r, _old, _new in inside)
        assert cell.loss_before == loss([(owed_by(r), o.pd) for r, o, _n in inside], D(60))
        assert cell.loss_after == loss([(owed_by(r), n.pd) for r, _o, n in inside], D("45.5"))
    unknown = sum(r.exposure for r, _o, new in sides if None in (new.pd, owed_by(r)))
    assert answer.total.unknown_after == unknown > 0
    out = [r for r, old, new in sides if new.floor > old.floor]
    assert answer.knocked_out.customers == len(out) > 0
    assert answer.moved.customers == sum(old.tier != new.tier for _r, old, new in sides)


@pytest.mark.parametrize("old", [expert.CARD, None], ids=["another card", "ratings in force"])
def test_scores_verdicts_and_limits_move_as_they_do_one_by_one(old, terms, risk_officer):
    readings = make_readings(150)
    question = asked(terms, old)
    answer = what_if(question, current_copy(), person=risk_officer)
    sides = sides_of(readings, question)
    steps = Counter(step_of(old, new) for _r, old, new in sides)
    assert answer.unscored == steps.pop(None)
    assert answer.shifts == steps
    verdicts = Counter((old.verdict, new.verdict) for _r, old, new in sides)
    assert {at: each.customers for at, each in answer.verdicts.items()} == verdicts
    assert answer.verdict_changes() == sum(old.verdict != new.verdict for _r, old, new in sides)
    known = [(o.limit, n.limit) for _r, o, n in sides if o.limit is not None]
    assert answer.limits.raised == sum(new > old for old, new in known)
    assert answer.limits.lowered == sum(new < old for old, new in known)
    assert answer.limits.before == sum(old for old, _new in known).quantize(D("0.01"))
    assert answer.limits.after == sum(new for _old, new in known).quantize(D("0.01"))


def test_the_same_card_and_terms_move_nobody(terms, risk_officer):
    make_readings(60)
    same = Question(expert.CARD, expert.CARD, terms, terms)
    answer = what_if(same, current_copy(), person=risk_officer)
    assert answer.moved.customers == answer.knocked_out.customers == 0
    assert answer.verdict_changes() == answer.limits.raised == answer.limits.lowered == 0
    assert set(answer.shifts) == {0}
    assert all(old == new for old, new in answer.cells)


def test_without_probabilities_a_loss_cannot_be_estimated(terms, risk_officer):
    make_readings(20)
    answer = what_if(
        Question(expert.CARD, expert.CARD, terms, terms), current_copy(), person=risk_officer
    )
    assert answer.total.loss_before is answer.total.loss_after is None
    assert answer.total.unknown_after == answer.total.exposure


def test_an_empty_book_answers_with_nothing(terms, risk_officer):
    answer = what_if(asked(terms, None), current_copy(), person=risk_officer)
    assert (answer.total.customers, answer.cells, answer.total.loss_after) == (0, {}, None)


# --- names ---


def everybody(question, pick, person, at_most):
    copy, found, after = current_copy(), [], None
    while True:
        part, after = customers_of(
            question, copy, pick, person=person, after=after, at_most=at_most
        )
        found += part
        if after is None:
            return found


def test_the_lists_name_who_is_counted_page_by_page_the_largest_first(terms, risk_officer):
    readings = make_readings(120)
    question = asked(terms, expert.CARD)
    sides = sides_of(readings, question)
    moves = Counter((o.tier, n.tier) for _r, o, n in sides if o.tier != n.tier)
    ((cell, _count),) = moves.most_common(1)
    picks = {
        Pick(*cell): lambda o, n: (o.tier, n.tier) == cell,
        Pick(to_tier="high"): lambda _o, n: n.tier == "high",
        Pick(from_verdict="allow", to_verdict="prepay"): lambda o, n: (
            (o.verdict, n.verdict)
            == (
                "allow",
                "prepay",
            )
        ),
        Pick(moved="tier"): lambda o, n: o.tier != n.tier,
        Pick(moved="knocked_out"): lambda o, n: n.floor > o.floor,
        Pick(moved="verdict"): lambda o, n: o.verdict != n.verdict,
        Pick(moved="limit"): lambda o, n: None not in (o.limit, n.limit) and o.limit != n.limit,
    }
    assert {pick.moved for pick in picks} >= set(MOVED)
    for pick, belongs in picks.items():
        expected = [r for r, old, new in sides if belongs(old, new)]
        expected.sort(key=lambda r: (-r.exposure, r.pk))
        named = everybody(question, pick, risk_officer, at_most=23)
        assert [each.customer.pk for each in named] == [r.pk for r in expected], pick
        assert named


def test_a_named_customer_is_shown_before_and_after(terms, risk_officer):
    (reading,) = make_readings(1)
    question = asked(terms, expert.CARD)
    ((named,), _after) = customers_of(question, current_copy(), Pick(), person=risk_officer)
    ((_r, old, new),) = sides_of([reading], question)
    assert (named.exposure, named.old_score, named.new_score) == (
        reading.exposure, old.score, new.score,
    )  # fmt: skip
    assert (named.old_tier, named.new_tier) == (old.tier, new.tier)
    assert (named.old_verdict, named.new_verdict) == (old.verdict, new.verdict)
    assert (named.old_limit, named.new_limit) == (old.limit, new.limit)


def test_customers_of_equal_exposure_are_neither_lost_nor_repeated(terms, risk_officer):
    readings = make_readings(9)
    for reading in readings:
        reading.exposure = D(100)
        reading.save()
    named = everybody(asked(terms, None), Pick(), risk_officer, at_most=2)
    assert [each.customer.pk for each in named] == sorted(r.pk for r in readings)
    copy, question = current_copy(), asked(terms, None)
    rest, _after = customers_of(
        question, copy, Pick(), person=risk_officer, after=After(D(100), readings[6].pk)
    )
    assert [each.customer.pk for each in rest] == [r.pk for r in readings[7:]]


# --- who sees what ---


def test_one_counts_and_names_only_customers_one_may_see(
    terms, account_manager, outsider, risk_officer, team, other_team
):
    make_readings(20, team=team)
    make_readings(15, seed=2, team=other_team)
    question, copy = asked(terms, None), current_copy()

    def count(person):
        return what_if(question, copy, person=person).total.customers

    assert (count(account_manager), count(outsider), count(risk_officer)) == (20, 15, 35)
    named = everybody(question, Pick(), account_manager, at_most=50)
    assert {each.customer.team for each in named} == {team}


def test_who_moved_to_another_team_since_is_neither_counted_nor_named(
    terms, account_manager, risk_officer, team, other_team
):
    first, *_others = make_readings(5, team=team)
    question, copy = asked(terms, None), current_copy()
    Customer.objects.filter(pk=first.pk).update(team=other_team)
    assert what_if(question, copy, person=account_manager).total.customers == 4
    named, _after = customers_of(question, copy, Pick(), person=account_manager)
    assert first.pk not in {each.customer.pk for each in named}


def test_who_sees_nobody_is_told_of_nobody(terms, nobody):
    make_readings(5)
    question, copy = asked(terms, None), current_copy()
    assert what_if(question, copy, person=nobody).total.customers == 0
    assert customers_of(question, copy, Pick(), person=nobody) == ([], None)
