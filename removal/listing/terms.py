"""How long entries last and how soon appeals are answered, until a policy pack says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from removal.listing.reasons import REASONS


@dataclass(frozen=True)
class ListTerms:
    """What a policy pack says of the list: `list_entry_years_most`, `appeal_ack_business_days` and
    `appeal_answer_days`; how far ahead a review is raised, and when the first one is due."""

    entry_years_most: int = 5
    ack_business_days: int = 3
    answer_days: int = 20  # 15, 20 or 30 by pack
    review_months: int = 12
    review_days_ahead: int = 30

    def years_for(self, reason_class: str) -> int:
        """The longest that an entry of this class may last."""
        return min(self.entry_years_most, REASONS[reason_class].most_years)


TERMS = ListTerms()
