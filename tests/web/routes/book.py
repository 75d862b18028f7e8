"""The rows of two teams and the people who try the routes on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client

from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from tests.factories import make_person, make_team
from tests.web.routes import rows as make_rows
from tests.web.routes.needs import Call
from tests.web.routes.walk import Route


@contextmanager
def undone() -> Iterator[None]:
    """What happens in it has not happened for what follows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_book() -> SimpleNamespace:
    north, south = make_team("walk-north"), make_team("walk-south")
    manager = make_person(roles.ACCOUNT_MANAGER, username="walk-manager", team=north)
    other = make_person(roles.ACCOUNT_MANAGER, username="walk-other", team=south)
    officer = make_person(roles.RISK_OFFICER, username="walk-officer")
    people = {
        "manager": manager,
        "officer": officer,
        "legal": make_person(roles.LEGAL_REVIEWER),
        "head": make_person(roles.HEAD_OF_RISK, username="walk-head"),
        "admin": make_person(roles.ADMINISTRATOR),
        "auditor": make_person(roles.AUDITOR),
        "insider": make_person(team=north),  # may do all, to the team's customers
    }
    may_all = Permission.objects.exclude(codename="view_all_customers")
    people["insider"].user_permissions.set(may_all)
    everybody = make_rows.of_everybody(north, officer)
    everybody.officer = officer
    ours = make_rows.of_team(north, manager, officer, everybody)
    theirs = make_rows.of_team(south, other, officer, everybody)
    return SimpleNamespace(
        clients={name: _signed_in(person) for name, person in people.items()},
        owned=set(vars(theirs)),
        ours=SimpleNamespace(**vars(everybody), **vars(ours)),
        theirs=SimpleNamespace(**vars(everybody), **vars(theirs)),
    )


def _signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def tried(
    client: Client, route: Route, method: str, path: str, call: Call, rows: SimpleNamespace
) -> Any:
    words = call.words(rows) if callable(call.words) else call.words
    words = {} if words is None else words
    send = getattr(client, method)
    if not route.is_api or method == "get" or _brings_a_file(words):
        return send(path, words, headers={"If-Match": "*"})
    data = json.dumps(words)
    return send(path, data, content_type="application/json", headers={"If-Match": "*"})


def _brings_a_file(words: Any) -> bool:
    return isinstance(words, dict) and any(hasattr(word, "read") for word in words.values())
