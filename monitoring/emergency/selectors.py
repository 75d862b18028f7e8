"""Reads of emergency plans: how they stand, and the checklist of one that runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from monitoring.models import (
    Activation,
    ActivationEntry,
    Drill,
    EmergencyPlan,
    PlanMessage,
    PlanStep,
    PlanVersion,
)
from removal.letters.kinds import Kind as LetterKind

State = PlanVersion.State
MINUTE = dt.timedelta(minutes=1)


def plans() -> QuerySet[EmergencyPlan]:
    """Every plan with its versions, and how many emergencies of it run."""
    versions = PlanVersion.objects.order_by("-number")
    running = Count("activations", Q(activations__stood_down_at__isnull=True), distinct=True)
    rows = EmergencyPlan.objects.annotate(running=running)
    return rows.prefetch_related(Prefetch("versions", versions))


def shown_version(plan: EmergencyPlan) -> PlanVersion | None:
    """The version in force, else the newest one."""
    versions = list(plan.versions.all())
    in_force = [each for each in versions if each.state == State.APPROVED]
    return next(iter(in_force or versions), None)


def versions_with_parts() -> QuerySet[PlanVersion]:
    steps = PlanStep.objects.select_related("role")
    spoken = PlanMessage.objects.select_related("speaker")
    return PlanVersion.objects.select_related(
        "plan", "alert_rule", "offered_by", "approved_by"
    ).prefetch_related(
        "roles__person", "roles__deputy", "sections",
        Prefetch("steps", steps), Prefetch("messages", spoken),
    )  # fmt: skip


def letter_name(kind: str) -> str:
    return str(LetterKind(kind).label) if kind in LetterKind.values else ""


@dataclass(frozen=True)
class Line:
    """A step of a running plan: by when, and when it was done.

    `took` is in whole minutes; None = not done. `is_late` also of a step that is due and undone.
    """

    step: PlanStep
    due_at: dt.datetime
    entry: ActivationEntry | None
    took: int | None
    is_late: bool


def checklist(
    activation: Activation, entries: Iterable[ActivationEntry], *, at: dt.datetime
) -> list[Line]:
    """The steps of an activation in their order, expected against actual minutes."""
    done = {entry.step_id: entry for entry in entries if entry.step_id}
    end = activation.stood_down_at or at
    lines = []
    for step in activation.version.steps.all():
        entry = done.get(step.pk)
        due_at = activation.activated_at + step.minute * MINUTE
        took = int((entry.done_at - activation.activated_at) / MINUTE) if entry else None
        is_late = (entry.done_at if entry else end) > due_at + MINUTE
        lines.append(Line(step, due_at, entry, took, is_late))
    return lines


@dataclass(frozen=True)
class Played:
    """A step in a drill: minutes expected and taken."""

    step: PlanStep
    minute: int | None

    @property
    def is_late(self) -> bool:
        return self.minute is None or self.minute > self.step.minute


def played(drill: Drill) -> list[Played]:
    rows: Any = drill.times.select_related("step__role").order_by("step__minute", "step__position")
    return [Played(row.step, row.minute) for row in rows]
