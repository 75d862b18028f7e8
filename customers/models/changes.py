"""What customers were before, and the queue of those that changed."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from customers.models.book import Customer


class CustomerRevision(models.Model):
    """What a customer was before a change: the former values of the columns that changed."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    version = models.PositiveIntegerField(help_text="the version that the change superseded")
    former = models.JSONField(
        encoder=DjangoJSONEncoder, help_text="column -> value before; people and teams by id"
    )
    superseded_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200, help_text="name of who changed it, as it was")
    cause = models.CharField(max_length=40, help_text="what it was changed by, such as import")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "version"], name="one_customer_state_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} until {self.superseded_at}"


class CustomerChange(models.Model):
    """Something about a customer changed; scoring takes the row. The row is the queue.

    It has no constraint to the book: that would cost an import of a million a look-up each, and a
    row without its customer is simply thrown away.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    cause = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.cause} of {self.customer_id}"
