"""The states of a removal case, in the order of its way."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a case stands: on its way to the end of the relationship, or how it ended."""

    PROPOSED = "proposed", pgettext_lazy("case", "proposed")
    ASSESSMENT = "assessment", pgettext_lazy("case", "assessment")
    LEGAL_REVIEW = "legal_review", pgettext_lazy("case", "legal review")
    WARNING = "warning", pgettext_lazy("case", "warning")
    NOTICE = "notice", pgettext_lazy("case", "notice")
    RECTIFICATION = "rectification", pgettext_lazy("case", "rectification period")
    DECISION = "decision", pgettext_lazy("case", "decision")
    REDUCTION = "reduction", pgettext_lazy("case", "stepwise reduction")
    TERMINATION = "termination", pgettext_lazy("case", "termination")
    SETTLEMENT = "settlement", pgettext_lazy("case", "settlement")
    CLOSED = "closed", pgettext_lazy("case", "closed")
    CURED = "cured", pgettext_lazy("case", "cured")
    WITHDRAWN = "withdrawn", pgettext_lazy("case", "withdrawn")
    REJECTED = "rejected", pgettext_lazy("case", "rejected")
    OVERTURNED = "overturned", pgettext_lazy("case", "overturned on appeal")


# the way to the end of the relationship, as it is drawn
PATH = (
    State.PROPOSED, State.ASSESSMENT, State.LEGAL_REVIEW, State.WARNING, State.NOTICE,
    State.RECTIFICATION, State.DECISION, State.REDUCTION, State.TERMINATION, State.SETTLEMENT,
    State.CLOSED,
)  # fmt: skip
OPEN = PATH[:-1]
UNDECIDED = PATH[: PATH.index(State.REDUCTION)]
DECIDED = OPEN[OPEN.index(State.REDUCTION) :]
ENDED = (State.CLOSED, State.CURED, State.WITHDRAWN, State.REJECTED, State.OVERTURNED)
# when something is kept of an end; who was removed wrongly can be compensated as well
ENDING = (State.TERMINATION, State.SETTLEMENT, State.CLOSED)
COMPENSATED = (*ENDING, State.OVERTURNED)
