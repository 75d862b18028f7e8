"""What a request learns from the person: their language, and a password that must be changed."""

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

    open_pages = frozenset(
        {
            "account_change_password",
            "account_logout",
            "accounts:language",
            "web:livez",
            "web:readyz",
        }
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not (isinstance(user, User) and user.must_change_password) or self._is_open(request):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            raise PermissionDenied
        messages.warning(
            request, _("Somebody else set this password for you. Choose your own first.")
        )
        return redirect("account_change_password")

    def _is_open(self, request: HttpRequest) -> bool:
        try:
            return resolve(request.path_info).view_name in self.open_pages
        except Resolver404:
            return False
