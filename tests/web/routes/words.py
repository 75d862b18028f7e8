"""What more than one call of the walk says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

TODAY = dt.date.today().isoformat()  # noqa: DTZ011 - the tests' organisation lives in UTC
DAY = "2026-03-02"
WHY = {"reason": "because"}
SEEN = WHY | {"version": 1}
OVERRIDE = {
    "tier": "low", "reason": "support", "text": "The parent pays.", "evidence": "Letter.",
    "expires_on": TODAY,
}  # fmt: skip
PLAN = {
    "kind": "shipment", "ground": "agreement", "evidence": "Letter.", "notice_days": 0,
    "effective_date": TODAY,
}  # fmt: skip
STEP = WHY | {"seen": 1}


def csv(name: str = "rows.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"number,name\nC-77,Acme\n", "text/csv")


def seen(party: Any) -> str:
    """The state of a related party that a person has seen."""
    return str(party.recorded_at.isoformat())


def text() -> SimpleUploadedFile:
    return SimpleUploadedFile("note.txt", b"some words", "text/plain")
