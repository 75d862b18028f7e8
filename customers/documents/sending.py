"""Sending a document to somebody who may have it, so that no browser ever runs it."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, Http404

from customers.models import Attachment

# should a browser show it in spite of everything, it may do nothing there
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def answer_with(document: Attachment) -> FileResponse:
    """The file as a download under the name it came with; 404 where it is no longer there."""
    path = Path(document.file.path)
    if document.removed_at is not None or not path.exists():
        raise Http404
    answer = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=document.name,
        content_type=document.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cache-Control"] = "private, no-store"
    return answer
