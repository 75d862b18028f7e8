"""The customers of a pick as a CSV file or a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.web.export_cells import Plain
from riskcrm.web.export_files import FILES
from scoring.columns import Copy
from scoring.models import Tier
from scoring.what_if.ask import Named, customers_of
from scoring.what_if.query import After, Pick, Question

AT_MOST = 10_000  # customers, the largest exposure first: what a person waits for
AT_ONCE = 2_000


def head() -> list[str]:
    return [
        _("Customer number"), _("Customer"), _("Account manager"), _("Exposure"),
        _("Orders not yet invoiced"), _("Tier before"), _("Tier after"), _("Score before"),
        _("Score after"), _("by a knock-out rule"), _("Next order before"), _("Next order after"),
        _("Limit before"), _("Limit after"), _("Expected loss before"), _("Expected loss after"),
    ]  # fmt: skip


def names_file(question: Question, copy: Copy, pick: Pick, kind: str, *, person: User) -> bytes:
    """Raises KeyError for another kind of file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers"
        with FILES[kind](path, head()) as file:
            for named in _all(question, copy, pick, person):
                file.write(_row(named))
        return path.read_bytes()


def _all(question: Question, copy: Copy, pick: Pick, person: User) -> Iterator[Named]:
    after: After | None = None
    for _part in range(AT_MOST // AT_ONCE):
        named, after = customers_of(
            question, copy, pick, person=person, after=after, at_most=AT_ONCE
        )
        yield from named
        if after is None:
            return


def _row(named: Named) -> list[Plain]:
    customer = named.customer
    return [
        customer.number, customer.name, str(customer.manager or ""), named.exposure,
        named.unbilled, str(Tier(named.old_tier).label), str(Tier(named.new_tier).label),
        named.old_score, named.new_score, _("yes") if named.knocked_out else "",
        named.old_verdict_label, named.new_verdict_label, named.old_limit, named.new_limit,
        named.old_loss, named.new_loss,
    ]  # fmt: skip
