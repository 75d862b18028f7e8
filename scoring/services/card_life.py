"""The way of a version: draft, in review, published by a second person, retired.

Each step is a claim: an update that must change exactly one row still in the state it expects. The
database refuses the same things by constraints and triggers of its own (migrations 0055 and 0056).
Nothing is enqueued: where another version becomes the one that scores the book, a run over the book
is written down, and the workers find it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.accounts.rights import answerable
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from scoring.cards.diff import differences
from scoring.models import Scorecard, ScorecardVersion
from scoring.selectors import card_of, published_of
from scoring.services.book_runs import rescore_book
from scoring.services.card_rights import (
    check_may_change,
    check_may_publish,
    check_may_retire,
    check_may_return,
    not_as_seen,
)

State = ScorecardVersion.State


def submit_card(
    version: ScorecardVersion, *, by: User, note: str, at: dt.datetime, seen: int | None = None
) -> ScorecardVersion:
    """Ask for a review. `note` says why the card was changed; it is kept with the version.

    Refused while the governance record is not whole, and where nothing differs from what is in
    force.
    """
    note = given(note, field="note")
    if seen is None:
        version.refresh_from_db()
        seen = version.version  # what is checked here is what is claimed below
    check_may_change(version, by=by)
    check_record(version)
    check_differs(version)
    _step(
        version,
        "submit_card",
        State.REVIEW,
        by=by,
        reason=note,
        at=at,
        seen=seen,
        submitted_by_id=answerable(by),
        submitted_at=at,
        submit_note=note,
    )
    return version


def return_card(
    version: ScorecardVersion, *, by: User, reason: str, at: dt.datetime, seen: int | None = None
) -> ScorecardVersion:
    """Back to a draft: what is to be done better, or the authors take it back."""
    reason = given(reason, field="reason")
    check_may_return(version, by=by)
    _step(version, "return_card", State.DRAFT, by=by, reason=reason, at=at, seen=seen)
    return version


def publish_card(
    version: ScorecardVersion, *, by: User, reason: str, at: dt.datetime, seen: int | None = None
) -> ScorecardVersion:
    """Put a version in force, by a second person: see `check_may_publish`.

    The reason is their validation: what they checked and challenged. It is kept in the record.
    The version before it is retired. If the card scores the book, a run over the book is asked for.
    """
    reason = given(reason, field="reason")
    check_may_publish(version, by=by)
    with transaction.atomic():
        # whoever publishes another version of this card, or makes another card score, waits here
        scorecard = Scorecard.objects.select_for_update(no_key=True).get(pk=version.scorecard_id)
        before = published_of(scorecard)
        if before is not None:
            ScorecardVersion.objects.filter(pk=before.pk).update(
                state=State.RETIRED, retired_at=at, version=F("version") + 1
            )
        _step(
            version,
            "publish_card",
            State.PUBLISHED,
            by=by,
            reason=reason,
            at=at,
            seen=seen,
            facts={"retired": None if before is None else str(before)},
            published_by_id=by.pk,
            published_at=at,
            validation=reason,
        )
        if scorecard.is_champion:
            rescore_book(by=by.as_actor(), at=at)
    return version


def retire_card(
    version: ScorecardVersion, *, by: User, reason: str, at: dt.datetime, seen: int | None = None
) -> ScorecardVersion:
    """Give a draft up, or take a published version out of use; not the one that scores the book."""
    reason = given(reason, field="reason")
    with transaction.atomic():
        # read under the lock under which cards become the one that scores the book
        scorecard = Scorecard.objects.select_for_update(no_key=True).get(pk=version.scorecard_id)
        version.scorecard = scorecard
        check_may_retire(version, by=by)
        _step(
            version, "retire_card", State.RETIRED,
            by=by, reason=reason, at=at, seen=seen, retired_at=at,
        )  # fmt: skip
    return version


def check_record(version: ScorecardVersion) -> None:
    """Raise `Refused` beside the first field of the governance record that says nothing."""
    for name in ScorecardVersion.RECORD:
        if not getattr(version, name).strip():
            label = ScorecardVersion._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            raise Refused(
                _("“%(field)s” is empty. Say it in the draft before you send it for review.")
                % {"field": capfirst(str(label))},
                code="record_incomplete",
                field=name,
            )


def check_differs(version: ScorecardVersion) -> None:
    """Raise `Refused` where the version says nothing else than the one in force."""
    in_force = published_of(version.scorecard)
    if in_force is None or differences(card_of(in_force), card_of(version)):
        return
    if all(getattr(in_force, name) == getattr(version, name) for name in ScorecardVersion.RECORD):
        raise Refused(
            _("This is what version %(number)s says already. Change something first.")
            % {"number": in_force.number},
            code="same_card",
        )


def given(text: str, *, field: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(
            _("Say why in a sentence or two; it is kept with the version."),
            code="reason_missing",
            field=field,
        )
    return text


def _step(
    version: ScorecardVersion,
    verb: str,
    state: State,
    *,
    by: User,
    reason: str,
    at: dt.datetime,
    seen: int | None,
    facts: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Move a version on, exactly once; whoever comes second learns what it is by now."""
    former = version.state
    rows = ScorecardVersion.objects.filter(pk=version.pk, state=former)
    if seen is not None:
        rows = rows.filter(version=seen)
    with transaction.atomic():
        if rows.update(state=state, version=F("version") + 1, **fields) != 1:
            raise not_as_seen(version, former)
        record(
            verb,
            by=by.as_actor(),
            obj=version,
            reason=reason,
            before={"state": former},
            after={"state": state},
            facts=facts,
            at=at,
        )
    version.refresh_from_db()
