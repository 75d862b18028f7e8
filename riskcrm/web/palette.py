"""The command palette: what a person may open, found by a few letters.

An app registers a `Source` for its rows when it is ready, and names its pages and acts in its
configuration as `palette_pages`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskcrm.web.chips import Text
from riskcrm.web.navigation import ENTRIES, SCORING
from riskcrm.web.palette_pages import PalettePage
from riskcrm.web.permissions import SIGNED_IN, is_allowed

MOST_HITS = 5  # of each group
MOST_PAGES = 8
LONGEST = 100  # letters of what is looked for


@dataclass(frozen=True)
class Hit:
    """Something that can be opened; `note` tells it from its likes."""

    label: Text
    url: str
    note: Text = ""
    icon: str = ""


@dataclass(frozen=True)
class Group:
    label: Text
    hits: Sequence[Hit]


@dataclass(frozen=True)
class Source:
    """Rows of one kind. `find` is asked for the first few by who has the permission."""

    permission: str
    find: Callable[[Any, str], Sequence[Group]]


_sources: list[Source] = []
OWN_PAGES = (
    PalettePage(_("My exports"), "web:export_list", "web.view_export", "download"),
    PalettePage(_("API description"), "web:api_docs", SIGNED_IN, "list-check"),
    PalettePage(_("My settings"), "accounts:me", SIGNED_IN, "user"),
    PalettePage(_("Change password"), "account_change_password", SIGNED_IN, "key"),
)


def register(source: Source) -> None:
    _sources.append(source)


def look_up(user: Any, text: str) -> list[Group]:
    """What this person may open that is called so; pages alone where nothing is asked for yet."""
    text = " ".join(text.replace("\0", "").split())[:LONGEST]
    found: list[Group] = []
    if text:
        for source in _sources:
            if is_allowed(user, source.permission):
                found += source.find(user, text)
    pages = list(_pages(user, text))[:MOST_PAGES]
    return [
        group for group in (*found, Group(pgettext_lazy("to open", "Pages"), pages)) if group.hits
    ]


def _pages(user: Any, text: str) -> Iterator[Hit]:
    words = text.casefold().split()
    for page in _known_pages():
        if is_allowed(user, page.permission) and _is_called(page.label, words):
            yield Hit(page.label, reverse(page.route, page.urlconf or None), icon=page.icon)


def _known_pages() -> Iterator[PalettePage]:
    rail = (PalettePage(e.label, e.route, e.permission, e.icon, e.urlconf) for e in ENTRIES)
    grouped = (PalettePage(s.label, s.route, s.permission) for s in SCORING)
    named = (getattr(config, "palette_pages", ()) for config in apps.get_app_configs())
    return chain(rail, grouped, *named, OWN_PAGES)


def _is_called(label: Text, words: Sequence[str]) -> bool:
    """Whether the name has all of the words, in one of the languages."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            name = str(label).casefold()
        if all(word in name for word in words):
            return True
    return False
