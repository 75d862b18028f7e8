"""API keys: `crm_<8 characters that find the row>_<secret>`. Only a hash of the whole is kept.

The secret has 256 bits of chance, so a plain SHA-256 is enough: there is nothing to guess.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
import string

from django.db.models import Q

from riskcrm.accounts.models import ApiKey

_ALPHABET = string.ascii_letters + string.digits
_SHAPE = re.compile(r"crm_([A-Za-z0-9]{8})_[A-Za-z0-9]{43}", re.ASCII)
NOTE_USE_EVERY = dt.timedelta(minutes=1)


def new_key() -> tuple[str, str]:
    """(prefix, whole key) of a key nobody has seen yet."""
    prefix, secret = (_random(8), _random(43))
    return prefix, f"crm_{prefix}_{secret}"


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def hash_of(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def find_key(text: str, *, at: dt.datetime) -> ApiKey | None:
    """The key row behind a presented key, if it is right and in force at this moment."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        return None
    rows = ApiKey.objects.select_related("user__team")
    key = rows.filter(prefix=match[1], user__is_active=True).first()
    if key is None or not key.is_valid(at):
        return None
    return key if hmac.compare_digest(bytes(key.secret_hash), hash_of(text)) else None


def note_use(key: ApiKey, *, at: dt.datetime) -> None:
    """Remember when a key was latest used, to the minute, so that each call costs no write."""
    long_ago = Q(latest_use_at__isnull=True) | Q(latest_use_at__lte=at - NOTE_USE_EVERY)
    if key.latest_use_at is None or key.latest_use_at <= at - NOTE_USE_EVERY:
        ApiKey.objects.filter(long_ago, pk=key.pk).update(latest_use_at=at)
