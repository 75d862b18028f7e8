"""What may be asked of any fit, whatever it learns from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TypedDict


class Settings(TypedDict, total=False):
    """What is not said is as `Fitting` has it."""

    cut_off: dt.date | None
    true_rate: Decimal | None
    base_score: Decimal
    base_odds: Decimal
    pdo: Decimal
    with_challenger: bool


NAMES = tuple(Settings.__annotations__)
SCALE = ("base_score", "base_odds", "pdo")
