"""What is vendored is what was pinned."""

from __future__ import annotations

import re

from riskcrm.web import vendor


def test_every_vendored_file_is_the_pinned_one() -> None:
    assert vendor.check() == []


def test_every_icon_that_pages_name_is_in_the_sprite() -> None:
    named = set()
    for folder in ("templates", "monitoring", "removal", "scoring", "customers", "riskcrm"):
        for path in (vendor.BASE_DIR / folder).rglob("*.html"):
            named |= set(re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text()))
    assert named - set(vendor.ICONS) == set()


def test_no_vendored_file_looks_for_a_source_map() -> None:
    for path in vendor.VENDOR.rglob("*.[cj]s*"):
        assert b"sourceMappingURL=" not in path.read_bytes(), path
