"""Files of groups, of credit terms and of requests of authorities, line by line."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from customers.imports import services
from customers.imports.errors import FileRefused
from customers.imports.rights import kinds_of
from customers.models import (
    AuthorityRequest,
    CreditTerms,
    CustomerGroup,
    GroupMembership,
    ImportFile,
    PreviewRow,
)
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.customers.files import refused, run, write_csv
from tests.customers.undoing import imported
from tests.factories import make_customer, make_terms

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 5)
GROUPS = "group,name,limit,customer,since,until"


def counts(summary: Any) -> tuple[int, int, int, int]:
    return (summary.new, summary.changed, summary.unchanged, summary.refused)


def test_a_file_makes_groups_and_says_who_belongs_to_them(
    tmp_path: Path, risk_officer: User
) -> None:
    for number in "ABC":
        make_customer(number)
    path = write_csv(
        tmp_path / "g.csv",
        GROUPS,
        "G1,North,5000,A,2026-01-05,",
        "G1,,,B,2026-01-05,",
        "G2,South,,C,2026-01-05,2026-02-01",
    )
    assert counts(run(path, "groups", by=risk_officer, dry_run=True)) == (3, 0, 0, 0)
    assert not CustomerGroup.objects.exists()  # a check writes nothing
    assert counts(run(path, "groups", by=risk_officer)) == (3, 0, 0, 0)
    north = CustomerGroup.objects.get(code="G1")
    assert (north.name, north.credit_limit, north.created_by) == ("North", 5000, risk_officer)
    members = GroupMembership.objects.order_by("customer__number")
    assert [(m.customer.number, m.group.code, m.until_date) for m in members] == [
        ("A", "G1", None),
        ("B", "G1", None),
        ("C", "G2", dt.date(2026, 2, 1)),
    ]
    assert counts(run(path, "groups", by=risk_officer)) == (0, 0, 3, 0)


def test_lines_of_groups_that_cannot_be_are_refused_by_themselves(
    tmp_path: Path, risk_officer: User
) -> None:
    make_customer("A")
    make_customer("B")
    path = write_csv(
        tmp_path / "g.csv",
        GROUPS,
        "G1,North,,A,2026-01-05,",
        "G9,,,B,2026-01-05,",
        "G2,South,,A,2026-01-06,",
        "G1,,,nobody,2026-01-05,",
        "G1,,,B,,",
        "G1,North,,A,2026-01-05,",
    )
    assert counts(run(path, "groups", by=risk_officer)) == (1, 0, 0, 5)
    reasons = refused(path)
    assert "a new one needs a name" in reasons[3]
    assert "belongs to the group North at that time" in reasons[4]
    assert "nobody is not among your customers" in reasons[5]
    assert "say since when" in reasons[6]
    assert "the same is in line 2" in reasons[7]
    assert not CustomerGroup.objects.filter(code="G2").exists()  # nothing of a refused line


def test_who_sees_a_team_names_only_its_customers(
    tmp_path: Path, account_manager: User, outsider: User
) -> None:
    make_customer("A", manager=account_manager, team=account_manager.team)
    path = write_csv(tmp_path / "t.csv", "customer,from,limit", "A,2026-01-05,10")
    assert counts(run(path, "credit-terms", by=outsider)) == (0, 0, 0, 1)
    assert "A is not among your customers" in refused(path)[2]
    assert counts(run(path, "credit-terms", by=account_manager)) == (1, 0, 0, 0)


def test_terms_keep_what_a_line_leaves_blank(tmp_path: Path, risk_officer: User) -> None:
    customer = make_customer("A")
    make_terms(customer, credit_limit="100.00", payment_days=30)
    path = write_csv(
        tmp_path / "t.csv",
        "customer,from,limit,days",
        "A,2026-01-05,200,",
        "A,2026-02-05,,60",
        "A,2026-03-05,,",
        "A,2026-04-05,-1,",
    )
    assert counts(run(path, "credit-terms", by=risk_officer)) == (2, 0, 0, 2)
    terms = CreditTerms.objects.filter(effective_date__gte=DAY).order_by("effective_date")
    assert [(t.credit_limit, t.payment_days) for t in terms] == [
        (Decimal(200), 30),
        (Decimal(200), 60),
    ]
    assert "give a credit limit or a payment term" in refused(path)[4]
    corrected = write_csv(tmp_path / "u.csv", "customer,from,limit", "A,2026-01-05,300")
    assert counts(run(corrected, "credit-terms", by=risk_officer)) == (0, 1, 0, 0)


def test_requests_come_with_their_answers(tmp_path: Path, risk_officer: User) -> None:
    head = (
        "authority,reference,received,deadline,subject,customer,responsible,status,answer,"
        "answered on"
    )
    make_customer("A")
    path = write_csv(
        tmp_path / "r.csv",
        head,
        f"Court,C1,2026-01-05,2026-02-05,Files,A,{risk_officer.username},answered,Sent,2026-01-20",
        "Court,C2,2026-01-05,2026-02-05,Files,,,,,",
        "Court,C3,2026-01-05,2026-01-01,Files,,,,,",
        "Court,C4,2026-01-05,2026-02-05,,,,,,",
        "Court,C5,2026-01-05,2026-02-05,Files,,,answered,Sent,",
    )
    assert counts(run(path, "authority-requests", by=risk_officer)) == (2, 0, 0, 3)
    one, other = AuthorityRequest.objects.order_by("reference").select_related("customer")
    assert (one.state, one.answer, one.customer.number) == ("answered", "Sent", "A")  # type: ignore[union-attr]
    assert (other.state, other.responsible) == ("open", risk_officer)
    reasons = refused(path)
    assert "the deadline lies before" in reasons[4]
    assert "needs its subject" in reasons[5]
    assert "say when the request was answered" in reasons[6]
    assert counts(run(path, "authority-requests", by=risk_officer)) == (0, 0, 2, 3)
    closed = write_csv(tmp_path / "s.csv", "authority,reference,subject", "Court,C1,Something else")
    assert counts(run(closed, "authority-requests", by=risk_officer)) == (0, 0, 0, 1)
    assert "what was answered stays as it is" in refused(closed)[2]


def test_a_command_says_who_imports(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "g.csv", GROUPS, "G1,North,,,,")
    with pytest.raises(FileRefused, match="brought by somebody"):
        run(path, "groups")


def test_who_may_not_see_requests_neither_brings_nor_sees_their_files(
    risk_officer: User, account_manager: User, administrator: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert "authority-requests" in kinds_of(risk_officer)
    assert "authority-requests" not in kinds_of(account_manager)
    row = imported(
        risk_officer,
        "authority,reference,received,deadline,subject",
        "Court,C1,2026-01-05,2026-02-05,Files",
        kind="authority-requests",
    )
    assert ImportFile.objects.visible_to(risk_officer).filter(pk=row.pk).exists()
    # who sees all customers and their imports, but no requests
    assert not ImportFile.objects.visible_to(administrator).filter(pk=row.pk).exists()


def test_the_check_shows_both_sides(risk_officer: User, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    imported(risk_officer, "group,name,note", "G1,North,old", kind="groups")
    from django.core.files.uploadedfile import SimpleUploadedFile

    from customers.imports import working
    from customers.imports.options import Options

    at = timezone.now()
    sent = SimpleUploadedFile("g.csv", b"group,name,note\nG1,North,new\nG2,South,\n")
    row = services.upload(sent, kind="groups", by=risk_officer, at=at)
    services.request_check(row, options=Options(), by=risk_officer, at=at)
    working.work_on_imports(at=at)
    seen = {r.outcome: (r.said, r.book) for r in PreviewRow.objects.filter(import_file=row)}
    assert seen["changed"][0]["note"] == "new"
    assert seen["changed"][1]["note"] == "old"
    assert seen["new"][0] == {"code": "G2", "name": "South"}


def test_files_that_are_too_long_are_refused(
    tmp_path: Path, risk_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("customers.imports.row_by_row.MOST", 1)
    path = write_csv(tmp_path / "g.csv", GROUPS, "G1,North,,,,", "G2,South,,,,")
    with pytest.raises(FileRefused, match="at most 1 lines"):
        run(path, "groups", by=risk_officer)


def test_each_kind_of_file_has_a_sentence_in_the_audit() -> None:
    verbs = apps.get_app_config("customers").audit_verbs  # type: ignore[attr-defined]
    kinds = {f"import_{kind.value.replace('-', '_')}" for kind in ImportFile.Kind}
    assert kinds <= set(verbs)


def test_who_may_not_change_customers_brings_no_terms(tmp_path: Path, auditor: User) -> None:
    path = write_csv(tmp_path / "t.csv", "customer,from,limit", "A,2026-01-05,10")
    with pytest.raises(Refused):
        run(path, "credit-terms", by=auditor)
