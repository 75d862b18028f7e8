"""Default-deny on every route there is: nobody gets anywhere without the permission it names.

Routes are walked as they stand in the resolver, so a new one is covered the moment it is added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.views import View
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from riskcrm.accounts.models import User
from riskcrm.web.permissions import SIGNED_IN, HasPermissionOfRoute, requires
from tests.factories import make_person

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
# one value that fits each kind of place in an address, and that no row has
VALUES = {"int": 0, "slug": "no-such", "str": "no-such", "uuid": "0" * 32, "path": "no-such"}


@dataclass(frozen=True)
class Route:
    name: str
    path: str
    view: Any

    def __str__(self) -> str:
        return self.name or self.path

    @property
    def view_class(self) -> Any:
        return getattr(self.view, "view_class", None) or getattr(self.view, "cls", None)

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def is_api_view(self) -> bool:
        return self.is_api and self.view_class is not None

    @property
    def permission(self) -> Any:
        """What a page says it needs."""
        held = getattr(self.view, "permission_required", None)
        return held or getattr(self.view_class, "permission_required", None)


def routes(patterns: Any = None, prefix: str = "/", names: tuple[str, ...] = ()) -> Iterator[Route]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + filled(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*names, entry.namespace) if entry.namespace else names
            yield from routes(entry.url_patterns, path, inner)
        elif isinstance(entry, URLPattern):
            yield Route(":".join((*names, entry.name or "")), path, entry.callback)


def filled(pattern: Any) -> str:
    """The path of a pattern with something in each of its places."""
    text = str(pattern)
    if hasattr(pattern, "converters"):
        for name, converter in pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            kind = {"string": "str"}.get(kind, kind)
            for spelled in (f"<{kind}:{name}>", f"<{name}>"):
                text = text.replace(spelled, str(VALUES.get(kind, "no-such")))
        return text
    return text


ALL = list(routes())
GUARDED = [r for r in ALL if r.name not in OPEN_TO_ALL | ABOUT_ONESELF | OWN_SECRET]
each_guarded = pytest.mark.parametrize("route", GUARDED, ids=str)


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
@each_guarded
def test_who_has_not_signed_in_is_sent_to_sign_in(route: Route) -> None:
    for method in METHODS:
        answer = getattr(Client(), method)(route.path)
        if route.is_api_view:
            assert answer.status_code == 401, (method, answer.content[:200])
        else:
            assert answer.status_code in (302, 405), method
            if answer.status_code == 302:
                assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
@each_guarded
def test_who_has_no_role_gets_nowhere(
    route: Route, nobody: User, client_for: Callable[[User], Client]
) -> None:
    """No 404 either: where there is no such row, only those who may look learn that."""
    client = client_for(nobody)
    for method in METHODS:
        answer = getattr(client, method)(route.path)
        if may_see(route, method):
            assert answer.status_code in (200, 286, 302, 405, 422), method
        elif route.is_api_view and not answers(route, method):
            assert answer.status_code == 405, method
        else:
            assert answer.status_code == 403, (method, answer.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("route", [r for r in GUARDED if r.is_api_view], ids=str)
def test_the_api_says_which_methods_it_has(
    route: Route, nobody: User, client_for: Callable[[User], Client]
) -> None:
    person = make_person()
    person.user_permissions.set(Permission.objects.all())
    client = client_for(person)
    for method in METHODS:
        if not answers(route, method):
            assert getattr(client, method)(route.path).status_code == 405, method
    assert client.options(route.path).status_code == 200
    if not may_see(route, "get"):
        assert client_for(nobody).options(route.path).status_code == 403


def may_see(route: Route, method: str) -> bool:
    """Whether signing in is all that this route asks for."""
    if route.is_api_view:
        return getattr(route.view_class, "permissions", {}).get(method.upper()) == SIGNED_IN
    return bool(route.permission == SIGNED_IN)


@each_guarded
def test_each_route_asks_for_the_permission_it_names(route: Route) -> None:
    assert is_enforced(route), "use requires, PermissionRequiredMixin or HasPermissionOfRoute"


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


@each_guarded
def test_each_route_says_which_permission_it_needs(route: Route) -> None:
    if route.is_api_view:
        answered = {m.upper() for m in METHODS if answers(route, m)}
        named = set(route.view_class.permissions)
        assert answered <= named, f"no permission named for {sorted(answered - named)}"
    else:
        assert route.permission, "use riskcrm.web.permissions.requires or permission_required"


def answers(route: Route, method: str) -> bool:
    actions = getattr(route.view, "actions", None)
    if actions is not None:  # a view set answers what its route maps
        return method in actions
    return hasattr(route.view_class, method) and method in route.view_class.http_method_names


@pytest.mark.django_db
@each_guarded
def test_each_permission_named_by_a_route_exists(route: Route) -> None:
    known = {
        f"{app}.{name}"
        for app, name in Permission.objects.values_list("content_type__app_label", "codename")
    } | {SIGNED_IN}
    if route.is_api_view:
        needed = route.view_class.permissions.values()
        named = {code for n in needed for code in (n if isinstance(n, tuple) else (n,))}
    else:
        named = {route.permission}
    assert named <= known
