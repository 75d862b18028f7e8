"""Follow-up: what was said with a customer, what is to be done, and by which plan."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.facts import Fact, on_a_day, words


def person(label: Any, **more: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=True, blank=True,
        on_delete=models.PROTECT, related_name="+", db_index=False, **more,
    )  # fmt: skip


class Interaction(Fact):
    """A talk, letter, visit or training with a customer."""

    class Channel(models.TextChoices):
        CALL = "call", _("call")
        EMAIL = "email", _("e-mail")
        VISIT = "visit", _("visit")
        MEETING = "meeting", _("meeting")
        WECHAT = "wechat", _("WeChat")
        LETTER = "letter", _("letter")
        OTHER = "other", _("other")

    class Purpose(models.TextChoices):
        CARE = "care", _("care")
        SALES = "sales", _("sales")
        COLLECTION = "collection", _("collection")
        COMPLAINT = "complaint", _("complaint")
        ADVICE = "advice", _("advice")
        TRAINING = "training", _("training")
        REVIEW = "review", _("review")
        OTHER = "other", _("other")

    class Direction(models.TextChoices):
        OUT = "out", _("from us")
        IN = "in", _("from the customer")

    at_time = models.TimeField(_("time"), null=True, blank=True)
    channel = models.CharField(
        _("channel"), max_length=10, choices=Channel.choices, default=Channel.CALL,
        db_default=Channel.CALL,
    )  # fmt: skip
    direction = models.CharField(
        _("direction"), max_length=4, choices=Direction.choices, default=Direction.OUT,
        db_default=Direction.OUT,
    )  # fmt: skip
    purpose = models.CharField(
        _("purpose"), max_length=12, choices=Purpose.choices, default=Purpose.CARE,
        db_default=Purpose.CARE,
    )  # fmt: skip
    subject = models.CharField(_("subject"), **words(200))
    content = models.TextField(_("content"), **words())
    participants = models.CharField(_("participants"), **words(300))
    owner = person(_("who spoke"))
    is_pinned = models.BooleanField(_("pinned"), default=False, db_default=False)

    class Meta(Fact.Meta):
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["owner", "effective_date", "id"], name="interaction_by_owner"),
            models.Index(fields=["customer", "effective_date"], condition=Q(is_pinned=True),
                         name="interaction_pinned"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return Truncator(self.subject or self.content or self.source_key).chars(80)


class Task(Fact):
    """Something that somebody is to do for a customer. `effective_date` is the day it is due."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("task", "open")
        DONE = "done", pgettext_lazy("task", "done")
        DROPPED = "dropped", pgettext_lazy("task", "dropped")

    title = models.CharField(_("what is to be done"), max_length=200)
    owner = person(_("owner"))
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.OPEN, db_default=State.OPEN
    )
    done_date = models.DateField(_("done on"), null=True, blank=True)
    text = models.TextField(_("note"), **words())

    class Meta(Fact.Meta):
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [*Fact.Meta.constraints, on_a_day("done", name="task_done_on_a_day")]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["owner", "effective_date", "id"], condition=Q(state="open"),
                         name="task_open_by_owner"),
            models.Index(fields=["owner", "effective_date", "id"], name="task_by_owner"),
            models.Index(fields=["effective_date", "id"], condition=Q(state="open"),
                         name="task_open_by_date"),
            models.Index(fields=["customer", "effective_date"], condition=Q(state="open"),
                         name="task_open_of_customer"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Plan(Fact):
    """What is done about one customer's problem, by whom, until when, and what came of it."""

    class Measure(models.TextChoices):
        LIMIT = "limit", _("change the limit")
        TERMS = "terms", _("change the terms")
        IDENTITY = "identity", _("verify the identity again")
        ADVICE = "advice", _("financial advice")
        CREDIT_REPAIR = "credit_repair", _("credit repair")
        CALL = "call", _("collection by call")
        EMAIL = "email", _("collection by e-mail")
        VISIT = "visit", _("collection by visit")
        INSTALMENTS = "instalments", _("payment by instalments")
        SECURITY = "security", _("ask for security")
        OTHER = "other", _("other")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("plan", "under way")
        DONE = "done", pgettext_lazy("plan", "ended")
        DROPPED = "dropped", pgettext_lazy("plan", "dropped")

    problem = models.TextField(_("problem"))
    cause = models.TextField(_("cause"), **words())
    consequence = models.TextField(_("consequence"), **words())
    measures: Any = ArrayField(
        models.CharField(max_length=14, choices=Measure.choices),
        verbose_name=_("measures"), blank=True, default=list, db_default=models.Value("{}"),
    )  # fmt: skip
    measure_text = models.TextField(_("what is done"), **words())
    responsible = person(_("responsible"))
    responsible_name = models.CharField(_("responsible, who does not sign in here"), **words(120))
    due_date = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.OPEN, db_default=State.OPEN
    )
    done_date = models.DateField(_("ended on"), null=True, blank=True)
    reaction = models.TextField(_("the customer's reaction"), **words())
    is_solved = models.BooleanField(_("solved"), null=True, blank=True)
    is_risk_lower = models.BooleanField(_("risk is lower"), null=True, blank=True)
    lesson = models.TextField(_("lesson learned"), **words())

    class Meta(Fact.Meta):
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [*Fact.Meta.constraints, on_a_day("done", name="plan_ended_on_a_day")]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["responsible", "due_date", "id"], condition=Q(state="open"),
                         name="plan_open_by_responsible"),
            models.Index(fields=["due_date", "id"], condition=Q(state="open"),
                         name="plan_open_by_due"),
            models.Index(fields=["effective_date", "id"], condition=~Q(lesson=""),
                         name="plan_with_lesson"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return Truncator(self.problem).chars(80)


class CollectionStep(Fact):
    """One step of how an overdue debt is collected: when, how and by whom.

    `effective_date` is the day it is planned for.
    """

    class How(models.TextChoices):
        REMINDER = "reminder", _("reminder")
        CALL = "call", _("call")
        EMAIL = "email", _("e-mail")
        VISIT = "visit", _("visit")
        DEMAND = "demand", _("formal demand")
        HANDOVER = "handover", _("handover to lawyers")
        OTHER = "other", _("other")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        DONE = "done", pgettext_lazy("step", "done")
        DROPPED = "dropped", pgettext_lazy("step", "dropped")

    how = models.CharField(_("how"), max_length=10, choices=How.choices)
    owner = person(_("owner"))
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.PLANNED,
        db_default=State.PLANNED,
    )  # fmt: skip
    done_date = models.DateField(_("done on"), null=True, blank=True)
    text = models.TextField(_("what came of it"), **words())

    class Meta(Fact.Meta):
        verbose_name = _("collection step")
        verbose_name_plural = _("collection plan")
        constraints = [
            *Fact.Meta.constraints,
            on_a_day("done", name="collectionstep_done_on_a_day"),
        ]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["owner", "effective_date", "id"], condition=Q(state="planned"),
                         name="collectionstep_by_owner"),
        ]  # fmt: skip
