"""The API's description, for programs and for people. Both need a sign-in or a key."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from drf_spectacular.views import SpectacularAPIView

from riskcrm.web.permissions import SIGNED_IN, HasPermissionOfRoute, requires


class Schema(SpectacularAPIView):
    """OpenAPI 3, as YAML or with `?format=json` as JSON."""

    permissions: ClassVar[dict[str, str]] = {"GET": SIGNED_IN}
    permission_classes = [HasPermissionOfRoute]


@requires(SIGNED_IN)
@require_GET
def api_docs(request: HttpRequest) -> HttpResponse:
    """The same as a page on which calls can be tried; no inline script, no foreign host."""
    return render(request, "web/api_docs.html")
