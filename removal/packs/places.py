"""Which pack is the pack of a country."""

from __future__ import annotations

JURISDICTIONS = ("CN", "DE", "EU", "FR", "GB", "US")
MEMBERS = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
        "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip


def jurisdiction_of(country: str) -> str:
    """A country's own pack, else that of the Union for its members; "" where there is none."""
    if country in JURISDICTIONS:
        return country
    return "EU" if country in MEMBERS else ""
