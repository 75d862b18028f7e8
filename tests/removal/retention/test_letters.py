"""What is left of letters after an erasure: the row with its hash, and a page that says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from customers.models import Customer, CustomerRevision
from removal.models import Letter
from removal.services import withdraw_case
from removal.states import State
from riskcrm.accounts.models import User
from tests.factories import make_customer
from tests.removal.cases import Crew, lead_to, make_case
from tests.removal.letters.cases import released
from tests.removal.retention.past import LONG_AGO, erased


@pytest.mark.django_db(transaction=True)
def test_a_released_letter_keeps_its_hash_and_loses_its_words(
    own_media: None, account_manager: User, risk_officer: User, auditor: User
) -> None:
    customer = make_customer(manager=account_manager, team=account_manager.team, country="CN")
    case = lead_to(make_case(customer, by=account_manager), State.WARNING, crew=Crew())
    letter = released(case, by=account_manager, second=risk_officer)
    case.refresh_from_db()
    withdraw_case(case, by=account_manager, reason="Paid.", at=LONG_AGO)
    CustomerRevision.objects.create(
        customer=customer, version=7, former={"status": "active"}, superseded_at=LONG_AGO,
        changed_by="Somebody", cause="test",
    )  # fmt: skip
    Customer.objects.filter(pk=customer.pk).update(status="exited")
    path, sha256 = Path(letter.pdf.path), letter.sha256
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(body="erased")
    assert path.exists()
    erased()
    letter.refresh_from_db()
    assert (letter.body, letter.subject, letter.sha256) == ("erased", "erased", sha256)
    assert not path.exists()
    client = Client()
    client.force_login(auditor)
    page = client.get(reverse("removal:letter_detail", args=[letter.pk]))
    assert page.status_code == 200
    assert client.get(reverse("removal:letter_pdf", args=[letter.pk])).status_code == 404
