"""People, teams and keys change by services alone, and each change is an event."""

from __future__ import annotations

import datetime as dt
import json
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from riskcrm.accounts import demo, keys, roles, services
from riskcrm.accounts.models import ApiKey, Team, User
from riskcrm.accounts.scopes import SCOPES
from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM
from riskcrm.web.errors import Refused
from tests.factories import make_person

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


def new_person(**fields: object) -> User:
    given = {
        "username": "wei",
        "name": "Wei Zhang",
        "role": roles.RISK_OFFICER,
        "password": "a long enough secret",
        "by": SYSTEM,
        "at": NOW,
    }
    return services.create_person(**(given | fields))  # type: ignore[arg-type]


@pytest.mark.django_db
class TestPeople:
    def test_a_new_person_has_the_rights_of_the_role(self) -> None:
        person = new_person()
        assert person.has_perm(roles.DECIDE)
        assert person.check_password("a long enough secret")
        event = Event.objects.get(verb="create_person")
        assert "secret" not in event.payload.body
        assert json.loads(event.payload.body)["after"]["role"] == roles.RISK_OFFICER

    @pytest.mark.parametrize("password", ["short", "password1234"])
    def test_a_weak_password_is_refused(self, password: str) -> None:
        with pytest.raises(ValidationError):
            new_person(password=password)

    def test_a_user_name_is_taken_once(self) -> None:
        new_person()
        with pytest.raises(ValidationError, match="already exists"):
            new_person()

    def test_an_unknown_role_is_refused(self) -> None:
        with pytest.raises(Refused, match="no such role"):
            new_person(role="superuser")
        assert not User.objects.filter(username="wei").exists()

    def test_a_change_says_what_was_and_what_is(
        self, account_manager: User, other_team: Team, administrator: User
    ) -> None:
        services.change_person(
            account_manager, role=roles.RISK_OFFICER, team=other_team, by=administrator, at=NOW
        )
        person = User.objects.get(pk=account_manager.pk)
        assert (services.role_of(person), person.team) == (roles.RISK_OFFICER, other_team)
        body = json.loads(Event.objects.get(verb="change_person").payload.body)
        assert body["before"] == {"role": "account_manager", "team": "north"}
        assert body["after"] == {"role": "risk_officer", "team": "south"}

    def test_a_change_that_changes_nothing_leaves_no_event(
        self, account_manager: User, team: Team, administrator: User
    ) -> None:
        services.change_person(account_manager, team=team, by=administrator, at=NOW)
        assert not Event.objects.exists()

    @pytest.mark.parametrize(
        "change", [{"role": roles.RISK_OFFICER}, {"is_active": False}], ids=["role", "access"]
    )
    def test_nobody_changes_their_own_rights(
        self, administrator: User, change: dict[str, object]
    ) -> None:
        make_person(roles.ADMINISTRATOR)
        with pytest.raises(Refused, match="Ask another administrator"):
            services.change_person(administrator, by=administrator, at=NOW, **change)  # type: ignore[arg-type]

    def test_one_may_change_ones_own_name(self, administrator: User) -> None:
        services.change_person(administrator, name="New", by=administrator, at=NOW)
        administrator.refresh_from_db()
        assert administrator.name == "New"

    def test_somebody_must_be_able_to_administer(self, administrator: User) -> None:
        other = make_person(roles.ADMINISTRATOR)
        services.change_person(other, is_active=False, by=administrator, at=NOW)
        with pytest.raises(Refused) as refusal:
            services.change_person(administrator, is_active=False, by=other, at=NOW)
        assert refusal.value.code == "final_administrator"

    def test_the_user_behind_a_key_is_not_changed_by_hand(self, administrator: User) -> None:
        key, _text = services.create_api_key(
            name="erp", scopes=["customers:read"], by=SYSTEM, at=NOW
        )
        with pytest.raises(Refused, match="follows its API key"):
            services.change_person(key.user, role=roles.RISK_OFFICER, by=administrator, at=NOW)

    def test_the_demo_has_each_role_once_and_is_made_once(self) -> None:
        assert demo.make_demo_people(at=NOW) == len(demo.PEOPLE) + len(demo.COLLEAGUES)
        assert demo.make_demo_people(at=NOW) == 0
        made = User.objects.filter(is_demo=True)
        assert {services.role_of(person) for person in made} == set(roles.ROLES)
        names = {person.username for person in made if person.has_usable_password()}
        assert names == {person.username for person in demo.PEOPLE}


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_switch_each_other_off_at_once() -> None:
    first, second = make_person(roles.ADMINISTRATOR), make_person(roles.ADMINISTRATOR)
    barrier, refused = threading.Barrier(2), []

    def switch_off(person: User, by: User) -> None:
        barrier.wait()
        try:
            services.change_person(person, is_active=False, by=by, at=NOW)
        except Refused as refusal:
            refused.append(refusal.code)
        connections.close_all()

    threads = [
        threading.Thread(target=switch_off, args=pair)
        for pair in ((first, second), (second, first))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["final_administrator"]
    assert User.objects.filter(is_active=True, groups__name=roles.ADMINISTRATOR).count() == 1


@pytest.mark.django_db
class TestKeys:
    def make(self, **fields: object) -> tuple[ApiKey, str]:
        given = {"name": "erp", "scopes": ["invoices:write"], "by": SYSTEM, "at": NOW}
        return services.create_api_key(**(given | fields))  # type: ignore[arg-type]

    def test_only_the_hash_of_a_key_is_kept(self) -> None:
        key, text = self.make()
        assert text.startswith(f"crm_{key.prefix}_")
        assert bytes(key.secret_hash) == keys.hash_of(text)
        secret = text.split("_")[2]
        assert not any(secret in body for body in Event.objects.values_list("payload__body"))

    def test_a_key_acts_as_a_service_user_with_the_rights_of_its_scopes(self, team: Team) -> None:
        key, _text = self.make(team=team)
        user = User.objects.get(pk=key.user_id)
        assert (user.kind, user.team) == ("service", team)
        assert user.get_all_permissions() == SCOPES["invoices:write"]

    def test_a_key_without_a_team_sees_every_customer(self) -> None:
        key, _text = self.make()
        assert User.objects.get(pk=key.user_id).has_perm(roles.ALL_CUSTOMERS)

    @pytest.mark.parametrize("scopes", [[], ["everything"], ["removal-cases:decide"]])
    def test_unknown_scopes_are_refused(self, scopes: list[str]) -> None:
        with pytest.raises(Refused):
            self.make(scopes=scopes)
        assert not ApiKey.objects.exists()

    def test_a_key_is_found_by_its_whole_text_only(self) -> None:
        key, text = self.make()
        assert keys.find_key(text, at=NOW) == key
        wrong = text[:-1] + ("a" if text[-1] != "a" else "b")
        for other in (wrong, text[:-1], f"{text}x", "", "crm_", key.prefix, f"{text}\n"):
            assert keys.find_key(other, at=NOW) is None

    def test_an_expired_key_is_not_found(self) -> None:
        _key, text = self.make(expires_at=NOW + dt.timedelta(days=1))
        assert keys.find_key(text, at=NOW + dt.timedelta(hours=23)) is not None
        assert keys.find_key(text, at=NOW + dt.timedelta(days=1)) is None

    def test_a_revoked_key_is_not_found_and_revoked_once(self) -> None:
        key, text = self.make()
        services.revoke_api_key(key, by=SYSTEM, at=NOW)
        services.revoke_api_key(key, by=SYSTEM, at=NOW)
        assert keys.find_key(text, at=NOW) is None
        assert Event.objects.filter(verb="revoke_api_key").count() == 1

    def test_use_is_noted_once_a_minute(self) -> None:
        key, _text = self.make()
        for seconds in (0, 30, 59, 61):
            keys.note_use(ApiKey.objects.get(pk=key.pk), at=NOW + dt.timedelta(seconds=seconds))
            key.refresh_from_db()
            expected = 0 if seconds < 60 else seconds
            assert key.latest_use_at == NOW + dt.timedelta(seconds=expected)
