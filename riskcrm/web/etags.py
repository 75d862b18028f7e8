"""`ETag` and `If-Match`: a change says which state it changes, so nobody overwrites unseen work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from riskcrm.web.errors import Stale
from riskcrm.web.problems import PreconditionRequired

if TYPE_CHECKING:
    from rest_framework.generics import GenericAPIView

    Base = GenericAPIView[Any]
else:
    Base = object

CHANGING = ("PUT", "PATCH", "DELETE")


def etag_of(row: Any) -> str:
    """The strong tag of a row's state, from its key and `version`."""
    return f'"{row.pk}-{row.version}"'


def stale() -> Stale:
    """What a service raises when its UPDATE found no row of the version the caller had seen."""
    return Stale(
        _("Somebody changed this in the meantime. Load it again, then repeat your change.")
    )


class VersionedMixin(Base):
    """For API views of one row with a `version`; sits left of the view's base class.

    `get_object()` checks `If-Match` on changing calls and leaves `self.version`, the version that
    was seen, for the service, which claims the row by it (UPDATE … WHERE version = …): the check
    here alone would be a race. Set `self.versioned` to the row as changed or created, and the
    answer bears its `ETag`. `tells_more` says that an answer holds what changes without the row:
    it is told again to who has seen this version.
    """

    version: int
    versioned: Any = None
    needs_version: tuple[str, ...] = CHANGING
    tells_more = False

    def get_object(self) -> Any:
        row = super().get_object()
        self.versioned = row
        if self.request.method in self.needs_version:
            self._check(row)
        return row

    def _check(self, row: Any) -> None:
        given = self.request.headers.get("If-Match", "")
        if not given:
            message = _("Send the ETag you have seen as If-Match, so that nothing is overwritten.")
            raise PreconditionRequired(message)
        if given != "*" and etag_of(row) not in [tag.strip() for tag in given.split(",")]:
            raise stale()
        self.version = row.version

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.versioned is not None and answer.status_code in (200, 201):
            tag = etag_of(self.versioned)
            answer["ETag"] = tag
            is_asked_again = request.method == "GET" and not self.tells_more
            if is_asked_again and request.headers.get("If-None-Match") == tag:
                answer.status_code, answer.data = 304, None
        return answer
