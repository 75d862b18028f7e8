"""What a service refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from riskcrm.web.errors import Refused


def code_of(act: Callable[[], Any]) -> str:
    """The code with which it refuses to do this."""
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code
