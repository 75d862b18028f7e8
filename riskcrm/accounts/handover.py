"""What a person leaves behind when they go, told by the apps that know: see `Part`.

An app registers its part when it starts. Lower apps need not know the higher ones, and the one act
of handing over goes through all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ROLES
from riskcrm.web.chips import Text
from riskcrm.web.errors import Refused


@dataclass(frozen=True)
class Handover:
    """One act of handing over: whose work goes to whom, who says so and why."""

    leaver: User
    receivers: tuple[User, ...]
    by: User
    reason: str
    at: dt.datetime


@dataclass(frozen=True)
class Part:
    """One kind of work that changes hands.

    `count` says how much of it a person has; `give` deals it out among the receivers inside the
    caller's transaction and says how much went. `permission` is what a receiver needs for it, `url`
    leads to its rows. Parts go in the order of `rank`: cases follow the customers they are about.
    """

    name: str
    label: Text
    rank: int
    count: Callable[[User], int]
    give: Callable[[Handover], int]
    permission: str = ""
    url: Callable[[User], str] = lambda _person: ""


@dataclass(frozen=True)
class Load:
    """How much of one kind of work somebody has."""

    part: Part
    count: int
    url: str


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    _parts[part.name] = part


def parts() -> list[Part]:
    return sorted(_parts.values(), key=lambda part: part.rank)


def loads_of(person: User) -> list[Load]:
    """All that waits to be handed over; a query for each part."""
    return [Load(part, part.count(person), part.url(person)) for part in parts()]


def left_with(person: User) -> dict[str, int]:
    """The same by name, without the parts of which there is nothing."""
    return {load.part.name: load.count for load in loads_of(person) if load.count}


def refuse_if_work_is_left(person: User) -> None:
    left = [load for load in loads_of(person) if load.count]
    if not left:
        return
    listed = pgettext("punctuation", ", ").join(f"{load.part.label}: {load.count}" for load in left)
    message = _(
        "%(name)s still has work (%(work)s). Hand it over first, or tick “switch off at once” if "
        "it cannot wait."
    )
    raise Refused(message % {"name": person, "work": listed}, code="hand_over_first")


def roles_that_can_take(person: User) -> list[str]:
    """Codes of the roles whose people may do all the work that this person has."""
    needed = {load.part.permission for load in loads_of(person) if load.count} - {""}
    return [code for code, role in ROLES.items() if needed <= role.permissions]
