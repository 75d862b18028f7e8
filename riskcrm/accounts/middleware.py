"""What a request learns from the person: their language, and what they must do first."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.accounts.second_factor import SEEN, must_have
from riskcrm.accounts.selectors import has_second_factor

ALWAYS_OPEN = frozenset({"account_logout", "accounts:language", "web:livez", "web:readyz"})


class PersonalLanguageMiddleware:
    """The person's choice, else the cookie's, else the browser's; the answer says which one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.user.language if isinstance(request.user, User) else ""
        chosen = chosen or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        language = chosen if chosen in known else translation.get_language_from_request(request)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class OwnPasswordMiddleware:
    """A password that somebody else gave opens one page: the one that changes it.

    Otherwise whoever gave it could act as the person.
    """

    open_pages = ALWAYS_OPEN | {"account_change_password"}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not (isinstance(user, User) and user.must_change_password):
            return self.get_response(request)
        if _is_among(self.open_pages, request):
            return self.get_response(request)
        text = _("Somebody else set this password for you. Choose your own first.")
        return _send_away(request, "account_change_password", text)


class SecondFactorMiddleware:
    """Who must have a second factor and has none gets to the pages that turn it on, no further."""

    open_pages = ALWAYS_OPEN | {
        "account_change_password",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_reauthenticate",
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._lacks_one(request) or _is_among(self.open_pages, request):
            return self.get_response(request)
        text = _("Your role needs a second factor. Turn it on to go on.")
        return _send_away(request, "mfa_activate_totp", text)

    def _lacks_one(self, request: HttpRequest) -> bool:
        user = request.user
        if not settings.REQUIRE_TOTP_ROLES or not isinstance(user, User):
            return False
        if request.session.get(SEEN) or not must_have(user):
            return False
        if has_second_factor(user):
            request.session[SEEN] = True
            return False
        return True


def _send_away(request: HttpRequest, page: str, text: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        raise PermissionDenied
    messages.warning(request, text)
    return redirect(page)


def _is_among(pages: frozenset[str], request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in pages
    except Resolver404:
        return False
