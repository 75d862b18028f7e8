"""The rows that the workers follow. The database is the truth; Redis is only a doorbell."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """One piece of long work, cut into chunks that a person can watch and cancel."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (State.PENDING, State.RUNNING)

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(
        max_length=80, blank=True, default="", help_text="what open runs of a kind must not share"
    )
    params = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PENDING
    )
    total = models.BigIntegerField(_("total"), default=0)
    done = models.BigIntegerField(_("done"), default=0)
    result = models.JSONField(default=dict)
    error = models.TextField(_("error"), blank=True)
    requested_by = models.CharField(
        max_length=40, blank=True, help_text="user id, empty = schedule"
    )
    created_at = models.DateTimeField(_("created at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["pending", "running", "done", "failed", "cancelled"]),
                name="run_state",
            ),
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(state__in=["pending", "running"]) & ~models.Q(key=""),
                name="one_open_run_per_key",
            ),
        ]
        indexes = [models.Index(fields=["kind", "-id"], name="run_kind")]

    def __str__(self) -> str:
        return f"{self.kind} run {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Chunk(models.Model):
    """A part of a run. Attempts are counted before the work starts, so poison shows itself."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        DONE = "done", _("done")
        PARKED = "parked", _("parked")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    first_id = models.BigIntegerField(help_text="first customer id, inclusive")
    final_id = models.BigIntegerField(help_text="final customer id, inclusive")
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="one_chunk_per_number"),
        ]
        indexes = [
            models.Index(
                fields=["run", "number"], name="chunk_pending", condition=models.Q(state="pending")
            )
        ]

    def __str__(self) -> str:
        return f"chunk {self.number} of run {self.run_id}"


class Item(models.Model):
    """One row that a run acts on, and what came of it. A chunk is a range of positions."""

    class Outcome(models.TextChoices):
        PENDING = "pending", _("waiting")
        DONE = "done", _("done")
        UNCHANGED = "unchanged", _("left as it was")
        REFUSED = "refused", _("refused")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="items", db_index=False)
    position = models.BigIntegerField(_("position"))
    object_id = models.BigIntegerField()
    name = models.CharField(_("name"), max_length=250, blank=True, default="")
    outcome = models.CharField(
        _("result"), max_length=10, choices=Outcome.choices, default=Outcome.PENDING
    )
    message = models.TextField(_("because"), blank=True, default="")

    class Meta:
        verbose_name = _("row of a run")
        verbose_name_plural = _("rows of a run")
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="one_item_per_position"),
            models.UniqueConstraint(fields=["run", "object_id"], name="one_item_per_object"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["pending", "done", "unchanged", "refused"]),
                name="item_outcome",
            ),
        ]
        indexes = [models.Index(fields=["run", "outcome", "position"], name="item_by_outcome")]

    def __str__(self) -> str:
        return self.name or str(self.object_id)


class Slot(models.Model):
    """A scheduled moment of a job, taken once however many beats there are."""

    job = models.CharField(max_length=60)
    slot = models.CharField(max_length=40)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="one_take_per_slot")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot}"


class Heartbeat(models.Model):
    """The latest sign of life of a worker queue or of the clock, written by its own process."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.beat_at:%Y-%m-%d %H:%M:%S}"


class OutgoingMail(models.Model):
    """An e-mail that waits to leave, or has left. The row is the queue; see `riskcrm.jobs.mail`.

    It leaves at least once: one whose worker died while it was sent is sent again, under the same
    message id, by which the receiving server knows it.
    """

    key = models.CharField(
        max_length=80, unique=True, help_text="what it is about, so that nothing is written twice"
    )
    message_id = models.CharField(max_length=120, unique=True)
    recipient = models.EmailField(_("recipient"))
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    attachment = models.CharField(
        max_length=200, blank=True, default="", help_text="place of a file under MEDIA_ROOT"
    )
    attachment_name = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("created at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_until = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True, help_text="when it was tried the latest time")
    sent_at = models.DateTimeField(_("sent at"), null=True)
    failed_at = models.DateTimeField(_("given up at"), null=True)
    error = models.TextField(_("error"), blank=True, default="")

    class Meta:
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(failed_at__isnull=True),
                name="mail_sent_or_given_up",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="mail_waiting",
                condition=models.Q(sent_at__isnull=True, failed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"e-mail {self.pk} to {self.recipient}"
