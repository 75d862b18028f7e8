"""Written policies: published in versions, read by all, acknowledged by each person once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from monitoring.inbox import inbox_count
from riskcrm.accounts import services
from riskcrm.accounts.models import PolicyVersion, User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused, Stale
from tests.factories import make_person, make_service_user

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
WORDS: dict[str, Any] = {
    "title_en": "Credit approval",
    "title_zh": "信用审批",
    "text_en": "Nobody approves alone.",
    "text_zh": "任何人不得单独审批。",
    "effective_date": dt.date(2026, 6, 1),
}


def publish(by: User, code: str = "credit-approval", **changed: Any) -> PolicyVersion:
    return services.publish_policy(code=code, by=by, at=timezone.now(), **(WORDS | changed))


def publish_next(version: PolicyVersion, by: User, **changed: Any) -> PolicyVersion:
    given = WORDS | {"text_en": "Nobody approves alone, ever."} | changed
    after = given.pop("after", version.number)
    at = timezone.now()
    return services.publish_version(version.document, after=after, by=by, at=at, **given)


def acknowledge(version: PolicyVersion, by: User) -> None:
    services.acknowledge_policy(version, by=by, at=timezone.now())


class TestServices:
    def test_a_policy_is_published_in_both_languages(self, head_of_risk: User) -> None:
        for missing in ("title_zh", "text_en"):
            with pytest.raises(ValidationError):
                publish(head_of_risk, **{missing: ""})
        version = publish(head_of_risk)
        assert version.number == 1
        event = Event.objects.get(verb="publish_policy")
        assert "sha256" in event.payload.body

    def test_each_person_acknowledges_a_version_once(
        self, head_of_risk: User, account_manager: User
    ) -> None:
        version = publish(head_of_risk)
        for _ in range(2):
            acknowledge(version, account_manager)
        assert Event.objects.filter(verb="acknowledge_policy").count() == 1
        assert not PolicyVersion.objects.waiting_for(account_manager).exists()
        assert PolicyVersion.objects.waiting_for(head_of_risk).get() == version

    def test_a_new_version_has_to_be_acknowledged_anew(
        self, head_of_risk: User, account_manager: User
    ) -> None:
        first = publish(head_of_risk)
        acknowledge(first, account_manager)
        second = publish_next(first, head_of_risk)
        assert PolicyVersion.objects.waiting_for(account_manager).get() == second
        with pytest.raises(Refused, match="newer version"):
            acknowledge(first, head_of_risk)

    def test_two_who_publish_at_once_do_not_hide_each_others_text(self, head_of_risk: User) -> None:
        first = publish(head_of_risk)
        publish_next(first, head_of_risk)
        with pytest.raises(Stale):
            publish_next(first, head_of_risk, text_en="Mine.", after=1)

    def test_the_same_words_are_no_new_version(self, head_of_risk: User) -> None:
        first = publish(head_of_risk)
        with pytest.raises(Refused, match="Change something"):
            publish_next(first, head_of_risk, text_en=WORDS["text_en"])

    def test_a_withdrawn_policy_waits_for_nobody(
        self, head_of_risk: User, account_manager: User
    ) -> None:
        version = publish(head_of_risk)
        at = timezone.now()
        for reason, match in ((" ", "Say why"), ("Replaced.", None), ("Again.", "withdrawn")):
            act = lambda why=reason: services.withdraw_policy(  # noqa: E731
                version.document, reason=why, by=head_of_risk, at=at
            )
            if match is None:
                act()
            else:
                with pytest.raises(Refused, match=match):
                    act()
        assert not PolicyVersion.objects.waiting_for(account_manager).exists()
        with pytest.raises(Refused):
            acknowledge(version, account_manager)

    def test_no_system_acknowledges(self, head_of_risk: User) -> None:
        with pytest.raises(Refused, match="Only a person"):
            acknowledge(publish(head_of_risk), make_service_user("customers:read"))

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE accounts_policyversion SET text_en = 'Anything goes.'",
            "DELETE FROM accounts_policyacknowledgement",
            "UPDATE accounts_policyacknowledgement SET acknowledged_at = now()",
        ],
    )
    def test_the_database_keeps_what_was_acknowledged(self, head_of_risk: User, sql: str) -> None:
        acknowledge(publish(head_of_risk), head_of_risk)
        with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
            connection.cursor().execute(sql)


class TestPages:
    def test_from_publishing_to_the_last_reader(
        self, client_for: ClientFor, head_of_risk: User, account_manager: User
    ) -> None:
        client = client_for(head_of_risk)
        given = {**WORDS, "code": "credit-approval"}
        assert client.post(reverse("accounts:policy_create"), given).status_code == 302
        again = client.post(reverse("accounts:policy_create"), given)
        assert again.status_code == 422
        reader = client_for(account_manager)
        inbox = reader.get(reverse("monitoring:inbox")).content.decode()
        assert "Credit approval" in inbox
        assert inbox_count(account_manager, at=timezone.now()) == 1
        address = reverse("accounts:policy", args=["credit-approval"])
        assert "Nobody approves alone." in reader.get(address).content.decode()
        chinese = reader.get(address, headers={"Accept-Language": "zh-CN"}).content.decode()
        assert "任何人不得单独审批。" in chinese
        act = reverse("accounts:policy_acknowledge", args=["credit-approval", 1])
        assert reader.post(act).status_code == 302
        assert inbox_count(account_manager, at=timezone.now()) == 0
        assert "You acknowledged this version" in reader.get(address).content.decode()
        missing = client.get(reverse("accounts:policy_missing", args=["credit-approval"]))
        assert [row.record for row in missing.context["table"].rows] == [head_of_risk]
        assert "1 of 2" in client.get(reverse("accounts:policies")).content.decode()

    def test_a_new_version_begins_as_a_copy(
        self, client_for: ClientFor, head_of_risk: User
    ) -> None:
        publish(head_of_risk)
        client = client_for(head_of_risk)
        address = reverse("accounts:policy_publish", args=["credit-approval"])
        form = client.get(address).context["form"]
        given = form.initial | {"effective_date": "2026-07-01", "text_en": "New."}
        assert client.post(address, given).status_code == 302
        assert client.post(address, given).status_code == 409
        old = client.get(reverse("accounts:policy_version", args=["credit-approval", 1]))
        assert "This is an older version" in old.content.decode()
        none = client.get(reverse("accounts:policy_version", args=["credit-approval", 9]))
        assert none.status_code == 404

    def test_withdrawing(self, client_for: ClientFor, administrator: User) -> None:
        publish(administrator)
        client = client_for(administrator)
        address = reverse("accounts:policy_withdraw", args=["credit-approval"])
        assert client.post(address, {"reason": "Replaced."}).status_code == 302
        page = client.get(reverse("accounts:policy", args=["credit-approval"])).content.decode()
        assert "binds nobody any more" in page
        assert client.get(reverse("accounts:policies")).context["versions"].count() == 0

    def test_all_read_some_watch_few_publish(
        self,
        client_for: ClientFor,
        nobody: User,
        account_manager: User,
        auditor: User,
        head_of_risk: User,
    ) -> None:
        publish(head_of_risk)
        routes = ["policies", "policy", "policy_missing", "policy_publish", "policy_withdraw"]
        args = [[], *[["credit-approval"]] * 4]
        pages = [
            reverse(f"accounts:{name}", args=given)
            for name, given in zip(routes, args, strict=True)
        ]
        expected = {
            nobody: [403] * 5,
            account_manager: [200, 200, 403, 403, 403],
            auditor: [200, 200, 200, 403, 403],
            head_of_risk: [200] * 5,
        }
        for person, codes in expected.items():
            assert [client_for(person).get(page).status_code for page in pages] == codes, person
        assert Client().get(pages[0]).status_code == 302

    def test_who_is_missing_costs_the_same_however_many(
        self, client_for: ClientFor, head_of_risk: User, django_assert_max_num_queries: Any
    ) -> None:
        publish(head_of_risk)
        for _ in range(12):
            make_person("auditor")
        client = client_for(head_of_risk)
        with django_assert_max_num_queries(8):
            client.get(reverse("accounts:policy_missing", args=["credit-approval"]))
