"""Talking with customers: logging a contact with what follows from it, and pinning notes."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer, Interaction, Task
from customers.records.follow_up import INTERACTIONS, TASKS
from customers.services.acting import Acting, act_on, given, keep_former, moment_after
from customers.services.records import new_key, post_record
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, record
from riskcrm.web.errors import Refused

MOST_PINNED = 5


@dataclass(frozen=True)
class Talk:
    """What was said with a customer, when, by what channel and with whom."""

    effective_date: dt.date
    content: str
    channel: str = Interaction.Channel.CALL
    direction: str = Interaction.Direction.OUT
    purpose: str = Interaction.Purpose.CARE
    at_time: dt.time | None = None
    subject: str = ""
    participants: str = ""
    is_pinned: bool = False


@dataclass(frozen=True)
class NextStep:
    """What is to be done after a talk, by whom and until when."""

    title: str
    due_date: dt.date
    owner: User


def log_contact(
    customer: Customer, talk: Talk, *, then: NextStep | None = None, by: User, at: dt.datetime
) -> tuple[Interaction, Task | None]:
    """Write down a talk and the task that follows from it, both or neither.

    Refused without content, for a task of somebody who may not see the customer, and where a note
    names such a person.
    """
    content = given(talk.content, _("Say in a sentence what was said."), field="content")
    key = new_key(at)
    with transaction.atomic():
        row = asdict(replace(talk, content=content))
        del row["is_pinned"]
        row |= {"customer": customer.number, "source_key": key, "owner": by.pk}
        interaction = post_record(INTERACTIONS, row, by=by, at=at, whole=True)
        assert isinstance(interaction, Interaction)  # noqa: S101 (for the type checker)
        if talk.is_pinned:
            interaction = pin_interaction(interaction, by=by, at=at)
        task = _note_task(customer, then, key=key, by=by, at=at) if then else None
    return interaction, task


def _note_task(customer: Customer, then: NextStep, *, key: str, by: User, at: dt.datetime) -> Task:
    row = {
        "customer": customer.number,
        "source_key": key,
        "effective_date": then.due_date,
        "title": given(then.title, _("Say what is to be done."), field="title"),
        "owner": then.owner.pk,
    }
    task = post_record(TASKS, row, by=by, at=at, whole=True)
    assert isinstance(task, Task)  # noqa: S101 (for the type checker)
    return task


def pin_interaction(interaction: Interaction, *, by: User, at: dt.datetime) -> Interaction:
    """Keep a note on top of its customer's timeline."""

    def check(held: Interaction) -> None:
        if held.is_pinned:
            raise Refused(_("This note is pinned already."), code="already_pinned")
        _refuse_many_pins(held.customer)

    return act_on(INTERACTIONS, interaction, "pin_interaction", {"is_pinned": True},
                  acting=Acting(by, at), check=check)  # fmt: skip


def unpin_interaction(interaction: Interaction, *, by: User, at: dt.datetime) -> Interaction:
    """Let a note take its place among the others again."""

    def check(held: Interaction) -> None:
        if not held.is_pinned:
            raise Refused(_("This note is not pinned."), code="not_pinned")

    return act_on(INTERACTIONS, interaction, "unpin_interaction", {"is_pinned": False},
                  acting=Acting(by, at), check=check)  # fmt: skip


def keep_latest_pins(customer: Customer, *, at: dt.datetime) -> None:
    """Take the pin off older notes where a merge has brought more than there may be."""
    pinned = Interaction.objects.filter(customer=customer, is_pinned=True).standing()
    for note in pinned.select_for_update(of=("self",)).order_by("-effective_date", "-pk")[
        MOST_PINNED:
    ]:
        keep_former(INTERACTIONS, note, at=at)
        note.is_pinned, note.version = False, note.version + 1
        note.recorded_at = moment_after(note, at)
        note.save(update_fields=["is_pinned", "version", "recorded_at"])
        record(
            "unpin_interaction", by=SYSTEM, obj=note, customer_id=customer.pk,
            before={"is_pinned": True}, after={"is_pinned": False}, at=at,
        )  # fmt: skip


def _refuse_many_pins(customer: Customer) -> None:
    # one after the other: two pins at once would each find room for itself
    Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=customer.pk)
    pinned = Interaction.objects.filter(customer=customer, is_pinned=True).standing()
    if pinned.count() >= MOST_PINNED:
        message = _("%(most)s notes of this customer are pinned. Take a pin off another one first.")
        raise Refused(message % {"most": MOST_PINNED}, code="too_many_pins", field="is_pinned")
