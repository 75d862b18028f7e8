"""What people without the right are answered: everything that could tell them something.

An answer is its status, its headers, its text without what is new at each call, and how many
queries it took. Two looks at the same book must give the same answers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from riskcrm.accounts import removal_rights, roles
from riskcrm.accounts.models import Team, User
from tests.factories import make_person
from tests.web.routes.book import tried, undone
from tests.web.routes.calls import CALLS
from tests.web.routes.needs import Call, address
from tests.web.routes.pages import PAGES
from tests.web.routes.walk import Route, routes

NEEDS = PAGES | CALLS
TABLES = re.compile(r"removal_(restricted|sendclearance|compartmentgrant|sealed)")
NEW_AT_EACH_CALL = (
    (re.compile(rb'(csrfmiddlewaretoken" value|X-CSRFToken)": ?"[^"]+"'), b"csrf"),
    (re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"'), b"csrf"),
    (re.compile(rb"X-CSRFToken[^}]+"), b"csrf"),
    (re.compile(rb'data-csrf="[^"]+"'), b"csrf"),
    (re.compile(rb'nonce="[^"]+"'), b"nonce"),
    (re.compile(rb'"request_id": ?"[^"]*"'), b"request id"),
    (re.compile(rb"worked out in [0-9.]+ s"), b"how long it took"),
    (re.compile(rb'"source_key":"[^"]*"'), b"key made up for a row"),
    (re.compile(rb"whsec_[A-Za-z0-9+/=]+"), b"secret of a webhook"),
    (re.compile(rb"msg_[0-9a-f]{32}"), b"id of a message"),
)
DIGITS = re.compile(rb"\d+")
HASHES = re.compile(rb"\b[0-9a-f]{32,}\b")  # of a bundle: they hang on salts and moments
TOLD_BY_HEADERS = ("Content-Type", "Location", "ETag", "HX-Push-Url", "HX-Trigger", "Vary",
                   "Content-Language", "Cache-Control", "Content-Disposition", "Link",
                   "Referrer-Policy", "Content-Length", "X-Total")  # fmt: skip


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    text: bytes
    queries: int
    asked_for_secrets: bool


Answers = dict[tuple[str, str, str], Answer]


OUTSIDE = sorted(
    role.code for role in roles.ROLES.values() if not role.permissions & removal_rights.COMPARTMENT
)


def make_know_all(team: Team) -> User:
    """Somebody with every right that any role outside has."""
    person = make_person(roles.ADMINISTRATOR, team=team)
    codes = frozenset[str]().union(*(roles.ROLES[code].permissions for code in OUTSIDE))
    person.user_permissions.set(roles.permission_rows(codes))
    return person


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def looks(book: SimpleNamespace, client: Client, below: str | tuple[str, ...] = "/") -> Answers:
    """What this browser's person is answered on every page and every call that reads."""
    return {
        ("", "get", path): _asked(client, route, "get", path, Call(200), book.ours)
        for route, path in reading_routes(book.ours)
        if path.startswith(below)
    }


def reading_routes(rows: SimpleNamespace) -> Iterator[tuple[Route, str]]:
    for route in routes():
        needed = NEEDS.get(route.pattern)
        if needed is not None and "get" in needed.calls:
            yield route, f"/{address(route.pattern, needed, rows)}"


def acts(book: SimpleNamespace) -> Answers:
    """What every call that changes something answers to who may; each is taken back."""
    found: Answers = {}
    for route in routes():
        needed = NEEDS.get(route.pattern)
        for method, call in (needed.calls if needed else {}).items():
            if needed is None or method == "get":
                continue
            path = f"/{address(route.pattern, needed, book.ours)}"
            client = book.clients[needed.who]
            client.cookies.pop("messages", None)  # those of the acts before
            answer = _asked(client, route, method, path, call, book.ours)
            # new rows have other numbers each time, though they are taken back
            text = DIGITS.sub(b"#", answer.text) if answer.status < 400 else answer.text
            headers = tuple((k, re.sub(r"\d+", "#", v)) for k, v in answer.headers)
            found[needed.who, method, path] = Answer(
                answer.status, headers, text, answer.queries, answer.asked_for_secrets
            )
    return found


def _asked(
    client: Client, route: Route, method: str, path: str, call: Call, rows: SimpleNamespace
) -> Answer:
    connection.queries_log.clear()  # it keeps the latest 9,000 only
    with undone(), CaptureQueriesContext(connection) as queries:
        response = tried(client, route, method, path, call, rows)
        text = b"".join(response.streaming_content) if response.streaming else response.content
    return Answer(
        response.status_code,
        tuple((name, response.headers[name]) for name in TOLD_BY_HEADERS if name in response),
        without_what_is_new(_unpacked(text)),
        len(queries),
        any(TABLES.search(query["sql"]) for query in queries),
    )


def _unpacked(content: bytes) -> bytes:
    """What the files of a bundle say: packed, every hash would change all that follows."""
    if not content.startswith(b"PK\x03\x04"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        files = [(name.encode(), bundle.read(name)) for name in bundle.namelist()]
    return b"\n".join(name + b"\n" + HASHES.sub(b"#", text) for name, text in files)


def without_what_is_new(text: bytes) -> bytes:
    for pattern, word in NEW_AT_EACH_CALL:
        text = pattern.sub(word, text)
    return text


def differences(before: Answers, after: Answers) -> list[Any]:
    """Where the second look was told something else, and in what."""
    assert before.keys() == after.keys()
    found = []
    for key, was in before.items():
        now = after[key]
        told = [
            name
            for name in ("status", "headers", "queries", "text", "asked_for_secrets")
            if getattr(was, name) != getattr(now, name)
        ]
        if told:
            found.append((*key, told, first_difference(was.text, now.text)))
    return found


def first_difference(one: bytes, other: bytes) -> Any:
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return one[max(0, place - 40) : place + 60], other[max(0, place - 40) : place + 60]
    return len(one), len(other)
