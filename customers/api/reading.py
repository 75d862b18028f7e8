"""How lists of the ledger are read over the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import cached_property

from customers.ledger.as_of import Reading, reading_asked


class ReadAsAsked:
    """Documents as a list asks to know them; one alone, and what was just posted, as they are."""

    request: Any
    filterset_class: ClassVar[Any] = None

    @cached_property
    def reading(self) -> Reading:
        is_list = self.filterset_class and self.request.method == "GET"
        return reading_asked(self.request.query_params) if is_list else Reading()
