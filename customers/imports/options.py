"""How a file is to be read and written, as a person said it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class Options:
    """What is said about a file. `mapping` is field → column; the rest of it is proposed.

    `history`: documents count as known from their own dates. `create_customers`: invoices of
    unknown customers make them. `as_invoices`: order lines are of invoices, open until paid.
    """

    mapping: dict[str, str] = field(default_factory=dict)
    date_format: str = ""
    encoding: str = ""
    delimiter: str = ""
    currency: str = ""
    history: bool = False
    create_customers: bool = False
    as_invoices: bool = False

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
