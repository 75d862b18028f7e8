"""Acts over the API: what may be done to a row, each a place under the row's address.

An act is declared in a line: its verb, the service of the page's button, and the words it takes.
The verb is the same in the address, the route's name and the service.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin

Words = Mapping[str, Any]  # name → field of a serializer


@dataclasses.dataclass(frozen=True)
class Act:
    """Something that may be done to a row.

    `service` takes the row, the words by their names, `by` and `at`. An act that `needs_version`
    takes `version` besides, which the caller says by `If-Match`. The answer is the row as it is
    then, or what the service answers, shaped by `answer`.
    """

    verb: str
    service: Callable[..., Any]
    doc: str
    words: Words = dataclasses.field(default_factory=dict)
    permission: Needed = ""
    needs_version: bool = False
    answer: type[serializers.Serializer[Any]] | None = None
    status: int = 200


class ActView(IdempotentMixin, generics.GenericAPIView[Any]):
    """One act on one row; the class of the rows says whom they are shown to, and how."""

    act: ClassVar[Act]
    words_class: ClassVar[type[serializers.Serializer[Any]]]
    version: int

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        given = self.words_class(data=request.data)
        given.is_valid(raise_exception=True)
        said = dict(given.validated_data)
        if self.act.needs_version:
            said["version"] = self.version
        done = self.act.service(row, by=person_of(request), at=timezone.now(), **said)
        return Response(self._answer(row, done), status=self.act.status)

    def _answer(self, row: Any, done: Any) -> Any:
        if self.act.answer is not None:
            return self.act.answer(done, context=self.get_serializer_context()).data
        now = self.get_queryset().get(pk=row.pk)
        if self.act.needs_version:
            self.versioned = now
        return self.get_serializer(now).data


def words_serializer(name: str, words: Words) -> type[serializers.Serializer[Any]]:
    """The body of a call; names that are not in it are refused."""
    bases = (KnownFieldsMixin, serializers.Serializer)
    return type(f"{name}Serializer", bases, dict(words))


def act_view(rows: type[generics.GenericAPIView[Any]], act: Act, permission: Needed) -> type[Any]:
    """The view of an act on these rows."""
    name = rows.queryset.model.__name__ + act.verb.title().replace("-", "")  # type: ignore[union-attr]
    words = words_serializer(name, act.words)

    @extend_schema(
        request=words if act.words else None,
        responses={act.status: act.answer or rows.serializer_class},
    )
    def post(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        return ActView.post(self, request, *args, **kwargs)

    seen = (VersionedMixin,) if act.needs_version else ()
    return type(
        name,
        (*seen, ActView, rows),
        {
            "__doc__": act.doc,
            "act": act,
            "words_class": words,
            "permissions": {"POST": act.permission or permission},
            "needs_version": ("POST",),
            "post": post,
        },
    )


def act_paths(
    under: str,
    name: str,
    rows: type[generics.GenericAPIView[Any]],
    *acts: Act,
    permission: Needed = "",
) -> list[URLPattern]:
    """The routes of acts under a row's address, named after the row's route."""
    return [
        path(
            f"{under}{act.verb}/",
            act_view(rows, act, permission).as_view(),
            name=f"{name}-{act.verb}",
        )
        for act in acts
    ]


# --- services whose words differ from the caller's ---


def saying(service: Callable[..., Any], **names: str) -> Callable[..., Any]:
    """The service with words called otherwise: `saying(cure_breach, day="cured_date")`."""

    def act(row: Any, **said: Any) -> Any:
        return service(row, **{names.get(name, name): value for name, value in said.items()})

    return act


def on_one(service: Callable[..., Any]) -> Callable[..., Any]:
    """A service for many rows, for one."""

    def act(row: Any, **said: Any) -> Any:
        return service([row], **said)

    return act


# --- words that many acts take ---


def text(help_text: str, most: int = 1000, **more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=most, help_text=help_text, **more)


def day(help_text: str) -> serializers.DateField:
    return serializers.DateField(help_text=help_text)
