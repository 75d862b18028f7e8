"""Scorecards: the first one, new ones, and drafts of their versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import F, Max
from django.utils import timezone

from riskcrm.accounts.models import User
from riskcrm.accounts.rights import answerable
from riskcrm.audit.services import record
from scoring.cards import expert, expert_record
from scoring.cards.data import to_definition
from scoring.cards.diff import differences
from scoring.cards.value import Scorecard as ScorecardValue
from scoring.cards.words import in_short
from scoring.models import Scorecard, ScorecardAuthor, ScorecardVersion
from scoring.selectors import card_of, read_definition
from scoring.services.card_rights import check_may_change, check_may_draft, not_as_seen

State = ScorecardVersion.State
RECORD = ScorecardVersion.RECORD


def publish_first_card(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """The expert card, published by nobody, where there is no card at all yet."""
    if Scorecard.objects.using(using).exists():
        return
    card = Scorecard.objects.using(using).create(
        code=expert.CODE,
        name_en=expert.NAME.en,
        name_zh=expert.NAME.zh,
        is_champion=True,
    )
    now = timezone.now()
    ScorecardVersion.objects.using(using).create(
        scorecard=card,
        number=1,
        state=State.PUBLISHED,
        definition=to_definition(expert.CARD),
        created_at=now,
        published_at=now,
        **{name: f"{text.en}\n\n{text.zh}" for name, text in expert_record.RECORD.items()},
    )


def create_card(
    *,
    code: str,
    name_en: str,
    name_zh: str,
    by: User,
    at: dt.datetime,
    definition: Mapping[str, Any] | None = None,
    based_on: ScorecardVersion | None = None,
    **told: str,
) -> ScorecardVersion:
    """A new card with its first draft; see `draft_version`.

    Raises `ValidationError` for a code that is taken.
    """
    check_may_draft(by=by)
    with transaction.atomic():
        scorecard = new_scorecard(code=code, name_en=name_en, name_zh=name_zh, by=by, at=at)
        return draft_version(
            scorecard, by=by, at=at, definition=definition, based_on=based_on, **told
        )


def new_scorecard(
    *, code: str, name_en: str, name_zh: str, by: User, at: dt.datetime
) -> Scorecard:  # fmt: skip
    """A card without a version yet. Raises `ValidationError` for a code that is taken."""
    scorecard = Scorecard(code=code, name_en=name_en, name_zh=name_zh)
    scorecard.full_clean()
    scorecard.save(force_insert=True)
    names = {"name_en": name_en, "name_zh": name_zh}
    record("create_scorecard", by=by.as_actor(), obj=scorecard, after=names, at=at)
    return scorecard


def draft_version(
    scorecard: Scorecard,
    *,
    by: User,
    at: dt.datetime,
    definition: Mapping[str, Any] | None = None,
    based_on: ScorecardVersion | None = None,
    **told: str,
) -> ScorecardVersion:
    """A draft that says what `based_on` says, or what a definition says.

    `told` are fields of the governance record; what is not told is as in `based_on`. Raises
    `InvalidScorecard` for a definition that cannot score.
    """
    check_may_draft(by=by)
    if definition is None and based_on is not None:
        definition = based_on.definition
    card = read_definition(definition)
    with transaction.atomic():
        version = next_version(scorecard, card, by=by, at=at, based_on=based_on, **told)
        facts = {"based_on": None if based_on is None else str(based_on)}
        record("draft_version", by=by.as_actor(), obj=version, facts=facts, at=at)
    return version


def next_version(
    scorecard: Scorecard,
    card: ScorecardValue,
    *,
    by: User,
    at: dt.datetime,
    based_on: ScorecardVersion | None = None,
    **told: str,
) -> ScorecardVersion:
    """The row of a draft, within the caller's transaction: its acts have rights of their own."""
    answerable(by)
    # numbers follow one another, so who drafts the next version waits here
    Scorecard.objects.select_for_update(no_key=True).get(pk=scorecard.pk)
    latest = scorecard.versions.aggregate(number=Max("number"))["number"] or 0
    said = {name: getattr(based_on, name, "") for name in RECORD} | told
    return ScorecardVersion.objects.create(
        scorecard=scorecard,
        number=latest + 1,
        definition=to_definition(card),
        based_on=based_on,
        created_by=by,
        created_at=at,
        **said,
    )


def change_draft(
    version: ScorecardVersion,
    *,
    by: User,
    at: dt.datetime,
    seen: int | None = None,
    definition: Mapping[str, Any] | None = None,
    **told: str,
) -> ScorecardVersion:
    """Write on a draft. `seen` is its version as the writer saw it; `Stale` for another one.

    Raises `InvalidScorecard` for a definition that cannot score. What changes nothing writes
    nothing, and does not make an author.
    """
    check_may_change(version, by=by)
    old = ScorecardVersion.objects.get(pk=version.pk)
    new = {name: text for name, text in told.items() if text != getattr(old, name)}
    before, after = {name: getattr(old, name) for name in new}, dict(new)
    changed: dict[str, Any] = dict(new)
    if definition is not None:
        card = read_definition(definition)
        if found := differences(card_of(old), card):
            was, now = in_short(found)
            before, after = before | was, after | now
        if to_definition(card) != old.definition:  # the order may be another, with no difference
            changed["definition"] = to_definition(card)
    with transaction.atomic():
        rows = ScorecardVersion.objects.filter(pk=old.pk, state=State.DRAFT, version=old.version)
        if seen not in (None, old.version) or (
            changed and not rows.update(version=F("version") + 1, **changed)
        ):
            raise not_as_seen(version, State.DRAFT)
        if changed:
            ScorecardAuthor.objects.get_or_create(card_version=old, person_id=answerable(by))
            actor = by.as_actor()
            record("change_draft", by=actor, obj=old, before=before, after=after, at=at)
    old.refresh_from_db()
    return old
