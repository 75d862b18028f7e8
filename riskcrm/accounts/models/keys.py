"""The keys by which other systems call."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models.people import User


class ApiKey(models.Model):
    """A secret by which a service user calls the API. Only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(_("name"), max_length=120)
    prefix = models.CharField(max_length=16, unique=True)
    secret_hash = models.BinaryField(max_length=32, help_text="SHA-256 of the whole key")
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    latest_use_at = models.DateTimeField(_("latest use"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} (crm_{self.prefix}_…)"

    def is_valid(self, at: datetime.datetime) -> bool:
        """Neither revoked nor expired at this moment."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)
