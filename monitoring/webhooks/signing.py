"""Standard Webhooks: https://www.standardwebhooks.com. What a receiver checks a message by.

Signed is `id.timestamp.payload` with HMAC-SHA256; the header holds one signature per secret in
force, so that a secret can be changed without losing a message.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from riskcrm.accounts.sealing import box

PREFIX = "whsec_"
PURPOSE = "webhooks"
BYTES = 32


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def sign(secret: str, message_id: str, timestamp: int, payload: str) -> str:
    """One signature, such as v1,g0hM9SsE…"""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    text = f"{message_id}.{timestamp}.{payload}".encode()
    digest = hmac.new(key, text, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def headers(keys: Iterable[str], message_id: str, timestamp: int, payload: str) -> dict[str, str]:
    """What goes with a message; signed with each of these secrets."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(sign(k, message_id, timestamp, payload) for k in keys),
    }


def seal(secret: str) -> str:
    """As it is kept: who reads the database alone cannot sign with it."""
    return box(PURPOSE).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises `InvalidToken` where RISKCRM_SECRET_KEY is another one now."""
    return box(PURPOSE).decrypt(sealed.encode()).decode()
