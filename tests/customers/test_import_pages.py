"""A file on its way through the pages and the worker."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers import tasks
from customers.imports import services, working
from customers.imports.options import Options
from customers.imports.rights import kinds_of
from customers.models import Customer, ImportFile, Invoice
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.customers.files import write_xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
ClientFor = Callable[[User], Client]
ROWS = b"Customer,Invoice,Date,Amount,Colour\nA,1,2026-01-05,10,red\nA,2,never,10,red\n"
State = ImportFile.State


def upload(by: User, content: bytes = ROWS, kind: str = "invoices") -> ImportFile:
    file = SimpleUploadedFile("../../etc/Receivables.csv", content)
    return services.upload(file, kind=kind, by=by, at=timezone.now())


def checking(by: User, **said: Any) -> ImportFile:
    row = upload(by)
    return services.request_check(
        row, options=Options(create_customers=True, **said), by=by, at=timezone.now()
    )


def url(name: str, row: ImportFile | None = None) -> str:
    return reverse(f"customers:{name}", args=[row.pk] if row else [])


def test_the_whole_way_of_a_file(client_for: ClientFor, account_manager: User) -> None:
    client = client_for(account_manager)
    assert client.get(url("import_create")).status_code == 200
    response = client.post(
        url("import_create"), {"kind": "invoices", "file": SimpleUploadedFile("a.csv", ROWS)}
    )
    row = ImportFile.objects.get()
    assert response["Location"] == url("import_detail", row)

    page = client.get(url("import_detail", row))
    form = page.context["form"]
    assert form["column-3"].value() == "amount"
    shown = [(field.label, values, field.value()) for field, values in page.context["columns"]]
    assert ("Colour", ["red", "red"], "") in shown
    sent = {name: form[name].value() or "" for name in form.fields if form[name].value()}
    assert (
        client.post(url("import_columns", row), sent | {"create_customers": "on"}).status_code
        == 302
    )

    page = client.get(url("import_progress", row))
    assert page.context["waiting"]
    assert "every 1s" in page.content.decode()
    tasks.work_on_imports()
    page = client.get(url("import_progress", row))
    assert "every 1s" not in page.content.decode()
    assert page.context["counts"]["new"] == 1
    assert page.context["counts"]["refused"] == 1
    assert "never" in page.content.decode()
    assert not Invoice.objects.exists()

    assert client.post(url("import_confirm", row)).status_code == 302
    tasks.work_on_imports()
    row.refresh_from_db()
    assert (row.state, row.counts["new"]) == (State.DONE, 1)
    assert Customer.objects.get().manager == account_manager
    errors = client.get(url("import_refusals", row))
    assert b"never" in b"".join(errors.streaming_content)  # type: ignore[attr-defined]
    assert "a-refused.csv" in errors["Content-Disposition"]
    assert page.context["may_steer"]
    Path(row.refusals.path).unlink()  # somebody purges old files
    assert client.get(url("import_refusals", row)).status_code == 404
    assert client.get(url("import_detail", row)).status_code == 200
    assert client.get(url("import_list")).status_code == 200
    events = Event.objects.filter(object_kind="importfile").order_by("pk")
    assert [event.verb for event in events] == [
        "upload_import",
        "check_import",
        "confirm_import",
        "import_invoices",
    ]
    assert all(event.actor_id == str(account_manager.pk) for event in events)
    assert '"create_customers":true' in events[2].payload.body


def test_the_page_says_how_large_a_file_may_be(
    client_for: ClientFor, risk_officer: User, account_manager: User
) -> None:
    url = reverse("customers:import_create")
    for person in (risk_officer, account_manager):
        page = " ".join(client_for(person).get(url).content.decode().split())
        assert "At most 200 MB and 500 columns" in page
        limits = page.partition("How large a file may be")[2].partition("</details>")[0]
        assert "20,000" in limits
        assert str(ImportFile.Kind.RISK_TABLE.label) in limits
        may = "authority-requests" in kinds_of(person)
        assert (str(ImportFile.Kind.REQUESTS.label) in limits) == may


def test_a_worker_called_twice_writes_once(risk_officer: User) -> None:
    row = checking(risk_officer)
    tasks.work_on_imports()
    row.refresh_from_db()
    services.request_import(row, by=risk_officer, at=timezone.now())
    for _time in range(3):
        tasks.work_on_imports()
    assert Invoice.objects.count() == 1
    assert Event.objects.filter(verb="import_invoices").count() == 1


def test_two_clicks_are_one_import(client_for: ClientFor, risk_officer: User) -> None:
    row = checking(risk_officer)
    tasks.work_on_imports()
    client = client_for(risk_officer)
    assert client.post(url("import_confirm", row)).status_code == 302
    assert client.post(url("import_confirm", row)).status_code == 409


def test_a_file_is_kept_under_its_hash(risk_officer: User, settings: Any) -> None:
    row, again = upload(risk_officer), upload(risk_officer)
    assert row.file.name == again.file.name == f"imports/{row.sha256}"
    folder = settings.MEDIA_ROOT / "imports"
    assert list(folder.iterdir()) == [Path(row.file.path)]
    assert Path(row.file.path).read_bytes() == ROWS
    assert row.name == "Receivables.csv"


def test_a_file_cut_short_by_a_crash_is_not_trusted(risk_officer: User, settings: Any) -> None:
    kept = settings.MEDIA_ROOT / "imports" / hashlib.sha256(ROWS).hexdigest()
    kept.parent.mkdir(parents=True)
    kept.write_bytes(ROWS[:30])
    row = upload(risk_officer)
    assert Path(row.file.path).read_bytes() == ROWS


def test_a_file_harmed_after_its_upload_is_refused(risk_officer: User) -> None:
    row = checking(risk_officer)
    Path(row.file.path).write_bytes(ROWS[:30])
    tasks.work_on_imports()
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert "Upload it again" in row.error


def test_pages_of_an_import_do_not_read_the_file(client_for: ClientFor, risk_officer: User) -> None:
    row = upload(risk_officer)
    Path(row.file.path).unlink()
    client = client_for(risk_officer)
    for name in ("import_detail", "import_progress"):
        page = client.get(url(name, row))
        shown = [(field.label, values) for field, values in page.context["columns"]]
        assert ("Amount", ["10", "10"]) in shown


def test_another_encoding_reads_the_header_anew(risk_officer: User) -> None:
    row = upload(risk_officer, "客户,Invoice,Date,Amount\nA,1,2026-01-05,10\n".encode("gbk"))
    assert row.preview["header"][0] == "客户"
    with pytest.raises(Refused):
        services.request_check(
            row, options=Options(encoding="utf-8"), by=risk_officer, at=timezone.now()
        )
    mapping = {"customer": "諦誧", "number": "Invoice"}
    said = Options(encoding="big5", mapping=mapping)
    assert services.request_check(row, options=said, by=risk_officer, at=timezone.now())
    assert row.preview["encoding"] == "big5"


def test_another_encoding_chosen_on_the_page_keeps_the_columns(
    client_for: ClientFor, risk_officer: User
) -> None:
    row = upload(risk_officer, "號碼,名稱\nA,中文\n".encode("big5"), kind="customers")
    assert row.preview["header"][0] != "號碼"
    sent = {"column-0": "number", "column-1": "name", "encoding": "big5"}
    page = client_for(risk_officer).post(url("import_columns", row), sent)
    assert page.status_code == 302
    row.refresh_from_db()
    assert row.options["mapping"]["number"] == "號碼"
    tasks.work_on_imports()
    row.refresh_from_db()
    assert (row.state, row.counts["new"]) == (State.CHECKED, 1)


def test_a_guessed_encoding_and_the_sheet_are_shown(
    client_for: ClientFor, risk_officer: User, tmp_path: Path
) -> None:
    client = client_for(risk_officer)
    row = upload(risk_officer, "number,name\nA,Müller\n".encode("cp1252"), kind="customers")
    page = client.get(url("import_detail", row)).content.decode()
    assert "Müller" in page
    assert "choose the encoding gb18030" in page
    path = write_xlsx(tmp_path / "a.xlsx", [["number", "name"], ["B", "Beta"]], names="Ω")
    row = upload(risk_officer, path.read_bytes(), kind="customers")
    assert "“Ω”" in client.get(url("import_detail", row)).content.decode()


def test_the_sum_of_the_good_rows_is_shown(client_for: ClientFor, risk_officer: User) -> None:
    row = upload(risk_officer, ROWS.replace(b",10,", b",1234.5,"))
    services.request_check(
        row, options=Options(create_customers=True), by=risk_officer, at=timezone.now()
    )
    tasks.work_on_imports()
    page = client_for(risk_officer).get(url("import_detail", row)).content.decode()
    assert "1,234.50" in page
    assert "USD" in page


def test_cells_beyond_the_header_stand_in_the_row_on_the_page(
    client_for: ClientFor, risk_officer: User
) -> None:
    row = upload(risk_officer, ROWS.replace(b",10,red\nA,2", b",1,234.50,red\nA,2"))
    services.request_check(row, options=Options(), by=risk_officer, at=timezone.now())
    tasks.work_on_imports()
    page = client_for(risk_officer).get(url("import_detail", row))
    refused = {line["line"]: line for line in page.context["refused_rows"]}
    assert refused[2]["all_cells"] == ["A", "1", "2026-01-05", "1", "234.50", "red"]
    assert "6 cells" in refused[2]["problems"][0]["reason"]


def test_an_import_left_by_a_killed_worker_is_taken_up_again(risk_officer: User) -> None:
    row = checking(risk_officer)
    now = timezone.now()
    assert working._claim(at=now) is not None  # a worker took it and died
    assert dt.timedelta(seconds=30) >= working.CLAIM
    assert working.work_on_imports(at=now) == 0
    assert working.work_on_imports(at=now + working.CLAIM + dt.timedelta(seconds=1)) == 1
    row.refresh_from_db()
    assert row.state == State.CHECKED


def test_a_file_that_kills_its_workers_is_parked(risk_officer: User) -> None:
    row = checking(risk_officer)
    at = timezone.now()
    for _time in range(5):
        working._claim(at=at)
        at += working.CLAIM + dt.timedelta(seconds=1)
    assert working.work_on_imports(at=at) == 1
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert "nothing was written" in row.error
    assert working.work_on_imports(at=at) == 0
    event = Event.objects.get(verb="fail_import")
    assert (event.actor_kind, event.object_id) == ("system", str(row.pk))
    assert "nothing was written" in event.payload.body


def test_an_import_is_finished_when_the_work_has_ended(risk_officer: User) -> None:
    row = checking(risk_officer)
    began = timezone.now() - dt.timedelta(hours=1)
    working.work_on_imports(at=began)
    row.refresh_from_db()
    assert (row.state, row.finished_at) == (State.CHECKED, None)
    services.request_import(row, by=risk_officer, at=began)
    working.work_on_imports(at=began)
    row.refresh_from_db()
    assert row.state == State.DONE
    assert row.finished_at is not None
    assert row.finished_at > began + dt.timedelta(minutes=59)


def test_what_a_worker_finds_wrong_is_shown(client_for: ClientFor, risk_officer: User) -> None:
    row = upload(risk_officer, ROWS.replace(b"2026-01-05", b"03/04/2026"))
    services.request_check(row, options=Options(), by=risk_officer, at=timezone.now())
    tasks.work_on_imports()
    page = client_for(risk_officer).get(url("import_detail", row))
    assert "03/04/2026" in page.content.decode()
    assert page.context["form"] is not None  # and can be said anew


def test_a_file_that_is_no_table_is_refused_at_once(
    client_for: ClientFor, risk_officer: User
) -> None:
    response = client_for(risk_officer).post(
        url("import_create"), {"kind": "invoices", "file": SimpleUploadedFile("x.csv", b"\n\n")}
    )
    assert response.status_code == 422
    assert not ImportFile.objects.exists()


def test_a_field_given_to_two_columns_is_said_on_the_form(
    client_for: ClientFor, risk_officer: User
) -> None:
    row = upload(risk_officer)
    sent = {"column-0": "customer", "column-1": "number", "column-3": "number"}
    response = client_for(risk_officer).post(url("import_columns", row), sent)
    assert response.status_code == 422
    row.refresh_from_db()
    assert row.state == State.UPLOADED


@pytest.mark.parametrize(("kind", "shown"), [("invoices", True), ("orders", False)])
def test_the_list_tells_files_of_one_kind(
    kind: str, shown: bool, client_for: ClientFor, risk_officer: User
) -> None:
    upload(risk_officer)
    answer = client_for(risk_officer).get(url("import_list"), {"kind": kind})
    assert ("Receivables.csv" in answer.content.decode()) is shown
    [chip] = answer.context["chips"]
    assert str(chip.value).lower() == kind


def test_only_a_checked_file_is_imported(risk_officer: User) -> None:
    with pytest.raises(Refused):
        services.request_import(upload(risk_officer), by=risk_officer, at=timezone.now())


def test_imports_of_others_are_not_there(
    client_for: ClientFor, account_manager: User, teammate: User, auditor: User
) -> None:
    row = upload(account_manager)
    for name in ("import_detail", "import_progress", "import_refusals"):
        assert client_for(teammate).get(url(name, row)).status_code == 404
    assert client_for(auditor).get(url("import_detail", row)).status_code == 200
    assert client_for(auditor).post(url("import_confirm", row)).status_code == 403
    assert client_for(auditor).get(url("import_create")).status_code == 403


def test_nobody_steers_the_import_of_another(
    client_for: ClientFor, account_manager: User, risk_officer: User
) -> None:
    row = checking(account_manager)
    tasks.work_on_imports()
    assert client_for(risk_officer).get(url("import_detail", row)).status_code == 200
    assert client_for(risk_officer).post(url("import_confirm", row)).status_code == 404


def test_pages_of_imports_need_a_sign_in(client: Client) -> None:
    for name in ("import_list", "import_create"):
        assert client.get(url(name)).status_code == 302
