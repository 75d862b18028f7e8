"""A letter on the screen: its pages as pictures, and a PDF that is kept nowhere."""

from __future__ import annotations

import base64

from django.http import HttpResponse
from django.utils import timezone

from removal.letters.files import READ_ONLY
from removal.letters.pdf import Document, pages_of, pdf_of


def shown(document: Document) -> list[str]:
    """The sheet's pages as pictures that a page may hold."""
    return [f"data:image/png;base64,{base64.b64encode(p).decode()}" for p in pages_of(document)]


def pdf_answer(document: Document, name: str) -> HttpResponse:
    """A PDF that is kept nowhere, to be read in the browser."""
    answer = HttpResponse(pdf_of(document, at=timezone.now()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Content-Security-Policy"] = READ_ONLY
    answer["Cache-Control"] = "private, no-store"
    return answer
