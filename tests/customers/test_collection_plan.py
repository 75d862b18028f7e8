"""Planning how a debt is collected: steps done, moved and dropped, and templates of them."""

from __future__ import annotations

from typing import Any

import pytest

from customers.models import CollectionStep, Customer, StepTemplate
from customers.services.collection import (
    PlannedStep,
    apply_template,
    complete_step,
    drop_step,
    postpone_step,
    save_template,
)
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused, Stale
from tests.customers.owing import DAY, NOON, TODAY, debtor, sweep
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return debtor(late=10, manager=account_manager)


@pytest.fixture
def template() -> StepTemplate:
    return StepTemplate.objects.get()  # the one that comes with the book: +5, +15, +30


@pytest.fixture
def step(customer: Customer) -> CollectionStep:
    return CollectionStep.objects.create(
        customer=customer, source_key="S-1", effective_date=TODAY, how="call", recorded_at=NOON
    )


def test_a_template_plans_its_steps_from_the_oldest_due_date(
    customer: Customer, template: StepTemplate, account_manager: User
) -> None:
    sweep()
    assert apply_template(customer, template, by=account_manager, at=NOON) == 3
    steps = CollectionStep.objects.order_by("effective_date")
    planned = [(step.effective_date, step.how, step.owner) for step in steps]
    assert planned == [
        (TODAY, "reminder", account_manager),
        (TODAY + 5 * DAY, "call", account_manager),
        (TODAY + 20 * DAY, "visit", account_manager),
    ]


def test_the_steps_of_a_manager_who_left_are_for_who_plans_them(
    customer: Customer, template: StepTemplate, account_manager: User, risk_officer: User
) -> None:
    User.objects.filter(pk=account_manager.pk).update(is_active=False)
    customer.refresh_from_db()
    apply_template(customer, template, by=risk_officer, at=NOON)
    assert set(CollectionStep.objects.values_list("owner", flat=True)) == {risk_officer.pk}


def test_a_template_applied_twice_plans_once(
    customer: Customer, template: StepTemplate, account_manager: User
) -> None:
    apply_template(customer, template, by=account_manager, at=NOON)
    assert apply_template(customer, template, by=account_manager, at=NOON + DAY) == 0
    assert CollectionStep.objects.count() == 3


def test_without_anything_due_there_is_nothing_to_plan_from(
    template: StepTemplate, account_manager: User
) -> None:
    with pytest.raises(Refused, match="nothing to plan from"):
        apply_template(
            make_customer(manager=account_manager), template, by=account_manager, at=NOON
        )


def test_a_step_is_done_with_what_came_of_it(step: CollectionStep, account_manager: User) -> None:
    complete_step(step, version=1, text="Pays on Friday.", by=account_manager, at=NOON)
    step.refresh_from_db()
    assert (step.state, step.done_date, step.text) == ("done", TODAY, "Pays on Friday.")
    with pytest.raises(Refused, match="not planned any more"):
        complete_step(step, version=2, text="", by=account_manager, at=NOON)


def test_a_step_is_moved_to_a_later_day(step: CollectionStep, account_manager: User) -> None:
    more: Any = {"by": account_manager, "at": NOON}
    with pytest.raises(Refused, match="today or a later day"):
        postpone_step(step, version=1, to_date=TODAY - DAY, **more)
    postpone_step(step, version=1, to_date=TODAY + DAY, **more)
    step.refresh_from_db()
    assert (step.state, step.effective_date) == ("planned", TODAY + DAY)


def test_a_step_is_dropped(step: CollectionStep, account_manager: User) -> None:
    drop_step(step, version=1, text="Paid.", by=account_manager, at=NOON)
    step.refresh_from_db()
    assert step.state == "dropped"


def test_who_was_slower_changes_nothing(step: CollectionStep, account_manager: User) -> None:
    postpone_step(step, version=1, to_date=TODAY + DAY, by=account_manager, at=NOON)
    with pytest.raises(Stale):
        complete_step(step, version=1, text="", by=account_manager, at=NOON)


def said(**more: Any) -> dict[str, Any]:
    steps = [PlannedStep(3, "call"), PlannedStep(20, "demand")]
    return {"name_en": "Strict", "name_zh": "严格", "is_active": True, "steps": steps,
            "version": 0, "at": NOON, **more}  # fmt: skip


def test_a_template_is_made_and_changed(risk_officer: User) -> None:
    made = save_template(None, **said(), by=risk_officer)
    assert [str(step) for step in made.steps.all()] == ["call +3", "formal demand +20"]
    steps = [PlannedStep(9, "visit")]
    save_template(made, **said(version=1, steps=steps), by=risk_officer)
    assert [str(step) for step in made.steps.all()] == ["visit +9"]
    event = Event.objects.filter(verb="save_steptemplate").latest("pk")
    assert event.content["before"]["steps"] == ["+3 call", "+20 demand"]
    with pytest.raises(Stale):
        save_template(made, **said(version=1), by=risk_officer)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"steps": []}, "bad_steps"),
        ({"steps": [PlannedStep(3, "call")] * 2}, "bad_steps"),
        ({"name_en": "Usual course"}, "name_taken"),
    ],
)
def test_wrong_templates_are_refused(more: Any, code: str, risk_officer: User) -> None:
    with pytest.raises(Refused) as refused:
        save_template(None, **said(**more), by=risk_officer)
    assert refused.value.code == code
    assert StepTemplate.objects.count() == 1
