"""What an address or a call asks, read: the other side, which customers, and from where on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext as _

from riskcrm.web.errors import Refused
from scoring import selectors
from scoring.cards.value import TIERS, Scorecard
from scoring.models import ScorecardVersion, TreatmentPolicy
from scoring.what_if.query import MOVED, After, Moved, Pick, Question
from scoring.what_if.terms import VERDICTS, Terms, terms_of

IN_FORCE = "in-force"


def question_of(card: Scorecard, *, against: str = "", policy: str = "") -> Question:
    """The card against a version by its id, the ratings in force, or (empty) the champion.

    `policy` is the id of the treatment policy that is tried; the published one is the other side's.
    """
    old = None if against == IN_FORCE else selectors.card_of(_version(against))
    published = _policy("")
    return Question(card, old, _policy(policy) if policy else published, published)


def _version(text: str) -> ScorecardVersion:
    if not text:
        return selectors.champion()
    found = ScorecardVersion.objects.filter(pk=text).first() if _is_id(text) else None
    if found is None:
        raise Refused(
            _("There is no such version to compare with. Choose another."),
            code="no_such_version",
            field="against",
        )
    return found


def _policy(text: str) -> Terms:
    policies = TreatmentPolicy.objects.prefetch_related("tiers")
    if text:
        found = policies.filter(pk=text).first() if _is_id(text) else None
    else:
        found = policies.filter(state=TreatmentPolicy.State.PUBLISHED).first()
    if found is None or len(found.tiers.all()) != len(TIERS):
        raise Refused(
            _("There is no such treatment policy, or it does not name every tier. Choose another."),
            code="no_such_policy",
            field="policy",
        )
    return terms_of(found)


def _is_id(text: str) -> bool:
    return re.fullmatch("[0-9]{1,18}", text) is not None


def parse_pick(said: Mapping[str, str]) -> Pick:
    """Which customers are asked for: `from` and `to` are tiers, `from_verdict` and `to_verdict`
    what an order is told, `moved` is one of MOVED."""
    tiers, moved = (said.get("from", ""), said.get("to", "")), said.get("moved", "")
    verdicts = said.get("from_verdict", ""), said.get("to_verdict", "")
    known = {*tiers} <= {"", *TIERS} and {*verdicts} <= {"", *VERDICTS}
    if not known or moved not in ("", *MOVED):
        raise Refused(_("There is no such part of the book. Go back and choose one."), code="pick")
    return Pick(*tiers, cast("Moved | None", moved or None), *verdicts)


def pick_words(pick: Pick) -> dict[str, str]:
    """What an address says of a pick."""
    said = {
        "from": pick.from_tier, "to": pick.to_tier, "moved": pick.moved or "",
        "from_verdict": pick.from_verdict, "to_verdict": pick.to_verdict,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def after_text(after: After) -> str:
    return f"{after.exposure}:{after.customer_id}"


def parse_after(text: str) -> After | None:
    """Where the list goes on, as the page before said it; anything else is the beginning."""
    found = re.fullmatch(r"(-?[0-9]{1,20}\.[0-9]{2}):([0-9]{1,18})", text)
    return After(Decimal(found[1]), int(found[2])) if found else None
