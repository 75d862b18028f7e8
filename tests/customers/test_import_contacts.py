"""Files of contacts: whose they are, who is meant, and that changes are noted as on the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from customers.imports import undoing, working
from customers.models import Contact, ContactChange, Customer, CustomerChange
from riskcrm.accounts.models import User
from tests.customers.files import refused, run, write_csv
from tests.customers.test_undo_import import imported
from tests.factories import make_contact, make_customer

pytestmark = pytest.mark.django_db
HEAD = "customer,contact id,name,first name,title,mobile,email,wechat,main"


@pytest.fixture
def customer(db: None) -> Customer:
    return make_customer("A", name="Alpha GmbH", sort_key="alpha gmbh")


def test_contacts_are_written_by_number_or_name_of_their_customer(
    file: Path, customer: Customer
) -> None:
    write_csv(
        file,
        HEAD,
        "A,1,Falk,Lena,CFO,123,lena@example.org,lf,yes",
        "alpha gmbh,2,王,小明,经理,456,,,否",
        "B,3,Nobody,,,,,,",
        ",4,Nobody,,,,,,",
    )
    summary = run(file, "contacts")
    assert (summary.new, summary.refused) == (2, 2)
    first, second = Contact.objects.order_by("source_key")
    assert (first.name, first.role, first.phone, first.wechat) == ("Lena Falk", "CFO", "123", "lf")
    assert (second.name, second.is_primary, first.is_primary) == ("王小明", False, True)
    assert "not among your customers" in refused(file)[4]
    assert CustomerChange.objects.get().cause == "import_contacts"


def test_a_name_that_several_customers_bear_is_asked_about(file: Path, customer: Customer) -> None:
    make_customer("B", name="Alpha GmbH", sort_key="alpha gmbh")
    run(write_csv(file, "customer,name", "Alpha GmbH,Li"), "contacts")
    assert "give the number" in refused(file)[2]


def test_the_same_contacts_again_change_nothing_and_blanks_say_nothing(
    file: Path, customer: Customer
) -> None:
    run(write_csv(file, HEAD, "A,1,Falk,Lena,CFO,123,,,yes"), "contacts")
    same = run(write_csv(file, HEAD, "A,1,Falk,Lena,,123,,,", "A,,Lena Falk,,,,,,"), "contacts")
    assert (same.new, same.changed, same.unchanged, same.refused) == (0, 0, 1, 1)
    assert "line 2" in refused(file)[3]
    assert Contact.objects.get().version == 1


def test_changes_are_noted_and_a_new_main_contact_ends_another(
    file: Path, customer: Customer
) -> None:
    make_contact(customer, source_key="1", name="Li Wei", phone="1", is_primary=True)
    summary = run(
        write_csv(file, HEAD, "A,,Li Wei,,,2,,,", "A,9,Wang,,,,,,yes", "A,8,Sun,,,,,,yes"),
        "contacts",
    )
    assert (summary.new, summary.changed, summary.refused) == (1, 1, 1)
    assert "line 3" in refused(file)[4]
    assert Contact.objects.get(is_primary=True).name == "Wang"
    change = ContactChange.objects.get()
    assert (change.kind, change.old_value, change.new_value) == ("phone", "1", "2")


def test_an_import_of_contacts_is_undone_main_contact_and_all(
    customer: Customer, risk_officer: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    make_contact(customer, source_key="1", name="Li Wei", phone="1", is_primary=True)
    row = imported(risk_officer, HEAD, "A,1,Li Wei,,,2,,,", "A,9,Wang,,,,,,yes", kind="contacts")
    assert Contact.objects.get(is_primary=True).name == "Wang"
    undoing.request_undo(row, by=risk_officer, reason="Wrong.", at=timezone.now())
    working.work_on_imports(at=timezone.now())
    contact = Contact.objects.get()
    assert (contact.name, contact.phone, contact.is_primary) == ("Li Wei", "1", True)
    assert not ContactChange.objects.exists()
    assert Customer.objects.get() == customer


def test_contacts_of_others_cannot_be_reached(
    file: Path, account_manager: User, outsider: User
) -> None:
    make_customer("T", name="Theirs", manager=outsider, team=outsider.team)
    run(write_csv(file, "customer,name", "T,Li", "Theirs,Li"), "contacts", by=account_manager)
    assert not Contact.objects.exists()
    assert set(refused(file)) == {2, 3}
