"""How the API reads bodies."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError


class JSONParser(parsers.JSONParser):
    """JSON as RFC 8259 has it, in UTF-8, no larger than DATA_UPLOAD_MAX_MEMORY_SIZE."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        if isinstance(stream, HttpRequest):  # Django measures only what is read as a whole
            stream = BytesIO(stream.body)
        try:
            return super().parse(
                stream, media_type, {**(parser_context or {}), "encoding": "utf-8"}
            )
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error
