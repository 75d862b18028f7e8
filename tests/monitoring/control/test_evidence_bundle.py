"""A bundle of evidence holds up before a stranger, and what was altered in it is named."""

from __future__ import annotations

import ast
import datetime as dt
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from customers.models import Attachment, Customer
from customers.services import add_attachment
from monitoring.control import verify
from monitoring.services.evidence_bundles import Bundle, bundle_of_case, bundle_of_customer
from removal.models import Letter, RemovalCase
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.audit import services as audit
from riskcrm.audit.extracts import line
from tests.factories import make_customer
from tests.removal.cases import Crew, lead_to, make_case, refusal
from tests.removal.letters.cases import released
from tests.removal.retention.past import erased, gone

NOW = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)
Files = dict[str, bytes]


@pytest.fixture(autouse=True)
def _own_media(own_media: None) -> None:
    """Documents and letters are files."""


@pytest.fixture
def crew(risk_officer: User, legal_reviewer: User) -> Crew:
    return Crew(risk_officer, legal_reviewer)


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(
        manager=account_manager, team=account_manager.team, name="Hua Steel", address="1 Mill Lane",
        city="Leeds",
    )  # fmt: skip


@pytest.fixture
def case(customer: Customer, account_manager: User, crew: Crew) -> RemovalCase:
    return lead_to(make_case(customer, by=account_manager), State.WARNING, crew=crew)


@pytest.fixture
def letter(case: RemovalCase, account_manager: User, risk_officer: User) -> Letter:
    audit.seal(at=NOW)  # so that the bundle spans several blocks
    return released(case, by=account_manager, second=risk_officer)


@pytest.fixture
def document(customer: Customer, account_manager: User) -> Attachment:
    file = SimpleUploadedFile("contract.txt", b"We agree.", content_type="text/plain")
    return add_attachment(
        customer, file, by=account_manager, at=NOW, category=Attachment.Category.CONTRACT,
        about=("customer", customer.pk),
    )  # fmt: skip


def made(about: Customer | RemovalCase, *, by: User) -> tuple[Bundle, Files]:
    """The bundle, opened."""
    into = io.BytesIO()
    if isinstance(about, Customer):
        said = bundle_of_customer(about, into, by=by, at=NOW)
    else:
        said = bundle_of_case(about, into, by=by, at=NOW)
    with zipfile.ZipFile(into) as bundle:
        return said, {name: bundle.read(name) for name in bundle.namelist()}


def judged(files: Files, folder: Path, *more: str) -> tuple[int, str]:
    """What the script says to whom has nothing but Python and these files."""
    script, place = folder / "alone" / "verify.py", folder / "bundle.zip"
    script.parent.mkdir(exist_ok=True)
    shutil.copy(verify.__file__, script)
    with zipfile.ZipFile(place, "w") as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    ran = subprocess.run(
        [sys.executable, "-I", str(script), str(place), *more], cwd=folder, env={}, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    return ran.returncode, ran.stdout + ran.stderr


def events_of(files: Files) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files["events.jsonl"].splitlines()]


def with_events(files: Files, events: list[dict[str, Any]]) -> Files:
    return files | {"events.jsonl": b"".join(map(line, events))}


@pytest.fixture
def whole(document: Attachment, letter: Letter, auditor: User) -> Files:
    """A customer's bundle with a document and a letter."""
    return made(letter.case.customer, by=auditor)[1]


class TestSound:
    def test_a_stranger_finds_a_customers_bundle_sound(
        self, whole: Files, letter: Letter, tmp_path: Path
    ) -> None:
        code, said = judged(whole, tmp_path)
        assert code == 0, said
        assert said.startswith("Sound: ")
        assert f"letters/{letter.pk}.pdf" in whole
        assert hashlib.sha256(whole[f"letters/{letter.pk}.pdf"]).hexdigest() == letter.sha256

    def test_a_case_without_letters_is_as_sound(
        self, customer: Customer, account_manager: User, auditor: User, tmp_path: Path
    ) -> None:
        said, files = made(make_case(customer, by=account_manager), by=auditor)
        assert said.files == 0
        assert {e["verb"] for e in events_of(files)} >= {"propose_removal", "make_evidence_bundle"}
        code, words = judged(files, tmp_path)
        assert code == 0, words

    def test_a_case_brings_what_belongs_to_it_and_nothing_else(
        self, letter: Letter, document: Attachment, auditor: User, tmp_path: Path
    ) -> None:
        _said, files = made(letter.case, by=auditor)
        verbs = {event["verb"] for event in events_of(files)}
        assert {"propose_removal", "draft_letter", "release_letter"} <= verbs
        assert "add_attachment" not in verbs
        assert f"letters/{letter.pk}.pdf" in files
        assert judged(files, tmp_path)[0] == 0

    def test_the_head_can_be_held_against_one_that_was_kept_elsewhere(
        self, letter: Letter, auditor: User, tmp_path: Path
    ) -> None:
        said, files = made(letter.case, by=auditor)
        assert judged(files, tmp_path, "--head", said.head)[0] == 0
        code, words = judged(files, tmp_path, "--head", "ab" * 32)
        assert code == 1
        assert "newest block is not the one you expect" in words

    def test_the_script_stays_short_enough_to_be_read(self) -> None:
        text = Path(verify.__file__).read_text()
        assert len(text.splitlines()) < 200
        ast.parse(text, feature_version=(3, 9))


class TestErased:
    def test_an_erased_payload_is_said_to_be_erased_and_still_verifies(
        self, auditor: User, tmp_path: Path
    ) -> None:
        customer = gone()
        erased()
        _said, files = made(customer, by=auditor)
        lost = [event for event in events_of(files) if event["body"] is None]
        assert lost
        code, words = judged(files, tmp_path)
        assert code == 0, words
        assert f"{len(lost)} of them erased" in words

    def test_a_payload_that_nobody_erased_is_missed(self, whole: Files, tmp_path: Path) -> None:
        events = events_of(whole)
        events[0] |= {"body": None, "salt": None}
        code, words = judged(with_events(whole, events), tmp_path)
        assert code == 1
        assert f"payload of event {events[0]['id']} (" in words
        assert "no event erased it" in words

    def test_no_payload_hides_behind_an_erasing_of_others(self, whole: Files) -> None:
        event, *_others = events_of(whole)
        forged = event | {"body": None, "salt": None, "erased_by": event["id"] + 1}
        listed = [[event["id"], event["leaf"], None]]
        verify.check_list([event], listed)
        with pytest.raises(verify.Wrong, match="no event erased it"):
            verify.check_list([forged], listed)


def test_a_field_that_stands_twice_is_refused(whole: Files, tmp_path: Path) -> None:
    first, *others = whole["events.jsonl"].split(b"\n")
    twice = b'{"verb":"something_else",' + first[1:]
    code, words = judged(whole | {"events.jsonl": b"\n".join([twice, *others])}, tmp_path)
    assert code == 1
    assert "not written as bundles are" in words


Alter = Callable[[list[dict[str, Any]]], Any]


def _payload(events: list[dict[str, Any]]) -> str:
    events[1]["body"] = events[1]["body"].replace('"reason"', '"season"')
    return f"payload of event {events[1]['id']} ("


def _verb(events: list[dict[str, Any]]) -> str:
    events[1]["verb"] = "something_else"
    return f"event {events[1]['id']} (something_else"


def _order(events: list[dict[str, Any]]) -> str:
    events[0], events[1] = events[1], events[0]
    return f"Event {events[0]['id']} stands where event {events[1]['id']} belongs"


def _removed(events: list[dict[str, Any]]) -> str:
    return f"Event {events.pop(1)['id']} is missing"


def _twice(events: list[dict[str, Any]]) -> str:
    events.insert(-1, events[0])
    return f"Event {events[0]['id']} was added"


def _path(events: list[dict[str, Any]]) -> str:
    events[1]["path"] = ["00" * 32, *events[1]["path"][1:]]
    return f"path of event {events[1]['id']} ("


def _place(events: list[dict[str, Any]]) -> str:
    events[1]["index"] += 1
    return f"path of event {events[1]['id']} ("


def _hollow(events: list[dict[str, Any]]) -> str:
    events[1]["salt"] += events[1]["body"].encode().hex()
    events[1]["body"] = ""
    return f"payload of event {events[1]['id']} ("


def _more(events: list[dict[str, Any]]) -> str:
    events[1]["actor_name"] = "somebody else"
    return f"event {events[1]['id']} ("


ALTERATIONS = [_payload, _verb, _order, _removed, _twice, _path, _place, _hollow, _more]


@pytest.mark.parametrize("alter", ALTERATIONS)
def test_an_altered_event_is_named(alter: Alter, whole: Files, tmp_path: Path) -> None:
    events = events_of(whole)
    named = alter(events)
    code, words = judged(with_events(whole, events), tmp_path)
    assert code == 1
    assert named in words


@pytest.mark.parametrize("field", ["root", "size", "sealed_us", "hash"])
def test_an_altered_block_is_named(field: str, whole: Files, tmp_path: Path) -> None:
    before, *blocks = [json.loads(line) for line in whole["blocks.jsonl"].splitlines()]
    block = blocks[-1]
    block[field] = "00" * 32 if field in ("root", "hash") else block[field] + 1
    lines = b"".join(map(line, [before, *blocks]))
    code, words = judged(whole | {"blocks.jsonl": lines}, tmp_path)
    assert code == 1
    assert f"Block {block['number']} was changed" in words


def test_a_missing_block_is_named(whole: Files, tmp_path: Path) -> None:
    lines = whole["blocks.jsonl"].splitlines(keepends=True)
    assert len(lines) > 2
    cut = b"".join([lines[0], *lines[2:]])
    assert "NOT sound. Block" in judged(whole | {"blocks.jsonl": cut}, tmp_path)[1]


def test_altered_missing_and_added_files_are_named(
    whole: Files, letter: Letter, tmp_path: Path
) -> None:
    name = f"letters/{letter.pk}.pdf"
    assert f"{name} was changed" in judged(whole | {name: b"%PDF another"}, tmp_path)[1]
    without = {key: data for key, data in whole.items() if key != name}
    assert f"{name} is missing" in judged(without, tmp_path)[1]
    assert "letters/new.pdf was added" in judged(whole | {"letters/new.pdf": b""}, tmp_path)[1]


def test_an_altered_manifest_is_named(whole: Files, tmp_path: Path) -> None:
    manifest = json.loads(whole["manifest.json"])
    manifest["subject"]["name"] = "somebody else"
    code, words = judged(whole | {"manifest.json": json.dumps(manifest).encode()}, tmp_path)
    assert code == 1
    assert "The manifest was changed" in words


def test_a_file_that_is_not_the_one_that_was_kept_is_left_out_and_said(
    document: Attachment, customer: Customer, auditor: User, tmp_path: Path
) -> None:
    Path(document.file.path).write_bytes(b"We disagree.")
    said, files = made(customer, by=auditor)
    assert said.missing == 1
    assert json.loads(files["manifest.json"])["files"][0]["missing"] is True
    assert judged(files, tmp_path)[0] == 0


class TestWho:
    def test_who_takes_evidence_out_is_in_the_chain(
        self, customer: Customer, auditor: User
    ) -> None:
        _said, files = made(customer, by=auditor)
        maker = events_of(files)[-1]
        assert (maker["verb"], maker["actor_id"]) == ("make_evidence_bundle", str(auditor.pk))

    def test_an_account_manager_may_not(self, customer: Customer, account_manager: User) -> None:
        no = refusal(bundle_of_customer, customer, io.BytesIO(), by=account_manager, at=NOW)
        assert no.code == "no_right"
