"""How an app names its pages and acts for the command palette, before models can be loaded."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class PalettePage:
    """A page or an act that has an address of its own."""

    label: str | Promise
    route: str
    permission: str
    icon: str = "chevron-right"
    urlconf: str = ""  # as in an entry of the rail
