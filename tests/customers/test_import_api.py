"""Files brought by other systems: the same checks, scope and rights as on the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from customers.imports import working
from customers.models import Contact, Customer, ImportFile
from riskcrm.accounts.models import User
from tests.factories import make_customer, make_service_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
Call = Callable[[User], APIClient]
LIST = "/api/v1/imports/"
ROWS = b"number,name,limit\nA,Alpha,10\nB,Beta,x\n"


def send(client: APIClient, content: bytes = ROWS, kind: str = "customers", **said: Any) -> Any:
    file = SimpleUploadedFile("rows.csv", content)
    return client.post(LIST, {"file": file, "kind": kind, **said}, format="multipart")


@pytest.fixture
def robot(db: None) -> User:
    return make_service_user("imports:write", "customers:write", "contacts:write")


def test_a_file_is_checked_confirmed_and_undone(robot: User, api_client_for: Call) -> None:
    client = api_client_for(robot)
    answer = send(client)
    assert answer.status_code == 202, answer.content
    url = answer["Location"].removeprefix("http://testserver")
    assert (answer.json()["state"], answer.json()["uploaded_by"]) == ("checking", robot.username)
    assert client.post(f"{url}confirm/").status_code == 409
    working.work_on_imports(at=timezone.now())
    body = client.get(url).json()
    assert (body["state"], body["counts"]["new"], body["counts"]["refused"]) == ("checked", 1, 1)
    errors = b"".join(client.get(f"{url}refused.csv").streaming_content)  # type: ignore[attr-defined]
    assert "credit limit" in errors.decode("utf-8-sig") or b"limit" in errors
    assert client.post(f"{url}confirm/").status_code == 202
    working.work_on_imports(at=timezone.now())
    assert client.get(url).json()["state"] == "done"
    assert Customer.objects.get().number == "A"
    assert client.post(f"{url}undo/", {}).status_code == 400
    assert client.post(f"{url}undo/", {"reason": "Wrong."}).status_code == 202
    working.work_on_imports(at=timezone.now())
    body = client.get(url).json()
    assert (body["state"], body["undone"]["customers_customer"]["removed"]) == ("undone", 1)


def test_how_a_file_is_read_may_be_said(robot: User, api_client_for: Call) -> None:
    client = api_client_for(robot)
    mapping = json.dumps({"number": "K", "name": "N"})
    answer = send(client, b"K;N\nA;Alpha\n", delimiter=";", mapping=mapping)
    assert answer.json()["options"]["mapping"] == {"number": "K", "name": "N"}
    for wrong in ({"mapping": "[1]"}, {"mapping": "{"}, {"kind": "x"}, {"colour": "red"}):
        assert send(client, **wrong).status_code == 400, wrong
    assert send(client, b"K,N\nA,Alpha\n").status_code == 409
    assert send(client, b"\x00\x01").status_code == 409


def test_an_export_of_another_crm_is_read_by_its_ready_mapping(
    robot: User, api_client_for: Call
) -> None:
    make_customer("KH", name="King (Sample)", sort_key="king (sample)")
    exports = Path(__file__).parent / "exports"
    content = (exports / "zoho-contacts-en.csv").read_bytes()
    client = api_client_for(robot)
    url = send(client, content, "contacts", ready="zoho-contacts")["Location"]
    working.work_on_imports(at=timezone.now())
    client.post(f"{url}confirm/")
    working.work_on_imports(at=timezone.now())
    assert Contact.objects.get().name == "Kris Marrier"


def test_a_file_sent_again_under_its_key_is_brought_once(robot: User, api_client_for: Call) -> None:
    client = api_client_for(robot)
    for content, status in ((ROWS, 202), (ROWS, 202), (ROWS + b"C,C,1\n", 422)):
        file = SimpleUploadedFile("rows.csv", content)
        sent = {"file": file, "kind": "customers"}
        key = {"Idempotency-Key": "k1"}
        answer = client.post(LIST, sent, format="multipart", headers=key)
        assert answer.status_code == status
    assert ImportFile.objects.count() == 1


def test_work_is_stopped(robot: User, api_client_for: Call) -> None:
    client = api_client_for(robot)
    url = send(client)["Location"]
    assert client.post(f"{url}stop/").json()["state"] == "uploaded"
    assert client.post(f"{url}stop/").status_code == 409


def test_a_key_imports_only_what_it_may_write(api_client_for: Call) -> None:
    robot = make_service_user("imports:write", "contacts:write")
    client = api_client_for(robot)
    assert send(client).status_code == 409
    assert send(client, b"customer,name\nA,Li\n", "contacts").status_code == 202


def test_callers_without_the_right_are_refused(nobody: User, api_client_for: Call) -> None:
    reader = make_service_user("imports:read")
    for client, status in ((APIClient(), 401), (api_client_for(nobody), 403)):
        assert client.get(LIST).status_code == status
        assert send(client).status_code == status
    client = api_client_for(reader)
    assert client.get(LIST).status_code == 200
    assert send(client).status_code == 403


def test_files_of_others_do_not_exist(
    account_manager: User, teammate: User, risk_officer: User, api_client_for: Call
) -> None:
    send(api_client_for(account_manager))
    row = ImportFile.objects.get()
    client = api_client_for(teammate)
    assert client.get(LIST).json()["results"] == []
    for path in ("", "refused.csv"):
        assert client.get(f"{LIST}{row.pk}/{path}").status_code == 404
    for act in ("confirm", "stop", "undo"):
        sent = {"reason": "x"} if act == "undo" else {}
        assert client.post(f"{LIST}{row.pk}/{act}/", sent).status_code == 404
    officer = api_client_for(risk_officer)
    assert officer.get(f"{LIST}{row.pk}/").status_code == 200
    assert officer.post(f"{LIST}{row.pk}/confirm/").status_code == 409
