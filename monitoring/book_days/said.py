"""What is to be said of how a day was read: figures of a day that was missed are no reading."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from monitoring.models import BookDay
from riskcrm.web.today import organisation_zone


def notes_on(kept: BookDay) -> list[str]:
    """Sentences about a day that was missed, not over yet, or read from old figures."""
    if not kept.was_read:
        return [
            _(
                "The book was not read on this day: its figures were looked up afterwards. What "
                "cannot be known of the past is left out."
            )
        ]
    notes = []
    if kept.is_partial:
        at = timezone.localtime(kept.known_at, organisation_zone())
        said = {"time": date_format(at, "TIME_FORMAT")}
        notes.append(_("Read at %(time)s, before the day was over.") % said)
    if kept.read_of is not None and kept.is_stale:
        said = {"day": date_format(kept.read_of, "DATE_FORMAT")}
        notes.append(_("Some of its customers were last read on %(day)s.") % said)
    return notes
