"""Default-deny on every route there is: nobody gets anywhere without the permission it names.

Routes are walked as they stand in the resolver, so a new one is covered the moment it is added.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from django.views import View
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from riskcrm.accounts.models import User
from riskcrm.web.permissions import SIGNED_IN, HasPermissionOfRoute, requires
from tests.factories import make_person
from tests.web.routes.book import tried, undone
from tests.web.routes.calls import CALLS
from tests.web.routes.control import WHOLE_BOOK as CONTROL_OF_ALL
from tests.web.routes.needs import Call, address, names_of_rows
from tests.web.routes.pages import PAGES
from tests.web.routes.walk import Route, routes

METHODS = ("get", "post", "put", "patch", "delete")
# who has not signed in may see that the service is alive, sign in, and choose a language first
OPEN_TO_ALL = {
    "web:livez",
    "web:readyz",
    "accounts:language",
    "account_login",
    "account_logout",
    "account_inactive",
    "mfa_authenticate",  # the second half of signing in: without the first it leads back there
}
ABOUT_ONESELF = {  # allauth asks for a sign-in
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
}
OWN_SECRET = {"web:metrics"}  # read by a machine that brings a secret of its own
ALL = list(routes())
GUARDED = [r for r in ALL if r.name not in OPEN_TO_ALL | ABOUT_ONESELF | OWN_SECRET]


def test_the_walk_finds_pages_and_api_of_every_app() -> None:
    names = {str(route) for route in ALL}
    expected = {"accounts:people", "audit:event_list", "jobs:run_list", "web:schema"}
    assert expected <= names
    assert any(route.is_api and "customers" in route.path for route in ALL)
    assert not [route.path for route in ALL if "<" in route.path or "(" in route.path]


def test_each_api_route_has_a_name_of_its_own() -> None:
    names = [route.name for route in ALL if route.is_api_view and route.name != "web:schema"]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"api-[a-z-]+", name)] == []


def test_the_list_of_open_routes_names_only_routes_that_exist() -> None:
    names = {route.name for route in ALL}
    assert names >= OPEN_TO_ALL | ABOUT_ONESELF | OWN_SECRET


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ABOUT_ONESELF))
def test_pages_about_oneself_ask_for_a_sign_in(name: str) -> None:
    answer = Client().get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_who_has_not_signed_in_is_sent_to_sign_in() -> None:
    wrong = []
    for route, method in every_way():
        answer = getattr(Client(), method)(route.path)
        is_sent = answer.headers.get("Location", "").startswith("/accounts/login/")
        if route.is_api_view:
            is_right = answer.status_code == 401
        else:
            is_right = answer.status_code == 405 or (answer.status_code == 302 and is_sent)
        if not is_right:
            wrong.append((str(route), method, answer.status_code))
    assert wrong == []


@pytest.mark.django_db
def test_who_has_no_role_gets_nowhere(nobody: User, client_for: Callable[[User], Client]) -> None:
    """No 404 either: where there is no such row, only those who may look learn that."""
    client, wrong = client_for(nobody), []
    for route, method in every_way():
        allowed: tuple[int, ...] = (403,)
        if may_see(route, method):
            allowed = (200, 286, 302, 405, 422)
        elif route.is_api_view and not answers(route, method):
            allowed = (405,)
        with undone():
            answer = getattr(client, method)(route.path)
        if answer.status_code not in allowed:
            wrong.append((str(route), method, answer.status_code))
    assert wrong == []


@pytest.mark.django_db
def test_the_api_says_which_methods_it_has(
    nobody: User, client_for: Callable[[User], Client]
) -> None:
    person = make_person()
    person.user_permissions.set(Permission.objects.all())
    may_all, may_nothing, wrong = client_for(person), client_for(nobody), []
    for route in (r for r in GUARDED if r.is_api_view):
        asked = [(may_all, method, 405) for method in METHODS if not answers(route, method)]
        asked += [(may_all, "options", 200)]
        asked += [] if may_see(route, "get") else [(may_nothing, "options", 403)]
        for client, method, expected in asked:
            answer = getattr(client, method)(route.path)
            if answer.status_code != expected:
                wrong.append((str(route), method, answer.status_code))
    assert wrong == []


def every_way() -> Iterator[tuple[Route, str]]:
    """Each route with each method that matters: a page refuses before it looks at the method."""
    for route in GUARDED:
        yield from ((route, m) for m in (METHODS if route.is_api_view else ("get", "post")))


def may_see(route: Route, method: str) -> bool:
    """Whether signing in is all that this route asks for."""
    if route.is_api_view:
        return getattr(route.view_class, "permissions", {}).get(method.upper()) == SIGNED_IN
    return bool(route.permission == SIGNED_IN)


def test_each_route_asks_for_the_permission_it_names() -> None:
    open_ones = [str(route) for route in GUARDED if not is_enforced(route)]
    assert open_ones == [], "use requires, PermissionRequiredMixin or HasPermissionOfRoute"


def is_enforced(route: Route) -> bool:
    """Whether what stands before the route refuses those without its permission."""
    if route.is_api_view:
        return HasPermissionOfRoute in route.view_class.permission_classes
    if route.view_class is not None:
        return issubclass(route.view_class, PermissionRequiredMixin)
    return getattr(route.view, "is_guarded", False)


def test_a_page_that_only_names_a_permission_is_found_out() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("open")

    class Page(View):
        permission_required = "customers.view_customer"

    class Call(APIView):
        permissions: ClassVar[dict[str, str]] = {"GET": "customers.view_customer"}
        permission_classes = [AllowAny]

    for open_view in (page, Page.as_view(), Call.as_view()):
        address = "/api/v1/call/" if getattr(open_view, "cls", None) else "/page/"
        assert not is_enforced(Route("", address, open_view))
    page.permission_required = "customers.view_customer"  # type: ignore[attr-defined]
    assert not is_enforced(Route("", "/page/", page))
    assert is_enforced(Route("", "/page/", requires("customers.view_customer")(page)))


def test_each_route_says_which_permission_it_needs() -> None:
    untold = []
    for route in GUARDED:
        if route.is_api_view:
            named = set(route.view_class.permissions)
            untold += [(str(route), m) for m in METHODS if answers(route, m)
                       and m.upper() not in named]  # fmt: skip
        elif not route.permission:
            untold.append((str(route), "use requires or permission_required"))
    assert untold == []


def answers(route: Route, method: str) -> bool:
    actions = getattr(route.view, "actions", None)
    if actions is not None:  # a view set answers what its route maps
        return method in actions
    return hasattr(route.view_class, method) and method in route.view_class.http_method_names


@pytest.mark.django_db
def test_each_permission_named_by_a_route_exists() -> None:
    known = {
        f"{app}.{name}"
        for app, name in Permission.objects.values_list("content_type__app_label", "codename")
    } | {SIGNED_IN}
    for route in GUARDED:
        if route.is_api_view:
            needed = route.view_class.permissions.values()
            named = {code for n in needed for code in (n if isinstance(n, tuple) else (n,))}
        else:
            named = {route.permission}
        assert named <= known, str(route)


# --- who may use a route, and whose rows it shows ------------------------------------------------

NEEDS = PAGES | CALLS


def test_the_table_says_what_each_route_needs_and_names_no_other() -> None:
    there = {route.pattern for route in GUARDED}
    untold, gone = there - set(NEEDS), set(NEEDS) - there
    assert untold == set(), "say in tests/web/routes what these routes need"
    assert gone == set(), "these routes are no more"


@pytest.mark.django_db
def test_who_may_use_a_route_is_answered_as_the_table_says(book: SimpleNamespace) -> None:
    """A method that the table does not name is none that the route has."""
    wrong = []
    for route in GUARDED:
        needed = NEEDS[route.pattern]
        client, path = book.clients[needed.who], f"/{address(route.pattern, needed, book.ours)}"
        calls = dict(needed.calls)
        if route.is_api_view:  # of the others the walk above makes sure
            answered = {method for method in METHODS if answers(route, method)}
            wrong += [] if set(calls) == answered else [(route.pattern, answered, "untold")]
        else:
            calls |= {m: Call(405) for m in ("get", "post", "put") if m not in calls}
        for method, call in calls.items():
            with undone():
                answer = tried(client, route, method, path, call, book.ours)
                if answer.status_code != call.code:
                    wrong.append((route.pattern, method, _why(answer)))
    assert wrong == []


def _why(answer: Any) -> Any:
    """What a page had against a form, or the API against a call."""
    context = answer.context or {}
    for name in ("form", "log_form", "ending_form"):
        if name in context and getattr(context[name], "errors", None):
            return answer.status_code, context[name].errors
    return answer.status_code, answer.headers.get("Location"), getattr(answer, "content", b"")[:600]


# of the whole book: who sees only a team's customers is refused before any row is looked for
WHOLE_BOOK = {
    "api/v1/effect-studies/<pk>/",
    "api/v1/erasure-runs/<pk>/",
    "api/v1/erasure-runs/<pk>/customers/",
    *CONTROL_OF_ALL,
}


@pytest.mark.django_db
def test_a_row_that_is_not_there_or_of_another_team_is_not_found(book: SimpleNamespace) -> None:
    wrong = []
    for route in GUARDED:
        needed = NEEDS[route.pattern]
        named = names_of_rows(route.pattern, needed)
        addresses = [(route.path, book.ours)] if named else []
        if book.owned & set(named.values()):
            addresses.append((f"/{address(route.pattern, needed, book.theirs)}", book.theirs))
        for (method, call), (path, rows) in itertools.product(needed.calls.items(), addresses):
            with undone():
                answer = tried(book.clients["insider"], route, method, path, call, rows)
                if answer.status_code != (403 if route.pattern in WHOLE_BOOK else 404):
                    wrong.append((route.pattern, method, _why(answer)))
    assert wrong == []
