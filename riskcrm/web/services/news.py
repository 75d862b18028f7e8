"""Which files and acts on many rows have ended, in the words of a notice."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from riskcrm.jobs.models import Run
from riskcrm.web import notices
from riskcrm.web.models import Export
from riskcrm.web.notices import Ended
from riskcrm.web.person import Person
from riskcrm.web.services.bulk import BULK

EXPORT = "export"


def register() -> None:
    notices.register(EXPORT, ended_exports)
    notices.register(BULK, ended_acts)


def ended_exports(person: Person, ids: list[int]) -> dict[int, Ended | None]:
    rows = {row.pk: row for row in Export.objects.visible_to(person).filter(pk__in=ids)}
    return {
        pk: _export(rows[pk]) if pk in rows else None
        for pk in ids
        if pk not in rows or not rows[pk].is_open
    }


def _export(row: Export) -> Ended | None:
    url = reverse("web:export_detail", args=[row.pk])
    if row.state == Export.State.CANCELLED:
        return None
    if row.state == Export.State.DONE:
        text = _("Your export of “%(list)s” is ready.") % {"list": row.title}
        return Ended(text, reverse("web:export_file", args=[row.pk]), _("Download"), True)
    text = _("Your export of “%(list)s” failed.") % {"list": row.title}
    return Ended(text, url, _("See why"), False)


def ended_acts(person: Person, ids: list[int]) -> dict[int, Ended | None]:
    mine = Run.objects.filter(kind=BULK, requested_by=str(person.pk), pk__in=ids)
    rows = {row.pk: row for row in mine}
    return {
        pk: _act(rows[pk]) if pk in rows else None
        for pk in ids
        if pk not in rows or not rows[pk].is_open
    }


def _act(run: Run) -> Ended | None:
    if run.state == Run.State.CANCELLED:
        return None
    is_well = run.state == Run.State.DONE and not run.result.get("refused")
    url = reverse("web:bulk_result", args=[run.pk])
    return Ended(_("Your act on many rows has ended."), url, _("See the result"), is_well)
