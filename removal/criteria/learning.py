"""What a rule's suggestions led to, and what that says of the rule: thresholds, no model."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# fewer suggestions that a person has answered say nothing of a rule; nor do fewer ended cases
FEWEST_ANSWERED = 10
FEWEST_ENDED = 10
# people follow so few of its suggestions, or so many are overturned or rejected: tighten
FEW_FOLLOWED = Decimal("0.3")
MANY_UPHELD = Decimal("0.2")
MANY_REJECTED = Decimal("0.5")
# so many could have been seen earlier: look earlier
MANY_LATE = Decimal(1) / 3
# more make good once they are told than do not: then a warning, or watching, reaches in most cases
# what a removal case was opened for
MANY_CURED = Decimal("0.5")
# people follow nearly all, and hardly anything of it is turned down: a milder mark may find more
MOST_FOLLOWED = Decimal("0.8")
FEW_TURNED_DOWN = Decimal("0.1")
ZERO = Decimal(0)


class Advice(models.TextChoices):
    """What the figures suggest doing with a rule. People decide, as with everything here."""

    KEEP = "keep", pgettext_lazy("rule", "keep")
    LOOSEN = "loosen", pgettext_lazy("rule", "loosen")
    TIGHTEN = "tighten", pgettext_lazy("rule", "tighten")
    MILDER = "milder", pgettext_lazy("rule", "milder means first")
    EARLIER = "earlier", pgettext_lazy("rule", "look earlier")
    TOO_FEW = "too_few", pgettext_lazy("rule", "too few to say")


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """How ended cases that rested on one thing came out, and what their lessons say."""

    closed: int = 0
    cured: int = 0
    rejected: int = 0
    withdrawn: int = 0
    overturned: int = 0
    earlier: int = 0
    wrongly: int = 0

    @property
    def ended(self) -> int:
        """Cases that came to a result: all that are over, but for those that were taken back."""
        return self.closed + self.cured + self.rejected + self.overturned

    @property
    def over(self) -> int:
        """All of which a lesson may be written."""
        return self.ended + self.withdrawn

    @property
    def cured_share(self) -> Decimal | None:
        return share(self.cured, self.ended)

    @property
    def rejected_share(self) -> Decimal | None:
        return share(self.rejected, self.ended)

    @property
    def upheld_share(self) -> Decimal | None:
        """Of removals that came to their end, those that an appeal overturned."""
        return share(self.overturned, self.closed + self.overturned)

    @property
    def outcome(self) -> Advice:
        """What results and lessons suggest, whatever people make of its suggestions."""
        if self.ended < FEWEST_ENDED:
            return Advice.TOO_FEW
        wrong = max(self.upheld_share or ZERO, share(self.wrongly, self.over) or ZERO)
        if (self.rejected_share or ZERO) >= MANY_REJECTED or wrong >= MANY_UPHELD:
            return Advice.TIGHTEN
        if (share(self.earlier, self.over) or ZERO) > MANY_LATE:
            return Advice.EARLIER
        return Advice.MILDER if (self.cured_share or ZERO) > MANY_CURED else Advice.KEEP


@dataclass(frozen=True, kw_only=True)
class Learned(Outcomes):
    """Counts of one rule, over all versions in which it said the same."""

    suggestions: int = 0
    taken_up: int = 0
    dismissed: int = 0
    lapsed: int = 0

    @property
    def answered(self) -> int:
        return self.taken_up + self.dismissed

    @property
    def followed_share(self) -> Decimal | None:
        """Of what people answered, what they took up; None where nothing was answered."""
        return share(self.taken_up, self.answered)

    @property
    def advice(self) -> Advice:
        if self.answered < FEWEST_ANSWERED:
            return Advice.TOO_FEW
        followed = self.followed_share or ZERO
        if followed < FEW_FOLLOWED:
            return Advice.TIGHTEN
        if self.outcome not in (Advice.KEEP, Advice.TOO_FEW):
            return self.outcome
        turned_down = max(self.rejected_share or ZERO, self.upheld_share or ZERO)
        stands = self.outcome is Advice.KEEP and turned_down <= FEW_TURNED_DOWN
        return Advice.LOOSEN if stands and followed >= MOST_FOLLOWED else Advice.KEEP

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.advice])


SENTENCES = {
    Advice.KEEP: _("Keep it: people follow it, and their decisions stand."),
    Advice.LOOSEN: _(
        "A milder mark may find more: nearly all it suggests is taken up, and hardly anything of "
        "that is rejected or overturned."
    ),
    Advice.TIGHTEN: _(
        "Tighten it: too much of what it suggests is dismissed, rejected, overturned, or was wrong"
        " by its lesson."
    ),
    Advice.MILDER: _(
        "A warning or watching would do: most of the customers it points at make good."
    ),
    Advice.EARLIER: _(
        "Look earlier: by their lessons many of its cases could have been seen before."
    ),
    Advice.TOO_FEW: _("Too few suggestions were answered to say anything yet."),
}


def share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None
