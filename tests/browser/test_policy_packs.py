"""Policy packs are read, and tried, on a phone as well as at a desk."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.urls import reverse

from removal.models import PolicyPack
from riskcrm.accounts.models import User
from tests.browser.conftest import PHONE, WIDE, Visitor
from tests.removal.packs.people import adapted

LOOKED_AT = os.environ.get("PICTURES_IN", "")  # a folder for pictures of the pages


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_packs_are_read_and_tried(
    visitor_at: Callable[..., Visitor], administrator: User, language: str
) -> None:
    pack = PolicyPack.objects.get(code="GB-lender", number=1)
    draft = adapted(administrator)
    query = "?start=2026-03-02&method=courier&years=9&contract_days=60&contract_made_on=2025-01-10"
    visitor = visitor_at(width=PHONE, language=language)
    visitor.sign_in(administrator, reverse("removal:pack_list"))
    pages = {
        "list": reverse("removal:pack_list"),
        "pack": reverse("removal:pack_detail", args=[pack.pk]),
        "draft": reverse("removal:pack_detail", args=[draft.pk]),
        "adapt": reverse("removal:pack_adapt", args=[pack.pk]),
        "days": reverse("removal:pack_parameter", args=[draft.pk, "deemed_delivery_days"]),
        "words": reverse("removal:pack_parameter", args=[draft.pk, "wording_duties"]),
        "dates": reverse("removal:pack_dates", args=[pack.pk]) + query,
    }
    for name, path in pages.items():
        visitor.open(path)
        _picture(visitor, f"{name}-{language}")
        assert (name, visitor.faults()) == (name, [])


def _picture(visitor: Visitor, name: str) -> None:
    if not LOOKED_AT:
        return
    for width in (PHONE, WIDE):
        visitor.resize(width)
        visitor.page.screenshot(path=f"{LOOKED_AT}/{name}-{width}.png", full_page=width == WIDE)
    visitor.resize(PHONE)
