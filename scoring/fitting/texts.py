"""A column of texts, as a file brings them, as a candidate: numbers where all are, else names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.fitting.table import MISSING, Column

NOT_KNOWN = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "—", "无", "未知"})


def column_of(code: str, texts: Sequence[str], direction: int = 0) -> Column:
    plain = [MISSING if text.strip().lower() in NOT_KNOWN else text.strip() for text in texts]
    try:
        numbers = [float(text.replace(",", "")) if text else np.nan for text in plain]
    except ValueError:
        numbers = [np.inf]
    if np.isinf(numbers).any():
        return Column(code, np.array(plain, dtype=object), direction)
    return Column(code, np.array(numbers, dtype=float), direction)
