from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from django.core.management import call_command
from django.utils import timezone

from customers.generator.people import make_identity
from customers.models import ScreeningHit, ScreeningList
from customers.screening.demo import seed_demo_lists
from riskcrm.accounts import roles
from tests.factories import make_customer, make_person

pytestmark = pytest.mark.django_db


def test_the_demo_has_hits_in_every_state_and_is_made_once() -> None:
    make_person(roles.RISK_OFFICER, username="officer", is_demo=True)
    dice = Random(3)
    for _n in range(120):
        identity = make_identity(dice)
        make_customer(name=identity.name, kind=identity.kind)
    assert seed_demo_lists(at=timezone.now()) >= 6
    assert set(ScreeningHit.objects.values_list("state", flat=True)) == {
        "open", "confirmed", "dismissed",
    }  # fmt: skip
    assert ScreeningList.objects.count() == 3
    assert seed_demo_lists(at=timezone.now()) == 0


def test_without_demo_people_there_are_no_demo_lists() -> None:
    assert seed_demo_lists(at=timezone.now()) == 0
    assert not ScreeningList.objects.exists()


def test_a_file_of_names_is_measured(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    dice = Random(3)
    path = f"{tmp_path}/names.csv"
    with open(path, "w", encoding="gb18030") as file:
        file.write("编号,公司名称\n")
        file.writelines(f"{n},{make_identity(dice).name}\n" for n in range(60))
    call_command("measure_screening", names=Path(path), seed=4)
    told = capsys.readouterr().out
    assert "seed 4" in told
    assert "all but as it is" in told
