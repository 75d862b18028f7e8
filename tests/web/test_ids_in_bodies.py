"""What a call names of another team, in its body, is answered like what nobody has."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.web.routes.book import tried, undone
from tests.web.routes.calls import CALLS
from tests.web.routes.needs import Call, address
from tests.web.routes.walk import Route, routes
from tests.web.routes.words import DAY

API = "api/v1/"
# by these words a body names a customer or something of one
NAMES = {"customer", "customer_number", "survivor", "merged", "other", "reference_customer"}
# what the tables of calls leave out, for it need not be said
FURTHER: list[tuple[str, str, Callable[[SimpleNamespace], dict[str, Any]]]] = [
    ("related-parties/", "post", lambda r: {
        "customer": r.customer.number, "kind": "owner", "other": r.other.number,
    }),
    ("authority-requests/", "post", lambda r: {
        "authority": "Court", "reference": "C-2", "subject": "Files", "received_date": DAY,
        "deadline_date": DAY, "responsible": r.officer.username, "customer": r.customer.number,
    }),
    ("credit-checks/", "post", lambda r: {
        "customer_number": r.customer.number, "amount": "10", "currency": "USD",
    }),
    ("emergencies/", "post", lambda r: {
        "plan": "complaints", "because": "Calls.", "customer": r.customer.pk,
    }),
    ("authority-requests/<pk>/", "patch", lambda r: {"customer": r.customer.number}),
]  # fmt: skip
# there the word names a column of the file that comes along
OF_COLUMNS = {"/api/v1/fittings/tables/"}
Path = tuple[str | int, ...]
Body = tuple[Route, str, Any]


def bodies() -> Iterator[Body]:
    """Each call of the API that brings words of its own for each team."""
    by_pattern = {route.pattern: route for route in routes()}
    for pattern, needed in CALLS.items():
        for method, call in needed.calls.items():
            if method != "get" and callable(call.words):
                yield by_pattern[pattern], method, call.words
    for place, method, words in FURTHER:
        yield by_pattern[API + place], method, words


def leaves(words: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(words, dict | list):
        pairs = words.items() if isinstance(words, dict) else enumerate(words)
        for name, inner in pairs:
            yield from leaves(inner, (*path, name))
    elif isinstance(words, str | int):
        yield path, words


def replaced(words: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    held = dict(words) if isinstance(words, dict) else list(words)
    held[path[0]] = replaced(held[path[0]], path[1:], value)
    return held


def of_a_team(words: Any, book: SimpleNamespace) -> list[tuple[Path, Any]]:
    """What in a body is another team's when it is made of that team's rows.

    People are known to everybody, so naming one of another team is none of this.
    """
    own = dict(leaves(words(book.ours)))
    return [
        (path, value)
        for path, value in leaves(words(book.theirs))
        if value != own[path] and value != book.theirs.manager.username and path[-1] != "until"
    ]


def nobody(value: Any) -> Any:
    """What no row is called by, of the same kind."""
    return "W-nobody" if isinstance(value, str) else 2**31 - 2


def answered(
    book: SimpleNamespace, body: Body, path: Path, value: Any, wrap: Callable[[Any], Any]
) -> tuple[int, str]:
    """What somebody who may do all for our team is answered."""
    route, method, words = body
    call = Call(0, wrap(replaced(words(book.ours), path, value)))
    place = f"/{address(route.pattern, CALLS[route.pattern], book.ours)}"
    with undone():
        answer = tried(book.clients["insider"], route, method, place, call, book.ours)
    return answer.status_code, answer.content.decode()


def answered_alike(
    book: SimpleNamespace, body: Body, path: Path, value: Any, wrap: Callable[[Any], Any]
) -> tuple[int, str, bool]:
    """What is answered, and whether it is what nobody's gets, save for the names themselves."""
    code, text = answered(book, body, path, value, wrap)
    other_code, other = answered(book, body, path, nobody(value), wrap)
    # whole words only: a key may be part of a status or a day
    names = "|".join(re.escape(json.dumps(each).strip('"')) for each in (value, nobody(value)))
    own = re.compile(rf'"request_id":"[^"]+"|(?<![\w.])(?:{names})(?![\w.])')
    return code, text, (code, own.sub("…", text)) == (other_code, own.sub("…", other))


def in_a_list(words: Any) -> list[Any]:
    return [words]


@pytest.mark.django_db
def test_another_teams_is_answered_like_nobodys(book: SimpleNamespace) -> None:
    wrong = []
    for body in bodies():
        for path, value in of_a_team(body[2], book):
            code, text, same = answered_alike(book, body, path, value, lambda words: words)
            is_refused = code in (400, 404, 409) or '"outcome":"refused"' in text
            if not is_refused or not same:
                wrong.append((str(body[0]), path, code, text[:400]))
    assert wrong == []


@pytest.mark.django_db
def test_so_is_a_row_among_many(book: SimpleNamespace) -> None:
    wrong, tries = [], 0
    for body in (body for body in bodies() if hasattr(body[0].view_class, "row_class")):
        for path, value in of_a_team(body[2], book):
            code, text, same = answered_alike(book, body, path, value, in_a_list)
            [result] = json.loads(text)["results"] if code == 200 else [{"outcome": "not read"}]
            tries += 1
            if result["outcome"] != "refused" or not same:
                wrong.append((str(body[0]), path, code, text[:400]))
    assert wrong == []
    assert tries > 40


@pytest.mark.django_db
def test_every_word_that_names_a_customer_is_tried(book: SimpleNamespace) -> None:
    told = {
        (in_any_place(route.pattern), str(path[0]))
        for route, _method, words in bodies()
        for path, _value in of_a_team(words, book)
    }
    asked = {(in_any_place(place), name) for place, name in named_in_the_schema()}
    assert asked - told == set(), "say in FURTHER what such a call sends"
    assert len(asked) > 40


def in_any_place(address: str) -> str:
    """An address as resolver and schema agree on it, whatever they call its places."""
    return re.sub(r"<\w+>|{\w+}", "<>", address).strip("/")


def named_in_the_schema() -> Iterator[tuple[str, str]]:
    """The address and the word of each call that names a customer in its body."""
    schema: Any = SchemaGenerator().get_schema(request=None, public=True)
    for place, methods in schema["paths"].items():
        for said in (m for m in methods.values() if isinstance(m, dict) and "requestBody" in m):
            for content in said["requestBody"]["content"].values():
                names = set(properties(content["schema"], schema["components"]["schemas"]))
                yield from ((place, name) for name in names & NAMES if place not in OF_COLUMNS)


def properties(schema: Any, known: dict[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        schema = known[schema["$ref"].rsplit("/", 1)[1]]
    for choice in (*schema.get("oneOf", ()), *([schema["items"]] if "items" in schema else ())):
        yield from properties(choice, known)
    yield from (n for n, s in schema.get("properties", {}).items() if not s.get("readOnly"))
