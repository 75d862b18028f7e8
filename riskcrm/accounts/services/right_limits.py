"""Setting ends to rights: what an app above has found out, such as that a course lapses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from riskcrm.accounts.models import RightLimit
from riskcrm.audit.services import SYSTEM, Subject, record

MOST_NOTED = 500


@dataclass(frozen=True)
class Limit:
    """A right of a person ends at a moment, for what the title names."""

    person_id: int
    permission: str
    title_en: str
    title_zh: str
    until: dt.datetime


def set_right_limits(source: str, limits: Iterable[Limit], *, people: Iterable[int] | None) -> None:
    """Put the limits of a source in place of those it set before: of these people, or of all.

    A limit that did not change stays; one that moved ahead is noted anew when it is reached.
    """
    wanted = {(each.person_id, each.permission): each for each in limits}
    rows = RightLimit.objects.filter(source=source)
    if people is not None:
        rows = rows.filter(person__in=list(people))
    with transaction.atomic():
        for row in rows.select_for_update():
            limit = wanted.pop((row.person_id, row.permission), None)
            if limit is None:
                row.delete()
            elif limit != Limit(
                row.person_id, row.permission, row.title_en, row.title_zh, row.right_valid_until
            ):
                if row.right_valid_until != limit.until:
                    row.right_valid_until, row.noted_at = limit.until, None
                row.title_en, row.title_zh = limit.title_en, limit.title_zh
                row.save()
        RightLimit.objects.bulk_create(
            [
                RightLimit(
                    person_id=each.person_id, permission=each.permission, source=source,
                    title_en=each.title_en, title_zh=each.title_zh, right_valid_until=each.until,
                )
                for each in wanted.values()
            ],
            ignore_conflicts=True,  # two at once: the later look writes what is right
        )  # fmt: skip


def note_ended_rights(*, at: dt.datetime) -> int:
    """Tell the audit chain which rights have ended by now, each once; how many.

    Of who has no such right by role, none has ended.
    """
    with transaction.atomic():
        rows = RightLimit.objects.filter(noted_at__isnull=True, right_valid_until__lte=at)
        ended = list(
            rows.select_for_update(skip_locked=True, of=("self",)).select_related("person")[
                :MOST_NOTED
            ]
        )
        suspended = [row for row in ended if row.person.has_perm(row.permission)]
        for row in suspended:
            record(
                "suspend_right", by=SYSTEM, obj=Subject("right", str(row.person)), at=at,
                facts={"right": row.permission, "course": row.title_en,
                       "until": row.right_valid_until.isoformat()},
            )  # fmt: skip
        RightLimit.objects.filter(pk__in=[row.pk for row in ended]).update(noted_at=at)
    return len(suspended)
