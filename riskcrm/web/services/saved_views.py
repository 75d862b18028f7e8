"""Names for what a list's address says: kept, changed, shared, forgotten, opened with."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import QueryDict
from django.utils.translation import gettext as _

from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale
from riskcrm.web.list_state import EVERYTHING, PLACES
from riskcrm.web.models import DefaultView, SavedView
from riskcrm.web.person import Person
from riskcrm.web.secret import is_secret_list

PASSING = (*PLACES, "count", EVERYTHING)  # of an address, what is no part of a view


def save_view(
    *,
    by: Person,
    list_name: str,
    query: str,
    name: str,
    is_shared: bool = False,
    is_default: bool = False,
    at: dt.datetime,
) -> SavedView:
    """Keep filter, sort and columns under a name; an own view of that name is written anew."""
    name, query = _named(name), _lasting(query)
    with transaction.atomic():
        view, _is_new = SavedView.objects.update_or_create(
            owner_id=by.pk,
            list=list_name,
            name=name,
            defaults={
                "query": query,
                "team_id": _team(is_shared, by),
                "version": F("version") + 1,
            },
            create_defaults={"query": query, "team_id": _team(is_shared, by), "created_at": at},
        )
        view.refresh_from_db(fields=["version"])
        record("save_view", by=by.as_actor(), obj=view, after=_state(view), at=at)
        if is_default:
            choose_default_view(view, by=by, at=at)
    return view


def change_view(
    view: SavedView,
    *,
    by: Person,
    name: str,
    is_shared: bool,
    at: dt.datetime,
    version: int | None = None,
) -> SavedView:
    """Give an own view another name, or share it with the team, or no longer.

    Raises `Stale` for another `version` than the caller has seen.
    """
    _refuse_others(view, by=by)
    try:
        with transaction.atomic():
            view = _locked(view, version)
            before = _state(view)
            view.name, view.team_id = _named(name), _team(is_shared, by)
            if _state(view) == before:
                return view
            view.version += 1
            view.save(update_fields=["name", "team_id", "version"])
            if not view.is_shared:
                DefaultView.objects.filter(view=view).exclude(person_id=by.pk).delete()
            actor = by.as_actor()
            record("change_view", by=actor, obj=view, before=before, after=_state(view), at=at)
    except IntegrityError as error:
        raise Refused(
            _("You have another view of that name. Choose a different one."),
            code="name_taken",
            field="name",
        ) from error
    return view


def delete_view(
    view: SavedView, *, by: Person, at: dt.datetime, version: int | None = None
) -> None:
    _refuse_others(view, by=by)
    with transaction.atomic():
        view = _locked(view, version)
        record("delete_view", by=by.as_actor(), obj=view, before=_state(view), at=at)
        view.delete()


def _locked(view: SavedView, version: int | None) -> SavedView:
    row = SavedView.objects.select_for_update().get(pk=view.pk)
    if version is not None and version != row.version:
        raise stale()
    return row


def choose_default_view(view: SavedView, *, by: Person, at: dt.datetime) -> None:
    """Let the list open with this view, for this person alone."""
    with transaction.atomic():
        DefaultView.objects.update_or_create(
            person_id=by.pk, list=view.list, defaults={"view": view}
        )
        record("choose_default_view", by=by.as_actor(), obj=view, facts={"list": view.list}, at=at)


def clear_default_view(view: SavedView, *, by: Person, at: dt.datetime) -> None:
    """Let the list open with all of its rows again."""
    with transaction.atomic():
        if DefaultView.objects.filter(person_id=by.pk, view=view).delete()[0]:
            facts = {"list": view.list}
            record("clear_default_view", by=by.as_actor(), obj=view, facts=facts, at=at)


def _refuse_others(view: SavedView, *, by: Person) -> None:
    if view.owner_id != by.pk:
        raise Refused(
            _("Only who made this view can change it. Save it under a name of your own."),
            code="not_your_view",
        )


def _named(name: str) -> str:
    name = name.strip()
    most = SavedView._meta.get_field("name").max_length or 0
    if not name or len(name) > most:
        raise Refused(
            _("Give the view a name of up to %(most)s characters.") % {"most": most},
            code="name_wrong",
            field="name",
        )
    return name


def _lasting(query: str) -> str:
    """Of an address what a view keeps: not the page, nor what is empty."""
    kept = QueryDict(mutable=True)
    for name, value in QueryDict(query).items():
        if value != "" and name not in PASSING:
            kept[name] = str(value)
    if not kept:
        raise Refused(
            _("Filter, sort or choose columns first: so far there is nothing to keep."),
            code="nothing_to_keep",
        )
    return kept.urlencode()


def _team(is_shared: bool, by: Person) -> int | None:
    if is_shared and by.team_id is None:
        raise Refused(
            _("You are in no team, so there is nobody to share this view with."),
            code="no_team",
            field="is_shared",
        )
    return by.team_id if is_shared else None


def _state(view: SavedView) -> dict[str, object]:
    told = {} if is_secret_list(view.list) else {"query": view.query}
    return {"name": view.name, **told, "is_shared": view.is_shared}
