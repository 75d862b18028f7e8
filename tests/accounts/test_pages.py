"""What a person sees and does about themselves, others and keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from riskcrm.accounts import demo, roles
from riskcrm.accounts.models import ApiKey, Team, User
from riskcrm.audit.models import Event
from tests.factories import PASSWORD, make_customer, make_person, make_team

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


class TestSigningIn:
    def sign_in(self, client: Client, username: str, password: str = PASSWORD) -> Any:
        return client.post(reverse("account_login"), {"login": username, "password": password})

    def test_coming_and_going_is_written_down_with_the_address(self, account_manager: User) -> None:
        client = Client()
        assert self.sign_in(client, "manager").status_code == 302
        client.post(reverse("account_logout"))
        events = Event.objects.filter(verb__in=("sign_in", "sign_out")).order_by("pk")
        assert [event.verb for event in events] == ["sign_in", "sign_out"]
        assert {event.actor_id for event in events} == {str(account_manager.pk)}
        assert all('"address":"127.0.0.1"' in event.payload.body for event in events)

    def test_being_turned_away_is_written_down_without_what_was_typed(
        self, account_manager: User
    ) -> None:
        self.sign_in(Client(), "manager", "wrong-password")
        self.sign_in(Client(), "my-secret-password", "x")
        events = Event.objects.filter(verb="fail_to_sign_in").order_by("pk")
        assert [event.object_id for event in events] == [str(account_manager.pk), "0"]
        assert not any("secret" in event.payload.body for event in events)

    def test_a_switched_off_person_is_out_at_once(
        self, client_for: ClientFor, account_manager: User
    ) -> None:
        client = client_for(account_manager)
        assert client.get(reverse("accounts:me")).status_code == 200
        User.objects.filter(pk=account_manager.pk).update(is_active=False)
        assert client.get(reverse("accounts:me")).status_code == 302

    def test_a_service_user_cannot_sign_in(self) -> None:
        user = make_person(roles.AUDITOR, username="robot", kind=User.Kind.SERVICE)
        assert self.sign_in(Client(), user.username).status_code == 200

    @pytest.mark.parametrize("on", [True, False])
    def test_demo_people_come_in_in_demo_mode_only(
        self, monkeypatch: pytest.MonkeyPatch, on: bool
    ) -> None:
        monkeypatch.setattr(settings, "DEMO", on)
        demo.make_demo_people(at=timezone.now())
        page = Client().get(reverse("account_login")).content.decode()
        assert (demo.PASSWORD in page) is on
        answer = self.sign_in(Client(), "auditor", demo.PASSWORD)
        assert (answer.status_code == 302) is on

    @pytest.mark.parametrize("page", ["signup", "password/reset", "email"])
    def test_nobody_signs_up_or_lets_themselves_in_by_mail(self, page: str) -> None:
        assert Client().post(f"/accounts/{page}/").status_code == 404


class TestLanguage:
    def test_a_person_chooses_a_language_for_good(
        self, client_for: ClientFor, account_manager: User
    ) -> None:
        client = client_for(account_manager)
        client.post(reverse("accounts:me"), {"language": "zh-hans"})
        answer = client.get(reverse("accounts:me"), headers={"Accept-Language": "en"})
        assert answer["Content-Language"] == "zh-hans"
        assert Event.objects.filter(verb="choose_language").count() == 1
        assert translation.get_language() == "en"

    def test_the_browser_decides_for_those_who_have_not_chosen(
        self, client_for: ClientFor, account_manager: User
    ) -> None:
        client = client_for(account_manager)
        answer = client.get(reverse("accounts:me"), headers={"Accept-Language": "zh-CN,zh"})
        assert answer["Content-Language"] == "zh-hans"

    def test_a_choice_before_sign_in_is_kept_in_a_cookie(self) -> None:
        client = Client()
        client.post(
            reverse("accounts:language"), {"language": "zh-hans", "next": "/accounts/login/"}
        )
        assert client.get(reverse("account_login"))["Content-Language"] == "zh-hans"

    def test_a_page_is_kept_apart_by_language(self) -> None:
        assert "Accept-Language" in Client().get(reverse("account_login"))["Vary"]

    def test_an_unknown_language_is_no_choice(
        self, client_for: ClientFor, account_manager: User
    ) -> None:
        client_for(account_manager).post(reverse("accounts:me"), {"language": "xx"})
        account_manager.refresh_from_db()
        assert account_manager.language == ""


class TestPeople:
    def test_an_administrator_adds_somebody(
        self, client_for: ClientFor, administrator: User, team: Team
    ) -> None:
        client = client_for(administrator)
        given = {
            "username": "wei",
            "name": "Wei Zhang",
            "role": roles.ACCOUNT_MANAGER,
            "team": team.pk,
            "email": "wei@example.com",
            "language": "zh-hans",
        }
        made = client.post(reverse("accounts:person_create"), given, follow=True)
        person = User.objects.get(username="wei")
        assert person.check_password(made.context["text"])
        assert (person.must_change_password, person.language) == (True, "zh-hans")
        page = client.get(reverse("accounts:people")).content.decode()
        assert "Wei Zhang" in page
        assert "Account manager" in page

    def test_what_is_wrong_stands_beside_the_field(
        self, client_for: ClientFor, administrator: User
    ) -> None:
        given = {"username": "admin", "name": "A", "role": roles.AUDITOR, "email": "x"}
        page = client_for(administrator).post(reverse("accounts:person_create"), given)
        assert page.status_code == 422
        assert "email" in page.context["form"].errors
        given["email"] = "x@example.com"
        page = client_for(administrator).post(reverse("accounts:person_create"), given)
        assert "username" in page.context["form"].errors

    def test_an_administrator_changes_somebodys_role(
        self, client_for: ClientFor, administrator: User, account_manager: User
    ) -> None:
        address = reverse("accounts:person_edit", args=[account_manager.pk])
        given = {"name": "Ming Chen", "role": roles.AUDITOR, "is_active": "on"}
        assert client_for(administrator).post(address, given).status_code == 302
        person = User.objects.get(pk=account_manager.pk)
        assert person.has_perm("audit.view_event")
        assert not person.has_perm("customers.change_customer")

    def test_who_forgot_a_password_gets_a_new_one_and_is_signed_out_everywhere(
        self, client_for: ClientFor, administrator: User, account_manager: User
    ) -> None:
        elsewhere = client_for(account_manager)
        address = reverse("accounts:person_password", args=[account_manager.pk])
        client = client_for(administrator)
        made = client.post(address, follow=True)
        password = made.context["text"]
        assert "no-store" in made["Cache-Control"]
        account_manager.refresh_from_db()
        assert account_manager.check_password(password)
        assert account_manager.must_change_password
        assert elsewhere.get(reverse("accounts:me")).status_code == 302
        assert password not in Event.objects.get(verb="reset_password").payload.body
        again = client.get(reverse("accounts:password_made"))
        assert (again.status_code, again["Location"]) == (302, reverse("accounts:people"))
        assert password not in str(dict(client.session))

    def test_nobody_resets_their_own_password_without_the_old_one(
        self, client_for: ClientFor, administrator: User
    ) -> None:
        address = reverse("accounts:person_password", args=[administrator.pk])
        page = client_for(administrator).post(address)
        assert page.status_code == 409
        assert "Change your own password" in page.content.decode()
        administrator.refresh_from_db()
        assert administrator.check_password(PASSWORD)

    def test_who_was_switched_off_and_on_again_has_to_sign_in_anew(
        self, client_for: ClientFor, administrator: User, account_manager: User
    ) -> None:
        client, elsewhere = client_for(administrator), client_for(account_manager)
        address = reverse("accounts:person_edit", args=[account_manager.pk])
        given = {"name": "Ming Chen", "role": roles.ACCOUNT_MANAGER, "team": ""}
        for access in ({}, {"is_active": "on"}):
            assert client.post(address, given | access).status_code == 302
        account_manager.refresh_from_db()
        assert account_manager.is_active
        assert elsewhere.get(reverse("accounts:me")).status_code == 302

    def test_who_still_has_work_is_switched_off_only_if_it_is_said(
        self, client_for: ClientFor, administrator: User, account_manager: User
    ) -> None:
        make_customer(manager=account_manager)
        client = client_for(administrator)
        address = reverse("accounts:person_edit", args=[account_manager.pk])
        given = {"name": "Ming Chen", "role": roles.ACCOUNT_MANAGER}
        page = client.post(address, given)
        assert page.status_code == 409
        assert "customers: 1" in page.content.decode()
        assert client.post(address, given | {"leaves_work": "on"}).status_code == 302
        assert not User.objects.get(pk=account_manager.pk).is_active
        body = Event.objects.get(verb="change_person").payload.body
        assert '"facts":{"customers":1}' in body

    def test_the_list_is_filtered(
        self, client_for: ClientFor, administrator: User, account_manager: User, outsider: User
    ) -> None:
        client = client_for(administrator)
        for query, names in (
            (f"team={outsider.team_id}", ["Oto Weiss"]),
            ("role=administrator", ["Adam Price"]),
            ("q=ming", ["Ming Chen"]),
            ("access=0", []),
        ):
            page = client.get(f"{reverse('accounts:people')}?{query}")
            assert [row.record.name for row in page.context["table"].rows] == names, query

    def test_a_refusal_is_shown_on_the_form(
        self, client_for: ClientFor, administrator: User
    ) -> None:
        address = reverse("accounts:person_edit", args=[administrator.pk])
        given = {"name": "Me", "role": roles.RISK_OFFICER, "is_active": "on"}
        page = client_for(administrator).post(address, given)
        assert page.status_code == 409
        assert "Ask another administrator" in page.content.decode()

    def test_a_list_of_people_costs_the_same_however_many(
        self, client_for: ClientFor, administrator: User, django_assert_num_queries: Any
    ) -> None:
        client = client_for(administrator)
        client.get(reverse("accounts:people"))
        with django_assert_num_queries(7) as few:
            client.get(reverse("accounts:people"))
        for number in range(10):
            make_person(roles.AUDITOR, team=make_team(f"t{number}"))
        with django_assert_num_queries(len(few)):
            client.get(reverse("accounts:people"))

    def test_an_auditor_sees_people_and_changes_none(
        self, client_for: ClientFor, auditor: User, account_manager: User
    ) -> None:
        client = client_for(auditor)
        people = client.get(reverse("accounts:people")).content.decode()
        assert client.get(reverse("accounts:teams")).status_code == 200
        address = reverse("accounts:person_edit", args=[account_manager.pk])
        assert "Ming Chen" in people
        assert address not in people, "no link to a page that is closed to them"
        assert client.post(address, {"role": roles.AUDITOR}).status_code == 403
        answer = client.post(reverse("accounts:teams"), {"code": "x", "name": "X"})
        assert answer.status_code == 403

    def test_teams_stand_in_the_order_of_their_names(
        self, client_for: ClientFor, administrator: User
    ) -> None:
        for name in ("Overseas", "Asia", "East"):
            make_person(roles.AUDITOR, team=make_team(name.lower(), name=name))
        page = client_for(administrator).get(reverse("accounts:teams"))
        assert [team.name for team in page.context["teams"]] == ["Asia", "East", "Overseas"]

    def test_an_empty_choice_reads_none(self, client_for: ClientFor, administrator: User) -> None:
        page = client_for(administrator).get(reverse("accounts:person_create")).content.decode()
        assert '<option value="" selected>none</option>' in page
        assert "-----" not in page

    def test_a_team_is_renamed_and_keeps_its_code(
        self, client_for: ClientFor, administrator: User, auditor: User, team: Team
    ) -> None:
        address = reverse("accounts:team_edit", args=[team.pk])
        assert client_for(auditor).post(address, {"name": "X"}).status_code == 403
        client = client_for(administrator)
        assert client.post(address, {"name": "North-East"}).status_code == 302
        assert client.post(address, {"name": "North-East"}).status_code == 302
        team.refresh_from_db()
        assert (team.code, team.name) == ("north", "North-East")
        assert Event.objects.filter(verb="rename_team").count() == 1
        assert client.get(reverse("accounts:team_edit", args=[0])).status_code == 404

    def test_a_team_is_added(self, client_for: ClientFor, administrator: User) -> None:
        client = client_for(administrator)
        client.post(reverse("accounts:teams"), {"code": "east", "name": "East"})
        assert Team.objects.get(code="east").name == "East"
        again = client.post(reverse("accounts:teams"), {"code": "east", "name": "East"})
        assert again.status_code == 422


class TestKeys:
    def make(self, client: Client, **fields: Any) -> str:
        address = reverse("accounts:api_key_create")
        # who makes it answers for it, unless somebody else is chosen
        offered = client.get(address).context["form"].initial["responsible"]
        given = {"name": "erp", "scopes": ["customers:read"], "days": 30, "responsible": offered}
        page = client.post(address, given | fields, follow=True)
        assert page.redirect_chain == [(reverse("accounts:api_key_made"), 302)]
        assert "no-store" in page["Cache-Control"]
        match = re.search(r"crm_\w{8}_\w{43}", page.content.decode())
        assert match is not None
        return match[0]

    def test_a_key_is_shown_once_and_works(
        self, client_for: ClientFor, administrator: User
    ) -> None:
        client = client_for(administrator)
        text = self.make(client)
        page = client.get(reverse("accounts:api_keys")).content.decode()
        assert text not in page
        assert text[:12] in page
        headers = {"Authorization": f"Bearer {text}"}
        assert Client().get("/api/v1/schema/", headers=headers).status_code == 200
        assert ApiKey.objects.get().latest_use_at is not None

    def test_loading_the_page_of_a_new_key_again_neither_shows_nor_makes_one(
        self, client_for: ClientFor, administrator: User
    ) -> None:
        client = client_for(administrator)
        text = self.make(client)
        again = client.get(reverse("accounts:api_key_made"))
        assert (again.status_code, again["Location"]) == (302, reverse("accounts:api_keys"))
        assert ApiKey.objects.count() == 1
        assert text not in str(dict(client.session))

    def test_who_makes_a_key_answers_for_it_unless_somebody_else_does(
        self, client_for: ClientFor, administrator: User, risk_officer: User
    ) -> None:
        client = client_for(administrator)
        self.make(client)
        self.make(client, responsible=risk_officer.pk, scopes=["removal-cases:write"])
        answers = [key.user.responsible for key in ApiKey.objects.order_by("pk")]
        assert answers == [administrator, risk_officer]
        assert "Olivia Reyes" in client.get(reverse("accounts:api_keys")).content.decode()

    def test_a_revoked_key_works_no_more(self, client_for: ClientFor, administrator: User) -> None:
        client = client_for(administrator)
        headers = {"Authorization": f"Bearer {self.make(client)}"}
        client.post(reverse("accounts:api_key_revoke", args=[ApiKey.objects.get().pk]))
        answer = Client().get("/api/v1/schema/", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["code"] == "authentication_failed"

    def test_a_key_opens_no_page(self, client_for: ClientFor, administrator: User) -> None:
        headers = {"Authorization": f"Bearer {self.make(client_for(administrator))}"}
        assert Client().get(reverse("accounts:me"), headers=headers).status_code == 302

    def test_the_command_prints_a_key_once(self, team: Team) -> None:
        out = StringIO()
        call_command(
            "create_api_key",
            "--name=erp",
            "--scopes=invoices:write, payments:write",
            "--team=north",
            "--expires-in-days=90",
            stdout=out,
        )
        headers = {"Authorization": f"Bearer {out.getvalue().strip()}"}
        assert Client().get("/api/v1/schema/", headers=headers).status_code == 200
        key = ApiKey.objects.get()
        assert key.scopes == ["invoices:write", "payments:write"]
        assert key.user.team == team

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--scopes=everything"], "Unknown scopes"),
            (["--scopes=customers:read", "--team=nowhere"], "no team nowhere"),
            (["--scopes=customers:read", "--expires-in-days=0"], "1 or more"),
            (["--scopes=customers:read", "--owner=nobody"], "no person nobody"),
            (["--scopes=removal-cases:write"], "needs a responsible person. Give --owner"),
        ],
    )
    def test_the_command_says_what_is_wrong(self, arguments: list[str], words: str) -> None:
        with pytest.raises(CommandError, match=words):
            call_command("create_api_key", "--name=erp", *arguments)

    def test_the_first_administrator_comes_from_the_command_line(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("RISKCRM_ADMIN_PASSWORD", "a long enough secret")
        call_command("create_administrator", "--username=root", stdout=StringIO())
        person = User.objects.get(username="root")
        assert person.has_perm("accounts.add_user")
        assert not person.has_perm(roles.DECIDE)
        assert person.check_password("a long enough secret")
        with pytest.raises(CommandError):
            call_command("create_administrator", "--username=b", "--password=short")
