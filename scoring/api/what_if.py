"""What-if over the API: the same question as the page asks."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from riskcrm.accounts.signed_in import person_of
from scoring.api.what_if_serializers import WhatIfAskedSerializer, WhatIfSerializer
from scoring.columns import current_copy, current_past
from scoring.models import ASK_WHAT_IF
from scoring.what_if import Answer, Pick, customers_of, what_if
from scoring.what_if.words import after_text, parse_after

PICKED = ("from_tier", "to_tier", "moved", "from_verdict", "to_verdict")


class WhatIf(APIView):
    """Ask what would change in the book under another card or treatment. Nothing is written."""

    permissions: ClassVar[dict[str, str]] = {"POST": ASK_WHAT_IF}

    @extend_schema(request=WhatIfAskedSerializer, responses=WhatIfSerializer)
    def post(self, request: Request) -> Response:
        given = WhatIfAskedSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said, person = given.validated_data, person_of(request)
        question, copy = said["question"], current_copy()
        body = shown(what_if(question, copy, person=person, past=current_past()))
        if "name" in said:
            asked = said["name"]
            named, goes_on = customers_of(
                question,
                copy,
                Pick(**{name: asked[name] for name in PICKED}),
                person=person,
                after=parse_after(asked["after"]),
                at_most=asked["limit"],
            )
            body |= {"customers": named, "next": goes_on and after_text(goes_on)}
        return Response(WhatIfSerializer(body).data)


def shown(answer: Answer) -> dict[str, Any]:
    """An answer as lists of named things, as the API shows them."""
    return {
        **vars(answer),
        "matrix": [
            {"from_tier": old, "to_tier": new, **vars(cell)}
            for (old, new), cell in sorted(answer.cells.items())
        ],
        "verdicts": [
            {"from_verdict": old, "to_verdict": new, **vars(each)}
            for (old, new), each in sorted(answer.verdicts.items())
        ],
        "shifts": [
            {"step": step, "customers": customers}
            for step, customers in sorted(answer.shifts.items())
        ],
        "customers": [],
        "next": None,
    }
