"""Rows that people make and change one by one over the API, each by its service.

What is changed has a version, and `VersionedMixin` on the left asks for the one that was seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils import timezone
from rest_framework import generics, mixins
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from riskcrm.accounts.signed_in import person_of
from riskcrm.web.idempotency import IdempotentMixin


class Making(IdempotentMixin, mixins.CreateModelMixin, generics.GenericAPIView[Any]):
    """POST of a new row, answered with its address."""

    make: ClassVar[Callable[..., Any]]  # service(by=, at=, **what is said)
    made_at: ClassVar[str]  # the route of one row
    versioned: Any = None

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.create(request, *args, **kwargs)

    def perform_create(self, serializer: Any) -> None:
        said = serializer.validated_data
        made = type(self).make(by=person_of(self.request), at=timezone.now(), **said)
        serializer.instance = made
        if hasattr(made, "version"):
            self.versioned = made

    def get_success_headers(self, data: Any) -> dict[str, str]:
        address = reverse(self.made_at, kwargs={"pk": data["id"]}, request=self.request)
        return {"Location": address}


class Changing(mixins.UpdateModelMixin, generics.GenericAPIView[Any]):
    """PATCH of a row, by the state that the caller has seen."""

    change: ClassVar[Callable[..., Any]]  # service(row, by=, at=, version=, **what is said)
    version: int
    versioned: Any = None

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.partial_update(request, *args, **kwargs)

    def perform_update(self, serializer: Any) -> None:
        row, by, at = serializer.instance, person_of(self.request), timezone.now()
        said = serializer.validated_data
        changed = type(self).change(row, by=by, at=at, version=self.version, **said)
        serializer.instance = self.versioned = changed


def whole(service: Callable[..., Any], *names: str) -> Callable[..., Any]:
    """A service that takes all of these, for callers that say some: the others stay."""

    def change(row: Any, **said: Any) -> Any:
        return service(row, **{name: getattr(row, name) for name in names} | said)

    return change
