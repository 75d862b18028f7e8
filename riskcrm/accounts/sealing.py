"""What is kept encrypted: who reads the database alone, or a copy of it, has nothing in hand."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def box(purpose: str) -> Fernet:
    """Opens what was put in for this purpose, as long as RISKCRM_SECRET_KEY stays the same."""
    key = hashlib.sha256(f"riskcrm.{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
