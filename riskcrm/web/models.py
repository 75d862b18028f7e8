"""What pages and API share that must be stored."""

from django.db import models


class IdempotentRequest(models.Model):
    """The answer once given to an Idempotency-Key, kept so that a retry gets the same one."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body")
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "key"], name="one_answer_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"
