"""The feed of changes that a credit check would be answered otherwise by, for systems that poll."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from riskcrm.accounts.roles import VIEW_CHECKS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused
from riskcrm.web.serializers import KnownFieldsMixin
from scoring.api.credit_serializers import ChangesSerializer
from scoring.credit.feed import changes_after

MOST = 500


class ChangesQuerySerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Where to go on, and how many at most."""

    after = serializers.IntegerField(
        min_value=0, default=0, max_value=2**62, help_text="as the call before answered; 0 = begin"
    )
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=100)


class ChangeFeed(APIView):
    """What changed since a place: tiers, limits, status, groups, lists, the policy, and releases.

    A change gets its place within seconds after it is committed, and never one before a place that
    was told already: who asks for what comes `after` misses nothing. Places are kept for 90 days.
    """

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW_CHECKS}

    @extend_schema(parameters=[ChangesQuerySerializer], responses=ChangesSerializer)
    def get(self, request: Request) -> Response:
        given = ChangesQuerySerializer(data=request.query_params)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        feed = changes_after(said["after"], by=person_of(request), limit=said["limit"])
        if feed is None:
            raise Refused(
                _(
                    "Changes so old are not kept any more. Read all customers anew, then go on from"
                    " the newest place: call without `after` until `more` is false."
                ),
                code="after_too_old",
                field="after",
            )
        return Response(ChangesSerializer(feed).data)
