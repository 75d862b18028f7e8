"""Lists and their files: uploaded, checked, shown, taken in, or refused with nothing half done."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers import tasks
from customers.imports.options import Options
from customers.models import (
    ScreeningDue,
    ScreeningEntry,
    ScreeningList,
    ScreeningListVersion,
)
from customers.screening import versions
from customers.screening.lists import change_list, create_list
from customers.screening.selectors import entry_at
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from tests.customers.screening import hits, make_list, put_entry, screen_all
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
For = Callable[[User], Client]
State = ScreeningListVersion.State
FIRST = """编号,名称,别名,统一社会信用代码,列入原因,列入日期
1,上海恒昌贸易有限公司,Hengchang；恒昌,91310000MA1FL00X0A,欠款,2025-03-01
2,北京远大建材有限公司,,,逾期,2025-03-02
3,广州三和电子有限公司,,,违约,2025-03-03
"""
SECOND = """编号,名称,别名,统一社会信用代码,列入原因,列入日期
1,上海恒昌贸易有限公司,Hengchang；恒昌,91310000MA1FL00X0A,欠款,2025-03-01
2,北京远大新材料有限公司,,,逾期,2025-03-02
4,深圳天成物流有限公司,,,违约,2025-04-01
"""


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def court() -> ScreeningList:
    return make_list("court", name="Court list", kind="court")


def upload(on: ScreeningList, content: str | bytes, by: User, **said: Any) -> ScreeningListVersion:
    raw = content if isinstance(content, bytes) else content.encode("gb18030")
    file = SimpleUploadedFile(said.pop("name", "list.csv"), raw)
    said.setdefault("published_date", today())
    said.setdefault("is_complete", True)
    said.setdefault("options", Options())
    return versions.upload_version(on, file, by=by, at=timezone.now(), **said)


def taken_in(
    on: ScreeningList, content: str | bytes, by: User, **said: Any
) -> ScreeningListVersion:
    row = upload(on, content, by, **said)
    tasks.work_on_list_versions()
    row.refresh_from_db()
    assert row.state == State.CHECKED, (row.error, row.preview)
    versions.confirm_version(row, by=by, at=timezone.now())
    tasks.work_on_list_versions()
    row.refresh_from_db()
    assert row.state == State.APPLIED, row.error
    return row


def standing(on: ScreeningList) -> list[str]:
    return list(on.entries.standing().order_by("source_key").values_list("name", flat=True))


def test_a_file_is_read_by_its_headers_and_taken_in_when_confirmed(
    court: ScreeningList, risk_officer: User
) -> None:
    make_customer("N1", name="上海恆昌貿易公司")
    row = upload(court, FIRST, risk_officer)
    tasks.work_on_list_versions()
    row.refresh_from_db()
    assert (row.state, row.counts) == (
        State.CHECKED,
        {"rows": 3, "added": 3, "changed": 0, "ended": 0, "unchanged": 0},
    )
    assert row.preview["encoding"] == "gb18030"
    assert not ScreeningEntry.objects.exists()
    versions.confirm_version(row, by=risk_officer, at=timezone.now())
    tasks.work_on_list_versions()
    entry = court.entries.get(source_key="1")
    assert entry.aliases == ["Hengchang", "恒昌"]
    assert (entry.registration_number, entry.reason) == ("91310000MA1FL00X0A", "欠款")
    assert (entry.valid_from, entry.changed_in) == (dt.date(2025, 3, 1), row)
    screen_all()
    assert hits() == [("N1", "上海恒昌贸易有限公司", "open")]
    verbs = Event.objects.filter(object_kind="screeninglistversion").order_by("pk")
    assert [event.verb for event in verbs] == [
        "upload_list_version", "confirm_list_version", "apply_list_version",
    ]  # fmt: skip


def test_a_new_version_adds_changes_and_ends_and_keeps_what_was(
    court: ScreeningList, risk_officer: User
) -> None:
    taken_in(court, FIRST, risk_officer)
    ids = dict(court.entries.values_list("source_key", "pk"))
    second = taken_in(court, SECOND, risk_officer)
    assert second.number == 2
    assert second.counts == {"rows": 3, "added": 1, "changed": 1, "ended": 1, "unchanged": 1}
    assert standing(court) == [
        "上海恒昌贸易有限公司",
        "北京远大新材料有限公司",
        "深圳天成物流有限公司",
    ]
    changed = court.entries.get(source_key="2")
    assert (changed.pk, changed.version) == (ids["2"], 2)
    assert entry_at(changed, 1)["name"] == "北京远大建材有限公司"
    assert court.entries.get(source_key="3").ended_at is not None
    third = taken_in(court, FIRST, risk_officer)
    again = court.entries.get(source_key="3")
    assert (again.pk, again.ended_at, again.version) == (ids["3"], None, 3)
    assert third.counts["changed"] == 2


def test_only_entries_that_may_hit_others_are_screened_anew(
    court: ScreeningList, risk_officer: User
) -> None:
    taken_in(court, FIRST, risk_officer)
    screen_all()
    taken_in(court, FIRST.replace("欠款", "欠款两年"), risk_officer)
    assert not ScreeningDue.objects.exists()


def test_the_same_file_again_changes_nothing(court: ScreeningList, risk_officer: User) -> None:
    taken_in(court, FIRST, risk_officer)
    with pytest.raises(Refused, match="version 1 of the list already"):
        upload(court, FIRST, risk_officer)
    row = taken_in(court, FIRST + "\n", risk_officer)
    assert row.counts == {"rows": 3, "added": 0, "changed": 0, "ended": 0, "unchanged": 3}
    assert set(court.entries.values_list("version", flat=True)) == {1}


def test_the_same_file_twice_at_once_is_taken_in_once(
    court: ScreeningList, risk_officer: User
) -> None:
    rows = [upload(court, FIRST, risk_officer) for _n in range(2)]
    for _n in range(2):
        tasks.work_on_list_versions()
    for row in rows:
        versions.confirm_version(row, by=risk_officer, at=timezone.now())
    for _n in range(3):
        tasks.work_on_list_versions()
    rows[1].refresh_from_db()
    # what the person confirmed is no longer what would happen: they are asked again
    assert (rows[1].state, rows[1].counts["unchanged"]) == (State.CHECKED, 3)
    assert court.entries.count() == 3


def test_a_part_of_a_list_ends_nothing(court: ScreeningList, risk_officer: User) -> None:
    taken_in(court, FIRST, risk_officer)
    row = taken_in(court, SECOND, risk_officer, is_complete=False)
    assert row.counts["ended"] == 0
    assert court.entries.standing().count() == 4


def test_a_workbook_is_read_as_well(risk_officer: User) -> None:
    own = make_list("own", kind="own")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Restricted customers 2026"])
    sheet.append(["Company name", "Category", "Scope", "Review due", "Expiry"])
    sheet.append(["Acme Trading Ltd", "fraud", "both", dt.date(2026, 9, 1), dt.date(2027, 9, 1)])
    sheet.append(["Zeta GmbH", "overspending", "", None, None])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(AssertionError, match="Lines at fault: 1"):
        taken_in(own, out.getvalue(), risk_officer, name="own.xlsx")
    sheet["B4"] = "unpaid debts"
    book.save(out := io.BytesIO())
    taken_in(own, out.getvalue(), risk_officer, name="own.xlsx")
    entry = own.entries.get(name="Acme Trading Ltd")
    assert (entry.reason_class, entry.scope) == ("fraud", "both")
    assert (entry.review_date, entry.valid_until) == (dt.date(2026, 9, 1), dt.date(2027, 9, 1))
    assert entry.source_key == "acmetradingltd"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file"),
        ("编号,备注\n1,x\n", "No column holds name"),
        ("Ref,Party\n1,x\n", "No column holds name"),
    ],
)
def test_a_file_that_is_no_list_is_refused_at_once(
    court: ScreeningList, risk_officer: User, content: str | bytes, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        upload(court, content, risk_officer)
    assert not ScreeningListVersion.objects.exists()


def test_columns_that_are_not_recognised_can_be_said(
    court: ScreeningList, risk_officer: User
) -> None:
    options = Options(mapping={"name": "Party", "source_key": "Ref"})
    taken_in(court, "Ref,Party\n7,Acme\n", risk_officer, options=options)
    assert court.entries.get().source_key == "7"


def test_one_line_at_fault_keeps_out_the_whole_file(
    court: ScreeningList, risk_officer: User
) -> None:
    taken_in(court, FIRST, risk_officer)
    bad = "编号,名称,列入日期\n1,上海恒昌贸易有限公司,soon\n2,,2025-01-01\n9,甲乙\n9,丙丁\n8,!!!\n"
    row = upload(court, bad, risk_officer)
    tasks.work_on_list_versions()
    row.refresh_from_db()
    assert (row.state, row.counts["refused"]) == (State.FAILED, 4)
    assert [line for line, _why in row.preview["faults"]] == [2, 3, 5, 6]
    assert court.entries.standing().count() == 3
    with pytest.raises(Refused):
        versions.confirm_version(row, by=risk_officer, at=timezone.now())


def test_a_worker_that_keeps_dying_parks_the_file(court: ScreeningList, risk_officer: User) -> None:
    row = upload(court, FIRST, risk_officer)
    ScreeningListVersion.objects.filter(pk=row.pk).update(attempts=versions.MOST_ATTEMPTS)
    tasks.work_on_list_versions()
    row.refresh_from_db()
    assert (row.state, "interrupted" in row.error) == (State.FAILED, True)


def test_a_worker_called_twice_takes_a_file_in_once(
    court: ScreeningList, risk_officer: User
) -> None:
    taken_in(court, FIRST, risk_officer)
    tasks.work_on_list_versions()
    assert ScreeningListVersion.objects.get().number == 1
    assert court.entries.count() == 3


def test_half_a_list_is_asked_about(court: ScreeningList, risk_officer: User) -> None:
    taken_in(court, FIRST, risk_officer)
    row = upload(court, "编号,名称\n1,上海恒昌贸易有限公司\n", risk_officer)
    tasks.work_on_list_versions()
    row.refresh_from_db()
    assert row.preview["ends_many"]


def test_a_date_to_come_is_refused(court: ScreeningList, risk_officer: User) -> None:
    with pytest.raises(Refused, match="lies ahead"):
        upload(court, FIRST, risk_officer, published_date=today() + dt.timedelta(days=3))


def test_a_code_is_taken_once_and_a_list_switched_on_is_screened_anew(risk_officer: User) -> None:
    new: dict[str, Any] = {"by": risk_officer, "at": timezone.now()}
    row = create_list(code="un", name="UN", kind="sanctions", **new)
    with pytest.raises(Refused, match="already"):
        create_list(code="un", name="UN again", kind="sanctions", **new)
    put_entry("Acme Trading", on=row)
    row = change_list(row, name="UN", source="", is_active=False, least_score=80, **new)
    make_customer("N1", name="Acme Trading")
    screen_all()
    assert hits() == []
    row = change_list(row, name="UN", source="", is_active=True, least_score=80, **new)
    screen_all()
    assert len(hits()) == 1
    assert Event.objects.filter(verb="change_screening_list").count() == 2


def test_a_list_says_how_alike_names_must_be(risk_officer: User) -> None:
    row = make_list("un", least_score=97)
    put_entry("Acme Trading Ltd", on=row)
    make_customer("N1", name="Acme Trading Inc.")
    screen_all()
    assert hits() == []
    said: dict[str, Any] = {"name": "UN", "source": "", "is_active": True}
    change_list(row, **said, least_score=90, by=risk_officer, at=timezone.now())
    screen_all()
    assert len(hits()) == 1


# --- pages ---------------------------------------------------------------------------------------


def test_an_officer_makes_a_list_and_takes_a_file_in(risk_officer: User, client_for: For) -> None:
    client = client_for(risk_officer)
    made = client.post(
        reverse("customers:screening_list_create"),
        {"name": "Court list", "code": "court", "kind": "court", "source": "", "least_score": "80"},
    )
    row = ScreeningList.objects.get()
    assert made["Location"] == reverse("customers:screening_list_detail", args=[row.pk])
    page = reverse("customers:version_create", args=[row.pk])
    assert client.get(page).status_code == 200
    wrong = client.post(page, {"file": SimpleUploadedFile("a.csv", b""), "published_date": "x"})
    assert wrong.status_code == 422
    file = SimpleUploadedFile("court.csv", FIRST.encode())
    sent = client.post(page, {"file": file, "published_date": today(), "is_complete": "on"})
    version = ScreeningListVersion.objects.get()
    assert sent["Location"] == reverse("customers:version_detail", args=[version.pk])
    assert "every 1s" in client.get(sent["Location"]).content.decode()
    tasks.work_on_list_versions()
    shown = client.get(reverse("customers:version_progress", args=[version.pk]))
    assert "上海恒昌贸易有限公司" in shown.content.decode()
    confirm = reverse("customers:version_confirm", args=[version.pk])
    assert client.post(confirm).status_code == 302
    assert client.post(confirm).status_code == 409
    tasks.work_on_list_versions()
    for name, args in (
        ("version_detail", [version.pk]), ("screening_list_detail", [row.pk]),
        ("screening_list_list", []), ("entry_list", []),
    ):  # fmt: skip
        answer = client.get(reverse(f"customers:{name}", args=args))
        assert answer.status_code == 200, name
    changed = client.post(
        reverse("customers:screening_list_change", args=[row.pk]),
        {"name": "Court", "source": "", "least_score": "90"},
    )
    row.refresh_from_db()
    assert (changed.status_code, row.name, row.is_active) == (302, "Court", False)
    assert row.least_score == 90
    late = client.post(
        reverse("customers:screening_list_change", args=[row.pk]),
        {"name": "Tax", "source": "", "least_score": "95", "version": row.version - 1},
    )
    assert late.status_code == 409  # somebody has changed it since the form was opened


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=恆昌", ["上海恒昌贸易有限公司"]),
        ("q=HENGCHANG", ["上海恒昌贸易有限公司"]),
        ("q=9131 0000", ["上海恒昌贸易有限公司"]),
        ("standing=ended", ["广州三和电子有限公司"]),
        ("list=court&standing=standing", ["上海恒昌贸易有限公司", "北京远大建材有限公司"]),
        ("source_key=2", ["北京远大建材有限公司"]),
        ("q=nobody", []),
    ],
)
def test_entries_are_found_by_any_spelling_and_standing(
    court: ScreeningList, legal_reviewer: User, risk_officer: User, client_for: For, query: str,
    names: list[str],
) -> None:  # fmt: skip
    taken_in(court, FIRST, risk_officer)
    court.entries.filter(source_key="3").update(ended_at=timezone.now())
    page = client_for(legal_reviewer).get(reverse("customers:entry_list") + f"?{query}")
    assert [row.record.name for row in page.context["table"].rows] == names


def test_who_reads_lists_changes_none(
    court: ScreeningList, auditor: User, nobody: User, client_for: For
) -> None:
    client = client_for(auditor)
    assert client.get(reverse("customers:screening_list_list")).status_code == 200
    assert client.get(reverse("customers:version_create", args=[court.pk])).status_code == 403
    assert (
        client.get(reverse("customers:screening_list_change", args=[court.pk])).status_code == 403
    )
    assert client_for(nobody).get(reverse("customers:hit_list")).status_code == 403
    assert Client().get(reverse("customers:hit_list")).status_code == 302
