"""What a leaver still had to do for customers goes to others with everything else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from customers.models import CollectionStep, Customer, FactRevision, Plan, Task
from customers.services.handing_over_facts import WORK
from riskcrm.accounts.models import User
from riskcrm.accounts.services import hand_over
from riskcrm.web.errors import Refused
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 5, 4)


def make_task(customer: Customer, owner: User, key: str = "T-1", **fields: object) -> Task:
    return Task.objects.create(
        customer=customer,
        source_key=key,
        effective_date=DAY,
        recorded_at=timezone.now() - dt.timedelta(days=1),
        title="Call them",
        owner=owner,
        **fields,
    )


def give(leaver: User, *receivers: User, by: User) -> dict[str, int]:
    at = timezone.now()
    return hand_over(leaver, receivers=receivers, by=by, reason="Leaves.", at=at)


def test_open_work_goes_where_its_customer_goes(
    account_manager: User, teammate: User, risk_officer: User
) -> None:
    first = make_customer(manager=account_manager, team=account_manager.team)
    second = make_customer(manager=account_manager, team=account_manager.team)
    facts = {
        "source_key": "1",
        "effective_date": DAY,
        "recorded_at": timezone.now() - dt.timedelta(days=1),
    }
    task = make_task(second, account_manager)
    plan = Plan.objects.create(
        customer=first, problem="Pays late", responsible=account_manager, **facts
    )
    step = CollectionStep.objects.create(
        customer=second, how="call", owner=account_manager, **facts
    )
    given = give(account_manager, teammate, risk_officer, by=risk_officer)
    assert given == {"customers": 2, "tasks": 1, "plans": 1, "collection_steps": 1}
    for row in (first, second, task, plan, step):
        row.refresh_from_db()
    assert task.owner == step.owner == second.manager
    assert plan.responsible == first.manager
    assert (task.version, task.owner != account_manager) == (2, True)
    was = FactRevision.objects.get(kind="task", fact_id=task.pk)
    assert was.former["owner_id"] == account_manager.pk
    assert was.superseded_at == task.recorded_at


def test_what_is_finished_stays_with_who_did_it(
    account_manager: User, teammate: User, administrator: User
) -> None:
    customer = make_customer(manager=account_manager, team=account_manager.team)
    make_task(customer, account_manager, "1", state="done", done_date=DAY)
    make_task(customer, account_manager, "2", is_void=True)
    assert give(account_manager, teammate, by=administrator) == {"customers": 1}
    assert set(Task.objects.values_list("owner", flat=True)) == {account_manager.pk}
    assert not FactRevision.objects.exists()


def test_nobody_gets_a_task_of_a_customer_they_would_not_see(
    account_manager: User, teammate: User, administrator: User, outsider: User
) -> None:
    make_task(make_customer(manager=outsider, team=outsider.team), account_manager)
    with pytest.raises(Refused) as caught:
        give(account_manager, teammate, by=administrator)
    assert caught.value.code == "out_of_sight"
    assert Task.objects.get().owner == account_manager


def test_every_kind_of_work_names_a_state_that_it_has() -> None:
    for work in WORK:
        assert work.open in work.model._meta.get_field("state").flatchoices[0]  # type: ignore[union-attr]
