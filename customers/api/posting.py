"""Calls that post rows of the ledger: one row, or a list with an answer for each."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from customers.api.serializers import ResultsSerializer
from customers.services.rows import MOST_ROWS, Result
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.idempotency import IdempotentMixin


class Posting(IdempotentMixin):
    """POST of one row, or of a list of at most a thousand with an answer for each."""

    row_class: ClassVar[type[BaseSerializer[Any]]]
    post_rows: ClassVar[Callable[..., list[Result]]]

    def row(self, data: dict[str, Any]) -> Any:
        """What the service takes, of a body that was understood."""
        return data

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if isinstance(request.data, list):
            return self._post_many(request, request.data)
        given = self.row_class(data=request.data)
        given.is_valid(raise_exception=True)
        [result] = self._write(request, [self.row(given.validated_data)])
        if result.outcome == "refused":
            raise Refused(result.reason, code=result.code, field=result.field)
        view = cast("generics.GenericAPIView[Any]", self)
        body = view.get_serializer(view.get_queryset().get(pk=result.id)).data
        return Response(body, status=201 if result.outcome == "created" else 200)

    def _post_many(self, request: Request, items: list[Any]) -> Response:
        if len(items) > MOST_ROWS:
            message = _("At most %(most)s rows at once.") % {"most": MOST_ROWS}
            raise ValidationError(message)
        results: dict[int, Result] = {}
        rows, positions = [], []
        shape = self.row_class()  # one for all: to make a serializer takes longer than to use it
        for position, item in enumerate(items):
            try:
                rows.append(self.row(shape.run_validation(item)))
            except ValidationError as wrong:
                results[position] = _misshapen(position, wrong.detail)
            else:
                positions.append(position)
        written = self._write(request, rows, positions)
        for position, result in zip(positions, written, strict=True):
            results[position] = dataclasses.replace(result, position=position)
        answer = {"results": [results[n] for n in range(len(items))]}
        return Response(ResultsSerializer(answer).data)

    def _write(
        self, request: Request, rows: Sequence[Any], positions: Sequence[int] = ()
    ) -> list[Result]:
        return type(self).post_rows(
            rows, by=person_of(request), at=timezone.now(), positions=positions
        )


def posting_schema(row: type[Any], answer: type[Any], name: str) -> Callable[[Any], Any]:
    """How a posting call is described: one row or many."""
    body = PolymorphicProxySerializer(
        component_name=f"{name}RowOrRows",
        serializers=[row, row(many=True)],
        resource_type_field_name=None,
        many=False,
    )
    return extend_schema(request=body, responses={200: ResultsSerializer, 201: answer})


def _misshapen(position: int, errors: Any) -> Result:
    """A row that is not of the right shape, in the words of its first errors."""
    if not isinstance(errors, dict):
        errors = {"": errors}
    texts = [
        f"{name}: {_first(inner)}" if name else _first(inner) for name, inner in errors.items()
    ]
    return Result(position, "refused", None, "; ".join(texts), "invalid", str(next(iter(errors))))


def _first(errors: Any) -> str:
    while isinstance(errors, list | dict) and errors:
        errors = next(iter(errors.values())) if isinstance(errors, dict) else errors[0]
    return str(errors)
