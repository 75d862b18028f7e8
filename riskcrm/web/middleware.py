"""What the answers of the API say besides their content."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class RateLimitHeaders:
    """Tells a caller how many calls are left; the throttle counted them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        limits: dict[str, str] = getattr(request, "rate_limit", {})
        for name, value in limits.items():
            response[name] = value
        return response
