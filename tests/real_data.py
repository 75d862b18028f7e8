"""Real files, which lie beside the project and not in it: `../shared/data`.

Where they are not there, their tests are skipped; with RISKCRM_REQUIRE_DATA=1 they fail instead, so
that who must have run them knows that they ran.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "shared/data"


def real_file(name: str) -> Path:
    """The path of a real file; without it the test ends here."""
    path = DATA / name
    if path.exists():
        return path
    message = f"the real file {name} is not in {DATA}"
    if os.environ.get("RISKCRM_REQUIRE_DATA") == "1":
        pytest.fail(f"{message}, and RISKCRM_REQUIRE_DATA=1 asks for it")
    pytest.skip(message)


def day_of(text: str) -> dt.date:
    """A day as the IBM sample writes it: day/month/year."""
    return dt.datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=dt.UTC).date()
