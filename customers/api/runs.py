"""Work over the whole book that a caller asks for: the search for duplicates, exact matches."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers import services
from customers.services import match_runs
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.jobs.models import Run
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed


class RunSerializer(serializers.ModelSerializer[Run]):
    """A piece of long work, done by workers in parts."""

    class Meta:
        model = Run
        fields: ClassVar[list[str]] = [
            "id", "kind", "state", "total", "done", "result", "created_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields


class Asking(IdempotentMixin, APIView):
    """POST asks for the work, or answers the run that is under way."""

    def ask(self, by: User) -> Run:
        raise NotImplementedError

    @extend_schema(request=None, responses={202: RunSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(RunSerializer(self.ask(person_of(request))).data, status=202)


class DuplicateSearch(Asking):
    """Have the whole book searched for duplicates."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": "customers.merge_customer"}

    def ask(self, by: User) -> Run:
        return services.request_search(by=by.as_actor(), at=timezone.now())


class ExactMatching(Asking):
    """Have all exact matches among one's customers' open credits and invoices allocated."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": match_runs.WRITING}

    def ask(self, by: User) -> Run:
        return match_runs.request_matching(by=by, at=timezone.now())
