"""Names, numbers and other texts of one line, as people see them.

What nobody sees, or what turns the letters after it, is left out: two names that look alike are
then alike, and a name cannot rearrange the page around it. Letters written from right to left stay,
and so do the joiners that emoji and some scripts are made with.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

R = TypeVar("R")
# control characters, soft hyphens, marks without width, bidi controls, halves of characters
HIDDEN = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
BREAKS = re.compile("[\x00\t\n\x0b\x0c\r\x85\u2028\u2029]+")
EDGES = re.compile("^[\\s\u200c\u200d]+|[\\s\u200c\u200d]+$")  # where a joiner joins nothing


def shown_text(text: str) -> str:
    """The text without what is hidden in it; its lines and columns stay."""
    return text if text.isprintable() else EDGES.sub("", HIDDEN.sub("", text))


def plain_text(text: str) -> str:
    """The text in one line, without what is hidden in it. Empty where nothing else was there."""
    return text if text.isprintable() else BREAKS.sub(" ", shown_text(text)).strip()


def plain_values(model: type[models.Model], said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a row of this model, its texts of one line plain."""
    lines = _lines_of(model)
    return {n: plain_text(v) if isinstance(v, str) and n not in lines else v
            for n, v in said.items()}  # fmt: skip


def plain_row(row: R) -> R:
    """A row all of whose texts are of one line, and plain."""
    texts = ((name, value) for name, value in vars(row).items() if isinstance(value, str))
    odd: dict[str, Any] = {n: plain_text(text) for n, text in texts if not text.isprintable()}
    return dataclasses.replace(row, **odd) if odd else row  # type: ignore[type-var]


@functools.cache
def _lines_of(model: type[models.Model]) -> frozenset[str]:
    """The fields whose texts may have several lines."""
    fields = model._meta.concrete_fields
    return frozenset(field.name for field in fields if isinstance(field, models.TextField))
