"""What removals came to, to a day: what the newest study of them found."""

from __future__ import annotations

import datetime as dt
from typing import Any

from removal.effect.words import in_a_sentence
from removal.selectors.effect import newest_look


def effect_until(day: dt.date | None) -> dict[str, Any] | None:
    """In a sentence, and the look that found it; None = no study was finished by then."""
    look: Any = newest_look(until=day)
    if look is None:
        return None
    found = {"removed": look.removed, "avoided": look.avoided}
    return {"said": in_a_sentence(found, look.study.event), "look": look}
