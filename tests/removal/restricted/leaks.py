"""Faults put in on purpose: what would tell, if somebody built it. The walk must find each."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from removal.models import RestrictedMatter
from removal.restricted.opened import opened

Respond = Callable[[HttpRequest], HttpResponse]


class _Leak:
    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/customers/"):
            self.tell(response)
        return response

    def tell(self, response: HttpResponse) -> None: ...


class BySpace(_Leak):
    """One space more where there is an open matter."""

    def tell(self, response: HttpResponse) -> None:
        with opened():
            is_marked = RestrictedMatter.objects.exists()
        if is_marked and not response.streaming:
            response.content += b" "


class ByWork(_Leak):
    """The same text, after one query more."""

    def tell(self, response: HttpResponse) -> None:
        with opened():
            if RestrictedMatter.objects.exists():
                RestrictedMatter.objects.first()


class Forgetful(_Leak):
    """Reads the table without opening the compartment: the database shows nothing."""

    def tell(self, response: HttpResponse) -> None:
        if RestrictedMatter.objects.exists() and not response.streaming:
            response.content += b" "
