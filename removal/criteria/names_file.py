"""The customers that criteria would suggest, as a CSV file."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from removal.selectors.criteria_what_if import NowAnswer
from riskcrm.web.export_files import CsvFile
from scoring.models import Tier


def names_file(answer: NowAnswer, names: Sequence[str]) -> bytes:
    head = [
        _("Customer number"), _("Customer"), _("Account manager"), _("Team"), _("Exposure"),
        _("Tier"), _("Rules"), _("Has an open case"), _("Is suggested already"),
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers"
        with CsvFile(path, head) as file:
            for named in answer.named:
                customer = named.customer
                file.write([
                    customer.number, customer.name, str(customer.manager or ""),
                    str(customer.team or ""), named.exposure, str(Tier(named.tier).label),
                    "; ".join(names[place] for place in named.rules),
                    _("yes") if named.has_case else "", _("yes") if named.is_suggested else "",
                ])  # fmt: skip
        return path.read_bytes()
