"""The wizard's own: mappings by name, both sides of a row, stopping, rows mended on the page."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.imports import mending, named, progress, services, stopping, undoing, working
from customers.imports.errors import FileRefused
from customers.imports.options import Options
from customers.models import (
    Customer,
    CustomField,
    ImportFile,
    ImportMapping,
    ImportStop,
    Invoice,
    PreviewRow,
)
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.customers.beside import Beside
from tests.customers.test_undo_import import imported
from tests.factories import make_customer, make_invoice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
ClientFor = Callable[[User], Client]
State = ImportFile.State
INVOICES = b"Customer,Invoice,Date,Amount\nA,1,2026-01-05,10\nA,2,never,x\nA,3,2026-01-05,30\n"


def upload(by: User, content: bytes = INVOICES, kind: str = "invoices") -> ImportFile:
    sent = SimpleUploadedFile("rows.csv", content)
    return services.upload(sent, kind=kind, by=by, at=timezone.now())


def checked(by: User, content: bytes = INVOICES, kind: str = "invoices", **said: Any) -> ImportFile:
    row = upload(by, content, kind)
    services.request_check(row, options=Options(**said), by=by, at=timezone.now())
    working.work_on_imports(at=timezone.now())
    row.refresh_from_db()
    return row


def url(name: str, row: ImportFile, *more: int) -> str:
    return reverse(f"customers:{name}", args=[row.pk, *more])


# --- how a file is written and read ---------------------------------------------------------------


def test_the_delimiter_is_found_shown_and_can_be_changed(
    client_for: ClientFor, risk_officer: User
) -> None:
    client = client_for(risk_officer)
    row = upload(risk_officer, b"number;name,x\nA;Alpha, Beta\n", "customers")
    assert row.preview["delimiter"] == ";"
    assert "semicolons" in client.get(url("import_detail", row)).content.decode()
    sent = {"delimiter": ",", "read_again": "1"}
    assert client.post(url("import_columns", row), sent).status_code == 302
    row.refresh_from_db()
    assert row.preview["header"] == ["number;name", "x"]
    assert (row.state, row.options["delimiter"]) == (State.UPLOADED, ",")
    # another delimiter makes other columns, which somebody has to see before they are checked
    client.post(url("import_columns", row), {"delimiter": ";", "column-0": "number"})
    row.refresh_from_db()
    assert (row.state, row.preview["header"]) == (State.UPLOADED, ["number", "name,x"])
    with pytest.raises(FileRefused):
        services.request_check(
            row, options=Options(delimiter="ab"), by=risk_officer, at=timezone.now()
        )


def test_the_order_of_dates_is_spelled_out_with_a_date_of_the_file(
    client_for: ClientFor, risk_officer: User
) -> None:
    row = upload(risk_officer, INVOICES.replace(b"2026-01-05", b"03/01/2026"))
    page = client_for(risk_officer).get(url("import_detail", row)).content.decode()
    assert "03/01/2026 → 3 January 2026" in page
    assert "03/01/2026 → 1 March 2026" in page


# --- mappings by name -----------------------------------------------------------------------------


def test_settings_kept_by_name_are_chosen_for_the_next_file_with_the_same_header(
    client_for: ClientFor, risk_officer: User
) -> None:
    client = client_for(risk_officer)
    content = b"K,N,Zzz\nA,Alpha,x\n"
    row = upload(risk_officer, content, "customers")
    sent = {"column-0": "number", "column-1": "other_name", "column-2": "name", "save_as": "Ours"}
    assert client.post(url("import_columns", row), sent).status_code == 302
    kept = ImportMapping.objects.get()
    assert (kept.name, kept.team, kept.options["mapping"]["name"]) == ("Ours", None, "Zzz")
    again = upload(risk_officer, b"K,N,Zzz\nB,Beta,y\n", "customers")
    page = client.get(url("import_detail", again))
    assert page.context["chosen"] == str(kept.pk)
    assert [f.value() for f in page.context["form"].columns()] == ["number", "other_name", "name"]
    plain = client.get(url("import_detail", again), {"mapping": ""})
    assert [f.value() for f in plain.context["form"].columns()] == ["", "", ""]
    other = upload(risk_officer, b"K,N\nB,Beta\n", "customers")
    assert client.get(url("import_detail", other)).context["chosen"] == ""
    assert Event.objects.filter(verb="save_mapping").count() == 1
    gone = client.post(url("mapping_delete", again, kept.pk))
    assert gone.status_code == 302
    assert not ImportMapping.objects.exists()


def test_a_mapping_is_private_or_for_the_team(
    account_manager: User, teammate: User, outsider: User, client_for: ClientFor
) -> None:
    def keep(name: str, *, share: bool) -> ImportMapping:
        return named.save_mapping(
            name=name,
            kind="customers",
            header=["K", "N"],
            options=Options(mapping={"number": "K", "name": "N"}),
            share=share,
            by=account_manager,
            at=timezone.now(),
        )

    keep("mine", share=False)
    ours = keep("ours", share=True)

    def seen(by: User) -> set[str]:
        choices = named.choices_for("customers", ["K", "N"], by=by)
        return {str(choice.label) for choice in choices if choice.saved}

    assert seen(account_manager) == {"mine", "ours"}
    assert seen(teammate) == {"ours"}
    assert seen(outsider) == set()
    with pytest.raises(Refused):
        named.delete_mapping(ours, by=teammate, at=timezone.now())
    row = upload(teammate, b"K,N\nA,Alpha\n", "customers")
    assert client_for(teammate).post(url("mapping_delete", row, ours.pk)).status_code == 404
    keep("ours", share=False)
    assert ImportMapping.objects.count() == 2
    assert seen(teammate) == set()


# --- both sides -----------------------------------------------------------------------------------


def test_the_preview_sets_the_file_against_the_book(
    client_for: ClientFor, risk_officer: User
) -> None:
    customer = make_customer("A", name="Alpha", city="Leeds")
    row = checked(risk_officer, b"number,name,city\nA,Alphabet,\nB,Beta,York\nC,,\n", "customers")
    client = client_for(risk_officer)
    page = client.get(url("import_detail", row), {"show": "changed"})
    [(line, cells)] = page.context["preview_rows"]
    assert line == 2
    told = {cell.now: (cell.was, cell.is_changed) for cell in cells}
    assert told["Alphabet"] == ("Alpha", True)
    assert told["Leeds"] == ("Leeds", False)
    assert "<del>Alpha</del>" in page.content.decode()
    page = client.get(url("import_detail", row), {"show": "new"})
    assert [cell.now for _line, cells in page.context["preview_rows"] for cell in cells] == [
        "B",
        "Beta",
        "York",
    ]
    page = client.get(url("import_detail", row), {"show": "refused"})
    assert [one["line"] for one in page.context["refused_rows"]] == [4]
    assert customer.name == "Alpha"


def test_the_preview_of_invoices_and_contacts(client_for: ClientFor, risk_officer: User) -> None:
    customer = make_customer("A", name="Alpha")
    make_invoice(customer, "100", number="1", invoice_date=dt.date(2026, 1, 5))
    row = checked(risk_officer)
    page = client_for(risk_officer).get(url("import_detail", row), {"show": "changed"})
    [(_line, cells)] = page.context["preview_rows"]
    assert [(cell.was, cell.now) for cell in cells if cell.is_changed] == [(100, 10)]
    row = checked(risk_officer, b"customer,name\nA,Li\n", "contacts")
    page = client_for(risk_officer).get(url("import_detail", row))
    assert page.context["show"] == "new"


def test_a_preview_goes_on_page_by_page(client_for: ClientFor, risk_officer: User) -> None:
    rows = "".join(f"N{n},Name {n}\n" for n in range(60))
    row = checked(risk_officer, f"number,name\n{rows}".encode(), "customers")
    client = client_for(risk_officer)
    page = client.get(url("import_detail", row))
    assert len(page.context["preview_rows"]) == 25
    page = client.get(url("import_detail", row), {"after": page.context["next_after"]})
    assert page.context["preview_rows"][0][0] == 27
    assert client.get(url("import_detail", row), {"after": "x"}).status_code == 200


def test_the_preview_hides_what_belongs_to_others(account_manager: User, outsider: User) -> None:
    make_customer("T", name="Secret", manager=outsider, team=outsider.team)
    row = checked(account_manager, b"number,name\nT,Guess\n", "customers")
    assert not PreviewRow.objects.filter(import_file=row, outcome="changed").exists()


# --- refused rows ---------------------------------------------------------------------------------


def test_the_error_file_tells_column_value_and_reason(risk_officer: User) -> None:
    make_customer("A")
    row = checked(risk_officer)
    with Path(row.refusals.path).open(encoding="utf-8-sig", newline="") as text:
        [line] = csv.DictReader(text)
    assert (line["line"], line["column"], line["value"]) == ("3", "Amount; Date", "x; never")
    assert line["reason"] == "“x” is not an amount; “never” is not a date"
    assert line["Invoice"] == "2"


def test_rows_mended_on_the_page_are_checked_as_a_file_of_their_own(
    client_for: ClientFor, risk_officer: User
) -> None:
    make_customer("A")
    row = checked(risk_officer, date_format="YYYY-MM-DD")
    client = client_for(risk_officer)
    unchanged = {"cell-3-2": "never", "cell-3-3": "x"}
    assert client.post(url("import_mend", row), unchanged).status_code == 409
    sent = {"cell-3-2": "2026-01-06", "cell-3-3": "20"}
    answer = client.post(url("import_mend", row), sent)
    new = ImportFile.objects.latest("pk")
    assert answer["Location"] == url("import_detail", new)
    assert (new.mends, new.name, new.state) == (row, "rows-mended.csv", State.CHECKING)
    assert new.options["date_format"] == "YYYY-MM-DD"
    working.work_on_imports(at=timezone.now())
    new.refresh_from_db()
    assert (new.counts["new"], new.counts["refused"]) == (1, 0)
    services.request_import(new, by=risk_officer, at=timezone.now())
    working.work_on_imports(at=timezone.now())
    assert Invoice.objects.get().number == "2"
    assert "rows-mended.csv" in client.get(url("import_detail", row)).content.decode()


def test_rows_of_many_columns_can_be_mended_a_page_at_a_time(
    client_for: ClientFor, risk_officer: User
) -> None:
    """A form holds a thousand fields at most."""
    codes = [f"own_{n}" for n in range(45)]
    for code in codes:
        CustomField.objects.create(code=code, label_en=code, label_zh=code, type="text")
    header = ",".join(("number", "name", "website", *codes))
    lines = [",".join((f"N{n}", "Firm", "no/such", *codes)) for n in range(30)]
    row = checked(risk_officer, "\n".join((header, *lines, "")).encode(), "customers")
    assert row.counts["refused"] == 30
    client, address, seen = client_for(risk_officer), url("import_detail", row), 0
    after: Any = ""
    while after is not None:
        page = client.get(address, {"after": after}).context
        cells = [cell for one in page["refused_rows"] for cell in one["cells"]]
        sent = {"csrfmiddlewaretoken": "x"} | {
            cell.name: "" if cell.column == "website" else cell.value for cell in cells
        }
        assert client.post(url("import_mend", row), sent).status_code == 302
        seen, after = seen + len(page["refused_rows"]), page["next_after"]
    assert seen == 30


def test_only_who_brought_the_file_mends_its_rows(
    client_for: ClientFor, account_manager: User, risk_officer: User
) -> None:
    row = checked(account_manager)
    assert client_for(risk_officer).post(url("import_mend", row), {}).status_code == 404
    with pytest.raises(Refused):
        mending.mend(row, {3: ["A"]}, by=risk_officer, at=timezone.now())


# --- how far it is, and stopping ------------------------------------------------------------------


def test_a_file_that_waits_is_stopped_at_once(client_for: ClientFor, risk_officer: User) -> None:
    row = upload(risk_officer)
    services.request_check(row, options=Options(), by=risk_officer, at=timezone.now())
    client = client_for(risk_officer)
    assert client.post(url("import_stop", row)).status_code == 302
    row.refresh_from_db()
    assert row.state == State.UPLOADED
    assert working.work_on_imports(at=timezone.now()) == 0
    assert client.post(url("import_stop", row)).status_code == 409
    assert Event.objects.get(verb="stop_import").actor_id == str(risk_officer.pk)


def test_a_worker_that_is_asked_to_stop_keeps_nothing(risk_officer: User) -> None:
    make_customer("A")
    row = checked(risk_officer)
    services.request_import(row, by=risk_officer, at=timezone.now())
    ImportStop.objects.create(
        import_file=row, requested_by=risk_officer, requested_at=timezone.now()
    )
    assert working.work_on_imports(at=timezone.now()) == 1
    row.refresh_from_db()
    assert row.state == State.CHECKED
    assert not Invoice.objects.exists()
    assert not ImportStop.objects.exists()
    services.request_import(row, by=risk_officer, at=timezone.now())
    working.work_on_imports(at=timezone.now())
    assert Invoice.objects.count() == 2


def test_an_undo_that_is_stopped_leaves_the_import_as_it_was(
    risk_officer: User, account_manager: User
) -> None:
    row = imported(account_manager, "number,name", "A,Alpha")
    undoing.request_undo(row, by=risk_officer, reason="Wrong.", at=timezone.now())
    stopping.request_stop(row, by=risk_officer, at=timezone.now())
    assert (row.state, Customer.objects.count()) == (State.DONE, 1)
    undoing.request_undo(row, by=risk_officer, reason="Wrong.", at=timezone.now())
    working.work_on_imports(at=timezone.now())
    assert not Customer.objects.exists()


def test_nobody_else_stops_the_work_on_a_file(
    client_for: ClientFor, account_manager: User, risk_officer: User, teammate: User
) -> None:
    row = upload(account_manager)
    services.request_check(row, options=Options(), by=account_manager, at=timezone.now())
    assert client_for(risk_officer).post(url("import_stop", row)).status_code == 409
    assert client_for(teammate).post(url("import_stop", row)).status_code == 404


def test_the_page_shows_how_far_the_work_is(
    client_for: ClientFor, risk_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = upload(risk_officer)
    services.request_check(row, options=Options(), by=risk_officer, at=timezone.now())
    watch = progress.CacheWatch(row.pk)
    watch.phase("reading", 1000)
    watch._since -= 10
    watch._latest = 0
    watch.add(250)
    page = client_for(risk_officer).get(url("import_progress", row))
    told = page.context["progress"]
    assert (told.done, told.total, told.share) == (250, 1000, 0.25)
    assert told.rate == pytest.approx(25, abs=1)
    assert told.left == pytest.approx(30, abs=2)
    assert "250</span> of" in page.content.decode().replace("\n", "")
    progress.ask_to_stop(row.pk)
    watch._latest = 0
    with pytest.raises(progress.Stopped):
        watch.add(1)
    progress.forget(row.pk)
    assert progress.progress_of(row.pk) is None


@pytest.mark.django_db(transaction=True)
def test_a_file_in_a_workers_hands_is_asked_to_stop(risk_officer: User) -> None:
    row = upload(risk_officer)
    services.request_check(row, options=Options(), by=risk_officer, at=timezone.now())
    with transaction.atomic():
        rows = ImportFile.objects.select_for_update(no_key=True)
        rows.get(pk=row.pk)  # what its worker holds
        Beside(lambda: stopping.request_stop(row, by=risk_officer, at=timezone.now())).end()
    row.refresh_from_db()
    assert row.state == State.CHECKING
    assert ImportStop.objects.get().requested_by == risk_officer
    working.work_on_imports(at=timezone.now())
    row.refresh_from_db()
    assert row.state == State.UPLOADED


# --- undoing, on the page -------------------------------------------------------------------------


def test_an_import_is_undone_on_its_page(
    client_for: ClientFor, account_manager: User, auditor: User
) -> None:
    row = imported(account_manager, "number,name", "A,Alpha", "B,Beta")
    make_invoice(Customer.objects.get(number="B"))
    client = client_for(account_manager)
    assert "Undo the import" in client.get(url("import_detail", row)).content.decode()
    assert client.post(url("import_undo", row), {"reason": ""}).status_code == 409
    assert client_for(auditor).post(url("import_undo", row), {"reason": "x"}).status_code == 403
    assert client.post(url("import_undo", row), {"reason": "Wrong file."}).status_code == 302
    assert client.get(url("import_progress", row)).context["waiting"]
    working.work_on_imports(at=timezone.now())
    page = client.get(url("import_detail", row))
    assert page.context["undone"] == [{"name": "customer", "removed": 1, "restored": 0, "kept": 1}]
    errors = client.get(url("import_kept", row))
    assert b"refers to it: invoice" in b"".join(errors.streaming_content)  # type: ignore[attr-defined]
    assert "Wrong file." in page.content.decode()


def test_the_same_file_again_can_be_imported_after_it_was_undone(risk_officer: User) -> None:
    row = imported(risk_officer, "number,name", "A,Alpha")
    undoing.request_undo(row, by=risk_officer, reason="Wrong.", at=timezone.now())
    working.work_on_imports(at=timezone.now())
    assert imported(risk_officer, "number,name", "A,Alpha").counts["new"] == 1
