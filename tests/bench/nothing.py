"""The product's server with one call more, which signs in, is counted, and does nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import path

from riskcrm.wsgi import application

__all__ = ["application"]


def nothing() -> Any:
    """What a call costs before it does anything. Made once the apps are ready."""
    from rest_framework.response import Response
    from rest_framework.views import APIView

    from riskcrm.web.permissions import SIGNED_IN

    class Nothing(APIView):
        permissions: ClassVar[dict[str, str]] = {"POST": SIGNED_IN}

        def post(self, request: Any) -> Response:
            return Response({"nothing": len(request.data)})

    return Nothing.as_view()


def add_route() -> None:
    from riskcrm import urls

    urls.urlpatterns.insert(0, path("api/v1/nothing/", nothing()))


add_route()
