"""Documents: what may be kept, how it is sent, and that nothing of it is ever run."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from customers import services
from customers.imports.errors import FileRefused
from customers.models import Attachment, Customer
from customers.services.attachments import purge_attachments
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.factories import make_customer, make_service_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    settings.MEDIA_ROOT = folder
    return folder


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("N1", manager=account_manager)


def archive(*names: str, **files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
MACROS = archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
ODT = archive(mimetype=b"application/vnd.oasis.opendocument.text")
GOOD = [
    ("a.pdf", PDF, "application/pdf"),
    ("a.PDF", PDF, "application/pdf"),
    ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
    ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image/jpeg"),
    ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
    ("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 20, "image/heif"),
    ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("a.odt", ODT, "application/vnd.oasis.opendocument.text"),
    ("a.doc", OLE, "application/msword"),
    ("营业执照.txt", "你好".encode(), "text/plain"),
    ("a.csv", "编号,名称\n1,甲\n".encode("gb18030"), "text/csv"),
    ("a.eml", b"From: a@b.example\r\nSubject: x\r\n\r\nhello", "message/rfc822"),
]
BAD = [
    ("program.exe", b"MZ\x90\0", "kind_of_file"),
    ("page.html", b"<html></html>", "kind_of_file"),
    ("drawing.svg", b"<svg/>", "kind_of_file"),
    ("none", PDF, "kind_of_file"),
    ("a.pdf.exe", PDF, "kind_of_file"),
    ("a.pdf", b"MZ\x90\0" + b"\0" * 100, "content_differs"),
    ("a.pdf", b"<html>%PDF-1.7", "content_differs"),
    ("a.png", PDF, "content_differs"),
    ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>", "content_differs"),
    ("a.csv", b"\xef\xbb\xbf <html>", "content_differs"),
    ("a.txt", b"a\0b", "content_differs"),
    ("a.docx", MACROS, "content_differs"),
    ("a.xlsx", DOCX, "content_differs"),
    ("a.docx", b"PK\x03\x04 not an archive", "content_differs"),
    ("a.xls", OLE + "_VBA_PROJECT".encode("utf-16-le"), "content_differs"),
    ("a.eml", b"just text", "content_differs"),
    ("a.pdf", b"", "bad_size"),
]


def add(
    customer: Customer, by: User, name: str = "a.pdf", data: bytes = PDF, **said: Any
) -> Attachment:
    file = SimpleUploadedFile(name, data)
    return services.add_attachment(customer, file, by=by, at=NOW, **said)


@pytest.mark.parametrize(("name", "data", "content_type"), GOOD, ids=[c[0] for c in GOOD])
def test_files_of_known_sorts_are_kept_under_a_name_that_tells_nothing(
    customer: Customer, account_manager: User, media: Path, name: str, data: bytes,
    content_type: str,
) -> None:  # fmt: skip
    row = add(customer, account_manager, name, data)
    assert (row.name, row.content_type, row.size) == (name, content_type, len(data))
    kept = Path(row.file.path)
    assert kept.read_bytes() == data
    assert kept.is_relative_to(media)
    assert name not in str(kept)
    assert oct(kept.stat().st_mode & 0o777) == "0o600"
    assert Event.objects.get().verb == "add_attachment"


@pytest.mark.parametrize(("name", "data", "code"), BAD, ids=range(len(BAD)))
def test_what_is_not_what_its_name_says_is_refused(
    customer: Customer, account_manager: User, media: Path, name: str, data: bytes, code: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        add(customer, account_manager, name, data)
    assert refused.value.code == code
    assert not Attachment.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_file_above_the_limit_is_refused(
    customer: Customer, account_manager: User, settings: Any
) -> None:
    settings.MOST_ATTACHMENT_BYTES = 10
    with pytest.raises(FileRefused) as refused:
        add(customer, account_manager)
    assert refused.value.code == "bad_size"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\x.txt", "x.txt"),
        ("invoice\u202etxt.txt", "invoicetxt.txt"),
        ("x" * 300 + ".txt", "x" * 196 + ".txt"),
    ],
)
def test_names_are_made_plain(
    customer: Customer, account_manager: User, given: str, kept: str
) -> None:
    file = SimpleUploadedFile("x.txt", b"hello")
    file._name = given  # Django itself takes folders off names that come by a form
    row = services.add_attachment(customer, file, by=account_manager, at=NOW)
    assert row.name == kept


def test_the_same_file_twice_is_told(customer: Customer, account_manager: User) -> None:
    add(customer, account_manager, "first.pdf")
    with pytest.raises(Refused) as refused:
        add(customer, account_manager, "second.pdf")
    assert refused.value.code == "file_known"
    assert "first.pdf" in refused.value.message
    add(make_customer("N2"), account_manager)
    add(customer, account_manager, about=("contract", 7))


def test_a_removed_document_leaves_its_row_and_may_come_again(
    customer: Customer, account_manager: User, django_capture_on_commit_callbacks: Any
) -> None:
    row = add(customer, account_manager)
    with pytest.raises(Refused):
        services.remove_attachment(row, by=account_manager, at=NOW, reason=" ")
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_attachment(row, by=account_manager, at=NOW, reason="wrong customer")
        services.remove_attachment(row, by=account_manager, at=NOW, reason="again")
    assert not Path(row.file.path).exists()
    row.refresh_from_db()
    assert (row.removed_by, row.removed_because) == (account_manager, "wrong customer")
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["add_attachment", "remove_attachment"]
    add(customer, account_manager)


def test_files_that_no_document_has_are_deleted_after_a_day(
    customer: Customer, account_manager: User
) -> None:
    row, gone = add(customer, account_manager), add(make_customer("N2"), account_manager)
    Attachment.objects.filter(pk=gone.pk).update(
        removed_at=NOW, removed_by=account_manager, removed_because="x"
    )
    now = timezone.now()
    assert purge_attachments(at=now) == 0
    for document in (row, gone):
        os.utime(document.file.path, (now.timestamp() - 100_000,) * 2)
    assert purge_attachments(at=now) == 1
    assert purge_attachments(at=now) == 0
    assert Path(row.file.path).exists()
    assert not Path(gone.file.path).exists()


def test_a_document_is_sent_so_that_no_browser_runs_it(
    customer: Customer, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    row = add(customer, account_manager, "合同 1.pdf")
    answer = client_for(account_manager).get(f"/documents/{row.pk}/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in answer["Cache-Control"]
    assert Event.objects.latest("pk").verb == "read_attachment"


def test_documents_are_there_for_who_sees_the_customer(
    customer: Customer,
    account_manager: User,
    outsider: User,
    auditor: User,
    nobody: User,
    client_for: Callable[[User], Client],
) -> None:
    row = add(customer, account_manager, "secret.pdf")
    read, remove = f"/documents/{row.pk}/", f"/documents/{row.pk}/remove/"
    panel, new = f"/customers/{customer.pk}/documents/", f"/customers/{customer.pk}/documents/new/"
    for path in (read, remove, panel, new, "/documents/"):
        assert Client().get(path).status_code == 302
        assert client_for(nobody).get(path).status_code == 403
        if path != "/documents/":
            assert client_for(outsider).get(path).status_code == 404
        assert client_for(account_manager).get(path).status_code == 200
    assert "secret.pdf" not in client_for(outsider).get("/documents/").content.decode()
    assert client_for(auditor).get(read).status_code == 200
    assert client_for(auditor).get(remove).status_code == 403
    assert client_for(auditor).get(new).status_code == 403


def test_a_person_adds_finds_and_removes_a_document(
    customer: Customer, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(account_manager)
    new = f"/customers/{customer.pk}/documents/new/"
    wrong = client.post(new, {"file": SimpleUploadedFile("a.pdf", b"MZ"), "category": "other"})
    assert wrong.status_code == 422
    assert "does not fit its name" in wrong.content.decode()
    said = {"file": SimpleUploadedFile("a.pdf", PDF), "category": "contract", "note": "2026"}
    assert client.post(new, said).status_code == 302
    row = Attachment.objects.get()
    assert "2026" in client.get(f"/customers/{customer.pk}/documents/").content.decode()
    for query, found in (("q=a.p", True), ("q=b", False), ("category=contract", True),
                         ("removed=true", False), ("customer_number=N1", True)):  # fmt: skip
        assert ("a.pdf" in client.get(f"/documents/?{query}").content.decode()) == found, query
    assert client.post(f"/documents/{row.pk}/remove/", {"reason": "old"}).status_code == 302
    assert client.get(f"/documents/{row.pk}/").status_code == 404
    assert "a.pdf" in client.get("/documents/?removed=true").content.decode()


def test_the_list_asks_the_same_number_of_queries_however_long(
    customer: Customer, account_manager: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(account_manager)

    def queries(data: bytes) -> int:
        add(customer, account_manager, "a.txt", data)
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/documents/").status_code == 200
        return len(caught)

    queries(b"1")
    assert queries(b"2") == queries(b"3")


def test_the_api_keeps_sends_and_removes_documents(
    customer: Customer, outsider: User, api_client_for: Callable[[User], APIClient]
) -> None:
    api = api_client_for(make_service_user("documents:read", "documents:write"))
    path = "/api/v1/documents/"

    def send(name: str, data: bytes) -> Any:
        body = {"customer": customer.number, "file": SimpleUploadedFile(name, data)}
        return api.post(path, body, format="multipart")

    made = send("a.pdf", PDF)
    assert made.status_code == 201, made.content
    assert send("b.pdf", PDF).json()["code"] == "file_known"
    wrong = send("a.png", PDF)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "content_differs")
    address = made["Location"]
    content = api.get(f"{address}content/")
    assert b"".join(content.streaming_content) == PDF
    assert content["X-Content-Type-Options"] == "nosniff"
    stranger = api_client_for(outsider)
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}content/").status_code == 404
    assert stranger.get(path).json()["results"] == []
    removed = api.post(f"{address}remove/", {"reason": "wrong"}, format="json")
    assert removed.json()["removed_because"] == "wrong"
    assert api.get(f"{address}content/").status_code == 404
    reader = api_client_for(make_service_user("documents:read"))
    assert reader.post(path, {}, format="multipart").status_code == 403


def test_a_repeated_upload_with_its_key_gets_the_first_answer(
    customer: Customer, api_client_for: Callable[[User], APIClient]
) -> None:
    api = api_client_for(make_service_user("documents:read", "documents:write"))

    def send(data: bytes) -> Any:
        body = {"customer": customer.number, "file": SimpleUploadedFile("a.pdf", data)}
        return api.post(
            "/api/v1/documents/", body, format="multipart", headers={"Idempotency-Key": "k"}
        )

    first, again = send(PDF), send(PDF)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["id"] == first.json()["id"]
    assert send(PDF + b"x").status_code == 422
    assert Attachment.objects.count() == 1
