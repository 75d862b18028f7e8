"""Files that people and programs send: none larger than is read anyway is even received."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _

SLACK = 2**20  # for the other fields of the form


class UploadTooLarge(RequestDataTooBig):
    """A file beyond MOST_UPLOAD_BYTES; the text says what to do."""


class LimitedUpload(FileUploadHandler):
    """Stands before the handlers that keep a file: it counts, and passes everything on."""

    received = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803  (Django's name)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self._refuse(content_length)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        self._refuse(self.received)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one have the file."""

    def _refuse(self, size: int) -> None:
        most = settings.MOST_UPLOAD_BYTES
        if size > most + SLACK:
            raise UploadTooLarge(
                _("The file is larger than {most} MB. Send it in parts.").format(most=most // 2**20)
            )
