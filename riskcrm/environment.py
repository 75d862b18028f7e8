"""Reading the environment: each value is taken, given its default, or refused in one sentence.

An empty variable counts as one that is not set.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import zoneinfo
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name) or default


def flag(name: str, default: bool) -> bool:
    value = text(name)
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return default if value == "" else value == "1"


def number(name: str, default: int, least: int = 0) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least}, not {value!r}.")
    return int(value)


def words(name: str) -> list[str]:
    return [word.strip() for word in text(name).split(",") if word.strip()]


def hosts(name: str) -> list[str]:
    """The names that this copy answers to; its own machine, which asks after its health, always."""
    return [*words(name), *LOCAL_HOSTS]


def currency(name: str, default: str) -> str:
    value = text(name, default)
    if not re.fullmatch("[A-Z]{3}", value):
        raise ImproperlyConfigured(f"{name} must be three capital letters, not {value!r}.")
    return value


def country(name: str) -> str:
    value = text(name)
    if value and not re.fullmatch("[A-Z]{2}", value):
        raise ImproperlyConfigured(f"{name} must be two capital letters, not {value!r}.")
    return value


def working_hours(name: str, default: str) -> tuple[dt.time, dt.time]:
    """When offices open and close on a business day, such as 09:00-18:00."""
    value = text(name, default)
    try:
        opens, closes = (dt.time.fromisoformat(part.strip()) for part in value.split("-"))
    except ValueError:
        opens = closes = dt.time()
    if opens >= closes:
        raise ImproperlyConfigured(
            f"{name} must be two times of a day, such as 09:00-18:00, not {value!r}."
        )
    return opens, closes


def choice(name: str, *choices: str) -> str:
    """One of these words; the first one by default."""
    value = text(name, choices[0])
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(choices)}, not {value!r}.")
    return value


def time_zone(name: str, default: str) -> str:
    value = text(name, default)
    try:
        return zoneinfo.ZoneInfo(value).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ImproperlyConfigured(
            f"{name} must be the name of a time zone, such as Asia/Shanghai, not {value!r}."
        ) from None


def log_level(name: str, default: str) -> str:
    value = text(name, default).upper()
    if value not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
        raise ImproperlyConfigured(
            f"{name} must be DEBUG, INFO, WARNING, ERROR or CRITICAL, not {value!r}."
        )
    return value


def database(name: str, url: str) -> dict[str, Any]:
    """Django's settings for a PostgreSQL address. What is wrong is said without its password."""
    try:
        found = dict(dj_database_url.parse(url))
    except ValueError:
        found = {}
    book = str(found.get("NAME", ""))
    is_ours = found.get("ENGINE") == "django.db.backends.postgresql"
    if not is_ours or not book or "/" in book:  # an unquoted password runs into the name
        raise ImproperlyConfigured(
            f"{name} must look like postgresql://role:password@host:5432/database; a character "
            "like @, / or % in the password is written as %40, %2F or %25."
        )
    return found


def redis_addresses(name: str, url: str) -> tuple[str, str]:
    """An address of Redis as Celery and as the cache write it: they differ for a Unix socket."""
    parts = urlsplit(url)
    if parts.scheme in ("redis", "rediss"):
        return url, url
    if parts.scheme not in ("unix", "redis+socket") or not parts.path:
        raise ImproperlyConfigured(
            f"{name} must look like redis://host:6379/0, rediss://… or unix:///path/to/redis.sock."
        )
    query = parse_qs(parts.query)
    number = (query.get("db") or query.get("virtual_host") or ["0"])[0]
    place = f"{parts.netloc}{parts.path}"
    return f"redis+socket://{place}?virtual_host={number}", f"unix://{place}?db={number}"


def web_address(name: str) -> str:
    """Where people find this copy, without a slash at the end; empty where it is not said."""
    value = text(name).rstrip("/")
    if value and not re.fullmatch(r"https?://[^/\s?#]+(/[^\s?#]*)?", value):
        raise ImproperlyConfigured(f"{name} must look like https://crm.example.com, not {value!r}.")
    return value


def mail_server(name: str) -> dict[str, Any]:
    """Django's settings for the address of a mail server; empty where none is set."""
    url = text(name)
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if not url:
        return {}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or port == -1:
        raise ImproperlyConfigured(
            f"{name} must look like smtp://name:password@host:587 or smtps://…; a character like "
            "@, / or % in the password is written as %40, %2F or %25."
        )
    is_tls = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if is_tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_tls,
        "EMAIL_USE_TLS": not is_tls and parse_qs(parts.query).get("tls") != ["0"],
    }


def lines(name: str) -> list[str]:
    """What stands in lines, such as an address: they are parted by |."""
    return [line.strip() for line in text(name).split("|") if line.strip()]


def refuse_known_secrets(**values: str) -> None:
    """docker-compose.yml has secrets for an evaluation, which everybody can read."""
    known = [name for name, value in values.items() if "evaluation-only" in value]
    if known:
        raise ImproperlyConfigured(
            f"{' and '.join(known)} still holds a secret of docker-compose.yml that everybody "
            "knows. With DEMO=0 set RISKCRM_SECRET_KEY, RISKCRM_OWNER_PASSWORD and "
            "RISKCRM_APP_PASSWORD to long random words of your own."
        )
