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
# acts after an end: of the case, which its answer is, and of a row of it
ENDING: dict[str, tuple[int, Any]] = {
    "start": (409, {"started_date": DAY}),
    "add-item": (
        409,
        lambda r: {"kind": "goods", "text": "Crates", "due_date": DAY, "responsible": r.officer.pk},
    ),
    "open-matter": (
        409,
        lambda r: {"kind": "demand", "claim_amount": "5", "opened_date": DAY,
                   "responsible": r.officer.pk},
    ),
    "propose-compensation": (409, {"amount": "5"} | WHY),
    "propose-write-off": (422, {"amount": "5"} | WHY),
}  # fmt: skip
ENDING_ROWS: dict[str, tuple[str, dict[str, Any]]] = {
    "close-item": ("run_off_item", {"state": "done", "result": "Done."}),
    "move-matter": ("matter", {"state": "pending", "version": 1}),
    "add-cost": ("matter", {"effective_date": DAY, "what": "Fee", "amount": "5"}),
    "approve-compensation": ("compensation", WHY),
    "reject-compensation": ("compensation", WHY),
    "answer-compensation": ("compensation", {"answered_date": DAY, "accepted": "yes"}),
    "pay-compensation": ("compensation", {"paid_date": DAY, "paid_reference": "T"}),
    "approve-write-off": ("proposed_write_off", WHY),
    "reject-write-off": ("proposed_write_off", WHY),
}
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
