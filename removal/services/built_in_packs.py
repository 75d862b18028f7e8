"""The packs that come with the product, as rows; and packs put together of several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

from removal.models import PolicyPack
from removal.packs.reading import Pack, built_in_packs, digest
from removal.packs.strict import strictest
from removal.services.packs import LOCK, end_former, next_number
from riskcrm.jobs.locks import lock

State = PolicyPack.State


def keep_built_in_packs(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """After `migrate`: a row for each version that the product has brought.

    The first version of a pack holds at once. So does a later one, unless the organisation has
    adapted the pack meanwhile: then people decide on it.
    """
    now = timezone.now()
    kept = set(PolicyPack.objects.using(using).filter(parts=[]).values_list("code", "sha256"))
    for pack in built_in_packs():
        rows = pack.as_rows()
        sha256 = digest(pack.code, pack.effective_from, rows)
        if (pack.code, sha256) not in kept:
            with transaction.atomic(using=using):
                _keep(pack, sha256, at=now)


def _keep(pack: Pack, sha256: str, *, at: dt.datetime) -> None:
    lock(LOCK)
    standing = PolicyPack.objects.plain().filter(code=pack.code, state=State.IN_FORCE)
    former = standing.filter(effective_to__isnull=True).first()
    row = PolicyPack(
        code=pack.code,
        jurisdiction=pack.jurisdiction,
        kind=pack.kind,
        number=next_number(pack.code),
        effective_from=pack.effective_from,
        parameters=pack.as_rows(),
        sha256=sha256,
        built_in=True,
        based_on=former,
        drafted_at=at,
    )
    if former is None:
        row.state = State.IN_FORCE
    elif former.built_in and former.effective_from < row.effective_from:
        end_former(row, at=at)
        row.state = State.IN_FORCE
    else:
        row.state, row.submitted_at = State.REVIEW, at
    row.save()


def join_packs(packs: Sequence[PolicyPack]) -> PolicyPack:
    """The pack in which the strictest of these holds; kept as a row the first time it is asked."""
    rows = strictest([pack.parameters for pack in packs])
    holds = max(pack.effective_from for pack in packs)
    jurisdiction = "+".join(pack.jurisdiction for pack in packs)
    code = f"{jurisdiction}-{packs[0].kind}"
    sha256 = digest(code, holds, rows)
    if kept := PolicyPack.objects.filter(code=code, sha256=sha256).first():
        return kept
    with transaction.atomic():
        lock(LOCK)
        joint, _made = PolicyPack.objects.exclude(parts=[]).get_or_create(
            code=code,
            sha256=sha256,
            defaults={
                "jurisdiction": jurisdiction,
                "kind": packs[0].kind,
                "number": next_number(code),
                "effective_from": holds,
                "parameters": rows,
                "state": State.IN_FORCE,
                "built_in": True,
                "parts": [pack.pk for pack in packs],
                "drafted_at": timezone.now(),
            },
        )
    return joint
