"""What a case's page says was done: to the case and to what hangs on it, a page at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from removal.models import RemovalCase
from removal.selectors.cases import history_of
from removal.states import State
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_person
from tests.removal.cases import Crew, lead_to, make_case

pytestmark = pytest.mark.django_db


def verbs(case: RemovalCase, user: User) -> list[str]:
    return [line.event.verb for line in history_of(case, user).lines]


def test_letters_are_part_of_it_for_who_may_read_them(
    case: RemovalCase, crew: Crew, account_manager: User
) -> None:
    other = make_case(make_customer(manager=account_manager), by=account_manager)
    lead_to(case, State.NOTICE, crew=crew)
    said = verbs(case, crew.officer)
    assert said[0] == "propose_removal"
    assert {"draft_letter", "release_letter", "record_letter_arrival"} <= set(said)
    assert "draft_letter" not in verbs(case, make_person())
    assert verbs(other, crew.officer) == ["propose_removal"]


def test_it_is_read_page_by_page(case: RemovalCase, crew: Crew) -> None:
    lead_to(case, State.NOTICE, crew=crew)
    whole = history_of(case, crew.officer)
    assert whole.before is None
    keys = [line.event.pk for line in whole.lines]
    latest = history_of(case, crew.officer, most=3)
    assert [line.event.pk for line in latest.lines] == keys[-3:]
    assert latest.before == keys[-3]
    earlier = history_of(case, crew.officer, before=latest.before, most=3)
    assert [line.event.pk for line in earlier.lines] == keys[-6:-3]


def test_the_page_leads_to_what_was_earlier(
    case: RemovalCase, crew: Crew, client_for: Callable[[User], Client]
) -> None:
    lead_to(case, State.NOTICE, crew=crew)
    keys = [line.event.pk for line in history_of(case, crew.officer).lines]
    address = reverse("removal:case_detail", args=[case.pk])
    client = client_for(crew.officer)
    page = client.get(address, {"before": keys[2]})
    assert [line.event.pk for line in page.context["history"].lines] == keys[:2]
    for odd in ("x", "-1", "9" * 40):
        assert client.get(address, {"before": odd}).status_code == 200
