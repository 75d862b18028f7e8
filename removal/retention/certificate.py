"""What a finished run certifies, as a CSV file: what went, when, on whose word, what was held back.

It is made once, in English and with days as ISO 8601 has them, and kept as it was made.
"""

from __future__ import annotations

import csv
import io

from removal.models import ErasureItem, ErasureRun
from removal.retention.record import CLASSES
from riskcrm.accounts.models import User
from riskcrm.web.export_cells import harmless

HEAD = ["customer", "ended_on", "kept_until", "outcome", "held_back_by", "settled_at"]


def certificate_of(run: ErasureRun) -> str:
    """The text of the file."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["erasure_run", run.pk])
    lines.writerow(["due_by", run.as_of.isoformat()])
    lines.writerow(["reason", harmless(run.reason)])
    for name, person, moment in (
        ("proposed", run.proposed_by, run.proposed_at),
        ("first_approval", run.first_by, run.first_at),
        ("second_approval", run.second_by, run.second_at),
        ("finished", None, run.finished_at),
    ):
        lines.writerow([name, _name(person), moment.isoformat() if moment else ""])
    lines.writerow([])
    lines.writerow([*HEAD, *CLASSES, "audit_payloads"])
    for item in run.items.select_related("customer").order_by("customer_id"):
        lines.writerow(_line(item))
    return out.getvalue()


def _line(item: ErasureItem) -> list[object]:
    return [
        item.customer_id,
        item.ended_on.isoformat(),
        item.due_on.isoformat(),
        item.state,
        " ".join(item.held),
        item.settled_at.isoformat() if item.settled_at else "",
        *(item.erased.get(name, 0) for name in CLASSES),
        item.events,
    ]


def _name(person: User | None) -> str:
    return harmless(str(person)) if person else ""
