"""What holds for every template as it is written."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

KEY_IN_AN_ATTRIBUTE = re.compile(r'="[^"]*\{\{ (?:[\w.]+\.(?:pk|id)|[\w.]*\w_id) \}\}')


def test_no_address_groups_the_digits_of_a_key() -> None:
    """A key in an attribute is written as 1234, not as people read it, 1,234."""
    folder = Path(settings.BASE_DIR) / "templates"
    wrong = [
        f"{path.relative_to(folder)}: {found[0]}"
        for path in sorted(folder.rglob("*.html"))
        for found in KEY_IN_AN_ATTRIBUTE.finditer(re.sub(r"\{%.*?%\}", "", path.read_text()))
    ]
    assert wrong == []
