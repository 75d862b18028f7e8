"""A fitted card as a draft, which then lives like any other."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from scoring import selectors
from scoring.cards.data import from_definition, to_definition
from scoring.cards.value import Scorecard as ScorecardValue
from scoring.indicators import SCORABLE
from scoring.models import Fitting, Scorecard, ScorecardVersion
from scoring.services.cards import new_scorecard, next_version


def draft_fitted_card(
    fitting: Fitting, *, by: User, at: dt.datetime, scorecard: Scorecard | None = None,
    code: str = "", name_en: str = "", name_zh: str = "",
) -> ScorecardVersion:  # fmt: skip
    """A draft of the card that was found: a new card, or a new version of one that is there.

    The knock-outs are those of the card in force: what rules a customer out is decided by people,
    and lies outside the sum.
    """
    with transaction.atomic():
        fitting = Fitting.objects.select_for_update().get(pk=fitting.pk)
        _refuse_draft(fitting)
        if scorecard is None:
            scorecard = new_scorecard(code=code, name_en=name_en, name_zh=name_zh, by=by, at=at)
        version = next_version(scorecard, _card(fitting), by=by, at=at)
        fitting.card_version = version
        fitting.save(update_fields=["card_version"])
        facts = {"card": scorecard.code, "number": version.number, "version": version.pk}
        record("draft_fitted_card", by=by.as_actor(), obj=fitting, facts=facts, at=at)
    return version


def _refuse_draft(fitting: Fitting) -> None:
    if fitting.state != Fitting.State.DONE or not fitting.result.get("card"):
        raise Refused(
            _(
                "There is no card to draft: nothing was fitted, or it uses columns that are no "
                "indicators of the book and so could not score it."
            ),
            code="study_only",
        )
    if fitting.card_version_id is not None:
        raise Refused(_("A draft has been made of this already."), code="drafted_already")


def _card(fitting: Fitting) -> ScorecardValue:
    in_force = to_definition(selectors.card_of(selectors.champion()))
    definition = {**fitting.result["card"], "knock_outs": in_force["knock_outs"]}
    return from_definition(definition, indicators=SCORABLE)
