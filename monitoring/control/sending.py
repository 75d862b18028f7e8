"""How a bundle of evidence leaves, by page and API alike."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import IO

from django.http import FileResponse

from monitoring.services.evidence_bundles import Bundle

IN_MEMORY = 8 << 20


def zip_of(write: Callable[[IO[bytes]], Bundle], name: str) -> FileResponse:
    """The file of a bundle; its head goes beside it, for who keeps it elsewhere."""
    into = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    said = write(into)
    into.seek(0)
    answer = FileResponse(into, as_attachment=True, filename=name, content_type="application/zip")
    answer.headers["X-Evidence-Head"] = said.head
    return answer
