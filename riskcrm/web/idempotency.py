"""`Idempotency-Key`: a creating call that is sent again has its effect once and one answer.

The answer is stored in the transaction of the effect, so there is never one without the other.
A call that failed leaves nothing behind: sent again, it is simply tried again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from riskcrm.jobs.locks import try_lock
from riskcrm.web.errors import Refused
from riskcrm.web.etags import etag_of
from riskcrm.web.models import IdempotentRequest
from riskcrm.web.problems import UnusableKey

if TYPE_CHECKING:
    from rest_framework.views import APIView
else:
    APIView = object

KEPT_FOR = dt.timedelta(hours=48)
KEPT_HEADERS = ("Location", "ETag")
REPLAYED = "Idempotency-Replayed"


class IdempotentMixin(APIView):
    """For API views that create on POST: honours the header if the caller sends it.

    Sits left of the view's base class. Another payload under a used key is a 422, a call still in
    flight under the same key a 409.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        key = request.headers.get("Idempotency-Key", "")
        if request.method != "POST" or not key:
            return
        if len(key) > 255 or not key.isprintable():
            message = _("Give at most 255 printable characters.")
            raise ValidationError({"Idempotency-Key": [message]})
        handler = getattr(self, "post")  # noqa: B009 - a generic view may have none
        setattr(self, "post", partial(self._once, handler, key, _fingerprint(request)))  # noqa: B010

    def _once(
        self,
        handler: Callable[..., Response],
        key: str,
        fingerprint: str,
        request: Request,
        *args: Any,
        **kwargs: Any,
    ) -> Response:
        user_id = int(request.user.pk or 0)
        with transaction.atomic():
            if not try_lock(f"web.idempotency:{user_id}:{key}"):
                message = _(
                    "A call with this Idempotency-Key is being worked on. Try again shortly."
                )
                raise Refused(message, code="in_flight")
            stored = IdempotentRequest.objects.filter(user_id=user_id, key=key).first()
            if stored is not None:
                return _replay(stored, fingerprint)
            response = handler(request, *args, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
                return response
            if (versioned := getattr(self, "versioned", None)) is not None:
                response["ETag"] = etag_of(versioned)  # a replay has the first answer's headers
            IdempotentRequest.objects.create(
                user_id=user_id,
                key=key,
                fingerprint=fingerprint,
                status=response.status_code,
                body=JSONRenderer().render(response.data).decode(),
                headers={name: response[name] for name in KEPT_HEADERS if name in response},
                created_at=timezone.now(),
            )
            return response


def _fingerprint(request: Request) -> str:
    digest = hashlib.sha256()
    for part in (str(request.method), request.get_full_path()):
        digest.update(part.encode() + b"\0")
    if str(request.content_type).startswith("multipart/"):
        _add_form(digest, request.data)  # a file may be too large to be held as a body
    else:
        digest.update(request._request.body)
    return digest.hexdigest()


def _add_form(digest: Any, form: Any) -> None:
    for name in sorted(form):
        for value in form.getlist(name):
            digest.update(name.encode() + b"\0")
            for block in value.chunks() if hasattr(value, "chunks") else [str(value).encode()]:
                digest.update(block)
            if hasattr(value, "seek"):
                value.seek(0)


def _replay(stored: IdempotentRequest, fingerprint: str) -> Response:
    if stored.fingerprint != fingerprint:
        raise UnusableKey(_("This Idempotency-Key was used for another call. Take a new one."))
    data = json.loads(stored.body) if stored.body else None
    return Response(data, status=stored.status, headers=stored.headers | {REPLAYED: "true"})


def purge_answers(*, at: dt.datetime) -> int:
    """Forget the answers nobody will ask for again; how many."""
    return IdempotentRequest.objects.filter(created_at__lt=at - KEPT_FOR).delete()[0]
