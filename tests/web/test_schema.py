"""The API's description is complete and free of guesses."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
import yaml
from django.core.management import call_command


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("schema") / "openapi.yaml"
    arguments = ["--validate", "--fail-on-warn", "--file", str(path)]
    call_command("spectacular", *arguments, stderr=StringIO())
    return path.read_text()


@pytest.fixture(scope="module")
def operations(text: str) -> list[tuple[str, dict[str, Any]]]:
    paths = yaml.safe_load(text)["paths"]
    return [
        (f"{method} {path}", operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
    ]


def test_every_call_says_how_it_fails_and_who_may_make_it(
    operations: list[tuple[str, dict[str, Any]]],
) -> None:
    for name, operation in operations:
        assert {"401", "403", "429"} <= set(operation["responses"]), name
        assert {"apiKey": []} in operation["security"], name


def test_every_call_with_a_body_says_that_it_may_be_too_large(
    operations: list[tuple[str, dict[str, Any]]],
) -> None:
    for name, operation in operations:
        assert ("413" in operation["responses"]) == ("requestBody" in operation), name


def test_every_call_is_described_in_words(
    operations: list[tuple[str, dict[str, Any]]],
) -> None:
    assert [name for name, operation in operations if not operation.get("description")] == []


def test_no_list_counts_its_rows_or_turns_pages_by_number(
    operations: list[tuple[str, dict[str, Any]]],
) -> None:
    for name, operation in operations:
        names = {parameter["name"] for parameter in operation.get("parameters", [])}
        assert not names & {"page", "offset", "page_size"}, name


# what asks and writes nothing
ASKING = {"post /api/v1/what-if/", "post /api/v1/removal-criteria/what-if/"}


def test_every_creating_call_honours_an_idempotency_key(
    operations: list[tuple[str, dict[str, Any]]],
) -> None:
    without = [
        name
        for name, operation in operations
        if name.startswith("post") and name.count("{") == 0 and name not in ASKING
        if "Idempotency-Key" not in {p["name"] for p in operation.get("parameters", [])}
    ]
    assert without == []


def test_every_changing_call_says_which_state_it_changes(
    operations: list[tuple[str, dict[str, Any]]],
) -> None:
    without = [
        name
        for name, operation in operations
        if name.startswith(("put", "patch", "delete"))
        if "If-Match" not in {p["name"] for p in operation.get("parameters", [])}
    ]
    assert without == []
