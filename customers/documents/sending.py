"""Sending a document to somebody who may have it, so that no browser ever runs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from django.http import FileResponse, Http404


class KeptFile(Protocol):
    """A file that is kept until it is removed: a document, or another of that shape."""

    name: Any
    content_type: Any
    file: Any
    removed_at: Any


# should a browser show it in spite of everything, it may do nothing there
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def answer_with(document: KeptFile) -> FileResponse:
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
