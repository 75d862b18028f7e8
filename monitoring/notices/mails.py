"""The words of mails: what is pressing, in lines, in the language that is active."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from monitoring.inbox import Work
from monitoring.models import Notice
from monitoring.notices.words import text_of
from monitoring.webhooks.events import address_of
from riskcrm.accounts.models import User
from riskcrm.web.today import organisation_zone

MOST_LISTED = 25
MOST_NOTICES = 50


def language_of(person: User) -> str:
    """What somebody reads; with nothing chosen there is no browser to ask here."""
    return person.language or settings.LANGUAGE_CODE


def digest_text(lines: Sequence[Work], *, waiting: str, unread: int) -> str:
    """The mail of a digest: how much waits, the most pressing of it, where to go on."""
    said = [waiting]
    if unread:
        words = ngettext("%(count)d notice is unread.", "%(count)d notices are unread.", unread)
        said.append(words % {"count": unread})
    said.append("")
    for place, line in enumerate(lines, 1):
        said += [f"{place}. {_line(line)}", f"   {address_of(_page_of(line))}"]
    said += ["", _("All of it: %(address)s") % {"address": address_of(reverse("monitoring:inbox"))}]
    return "\n".join([*said, _how_to_change()])


def notices_text(notices: Sequence[Notice], more: int) -> str:
    """The mail of what is said at once."""
    said = []
    for notice in notices:
        said += [
            f"- {notice.get_severity_display()}: {text_of(notice)}",
            f"  {address_of(notice.link)}",
        ]
    if more:
        words = ngettext(
            "%(count)d more notice is not listed.", "%(count)d more notices are not listed.", more
        )
        said += ["", words % {"count": more}]
    where = address_of(reverse("monitoring:notice_list"))
    said += ["", _("All notices: %(address)s") % {"address": where}]
    return "\n".join([*said, _how_to_change()])


def _how_to_change() -> str:
    where = address_of(reverse("monitoring:notice_settings"))
    return _("Which mails you get: %(address)s") % {"address": where}


def _line(line: Work) -> str:
    parts = [_title(line), _what(line)]
    if line.exposure is not None and line.customer is not None:
        amount = number_format(line.exposure, 0, force_grouping=True)
        parts.append(f"{amount} {settings.BASE_CURRENCY}")
    if line.expected_loss is not None:
        amount = number_format(line.expected_loss, 0, force_grouping=True)
        parts.append(_("expected loss %(amount)s") % {"amount": amount})
    if line.due_at is not None:
        parts.append(_due(line.due_at, is_late=line.is_late))
    if line.for_whom is not None:
        parts.append(_("for %(name)s") % {"name": line.for_whom})
    return " · ".join(part for part in parts if part)


def _title(line: Work) -> str:
    if line.customer is not None:
        return f"{line.customer.name} ({line.customer.number})"
    return line.decision.title if line.decision else ""


def _what(line: Work) -> str:
    if line.kind == "alerts":
        gravest = line.alerts[0].get_severity_display()
        names = pgettext("punctuation", ", ").join(alert.rule.name for alert in line.alerts)
        return f"{gravest}: {names}"
    if line.decision is not None:
        return line.decision.words
    if line.mention is not None:
        return _("%(name)s named you in a note") % {"name": line.mention.by}
    return line.case.get_state_display() if line.case else ""


def _due(moment: dt.datetime, *, is_late: bool) -> str:
    when = date_format(timezone.localtime(moment, organisation_zone()), "DATETIME_FORMAT")
    words = _("late since %(time)s") if is_late else _("due %(time)s")
    return words % {"time": when}


def _page_of(line: Work) -> str:
    if line.kind == "alerts":
        return reverse("monitoring:alert_detail", args=[line.alerts[0].pk])
    if line.decision is not None:
        return line.decision.url
    if line.case is not None:
        return reverse("removal:case_detail", args=[line.case.pk])
    return reverse("monitoring:inbox")
