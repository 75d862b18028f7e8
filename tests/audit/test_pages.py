"""Auditors read what happened in words, and see for each event the proof of its place."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit import chain, selectors, services, words
from riskcrm.audit.judging import Finding
from riskcrm.audit.models import Event
from scoring.indicators import INDICATORS
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
NOW = dt.datetime(2025, 11, 22, 9, 0, tzinfo=dt.UTC)


def change(
    customer: Customer, by: User, *, at: dt.datetime = NOW, reason: str = "moved to Wuhan"
) -> Event:
    with transaction.atomic():
        return services.record(
            "change_customer",
            by=by.as_actor(),
            obj=customer,
            customer_id=customer.pk,
            reason=reason,
            before={"city": "上海"},
            after={"city": "武汉"},
            at=at,
        )


class TestList:
    def show(self, client: Client, **query: Any) -> Any:
        return client.get(reverse("audit:event_list"), query)

    def test_events_read_as_sentences(
        self, client_for: ClientFor, auditor: User, account_manager: User
    ) -> None:
        change(make_customer("C-1", name="Acme"), account_manager)
        page = self.show(client_for(auditor)).content.decode()
        assert "Ming Chen changed customer Acme (C-1)" in page
        assert "moved to Wuhan" in page

    def test_an_act_of_a_former_version_is_still_readable(self) -> None:
        text = words.sentence("fire_cannon", actor="Ada", obj="fort")
        assert text == "Ada: fire_cannon, fort"

    def test_events_are_found_by_each_filter(
        self, client_for: ClientFor, auditor: User, account_manager: User, risk_officer: User
    ) -> None:
        client = client_for(auditor)
        acme, beta = make_customer("C-1", name="Acme"), make_customer("C-2", name="Beta")
        first = change(acme, account_manager, at=NOW - dt.timedelta(days=2))
        second = change(beta, risk_officer)

        def found(**query: Any) -> list[int]:
            page = self.show(client, **query)
            return [line.event.pk for line in page.context["lines"]]

        assert found(customer="C-1") == [first.pk]
        assert found(customer="C-404") == []
        assert found(actor=risk_officer.pk) == [second.pk]
        assert found(verb="change_customer") == [second.pk, first.pk]
        assert found(object_kind="customer", object_id=beta.pk) == [second.pk]
        assert found(final_day="2025-11-20") == [first.pk]
        assert found(first_day="2025-11-21", final_day="2025-11-22") == [second.pk]
        assert found(first_day="yesterday") == []

    def test_the_list_goes_on_without_repeating_or_losing_any(
        self, client_for: ClientFor, auditor: User, account_manager: User
    ) -> None:
        client, customer = client_for(auditor), make_customer()
        written = [change(customer, account_manager).pk for _ in range(60)]
        query = {"verb": "change_customer"}
        page = self.show(client, **query)
        seen = [line.event.pk for line in page.context["lines"]]
        change(customer, account_manager)
        rest = client.get(f"{reverse('audit:event_list')}?{page.context['older']}")
        seen += [line.event.pk for line in rest.context["lines"]]
        assert seen == written[::-1]

    def test_a_page_costs_the_same_however_much_it_shows(
        self,
        client_for: ClientFor,
        auditor: User,
        account_manager: User,
        django_assert_num_queries: Any,
    ) -> None:
        client, customer = client_for(auditor), make_customer()
        change(customer, account_manager)
        self.show(client)
        with django_assert_num_queries(9):
            self.show(client)
        for _ in range(40):
            change(customer, account_manager)
        with django_assert_num_queries(9):
            self.show(client)

    def test_each_event_bears_its_position_in_the_chain(
        self, client_for: ClientFor, auditor: User, account_manager: User
    ) -> None:
        customer = make_customer()
        change(customer, account_manager)
        change(customer, account_manager, at=NOW - dt.timedelta(days=30))
        services.seal(at=NOW)
        change(customer, account_manager)
        lines = self.show(client_for(auditor), verb="change_customer").context["lines"]
        assert [line.event.position for line in lines] == [None, 2, 1]

    @pytest.mark.django_db(transaction=True)
    def test_the_state_of_the_chain_stands_on_top(
        self, client_for: ClientFor, auditor: User, account_manager: User
    ) -> None:
        client, customer = client_for(auditor), make_customer()
        change(customer, account_manager)
        services.seal(at=NOW)
        change(customer, account_manager)
        assert "manage.py verify_audit" in self.show(client).content.decode()
        services.note_verification(chain.verify(), at=NOW)
        state = self.show(client).context["chain"]
        assert (state.blocks, state.unsealed) == (1, 1)
        assert state.verification.is_sound

    def test_a_check_that_failed_says_which_row_was_altered(
        self, client_for: ClientFor, auditor: User
    ) -> None:
        finding = Finding("block", "7", "missing", 7, None, "it was the latest block")
        verdict = chain.Verdict(is_sound=False, blocks=6, events=60, finding=finding)
        services.note_verification(verdict, at=NOW)
        page = self.show(client_for(auditor)).content.decode()
        assert "NOT sound" in page
        assert "block 7 (it was the latest block)" in page

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Adak"])
    def test_the_first_and_the_last_day_of_all_are_days(
        self, client_for: ClientFor, auditor: User, settings: Any, zone: str
    ) -> None:
        settings.TIME_ZONE = zone
        event = change(make_customer(), auditor)
        query = {"verb": "change_customer", "first_day": "0001-01-01", "final_day": "9999-12-31"}
        page = self.show(client_for(auditor), **query)
        assert [line.event.pk for line in page.context["lines"]] == [event.pk]

    def test_who_may_not_read_the_chain_gets_403(
        self, client_for: ClientFor, risk_officer: User, account_manager: User
    ) -> None:
        event = change(make_customer(), account_manager)
        client = client_for(risk_officer)
        assert self.show(client).status_code == 403
        assert client.get(reverse("audit:event_detail", args=[event.pk])).status_code == 403


class TestDetail:
    def show(self, client: Client, event: Event) -> Any:
        return client.get(reverse("audit:event_detail", args=[event.pk]))

    def test_an_event_shows_what_was_and_what_is_and_its_proof(
        self, client_for: ClientFor, auditor: User, account_manager: User
    ) -> None:
        customer = make_customer("C-1", name="Acme")
        events = [change(customer, account_manager) for _ in range(5)]
        client = client_for(auditor)
        assert "Waits for its seal" in self.show(client, events[2]).content.decode()
        services.seal(at=NOW)
        answer = self.show(client, events[2])
        page = answer.content.decode()
        assert "上海" in page
        assert "武汉" in page
        assert answer.context["proof"].holds
        assert bytes(events[2].leaf_hash).hex() in page

    def test_codes_read_as_their_labels_in_the_readers_language(
        self, client_for: ClientFor, auditor: User, account_manager: User
    ) -> None:
        with transaction.atomic():
            event = services.record(
                "change_status",
                by=account_manager.as_actor(),
                obj=make_customer(),
                before={"status": "active", "role": roles.AUDITOR},
                after={"status": "exiting", "role": None},
                facts={"expires_at": NOW, "is_current": True, "reasons": ["max_dpd", "moon"]},
                at=NOW,
            )
        answer = self.show(client_for(auditor), event)
        assert answer.context["changes"] == [
            {"name": "role", "before": "Auditor", "after": "–"},
            {"name": "status", "before": "active", "after": "being removed"},
        ]
        assert dict(answer.context["facts"]) == {
            "expires_at": "2025-11-22 09:00",
            "is_current": "yes",
            "reasons": f"{INDICATORS['max_dpd'].name}, moon",
        }
        auditor.language = "zh-hans"
        auditor.save()
        changes = self.show(client_for(auditor), event).context["changes"]
        assert changes[1]["after"] == "移除中"

    def test_a_proof_of_another_leaf_does_not_hold(self, account_manager: User) -> None:
        customer = make_customer()
        events = [change(customer, account_manager) for _ in range(3)]
        services.seal(at=NOW)
        forged = events[1]
        forged.leaf_hash = bytes(32)
        proof = selectors.proof_of(forged)
        assert proof is not None
        assert not proof.holds

    def test_an_erased_event_shows_ids_only(self, account_manager: User) -> None:
        event = change(make_customer(), account_manager)
        bare = Event.objects.get(pk=event.pk)
        bare._state.fields_cache["payload"] = None
        line = selectors.in_words(bare)
        assert line.is_erased
        assert str(account_manager.pk) in line.sentence
        assert "Ming" not in line.sentence

    def test_no_event_is_a_404(self, client_for: ClientFor, auditor: User) -> None:
        assert self.show(client_for(auditor), Event(pk=0)).status_code == 404


def recorded_verbs() -> set[str]:
    """Every verb that the source passes to `record` as a plain text."""
    found = set()
    for app in ("customers", "scoring", "removal", "monitoring", "riskcrm"):
        for path in (Path(django_settings.BASE_DIR) / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and node.args:
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    first = node.args[0]
                    if name in ("record", "_note") and isinstance(first, ast.Constant):
                        found.add(str(first.value))
    return found


def test_every_act_has_its_sentence() -> None:
    assert len(recorded_verbs()) > 10
    assert recorded_verbs() - set(words.verbs()) == set()


def test_every_sentence_has_known_places() -> None:
    for verb in words.verbs():
        assert words.sentence(verb, actor="A", obj="O")
