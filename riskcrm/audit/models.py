"""What happened, who did it, and the chain that shows tampering.

Audit lies below every other app, so actor and object are values (kind, id, name), never foreign
keys. Rows are only ever inserted: the application's role has no right to change them.
"""

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One act. The names and the before/after live in its payload, which lies apart."""

    recorded_at = models.DateTimeField(_("time"), db_index=True)
    actor_kind = models.CharField(_("kind of actor"), max_length=20)
    actor_id = models.CharField(max_length=40)
    verb = models.CharField(_("act"), max_length=60)
    object_kind = models.CharField(_("kind of object"), max_length=40)
    object_id = models.CharField(max_length=40)
    customer_id = models.BigIntegerField(null=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    payload_hash = models.BinaryField(max_length=32)
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["object_kind", "object_id", "-id"], name="event_object"),
            models.Index(fields=["verb", "-id"], name="event_verb"),
            models.Index(fields=["actor_id", "-id"], name="event_actor"),
            models.Index(
                fields=["customer_id", "-id"],
                name="event_customer",
                condition=models.Q(customer_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb} {self.object_kind} {self.object_id}"

    @property
    def content(self) -> dict[str, Any]:
        """Names, reason, before and after; empty once erased. Needs the payload joined."""
        payload = getattr(self, "payload", None)
        return dict(json.loads(payload.body)) if payload else {}


class EventPayload(models.Model):
    """The erasable half of an event: the leaf commits to SHA-256(salt + body), not to the body."""

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, primary_key=True, related_name="payload"
    )
    salt = models.BinaryField(max_length=16)
    body = models.TextField(help_text="canonical JSON: actor, object, reason, before, after, facts")

    def __str__(self) -> str:
        return f"payload of {self.event_id}"


class Erasure(models.Model):
    """That the payload of an event was erased, and which event says by whom and why.

    Writing the row is what erases: a trigger deletes the payload, and nothing else may.
    """

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, primary_key=True, related_name="erasure"
    )
    by_event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="erased")

    def __str__(self) -> str:
        return f"payload of {self.event_id} erased by {self.by_event_id}"


class Block(models.Model):
    """A sealed batch of events: a Merkle root (RFC 6962) chained to the block before it."""

    number = models.BigIntegerField(primary_key=True)
    previous_hash = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    sealed_at = models.DateTimeField(_("sealed at"))
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("sealed block")
        verbose_name_plural = _("sealed blocks")

    def __str__(self) -> str:
        return f"block {self.number}"


class Seal(models.Model):
    """The place of one event in the chain. Unsealed events are those without this row."""

    position = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    leaf_hash = models.BinaryField(max_length=32)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="seals")

    def __str__(self) -> str:
        return f"seal {self.position} of event {self.event_id}"


class Unsealed(models.Model):
    """An event that waits for its place in the chain. A trigger writes the row, sealing takes it.

    The row is the queue: events of transactions that commit late are found however low their ids.
    """

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, primary_key=True, related_name="waiting"
    )

    def __str__(self) -> str:
        return f"event {self.event_id} waits"


class Verification(models.Model):
    """What a check of the whole chain found."""

    checked_at = models.DateTimeField(_("checked at"))
    is_sound = models.BooleanField(_("sound"))
    blocks = models.BigIntegerField(_("blocks"))
    events = models.BigIntegerField(_("sealed events"))
    head_hash = models.CharField(_("hash of the latest block"), max_length=64, blank=True)
    finding = models.JSONField(null=True, help_text="the first row that is not as it was sealed")

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")

    def __str__(self) -> str:
        return f"verification at {self.checked_at:%Y-%m-%d %H:%M:%S}"


class Head(models.Model):
    """Which block was the latest at a moment: later checks must still find it.

    Else the end of the chain, or all of it, could be cut off or made anew and nobody would see it.
    """

    noted_at = models.DateTimeField()
    block = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["block", "hash"], name="head_noted_once")]

    def __str__(self) -> str:
        return f"block {self.block} at {self.noted_at:%Y-%m-%d %H:%M:%S}"
