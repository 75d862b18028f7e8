"""Probabilities of default for a card, from what a back-test of it found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from scoring import selectors
from scoring.cards.value import Calibration, PdBand
from scoring.measures.bootstrap import FEWEST_BADS
from scoring.measures.rates import jeffreys, jeffreys_mean, rising_bands
from scoring.models import BackTest, ScorecardVersion
from scoring.services.cards import next_version

LEAST_PD = Decimal("0.0001")  # per cent: nobody is promised never to default
DIGITS = Decimal("0.0001")


def calibrate_card(back_test: BackTest, *, by: User, at: dt.datetime) -> ScorecardVersion:
    """A new draft of the back-test's card whose scores stand for probabilities of default.

    It is published like any other draft. Raises Refused while there is no result, or below
    `FEWEST_BADS` customers that went bad.
    """
    if back_test.result is None:
        raise Refused(
            _("This back-test is not finished, so there is nothing to calibrate by yet."),
            code="not_finished",
        )
    found = back_test.result["card"]
    if found["bad_customers"] < FEWEST_BADS:
        raise Refused(
            _(
                "Customers gone bad: %(bads)s. Probabilities need at least %(fewest)s. Choose more "
                "months, a longer horizon or fewer days past due."
            )
            % {"bads": found["bad_customers"], "fewest": FEWEST_BADS},
            code="few_bads",
        )
    version = back_test.card_version
    card = selectors.card_of(version)
    months = [month["as_of"] for month in back_test.result["months"]]
    calibration = Calibration(
        days=back_test.days,
        horizon=back_test.horizon,
        method="isotonic",
        first_day=months[0],
        final_day=months[-1],
        bands=bands_of(found["bands"]),
    )
    with transaction.atomic():
        draft = next_version(
            version.scorecard, replace(card, calibration=calibration), by=by, at=at,
            based_on=version,
        )  # fmt: skip
        record(
            "calibrate_card",
            by=by.as_actor(),
            obj=draft,
            facts={"back_test": back_test.pk, "from_version": version.pk},
            at=at,
        )
    return draft


def bands_of(found: Sequence[dict[str, Any]]) -> tuple[PdBand, ...]:
    """Bands whose estimates rise with the score; neighbours that do not are put together."""
    pools = rising_bands((band["to"], band["bads"], band["count"]) for band in found)
    last = len(pools) - 1
    return tuple(
        _band(None if place == last else Decimal(str(upper)), bads, count)
        for place, (upper, bads, count) in enumerate(pools)
    )


def _band(upper: Decimal | None, bads: int, count: int) -> PdBand:
    pd = max(_per_cent(jeffreys_mean(bads, count)), LEAST_PD)
    low, high = (_per_cent(each) for each in jeffreys(bads, count))
    return PdBand(upper, pd, min(low, pd), max(high, pd), bads, count)


def _per_cent(rate: float) -> Decimal:
    return (100 * Decimal(rate)).quantize(DIGITS)
