"""Sizes and bounds are those of the textbooks; a draw is the same for everybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.control.sampling import (
    draw,
    population_hash,
    sample_size,
    upper_bound,
)

ITEMS = [("override", number) for number in range(1, 301)]
HASH = population_hash(ITEMS)


@pytest.mark.parametrize(("confidence", "tolerable", "size"), [(95, 5, 59), (95, 10, 29)])
def test_sizes_of_large_populations(confidence: int, tolerable: int, size: int) -> None:
    found = sample_size(confidence=confidence, tolerable=tolerable, population=1_000_000)
    assert found == size


def test_a_small_population_needs_fewer_and_never_more_than_it_has() -> None:
    sizes = [sample_size(confidence=95, tolerable=5, population=n) for n in (1, 20, 100, 500)]
    assert sizes == sorted(sizes)
    assert sizes[0] == 1
    assert sizes[1] == 19  # one of twenty deviates: 19 of 20 are needed to see it with 95 %
    assert all(size <= 59 for size in sizes)


@pytest.mark.parametrize(
    ("deviations", "judged", "bound"),
    [(0, 59, 0.0495), (0, 29, 0.0981), (1, 59, 0.0779), (3, 60, 0.1242)],
)
def test_upper_bounds_are_those_of_clopper_and_pearson(
    deviations: int, judged: int, bound: float
) -> None:
    found = upper_bound(deviations=deviations, judged=judged, confidence=95)
    assert found == pytest.approx(bound, abs=0.0002)


@given(st.integers(1, 3000), st.sampled_from([90, 95, 99]), st.sampled_from([5, 10, 20]))
def test_a_sample_without_deviations_shows_what_it_was_drawn_for(
    population: int, confidence: int, tolerable: int
) -> None:
    size = sample_size(confidence=confidence, tolerable=tolerable, population=population)
    bound = upper_bound(deviations=0, judged=size, confidence=confidence, population=population)
    assert bound * population < max(1, population * tolerable / 100)


def test_a_bound_of_a_small_population_is_exact() -> None:
    # 14 of 22 are drawn and none deviates: 2 may, for 3 would be missed in less than 5 %
    bound = upper_bound(deviations=0, judged=14, confidence=95, population=22)
    assert bound == pytest.approx(2 / 22)
    large = upper_bound(deviations=1, judged=59, confidence=95, population=9_999)
    assert large == pytest.approx(0.0779, abs=0.001)


def test_where_all_deviate_nothing_bounds_the_rate() -> None:
    assert upper_bound(deviations=5, judged=5, confidence=95) == 1.0


def test_a_draw_follows_from_seed_and_population_alone() -> None:
    once = draw(ITEMS, size=10, seed="a", population=HASH)
    assert draw(reversed(ITEMS), size=10, seed="a", population=HASH) == once
    assert draw(ITEMS, size=10, seed="b", population=HASH) != once
    other = population_hash(ITEMS[:-1])
    assert draw(ITEMS, size=10, seed="a", population=other) != once


def test_a_larger_draw_holds_the_smaller_one() -> None:
    small = draw(ITEMS, size=5, seed="a", population=HASH)
    assert draw(ITEMS, size=9, seed="a", population=HASH)[:5] == small


def test_every_item_is_drawn_as_often_as_another() -> None:
    """Over many seeds none is favoured: each is drawn in about one of ten."""
    counts = dict.fromkeys(ITEMS, 0)
    for seed in range(300):
        for _rank, item in draw(ITEMS, size=30, seed=str(seed), population=HASH):
            counts[item] += 1
    assert min(counts.values()) > 10
    assert max(counts.values()) < 55
