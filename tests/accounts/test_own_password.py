"""A password that somebody else gave opens nothing but the page that changes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    get_default_password_validators,
)
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from riskcrm.accounts import roles, services
from riskcrm.accounts.borrowed import BORROWED
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
GIVEN, OWN = "given by the administrator", "known to the officer alone"


@pytest.fixture
def officer(risk_officer: User, administrator: User) -> User:
    return services.reset_password(
        risk_officer, password=GIVEN, by=administrator, at=timezone.now()
    )


def change(client: Client, old: str, new: str) -> int:
    fields = {"oldpassword": old, "password1": new, "password2": new}
    return client.post(reverse("account_change_password"), fields).status_code


def test_every_page_leads_to_the_change(client_for: ClientFor, officer: User) -> None:
    client = client_for(officer)
    for address in ("/", reverse("removal:case_list"), reverse("accounts:me"), "/nowhere/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"] == reverse("account_change_password")
    assert client.get(reverse("account_change_password")).status_code == 200
    assert client.get("/api/v1/removal-cases/").status_code == 403


def test_the_changed_password_opens_everything(client_for: ClientFor, officer: User) -> None:
    client = client_for(officer)
    assert change(client, GIVEN, OWN) == 302
    officer.refresh_from_db()
    assert officer.check_password(OWN)
    assert client.get(reverse("removal:case_list")).status_code == 200
    events = Event.objects.filter(object_kind="user", object_id=str(officer.pk))
    assert list(events.order_by("pk").values_list("verb", flat=True)) == [
        "reset_password",
        "sign_in",
        "change_password",
    ]


def test_the_same_password_again_is_no_change(client_for: ClientFor, officer: User) -> None:
    client = client_for(officer)
    assert change(client, GIVEN, GIVEN) == 200
    assert client.get("/").status_code == 302
    officer.refresh_from_db()
    assert officer.must_change_password


@pytest.mark.parametrize(("by_person", "must"), [(True, True), (False, False)])
def test_a_first_password_is_ones_own_only_if_nobody_gave_it(
    administrator: User, by_person: bool, must: bool
) -> None:
    person = services.create_person(
        username="wei",
        name="Wei Zhang",
        role=roles.RISK_OFFICER,
        password=PASSWORD,
        by=administrator.as_actor() if by_person else SYSTEM,
        at=timezone.now(),
    )
    assert person.must_change_password is must


def test_who_chose_their_own_password_goes_where_they_want(
    client_for: ClientFor, risk_officer: User
) -> None:
    assert client_for(risk_officer).get(reverse("accounts:me")).status_code == 200


def test_texts_with_a_chinese_of_our_own_are_those_that_django_says() -> None:
    too_short, at_least, similar, common = BORROWED
    length = MinimumLengthValidator(12)
    with translation.override("en"):
        assert length.get_error_message() == too_short % 12
        said = {str(each.get_help_text()) for each in get_default_password_validators()}
        assert said == {at_least % {"min_length": 12}, similar, common}
