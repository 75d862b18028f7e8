"""The compartment itself: its pages, its services, its log, and the database's own guard."""

from __future__ import annotations

import datetime as dt
import json
import logging
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from customers.services import merge_customers
from removal.models import (
    CompartmentGrant,
    RestrictedMatter,
    RestrictedNote,
    SealedEntry,
    SealedHead,
    SendClearance,
)
from removal.restricted.opened import opened
from removal.selectors.restricted import customers_now, may_go_out, may_look
from removal.services.compartment_grants import approve_grant, end_grant, propose_grant
from removal.services.restricted import (
    add_note,
    close_matter,
    decide_clearance,
    note_filing,
    open_matter,
)
from removal.services.sealed_log import note_sealed_head, verify_sealed_log
from riskcrm.accounts import removal_rights, roles
from riskcrm.accounts.models import User
from riskcrm.accounts.scopes import SCOPES
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from riskcrm.web.metrics import exposition
from tests.database import as_owner
from tests.factories import make_customer, make_person, make_service_user
from tests.removal.cases import make_case
from tests.removal.restricted.marks import AT, FACTS, mark, mark_wholly
from tests.removal.restricted.silence import without_what_is_new

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
DAY = dt.date(2026, 5, 5)
CLOSED = (
    RestrictedMatter,
    RestrictedNote,
    SendClearance,
    CompartmentGrant,
    SealedEntry,
    SealedHead,
)


def url(name: str, **kwargs: Any) -> str:
    return reverse(f"compliance:{name}", urlconf="riskcrm.compartment_urls", kwargs=kwargs)


def all_urls(matter: uuid.UUID | str = "0" * 32) -> list[str]:
    of_matter = ("matter_detail", "matter_note", "matter_filing", "matter_close")
    return [
        *(url(name) for name in ("matter_list", "matter_open", "clearance_list", "grant_list",
                                 "sealed_log")),
        *(url(name, matter_id=uuid.UUID(str(matter))) for name in of_matter),
        url("clearance_decide", case_id=1),
        url("grant_approve", grant_id=1),
        url("grant_end", grant_id=1),
    ]  # fmt: skip


# --- who ------------------------------------------------------------------------------------------


def test_the_right_is_of_one_role_and_of_no_scope() -> None:
    having = {
        code for code, role in roles.ROLES.items() if role.permissions & removal_rights.COMPARTMENT
    }
    assert having == {roles.COMPLIANCE_OFFICER}
    assert not frozenset().union(*SCOPES.values()) & removal_rights.COMPARTMENT


@pytest.mark.parametrize("role", [code for code in roles.ROLES if code != "compliance_officer"])
def test_for_others_there_is_no_such_address(
    role: str, client_for: ClientFor, compliance_officer: User
) -> None:
    matter = mark(make_customer(), by=compliance_officer)
    client = client_for(make_person(role))
    client.raise_request_exception = False
    for path in all_urls(matter.pk):
        elsewhere = path.replace("/compliance/", "/no-suchdir/")
        for method in ("get", "post", "put", "delete"):
            here, there = (getattr(client, method)(each) for each in (path, elsewhere))
            assert here.status_code == there.status_code == 404
            assert _said(here, path) == _said(there, elsewhere)
            assert dict(here.headers) == dict(there.headers)


def _said(answer: Any, path: str) -> bytes:
    """The text without the address itself, and without what is new at each call."""
    return without_what_is_new(answer.content.replace(path.encode(), b""))


def test_nor_for_who_has_not_signed_in_or_brings_a_key() -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in all_urls():
        elsewhere = path.replace("/compliance/", "/no-suchdir/")
        for method in ("get", "post"):
            here, there = (getattr(strict, method)(each) for each in (path, elsewhere))
            assert here.status_code == there.status_code
            assert _said(here, path) == _said(there, elsewhere)
    assert not may_look(make_service_user("customers:read"), on=DAY)


def test_a_service_user_given_the_right_by_hand_still_may_not_look() -> None:
    user = make_service_user()
    user.user_permissions.set(roles.permission_rows(removal_rights.COMPARTMENT))
    assert not may_look(User.objects.get(pk=user.pk), on=DAY)


# --- pages ----------------------------------------------------------------------------------------


def test_an_officer_writes_reads_and_closes_a_matter(
    compliance_officer: User, client_for: ClientFor
) -> None:
    customer = make_customer("C-7")
    client = client_for(compliance_officer)
    assert client.get("/").content.count(b"/compliance/") == 1
    assert b"/compliance/" in client.get("/palette/", {"find": "compliance"}).content
    said = {"customer": "C-7", "kind": "report", "facts": FACTS}
    assert client.post(url("matter_open"), said | {"facts": " "}).status_code == 422
    assert client.post(url("matter_open"), said | {"customer": "C-0"}).status_code == 422
    answer = client.post(url("matter_open"), said)
    assert answer.status_code == 302
    page = answer["Location"]
    assert FACTS in client.get(page).content.decode()
    client.post(f"{page}note/", {"text": "Second transfer."})
    client.post(f"{page}filing/", {"reference": "STR-9", "filed_date": "2026-05-04"})
    client.post(f"{page}close/", {"outcome": "Filed."})
    text = client.get(page).content.decode()
    assert all(word in text for word in ("Second transfer.", "STR-9", "Filed."))
    assert client.post(f"{page}close/", {"outcome": "Again."}).status_code == 409
    assert customer.name in client.get(url("matter_list") + "?state=closed").content.decode()
    with opened():
        acts = list(SealedEntry.objects.order_by("number").values_list("act", flat=True))
    assert acts == ["open_matter", "read_matter", "add_note", "note_filing", "close_matter",
                    "read_matter", "read_matters"]  # fmt: skip
    log = client.get(url("sealed_log"))
    assert log.status_code == 200
    assert "as they were written" in log.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(
    language: str, compliance_officer: User, account_manager: User, client_for: ClientFor
) -> None:
    compliance_officer.language = language
    compliance_officer.save()
    customer = make_customer(team=account_manager.team)
    case = make_case(customer, by=account_manager)
    mark_wholly(customer, by=compliance_officer)
    client = client_for(compliance_officer)
    with opened():
        matter = RestrictedMatter.objects.first()
    assert matter
    pages = [url(n) for n in ("matter_list", "matter_open", "clearance_list", "grant_list",
                              "sealed_log")]  # fmt: skip
    pages += [url("matter_detail", matter_id=matter.pk), url("clearance_decide", case_id=case.pk)]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store, private"


def test_a_reader_that_cannot_be_written_down_reads_nothing(
    compliance_officer: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = mark(make_customer(), by=compliance_officer)

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("full")

    monkeypatch.setattr("removal.views.compartment_door.write_down", broken)
    answer = client_for(compliance_officer).get(url("matter_detail", matter_id=matter.pk))
    assert answer.status_code == 500
    assert FACTS not in answer.content.decode()


# --- what is left elsewhere -----------------------------------------------------------------------


def test_outside_its_own_code_the_database_shows_no_row(
    compliance_officer: User, account_manager: User
) -> None:
    customer = make_customer(team=account_manager.team)
    make_case(customer, by=account_manager)
    mark_wholly(customer, by=compliance_officer)
    assert [model.objects.count() for model in CLOSED] == [0] * 6
    with opened():
        assert RestrictedMatter.objects.count() == 5
        with opened():
            assert RestrictedNote.objects.count() == 4
        assert SendClearance.objects.count() == 1
    assert RestrictedMatter.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")
        guarded = {name for (name,) in cursor.fetchall()}
    assert guarded == {model._meta.db_table for model in CLOSED}


def test_no_event_change_row_or_metric_tells_of_it(
    compliance_officer: User, account_manager: User
) -> None:
    customer = make_customer(team=account_manager.team)
    make_case(customer, by=account_manager)
    before = (_rows_elsewhere(), exposition(at=AT))
    mark_wholly(customer, by=compliance_officer)
    assert (_rows_elsewhere(), exposition(at=AT)) == before


def _rows_elsewhere() -> dict[str, int]:
    """How many rows each table outside the compartment has."""
    tables = list(connection.introspection.table_names())
    closed = {model._meta.db_table for model in CLOSED}
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(set(tables) - closed):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


def test_logs_hold_no_address_of_a_matter(
    compliance_officer: User, client_for: ClientFor, caplog: pytest.LogCaptureFixture
) -> None:
    matter = mark(make_customer(), by=compliance_officer)
    client = client_for(compliance_officer)
    client.raise_request_exception = False
    caplog.set_level(logging.DEBUG)
    client.get(url("matter_detail", matter_id=matter.pk))
    client.get(url("matter_detail", matter_id=uuid.uuid4()))
    client.post(url("matter_note", matter_id=matter.pk), {"text": ""})
    written = [str(record.msg) + str(record.args) for record in caplog.records]
    assert any("GET /compliance/" in line for line in written)
    assert not [line for line in written if "matters/" in line or str(matter.pk) in line]


def test_a_fault_is_logged_without_what_it_says(
    compliance_officer: User,
    client_for: ClientFor,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matter = mark(make_customer(), by=compliance_officer)

    def broken(*_: Any, **__: Any) -> None:
        raise IntegrityError(f"Failing row contains ({matter.pk}, {FACTS})")

    monkeypatch.setattr("removal.views.restricted.services.add_note", broken)
    client = client_for(compliance_officer)
    answer = client.post(url("matter_note", matter_id=matter.pk), {"text": "x"})
    assert answer.status_code == 500
    text = " ".join(str(record.msg) + str(record.exc_info) for record in caplog.records)
    assert "IntegrityError" in text
    assert FACTS not in text
    assert str(matter.pk) not in text


def test_merging_goes_the_same_way_and_matters_follow(
    compliance_officer: User, risk_officer: User
) -> None:
    told = []
    for marked in (False, True):
        with transaction.atomic():
            survivor, merged = make_customer("M-1", name="A"), make_customer("M-2", name="B")
            if marked:
                matter = mark(merged, by=compliance_officer)
            before = _rows_elsewhere()
            merge_customers(survivor, merged, by=risk_officer, choices={}, reason="Told so.", at=AT)
            after = _rows_elsewhere()
            told.append({table: after[table] - before[table] for table in after})
            if marked:
                assert customers_now({matter.customer_key}) == {merged.pk: survivor}
            transaction.set_rollback(True)
    assert told[0] == told[1]


# --- the sealed log -------------------------------------------------------------------------------


def test_the_log_cannot_be_changed_and_shows_if_the_owner_did(compliance_officer: User) -> None:
    mark(make_customer(), by=compliance_officer)
    with pytest.raises(Exception, match="only grows"), opened():
        SealedEntry.objects.update(act="read_log")
    assert verify_sealed_log() == ""


@pytest.mark.django_db(transaction=True)
def test_the_command_finds_what_the_owner_changed(compliance_officer: User) -> None:
    mark_wholly(make_customer(), by=compliance_officer)
    note_sealed_head(at=AT)
    assert not note_sealed_head(at=AT)
    call_command("verify_compartment")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE removal_sealedentry DISABLE TRIGGER append_only")
        cursor.execute("UPDATE removal_sealedentry SET act = 'read_log' WHERE number = 2")
        cursor.execute("ALTER TABLE removal_sealedentry ENABLE ALWAYS TRIGGER append_only")
    with pytest.raises(CommandError, match="Entry 2 was changed"):
        call_command("verify_compartment")


def test_the_audit_chain_is_told_a_hash_that_tells_nothing(compliance_officer: User) -> None:
    said = []
    for day in (0, 1, 2):  # nothing yet, a matter, nothing new
        if day == 1:
            mark(make_customer(), by=compliance_officer)
        assert note_sealed_head(at=AT + dt.timedelta(days=day))
        event = Event.objects.select_related("payload").latest("pk")
        body = json.loads(event.payload.body)
        said.append(body["facts"].pop("commitment"))
        assert body == {"actor": "riskcrm", "object": "sealed log", "reason": "", "before": {},
                        "after": {}, "facts": {}}  # fmt: skip
        assert (event.customer_id, event.object_id) == (None, "")
    assert len(set(said)) == 3
    assert verify_sealed_log() == ""


# --- services -------------------------------------------------------------------------------------


def test_nobody_else_writes(risk_officer: User, compliance_officer: User) -> None:
    customer = make_customer()
    matter = mark(customer, by=compliance_officer)
    for act in (
        lambda: open_matter(customer, by=risk_officer, kind="report", facts="x", at=AT),
        lambda: add_note(matter, by=risk_officer, text="x", at=AT),
        lambda: note_filing(matter, by=risk_officer, reference="x", filed_date=DAY, at=AT),
        lambda: close_matter(matter, by=risk_officer, outcome="x", at=AT),
    ):
        with pytest.raises(Refused, match="role"):
            act()


def test_held_letters_wait_and_cleared_ones_go_from_their_day_on(
    compliance_officer: User, account_manager: User, settings: Any
) -> None:
    case = make_case(make_customer(team=account_manager.team), by=account_manager)
    day = dt.timedelta(days=1)
    assert may_go_out([case.pk], on=DAY) == {case.pk}
    settings.CLEAR_EXITS = True
    assert may_go_out([case.pk], on=DAY) == set()
    decide = {"by": compliance_officer, "reason": "Asked to wait.", "at": AT}
    decide_clearance(case, decision="hold", **decide)  # type: ignore[arg-type]
    settings.CLEAR_EXITS = False
    assert may_go_out([case.pk], on=DAY) == set()
    decide_clearance(case, decision="clear", not_before=DAY + day, **decide)  # type: ignore[arg-type]
    assert may_go_out([case.pk], on=DAY) == set()
    assert may_go_out([case.pk], on=DAY + day) == {case.pk}
    with pytest.raises(Refused, match="cleared"):
        decide_clearance(case, decision="hold", not_before=DAY, **decide)  # type: ignore[arg-type]


def test_an_auditor_looks_by_a_grant_of_two_officers_on_its_days(
    compliance_officer: User,
    second_compliance_officer: User,
    auditor: User,
    client_for: ClientFor,
) -> None:
    matter = mark(make_customer(), by=compliance_officer)
    first, final = DAY, DAY + dt.timedelta(days=3)
    grant = propose_grant(auditor, by=compliance_officer, from_date=first, until_date=final,
                          reason="Yearly audit", at=AT)  # fmt: skip
    assert not may_look(auditor, on=DAY)
    with pytest.raises(Refused, match="Another officer"):
        approve_grant(grant, by=compliance_officer, at=AT)
    approve_grant(grant, by=second_compliance_officer, at=AT)
    asked = [DAY - dt.timedelta(days=1), first, final, final + dt.timedelta(days=1)]
    assert [may_look(auditor, on=day) for day in asked] == [False, True, True, False]
    now = dt.date.today()  # noqa: DTZ011
    current = propose_grant(auditor, by=compliance_officer, from_date=now - dt.timedelta(days=1),
                            until_date=now + dt.timedelta(days=1), reason="Now", at=AT)  # fmt: skip
    approve_grant(current, by=second_compliance_officer, at=AT)
    client = client_for(auditor)
    page = url("matter_detail", matter_id=matter.pk)
    assert client.get(page).status_code == 200
    assert client.post(f"{page}note/", {"text": "x"}).status_code == 403
    assert b"/compliance/" not in client.get("/").content
    end_grant(current, by=compliance_officer, reason="Done", at=AT)
    assert client.get(page).status_code == 404


def test_the_database_refuses_a_grant_by_one_person(
    compliance_officer: User, auditor: User
) -> None:
    grant = propose_grant(auditor, by=compliance_officer, from_date=DAY, until_date=DAY,
                          reason="Audit", at=AT)  # fmt: skip
    for who in (compliance_officer, auditor):
        with pytest.raises(IntegrityError, match="grant_by_two_persons"), opened():
            CompartmentGrant.objects.filter(pk=grant.pk).update(approved_by=who, approved_at=AT)


def test_nobody_is_granted_for_long_or_by_themselves(
    compliance_officer: User, auditor: User
) -> None:
    for person, days in ((auditor, 92), (auditor, -1), (compliance_officer, 1)):
        with pytest.raises(Refused):
            propose_grant(person, by=compliance_officer, from_date=DAY,
                          until_date=DAY + dt.timedelta(days=days), reason="x", at=AT)  # fmt: skip
