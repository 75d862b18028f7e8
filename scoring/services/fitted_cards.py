"""A fitted card as a draft, which then lives like any other."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from scoring import selectors
from scoring.cards.data import from_definition, to_definition
from scoring.indicators import SCORABLE
from scoring.models import Fitting, Scorecard, ScorecardVersion


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
            scorecard = _new_card(code, name_en, name_zh)
        Scorecard.objects.select_for_update().get(pk=scorecard.pk)
        latest = scorecard.versions.aggregate(number=Max("number"))["number"] or 0
        version = ScorecardVersion.objects.create(
            scorecard=scorecard, number=latest + 1, state=ScorecardVersion.State.DRAFT,
            definition=_definition(fitting), created_by=by, created_at=at,
        )  # fmt: skip
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


def _new_card(code: str, name_en: str, name_zh: str) -> Scorecard:
    card = Scorecard(code=code, name_en=name_en, name_zh=name_zh)
    card.full_clean()
    card.save(force_insert=True)
    return card


def _definition(fitting: Fitting) -> dict[str, Any]:
    in_force = to_definition(selectors.card_of(selectors.champion()))
    definition = {**fitting.result["card"], "knock_outs": in_force["knock_outs"]}
    from_definition(definition, indicators=SCORABLE)
    return definition
