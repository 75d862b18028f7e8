"""Rows that people make and change one by one over the API, each by its service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils import timezone
from rest_framework import generics, mixins
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin


class Making(IdempotentMixin, mixins.CreateModelMixin, generics.GenericAPIView[Any]):
    """POST of a new row, answered with its address."""

    make: ClassVar[Callable[..., Any]]  # service(by=, at=, **what is said)
    made_at: ClassVar[str]  # the route of one row

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.create(request, *args, **kwargs)

    def perform_create(self, serializer: Any) -> None:
        said = serializer.validated_data
        made = type(self).make(by=person_of(self.request), at=timezone.now(), **said)
        serializer.instance = made
        if isinstance(self, VersionedMixin):
            self.versioned = made

    def get_success_headers(self, data: Any) -> dict[str, str]:
        address = reverse(self.made_at, kwargs={"pk": data["id"]}, request=self.request)
        return {"Location": address}


class Changing(mixins.UpdateModelMixin, generics.GenericAPIView[Any]):
    """PATCH of a row; of one with a version, by the state that the caller has seen."""

    change: ClassVar[Callable[..., Any]]  # service(row, by=, at=, version=, **what is said)

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.partial_update(request, *args, **kwargs)

    def perform_update(self, serializer: Any) -> None:
        said = dict(serializer.validated_data)
        if isinstance(self, VersionedMixin):
            said["version"] = self.version
        row, by, at = serializer.instance, person_of(self.request), timezone.now()
        serializer.instance = type(self).change(row, by=by, at=at, **said)
        if isinstance(self, VersionedMixin):
            self.versioned = serializer.instance


def whole(service: Callable[..., Any], *names: str) -> Callable[..., Any]:
    """A service that takes all of these, for callers that say some: the others stay."""

    def change(row: Any, **said: Any) -> Any:
        return service(row, **{name: getattr(row, name) for name in names} | said)

    return change
