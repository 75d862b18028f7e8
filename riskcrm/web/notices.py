"""Telling people that long work of theirs has ended, wherever they are by then.

The session holds what somebody waits for; only then do their pages ask, so that nobody else pays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from riskcrm.web.chips import Text
from riskcrm.web.person import Person

WAITS = "waits_for"  # in the session: kind → ids; templates/base.html looks at it too


@dataclass(frozen=True)
class Ended:
    """Something that has ended: how, and where to look at it."""

    text: Text
    url: str
    label: Text
    is_well: bool


# of these ids of a person's own the ones that have ended; one that is gone has ended as nothing
Ask = Callable[[Person, list[int]], Mapping[int, Ended | None]]
_kinds: dict[str, Ask] = {}


def register(kind: str, ask: Ask) -> None:
    """Let a kind of long work be asked about."""
    _kinds[kind] = ask


def expect(request: HttpRequest, kind: str, pk: int) -> None:
    """This person has asked for long work: their pages look out for its end."""
    waits = dict(request.session.get(WAITS, {}))
    request.session[WAITS] = {**waits, kind: [*waits.get(kind, []), pk]}


def news_for(request: HttpRequest, person: Person) -> tuple[list[Ended], bool]:
    """What has ended since the last look, and whether anything still goes on."""
    ended: list[Ended] = []
    left: dict[str, list[int]] = {}
    for kind, ids in request.session.get(WAITS, {}).items():
        found = _kinds[kind](person, ids) if kind in _kinds else dict.fromkeys(ids)
        ended += [each for each in found.values() if each]
        if rest := [pk for pk in ids if pk not in found]:
            left[kind] = rest
    if left:
        request.session[WAITS] = left
    else:
        request.session.pop(WAITS, None)
    return ended, bool(left)
