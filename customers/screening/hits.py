"""Keeping hits, and deciding on them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import ScreeningDecision, ScreeningEntry, ScreeningHit
from customers.screening.compare import Match
from customers.services.changes import mark_changed
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.accounts.roles import DECIDE_HITS
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused, Stale

State = ScreeningHit.State


class Found(NamedTuple):
    """A customer that matches an entry."""

    customer_id: int
    entry: ScreeningEntry
    match: Match


def keep_hits(found: Sequence[Found], *, at: dt.datetime) -> list[ScreeningHit]:
    """Write what is new of it; the hits that a person has to look at now.

    Nothing comes of names that were decided on before, nor of an entry that is confirmed to be the
    customer. An open hit goes on with the names that match now, and so does an outdated one.
    """
    known: dict[tuple[int, int], list[ScreeningHit]] = defaultdict(list)
    for hit in ScreeningHit.objects.select_for_update().filter(
        customer_id__in={f.customer_id for f in found}, entry__in={f.entry.pk for f in found}
    ):
        known[hit.customer_id, hit.entry_id].append(hit)
    new: list[ScreeningHit] = []
    moved: list[ScreeningHit] = []
    for one in found:
        hits = known[one.customer_id, one.entry.pk]
        if any(_settles(hit, one.match) for hit in hits):
            continue
        held = next((hit for hit in hits if hit.state in (State.OPEN, State.OUTDATED)), None)
        hit = held or ScreeningHit(customer_id=one.customer_id, entry=one.entry)
        _fill(hit, one, at=at)
        (moved if held else new).append(hit)
    ScreeningHit.objects.bulk_create(new)
    ScreeningHit.objects.bulk_update(moved, [*FILLED, "found_at"])
    return new + moved


FILLED = ("state", "outdated", "entry_version", "customer_name", "whose", "entry_name",
          "score", "how")  # fmt: skip


def _settles(hit: ScreeningHit, match: Match) -> bool:
    """Whether this hit leaves nothing new to look at in the match."""
    is_same = (hit.customer_name, hit.entry_name) == (match.name, match.listed)
    return hit.state == State.CONFIRMED or (is_same and hit.state != State.OUTDATED)


def _fill(hit: ScreeningHit, found: Found, *, at: dt.datetime) -> None:
    match = found.match
    hit.state, hit.outdated = State.OPEN, ""
    hit.entry_version, hit.found_at = found.entry.version, at
    hit.customer_name, hit.entry_name = match.name, match.listed
    hit.whose = match.whose
    hit.score, hit.how = match.score, match.how.value


def check_may_decide(hit: ScreeningHit, *, by: User) -> None:
    """Raise `Refused` with what stands against it."""
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only people decide on hits, no keys."), code="people_decide")
    if not by.has_perm(DECIDE_HITS):
        raise Refused(
            _("Risk officers decide on hits. Tell them here what you know of this customer."),
            code="may_not_decide",
        )
    check_right(by, DECIDE_HITS)


def decide_hit(
    hit: ScreeningHit,
    *,
    outcome: str,
    reason: str,
    by: User,
    at: dt.datetime,
    seen_at: dt.datetime | None = None,
) -> ScreeningHit:
    """Confirm that the entry is the customer, or dismiss it, with a reason.

    A decision can be replaced by another one later; both are kept. `seen_at` is the hit's
    `found_at` that the person has seen: raises `Stale` where its names are others by now.
    """
    check_may_decide(hit, by=by)
    outcome, reason = ScreeningDecision.Outcome(outcome), reason.strip()
    if not reason:
        raise Refused(_("Say why: the reason is kept."), code="reason_missing", field="reason")
    with transaction.atomic():
        row = ScreeningHit.objects.select_for_update().get(pk=hit.pk)
        if seen_at is not None and row.found_at != seen_at:
            raise Stale(_("The names of this hit have changed. Look at them, and decide again."))
        if row.state == outcome:
            raise Refused(
                _("This hit is decided that way already: %(state)s.")
                % {"state": row.get_state_display()},
                code="already_decided",
            )
        before, row.state, row.outdated = row.state, outcome, ""
        row.save(update_fields=["state", "outdated"])
        ScreeningDecision.objects.create(
            hit=row, outcome=outcome, reason=reason, decided_by=by, decided_at=at
        )
        record(
            "confirm_hit" if outcome == ScreeningDecision.Outcome.CONFIRMED else "dismiss_hit",
            by=by.as_actor(),
            obj=row,
            customer_id=row.customer_id,
            reason=reason,
            before={"state": before},
            after={"state": outcome},
            facts={"entry": row.entry_id, "score": row.score, "how": row.how},
            at=at,
        )
        mark_changed([row.customer_id], cause="decide_hit", at=at)
    return row
