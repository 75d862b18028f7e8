"""The routes as they stand in the resolver, each with an address that leads to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# one value that fits each kind of place in an address, and that no row has
VALUES = {"int": 0, "slug": "no-such", "str": "no-such", "uuid": "0" * 32, "path": "no-such"}


@dataclass(frozen=True)
class Route:
    name: str
    path: str
    view: Any
    pattern: str = ""  # as the table of needs calls it, such as contacts/<pk>/end/

    def __str__(self) -> str:
        return self.name or self.path

    @property
    def view_class(self) -> Any:
        return getattr(self.view, "view_class", None) or getattr(self.view, "cls", None)

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def is_api_view(self) -> bool:
        return self.is_api and self.view_class is not None

    @property
    def permission(self) -> Any:
        """What a page says it needs."""
        held = getattr(self.view, "permission_required", None)
        return held or getattr(self.view_class, "permission_required", None)


def routes(
    patterns: Any = None, prefix: str = "/", names: tuple[str, ...] = (), pattern: str = ""
) -> Iterator[Route]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + filled(entry.pattern)
        whole = pattern + re.sub(r"<\w+:", "<", str(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = (*names, entry.namespace) if entry.namespace else names
            yield from routes(entry.url_patterns, path, inner, whole)
        elif isinstance(entry, URLPattern):
            yield Route(":".join((*names, entry.name or "")), path, entry.callback, whole)


def filled(pattern: Any) -> str:
    """The path of a pattern with something in each of its places."""
    text = str(pattern)
    if hasattr(pattern, "converters"):
        for name, converter in pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            kind = {"string": "str"}.get(kind, kind)
            for spelled in (f"<{kind}:{name}>", f"<{name}>"):
                text = text.replace(spelled, str(VALUES.get(kind, "no-such")))
        return text
    return text
