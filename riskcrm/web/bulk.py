"""What can be done to many rows of a list at once.

Each row goes through the service that the single act calls, in a transaction of its own, so that no
rule is passed by; what it refuses stands beside the row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from riskcrm.web.chips import Text

# act(row, by=, at=, **what the form was filled in with): does it to one row, and returns a sentence
# where the row was left as it was; raises `Refused` or `ValidationError` where it must not be
Do = Callable[..., Text | None]


@dataclass(frozen=True)
class BulkAction:
    """One act. `form_class` asks for what it needs, and is made with `person=`, who acts."""

    name: str
    label: Text
    permission: str
    do: Do
    form_class: Callable[..., Any] | None = None
    icon: str = "check"

    def form(self, data: Any = None, *, person: Any) -> Any:
        """The form of the act; an empty one where it asks for nothing."""
        if self.form_class is None:
            return forms.Form(data)
        return self.form_class(data, person=person)
