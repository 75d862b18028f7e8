"""Reads of what pages share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from riskcrm.web.models import DefaultView, SavedView
from riskcrm.web.person import Person


@dataclass(frozen=True)
class ViewsOfList:
    """The saved views that a person has of a list, the own ones first, and the default one."""

    views: Sequence[SavedView]
    default: SavedView | None


def views_of_list(name: str, *, by: Person) -> ViewsOfList:
    chosen = DefaultView.objects.filter(person_id=by.pk, view=OuterRef("pk"))
    rows: Any = SavedView.objects.visible_to(by).filter(list=name)
    rows = rows.annotate(is_default=Exists(chosen))
    views = sorted(rows, key=lambda view: (view.owner_id != by.pk, view.name.casefold()))
    return ViewsOfList(views, next((view for view in views if view.is_default), None))
