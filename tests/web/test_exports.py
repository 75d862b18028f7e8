"""Lists as files: as filtered, with their columns, for who asked, harmless when opened."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ACCOUNT_MANAGER
from riskcrm.audit.models import Event
from riskcrm.audit.selectors import in_words
from riskcrm.web import tasks
from riskcrm.web.errors import Refused
from riskcrm.web.export_cells import harmless, text_of
from riskcrm.web.export_files import CsvFile, XlsxFile
from riskcrm.web.list_at import list_at
from riskcrm.web.lists import ListPage
from riskcrm.web.models import Export
from riskcrm.web.services import exports
from scoring.models import Rating, Reading
from tests.factories import make_customer, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
ClientFor = Callable[[User], Client]
LIST = "/customers/"


@pytest.fixture
def background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every list of more than two rows is a long one."""
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 2)


def ask(client: Client, address: str = LIST, file_format: str = "csv") -> Any:
    return client.post("/exports/new/", {"address": address, "format": file_format})


def body(response: Any) -> bytes:
    assert response.status_code == 200, response
    return b"".join(response.streaming_content)


def lines(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(response).decode("utf-8-sig"))))


def cells(response: Any) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(body(response)))
    return list(book.worksheets[0].iter_rows(values_only=True))


def make_three() -> None:
    for letter in "ABC":
        make_customer(f"N-{letter}", name=f"Firm {letter}", city="Kunming")


def make_export(by: User, address: str = LIST, file_format: str = "csv") -> Export:
    return exports.request_export(
        by=by, address=address, file_format=file_format, language="en", at=timezone.now()
    )


# --- what is in a file ---


def test_a_file_has_what_is_filtered_in_the_order_and_the_columns_shown(
    client_for: ClientFor, risk_officer: User
) -> None:
    make_three()
    make_customer(name="Other")
    address = "/customers/?q=firm&sort=-name&columns=city,name"
    response = ask(client_for(risk_officer), address)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="customers-20' in response["Content-Disposition"]
    raw = body(response)
    assert raw.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(raw.decode("utf-8-sig")))) == [
        ["Customer", "Number", "City"],
        ["Firm C", "N-C", "Kunming"],
        ["Firm B", "N-B", "Kunming"],
        ["Firm A", "N-A", "Kunming"],
    ]


def test_figures_are_numbers_and_days_are_days(client_for: ClientFor, risk_officer: User) -> None:
    customer = make_customer("N-1", name="Firm", since_date=dt.date(2020, 2, 29))
    Rating.objects.filter(customer=customer).update(tier="high", score="80.5", points="80.5")
    Reading.objects.create(
        customer=customer,
        as_of=dt.date(2026, 6, 1),
        known_at=timezone.now(),
        exposure=Decimal("1234567.89"),
        overdue=Decimal("-5.50"),
    )
    columns = "tier,name,score,exposure,overdue,since_date,industry,open_alerts"
    client = client_for(risk_officer)
    assert cells(ask(client, f"{LIST}?columns={columns}", "xlsx"))[1] == (
        "high",
        "Firm",
        "N-1",
        80.5,
        1234567.89,
        -5.5,
        0,
        None,
        dt.datetime(2020, 2, 29),  # noqa: DTZ001 - a cell's day has no zone
    )
    assert lines(ask(client, f"{LIST}?columns={columns}"))[1] == [
        "high",
        "Firm",
        "N-1",
        "80.5",
        "1234567.89",
        "-5.50",
        "0",
        "",
        "2020-02-29",
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_nothing_in_a_file_is_a_formula(
    client_for: ClientFor, risk_officer: User, sign: str
) -> None:
    make_customer("N-1", name=f"{sign}1+1")
    client = client_for(risk_officer)
    for file_format, read in (("csv", lines), ("xlsx", cells)):
        row = read(ask(client, f"{LIST}?columns=name", file_format))[1]
        assert str(row[0]).startswith("'"), file_format


def test_a_text_that_is_harmless_stays_as_it_is() -> None:
    assert harmless("3 = 4") == "3 = 4"
    assert harmless("") == ""


def test_the_words_of_a_cell_are_those_that_are_read() -> None:
    markup = '<a href="/x">A &amp; B</a><span>7</span> <form><button>Revoke</button></form>'
    assert text_of(markup) == "A & B 7"


def test_the_heads_are_in_the_language_of_who_asks(
    client_for: ClientFor, risk_officer: User
) -> None:
    risk_officer.language = "zh-hans"
    risk_officer.save()
    response = ask(client_for(risk_officer), f"{LIST}?columns=manager")
    assert lines(response)[0][-1] == "客户经理"


def test_a_list_of_more_rows_than_a_sheet_holds_goes_on_in_another(
    client_for: ClientFor, risk_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("riskcrm.web.export_files.MOST_ROWS", 2)
    make_three()
    response = ask(client_for(risk_officer), f"{LIST}?columns=name&sort=name", "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(body(response)))
    names = [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]
    assert names == [["Customer", "Firm A", "Firm B"], ["Customer", "Firm C"]]


def list_routes() -> list[str]:
    """Every list that needs nothing but its address."""
    found = []
    for prefix, (_namespace, resolver) in get_resolver().namespace_dict.items():
        for entry in resolver.url_patterns:
            view = getattr(getattr(entry, "callback", None), "view_class", None)
            is_list = isinstance(view, type) and issubclass(view, ListPage)
            # the restricted list never leaves the house
            if is_list and view.is_exportable and not entry.pattern.converters:
                found.append(f"{prefix}:{entry.name}")
    return sorted(found)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.parametrize("route", list_routes())
def test_every_list_comes_as_a_file(
    client_for: ClientFor, risk_officer: User, administrator: User, route: str, file_format: str
) -> None:
    make_customer(manager=risk_officer)
    address = reverse(route)
    person = risk_officer if list_at(address, by=risk_officer) else administrator
    read = lines if file_format == "csv" else cells
    heads = read(ask(client_for(person), address, file_format))[0]
    assert all(heads)


def test_the_walk_finds_lists_of_several_apps() -> None:
    assert {"monitoring:customer_list", "accounts:people", "web:export_list"} <= set(list_routes())


# --- whose file it is ---


def test_only_rows_in_sight_are_in_a_file(client_for: ClientFor, account_manager: User) -> None:
    make_customer("MINE", manager=account_manager)
    make_customer("THEIRS")
    rows = lines(ask(client_for(account_manager), f"{LIST}?columns=number"))
    assert [row[0] for row in rows[1:]] == ["MINE"]


def test_nobody_exports_without_the_right(
    client: Client, client_for: ClientFor, nobody: User
) -> None:
    assert ask(client).status_code == 302
    assert ask(client_for(nobody)).status_code == 403


def test_a_list_that_one_may_not_open_is_not_there(
    client_for: ClientFor, account_manager: User
) -> None:
    client = client_for(account_manager)
    for address in ("/settings/people/", "/readyz", "/nowhere/", "//evil.example/customers/", ""):
        assert ask(client, address).status_code == 404, address
    assert ask(client, LIST, "pdf").status_code == 422
    assert not Export.objects.exists()


def test_a_wrong_filter_is_no_file_of_nothing(client_for: ClientFor, risk_officer: User) -> None:
    response = client_for(risk_officer).post(
        "/exports/new/", {"address": f"{LIST}?score_min=abc", "format": "csv"}, follow=True
    )
    assert "cannot be used" in response.content.decode()
    assert not Export.objects.exists()


def test_others_neither_see_nor_fetch_a_file(
    client_for: ClientFor, risk_officer: User, second_officer: User
) -> None:
    export = exports.make_export(make_export(risk_officer), at=timezone.now())
    client = client_for(second_officer)
    for page in ("", "progress/", "file/"):
        assert client.get(f"/exports/{export.pk}/{page}").status_code == 404
    assert client.post(f"/exports/{export.pk}/cancel/").status_code == 404
    assert "Customers" not in client.get("/exports/").content.decode().partition("data-list")[2]
    assert client_for(risk_officer).get(f"/exports/{export.pk}/file/").status_code == 200


def test_the_audit_says_who_exported_what_and_how_much(
    client_for: ClientFor, risk_officer: User
) -> None:
    make_three()
    body(ask(client_for(risk_officer), f"{LIST}?q=firm&columns=name"))
    event = Event.objects.get(verb="export_list")
    assert event.actor_id == str(risk_officer.pk)
    facts = event.content["facts"]
    assert (facts["list"], facts["rows"], facts["format"]) == (LIST, 3, "csv")
    assert facts["query"] == "q=firm&columns=name"
    assert facts["columns"] == ["Customer", "Number"]
    assert in_words(event)
    assert Event.objects.filter(verb="download_export").count() == 1


# --- long lists ---


def test_a_long_list_is_written_by_a_worker_and_fetched_later(
    background: None, client_for: ClientFor, risk_officer: User
) -> None:
    make_three()
    client = client_for(risk_officer)
    response = ask(client, f"{LIST}?columns=name&sort=name")
    export = Export.objects.get()
    assert response["Location"] == f"/exports/{export.pk}/"
    assert "every 1s" in client.get(response["Location"]).content.decode()
    assert "Download" not in client.get(f"/exports/{export.pk}/progress/").content.decode()
    assert client.get(f"/exports/{export.pk}/file/").status_code == 302
    tasks.work_on_exports()
    export.refresh_from_db()
    assert (export.state, export.total, export.done) == ("done", 3, 3)
    assert "Download" in client.get(f"/exports/{export.pk}/progress/").content.decode()
    assert [row[0] for row in lines(client.get(f"/exports/{export.pk}/file/"))][1:] == [
        "Firm A",
        "Firm B",
        "Firm C",
    ]


def test_who_waits_is_told_once_on_whatever_page_they_are(
    background: None, client_for: ClientFor, risk_officer: User
) -> None:
    make_three()
    client = client_for(risk_officer)
    assert client.get("/news/").status_code == 286
    assert 'id="news"' not in client.get("/alerts/").content.decode()
    ask(client)
    assert 'id="news"' in client.get("/alerts/").content.decode()
    assert client.get("/news/").content.strip() == b""
    tasks.work_on_exports()
    assert "is ready" in client.get("/news/").content.decode()
    assert client.get("/news/").status_code == 286
    assert 'id="news"' not in client.get("/alerts/").content.decode()


def test_a_file_is_written_once_however_often_workers_look(risk_officer: User) -> None:
    make_export(risk_officer)
    assert exports.work_on_exports(at=timezone.now()) == 1
    assert exports.work_on_exports(at=timezone.now()) == 0
    assert Event.objects.filter(verb="export_list").count() == 1


def test_a_file_is_written_with_the_rights_of_that_moment(risk_officer: User) -> None:
    export = make_export(risk_officer)
    risk_officer.groups.clear()
    exports.work_on_exports(at=timezone.now())
    export.refresh_from_db()
    assert export.state == "failed"
    assert "may not export" in export.error
    assert not export.file


def test_who_was_switched_off_gets_no_file(risk_officer: User) -> None:
    export = make_export(risk_officer)
    User.objects.filter(pk=risk_officer.pk).update(is_active=False)
    exports.work_on_exports(at=timezone.now())
    export.refresh_from_db()
    assert export.state == "failed"


def test_a_finished_file_needs_the_right_to_its_list(
    client_for: ClientFor, administrator: User, client: Client
) -> None:
    export = exports.make_export(make_export(administrator, "/settings/people/"), at=timezone.now())
    administrator.groups.set(make_person(ACCOUNT_MANAGER).groups.all())
    response = client_for(administrator).get(f"/exports/{export.pk}/file/", follow=True)
    assert "may not export" in response.content.decode()


def test_what_was_stopped_is_not_written(
    background: None, client_for: ClientFor, risk_officer: User
) -> None:
    make_three()
    client = client_for(risk_officer)
    ask(client)
    export = Export.objects.get()
    client.post(f"/exports/{export.pk}/cancel/")
    assert exports.work_on_exports(at=timezone.now()) == 0
    export.refresh_from_db()
    assert export.state == "cancelled"
    response = client.post(f"/exports/{export.pk}/cancel/", follow=True)
    assert "already ended" in response.content.decode()


def test_what_is_stopped_while_it_is_written_leaves_no_file(
    risk_officer: User, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    export = make_export(risk_officer)
    make_three()
    batches_of = exports.batches_of

    def stopped_meanwhile(*args: Any) -> Any:
        exports.cancel_export(export, by=risk_officer, at=timezone.now())
        return batches_of(*args)

    monkeypatch.setattr(exports, "batches_of", stopped_meanwhile)
    exports.work_on_exports(at=timezone.now())
    export.refresh_from_db()
    assert export.state == "cancelled"
    assert list((settings.MEDIA_ROOT / "exports").iterdir()) == []


def test_another_worker_takes_what_a_killed_one_left(risk_officer: User) -> None:
    export = make_export(risk_officer)
    now = timezone.now()
    assert exports._claim(Export.objects.all(), at=now) is not None  # and the worker is killed
    assert exports.work_on_exports(at=now) == 0, "its claim has not run out"
    assert exports.work_on_exports(at=now + exports.CLAIM * 2) == 1
    export.refresh_from_db()
    assert export.state == "done"


def test_a_file_that_kills_its_workers_is_given_up_with_words(risk_officer: User) -> None:
    export = make_export(risk_officer)
    at = timezone.now()
    for _attempt in range(exports.MOST_ATTEMPTS):
        exports._claim(Export.objects.all(), at=at)
        at += exports.CLAIM * 2
    exports.work_on_exports(at=at)
    export.refresh_from_db()
    assert export.state == "failed"
    assert "interrupted" in export.error
    assert Event.objects.filter(verb="fail_export").exists()


def test_a_row_that_goes_meanwhile_is_left_out_and_none_comes_twice(
    risk_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_three()
    keys_of = exports.keys_of

    def gone_meanwhile(page: ListPage) -> list[Any]:
        keys = keys_of(page)
        Customer.objects.filter(name="Firm B").delete()
        Customer.objects.filter(name="Firm C").update(sort_key="")
        return keys

    monkeypatch.setattr(exports, "keys_of", gone_meanwhile)
    export = make_export(risk_officer, f"{LIST}?columns=name&sort=name")
    export = exports.make_export(export, at=timezone.now())
    assert Path(export.file.path).read_text(encoding="utf-8-sig").split() == [
        "Customer,Number",
        "Firm",
        "A,N-A",
        "Firm",
        "C,N-C",
    ]


def test_the_number_of_queries_does_not_grow_with_the_rows(
    risk_officer: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(60):
        make_customer()
    export = make_export(risk_officer)
    with django_assert_max_num_queries(40):
        exports.make_export(export, at=timezone.now())


def test_old_files_go_with_their_rows(risk_officer: User) -> None:
    now = timezone.now()
    old = exports.make_export(make_export(risk_officer), at=now)
    new = exports.make_export(make_export(risk_officer), at=now)
    waiting = make_export(risk_officer)
    long_ago = now - dt.timedelta(days=exports.KEEP_DAYS, hours=1)
    Export.objects.filter(pk__in=[old.pk, waiting.pk]).update(created_at=long_ago)
    assert exports.purge_exports(at=now) == 1
    assert set(Export.objects.all()) == {new, waiting}
    assert not Path(old.file.path).exists()
    assert Path(new.file.path).exists()
    assert Event.objects.get(verb="purge_exports").content["facts"]["files"] == 1
    assert exports.purge_exports(at=now) == 0


def test_a_file_that_is_gone_says_so(risk_officer: User) -> None:
    export = exports.make_export(make_export(risk_officer), at=timezone.now())
    Path(export.file.path).unlink()
    with pytest.raises(Refused, match="no longer kept"):
        exports.note_download(export, by=risk_officer, at=timezone.now())


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (Decimal("1234567890123.45"), 1234567890123.45),  # fifteen digits
        (Decimal("1000000000000000000"), 1e18),  # of which one tells something
        (Decimal("12345678901234.56"), "12345678901234.56"),
        (Decimal("-99999999999999.99"), "-99999999999999.99"),
        (1234567890123456, "1234567890123456"),
        (dt.date(1899, 12, 30), "1899-12-30"),
        ("字" * 40_000, None),
        ("😀" * 20_000, None),
        ("a" * 32_767, "a" * 32_767),
        ("=" + "a" * 32_767, None),
    ],
)
def test_what_a_cell_cannot_hold_is_not_lost_in_silence(
    value: Any, kept: Any, tmp_path: Path
) -> None:
    with XlsxFile(tmp_path / "a.xlsx", ["Head"]) as file:
        file.write([value])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    [_head, (cell,)] = sheet.iter_rows(values_only=True)
    if kept is not None:
        assert cell == kept
        return
    units = len(cell.encode("utf-16-le")) // 2
    assert 32_700 < units <= 32_767
    assert cell.startswith((str(value)[:20], "'="))
    assert cell.endswith("a CSV file has all of it")
    with CsvFile(tmp_path / "a.csv", ["Head"]) as file:
        file.write([value])
    assert str(value) in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
