"""What may be done to facts over the API, kind by kind; each is a button on the fact's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.urls import URLPattern
from django.utils.translation import gettext as _
from rest_framework import serializers

from customers.api.acts import Act, act_paths, day, saying, text
from customers.api.records import rows_of
from customers.models import MarketEvent, Plan
from customers.records import KINDS, Kind
from customers.services import collection, events, plans, promises, talks, tasks, violations
from customers.services import contract_acts as contracts
from customers.services.records import void_record
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import CONFIRM_EVENTS
from riskcrm.web.errors import Refused

SOLVED = serializers.BooleanField


def _end_plan(plan: Plan, *, by: User, at: dt.datetime, **result: Any) -> Plan:
    return plans.end_plan(plan, plans.Ending(**result), by=by, at=at)


def _reports(event: MarketEvent, keys: Sequence[int], *, by: User, field: str) -> list[MarketEvent]:
    """Other reports about the same customer, by their ids."""
    rows = MarketEvent.objects.visible_to(by).filter(customer=event.customer_id, pk__in=keys)
    found = list(rows.select_related("customer"))
    if len(found) < len(set(keys)):
        message = _("Choose another report about the same customer.")
        raise Refused(message, code="wrong_event", field=field)
    return found


def _deciding(service: Callable[..., MarketEvent]) -> Callable[..., MarketEvent]:
    def act(event: MarketEvent, *, also: list[int], by: User, **said: Any) -> MarketEvent:
        return service(event, also=_reports(event, also, by=by, field="also"), by=by, **said)

    return act


def _join_events(event: MarketEvent, *, other: int, by: User, at: dt.datetime) -> MarketEvent:
    [report] = _reports(event, [other], by=by, field="other")
    return events.join_events(event, report, by=by, at=at)


DECISION = {
    "reason": text("what you rely on, such as the court's file number"),
    "also": serializers.ListField(
        child=serializers.IntegerField(),
        required=False,
        default=list,
        max_length=100,
        help_text="ids of other reports of the same event that this decides on as well",
    ),
}
STEP_TEXT = {"text": text("what came of it", required=False, allow_blank=True, default="")}
TO = serializers.SlugRelatedField(
    slug_field="username",
    queryset=User.objects.people().active(),
    help_text="sign-in name of somebody who sees the customer",
)

ACTS: dict[str, tuple[Act, ...]] = {
    "promises": (
        Act("withdraw", promises.withdraw_promise,
            "Take an open promise back: it will be neither kept nor broken.",
            {"reason": text("why it is withdrawn")}),
    ),
    "market-events": (
        Act("confirm", _deciding(events.confirm_event),
            "Say that an event is true and about this customer. People only: no key has a scope.",
            DECISION, permission=CONFIRM_EVENTS),
        Act("dismiss", _deciding(events.dismiss_event),
            "Say that an event is not true or not about this customer. People only.",
            DECISION, permission=CONFIRM_EVENTS),
        Act("join", _join_events,
            "Say that two reports tell of one event: they count once. People only.",
            {"other": serializers.IntegerField(help_text="id of the other report")},
            permission=CONFIRM_EVENTS),
    ),
    "policy-violations": (
        Act("warn", violations.warn_customer,
            "Keep when and in which words the customer was warned; once per violation.",
            {"warned_date": day("not in the future"),
             "warning": text("as the customer reads it", 5000)}),
        Act("settle", saying(violations.settle_violation, day="settled_date"),
            "Say on which day a violation was made good.", {"day": day("not in the future")}),
    ),
    "contracts": (
        Act("end", saying(contracts.end_contract, day="end_date"),
            "Say that a contract in force has been terminated.",
            {"day": day("the last day of the contract"), "reason": text("why and how")}),
    ),
    "obligations": (
        Act("fulfil", saying(contracts.fulfil_obligation, day="done_date"),
            "Say on which day what was owed was done; also after it had been broken.",
            {"day": day("not in the future")}),
        Act("break", saying(contracts.break_obligation, day="broken_date"),
            "Say that what was owed was not done; the breach is entered with the contract.",
            {"day": day("not in the future"), "text": text("what happened", 5000)}),
        Act("waive", contracts.waive_obligation, "Ask no longer for what is owed.",
            {"reason": text("why it is waived")}),
    ),
    "breaches": (
        Act("cure", saying(contracts.cure_breach, day="cured_date"),
            "Say on which day a breach was made good.", {"day": day("not in the future")}),
    ),
    "interactions": (
        Act("pin", talks.pin_interaction, "Keep a note on top of its customer's timeline."),
        Act("unpin", talks.unpin_interaction,
            "Let a note take its place among the others again."),
    ),
    "tasks": (
        Act("finish", tasks.finish_task, "Say that a task is done."),
        Act("drop", tasks.drop_task, "Give a task up.",
            {"reason": text("why nothing is to be done any more")}),
        Act("postpone", tasks.postpone_task, "Put a task off.", {"until": day("today or later")}),
        Act("reassign", tasks.reassign_task, "Give a task to somebody else.", {"to": TO}),
        Act("reopen", tasks.reopen_task, "Take up a task again that was done or dropped."),
    ),
    "plans": (
        Act("end", _end_plan, "End a plan with its result and what one learns from it.",
            {"done_date": day("not before the plan began, not in the future"),
             "reaction": text("what the customer did and said", 5000),
             "is_solved": SOLVED(help_text="whether the problem is solved"),
             "is_risk_lower": SOLVED(help_text="whether the risk is lower"),
             "lesson": text("what you would do again, and what not", 5000)}),
        Act("drop", plans.drop_plan, "Give a plan up before it has a result.",
            {"reason": text("why it is dropped")}),
    ),
    "collection-steps": (
        Act("complete", collection.complete_step, "Say that a planned step is done.", STEP_TEXT,
            needs_version=True),
        Act("postpone", collection.postpone_step, "Move a planned step to another day.",
            {"to_date": day("today or later")}, needs_version=True),
        Act("drop", collection.drop_step, "Say that a planned step will not be done.", STEP_TEXT,
            needs_version=True),
    ),
}  # fmt: skip


def _void(kind: Kind) -> Act:
    return Act(
        "void", partial(void_record, kind),
        "Take back what was entered by mistake. It stays readable, and counts for nothing.",
        {"reason": text("why it is void")},
    )  # fmt: skip


def record_act_paths() -> list[URLPattern]:
    """The routes of all acts on facts."""
    return [
        route
        for code, kind in KINDS.items()
        for route in act_paths(
            f"{code}/<int:pk>/",
            f"api-{kind.name}",
            rows_of(kind),
            *ACTS.get(code, ()),
            _void(kind),
            permission=kind.permission("change"),
        )
    ]
