"""A rule as tests write it, and what refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from riskcrm.web.errors import Refused

SAID: dict[str, Any] = {
    "name_en": "Limit nearly used up",
    "name_zh": "额度接近用尽",
    "kind": "threshold",
    "subject": "utilisation",
    "raise_at": "120",
    "clear_at": "80",
    "severity": "medium",
}


def refusal(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value
