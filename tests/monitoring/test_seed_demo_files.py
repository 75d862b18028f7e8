from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from customers.models import (
    Admission,
    Attachment,
    AuthorityRequest,
    Customer,
    CustomField,
    DuplicatePair,
    OnboardingCheck,
    OpenCredit,
    RelatedParty,
    Reminder,
)
from customers.services.arrears import look_through_all
from monitoring.services import seed_demo_files, seed_demo_reminders
from monitoring.services.demo_files import pdf
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from tests.customers.records import make_fact
from tests.customers.screening import make_list
from tests.factories import make_customer, make_invoice, make_person, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def manager() -> User:
    team = make_team()
    for role, name in ((roles.RISK_OFFICER, "officer"), (roles.LEGAL_REVIEWER, "legal"),
                       (roles.ADMINISTRATOR, "admin")):  # fmt: skip
        make_person(role, username=name, is_demo=True)
    return make_person(roles.ACCOUNT_MANAGER, username="manager", is_demo=True, team=team)


def test_the_demo_has_something_in_each_file_once(manager: User) -> None:
    from customers.records import KINDS

    make_list()
    long_ago = dt.date.today() - dt.timedelta(days=200)  # noqa: DTZ011
    for n in range(4):
        customer = make_customer(
            name=f"Firm {n}", manager=manager, team=manager.team, registration_number=f"R-{n}"
        )
        make_invoice(customer, "500", invoice_date=long_ago)
    make_fact(KINDS["contracts"], Customer.objects.all()[0])
    now = timezone.now()
    look_through_all(at=now)
    assert seed_demo_files(at=now) == 4
    assert Customer.objects.filter(status="prospect").count() == 4
    assert set(OnboardingCheck.objects.values_list("state", flat=True)) == {"passed", "failed"}
    assert Admission.objects.decidable_by(User.objects.get(username="officer")).count() == 1
    assert DuplicatePair.objects.get().strength == 3
    assert CustomField.objects.count() == 3
    assert Customer.objects.exclude(custom={}).count() == 4
    assert RelatedParty.objects.filter(verified_at__isnull=False).count() == 1
    assert RelatedParty.objects.filter(other__isnull=False).count() == 1
    about = set(Attachment.objects.values_list("record_kind", flat=True))
    assert about == {"customer", "contract", "onboardingcheck"}
    assert OpenCredit.objects.count() == 3
    assert set(AuthorityRequest.objects.values_list("state", flat=True)) == {"open", "answered"}
    assert seed_demo_reminders(at=now) == 1
    assert set(Reminder.objects.values_list("state", flat=True)) == {"draft"}
    later = now + dt.timedelta(days=1)
    assert (seed_demo_files(at=later), seed_demo_reminders(at=later)) == (0, 0)


def test_without_demo_people_nothing_is_made_up() -> None:
    now = timezone.now()
    assert (seed_demo_files(at=now), seed_demo_reminders(at=now)) == (0, 0)
    assert not Attachment.objects.exists()


def test_a_made_up_pdf_says_where_its_parts_are() -> None:
    data = pdf("a.pdf", "Signed contract", "K-1").read()
    begin = int(data.split(b"startxref\n")[1].split()[0])
    assert data[begin:].startswith(b"xref\n0 6\n")
    entries = data[begin:].splitlines()[3:8]
    for number, entry in enumerate(entries, 1):
        assert data[int(entry[:10]) :].startswith(f"{number} 0 obj".encode())
