"""The life of a template of letters: drafted from the words in force, changed, published."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from removal.letters.checks import template_faults_of
from removal.letters.kinds import Kind, Language
from removal.models import LetterTemplate
from removal.selectors.letters import template_for
from removal.services.letter_rights import (
    check_may_change_template,
    check_may_publish,
    template_moved_on,
)
from removal.services.rights import given
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import CHANGE_LETTER_TEMPLATES
from riskcrm.accounts.rights import answerable, check_right
from riskcrm.audit.services import record
from riskcrm.jobs.locks import lock
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale

State = LetterTemplate.State


def draft_letter_template(kind: str, language: str, *, by: User, at: dt.datetime) -> LetterTemplate:
    """A draft with the words in force; its author changes it, and nobody else."""
    check_right(by, CHANGE_LETTER_TEMPLATES)
    answerable(by)
    former = template_for(Kind(kind), Language(language))
    if former is None:
        raise Refused(_("There is no template to begin with."), code="no_template")
    with transaction.atomic():
        lock("removal.letter_templates")  # one number after the other
        rows = LetterTemplate.objects.filter(kind=kind, language=language)
        newest = rows.aggregate(newest=Max("number"))["newest"]
        template = LetterTemplate.objects.create(
            kind=kind, language=language, number=newest + 1, subject=former.subject,
            body=former.body, created_by=by, created_at=at,
        )  # fmt: skip
        _note("draft_letter_template", template, by=by, at=at, reason="")
    return template


def change_letter_template(
    template: LetterTemplate, *, subject: str, body: str, note: str, by: User, at: dt.datetime,
    version: int | None = None,
) -> LetterTemplate:  # fmt: skip
    """Write the words of a draft, and why there shall be new ones."""
    if not subject.strip() or not body.strip():
        raise Refused(_("A letter needs a subject and a text."), code="empty")
    with transaction.atomic():
        held = _hold(template, version)
        check_may_change_template(held, by=by)
        if held.state != State.DRAFT:
            raise template_moved_on(held)
        before = {"subject": held.subject, "body": held.body}
        held.subject, held.body, held.note = subject.strip(), body.strip(), note.strip()
        _save(held, "subject", "body", "note")
        after = {name: getattr(held, name) for name in before}
        moved = [name for name in before if before[name] != after[name]]
        record(
            "change_letter_template", by=by.as_actor(), obj=held, at=at,
            before={n: before[n] for n in moved}, after={n: after[n] for n in moved},
        )  # fmt: skip
    return held


def submit_letter_template(
    template: LetterTemplate, *, by: User, at: dt.datetime, version: int | None = None
) -> LetterTemplate:
    """Send a draft to the second person; what speaks against it is said at once."""
    with transaction.atomic():
        held = _hold(template, version)
        check_may_change_template(held, by=by)
        if held.state != State.DRAFT:
            raise template_moved_on(held)
        given(held.note, field="note", message=_("Say why there shall be a new version."))
        _refuse_faults(held)
        held.state = State.REVIEW
        _save(held, "state")
        _note("submit_letter_template", held, by=by, at=at, reason=held.note)
    return held


def return_letter_template(
    template: LetterTemplate, *, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> LetterTemplate:
    """Make it a draft again: its author to go on with it, others to have it changed."""
    check_right(by, CHANGE_LETTER_TEMPLATES)
    reason = given(reason)
    with transaction.atomic():
        held = _hold(template, version)
        if held.state != State.REVIEW:
            raise template_moved_on(held)
        held.state = State.DRAFT
        _save(held, "state")
        _note("return_letter_template", held, by=by, at=at, reason=reason)
    return held


def publish_letter_template(
    template: LetterTemplate, *, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> LetterTemplate:
    """Let letters begin with these words from now on, in place of the ones in force."""
    reason = given(reason)
    with transaction.atomic():
        lock("removal.letter_templates")
        held = _hold(template, version)
        check_may_publish(held, by=by)
        _refuse_faults(held)
        alike = LetterTemplate.objects.published().filter(kind=held.kind, language=held.language)
        alike.update(state=State.RETIRED, version=F("version") + 1)
        held.state, held.published_by, held.published_at = State.PUBLISHED, by, at
        _save(held, "state", "published_by", "published_at")
        _note("publish_letter_template", held, by=by, at=at, reason=reason)
    return held


def template_faults(template: LetterTemplate) -> list[str]:
    return template_faults_of(kind=template.kind, subject=template.subject, body=template.body)


def _refuse_faults(template: LetterTemplate) -> None:
    if faults := template_faults(template):
        raise Refused(" ".join(faults), code="template_faulty")


def _hold(template: LetterTemplate, version: int | None) -> LetterTemplate:
    held = LetterTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    if version is not None and held.version != version:
        raise stale()
    return held


def _save(template: LetterTemplate, *fields: str) -> None:
    template.version += 1
    template.save(update_fields=[*fields, "version"])


def _note(verb: str, template: LetterTemplate, *, by: User, at: dt.datetime, reason: str) -> None:
    record(verb, by=by.as_actor(), obj=template, reason=reason, at=at)
