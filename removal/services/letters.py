"""A letter's life in the house: one person drafts it, another releases it, then it never changes.

What a person wrote is held against the list of forbidden words and the facts of its kind when it is
released; see `removal.letters.checks`. The PDF is made then, once, and kept with its hash.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from removal.letters.checks import facts_missing, faults_of
from removal.letters.document import document_of
from removal.letters.files import kept_pdf
from removal.letters.kinds import DAY, FACTS, ITEMS, LINES, SPECS, Kind, Language, block_names
from removal.letters.pdf import pdf_of
from removal.letters.words import filled
from removal.models import Letter, RemovalCase
from removal.selectors.case_dates import dates_in_letter
from removal.selectors.letters import (
    facts_of,
    items_for,
    recipient_of,
    template_for,
    values_of,
)
from removal.services.letter_rights import (
    check_may_cancel,
    check_may_draft,
    check_may_edit,
    check_may_release,
    moved_on,
)
from removal.services.letter_stages import check_fits, check_stage, hold_case
from removal.services.rights import given
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import answerable
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale
from riskcrm.web.today import local_date

State = Letter.State
LONGEST_SUBJECT = 300


def draft_letter(
    case: RemovalCase,
    *,
    kind: str,
    language: str,
    by: User,
    at: dt.datetime,
    facts: Mapping[str, Any],
    recipient: Sequence[str] | None = None,
    signatory: User | None = None,
    submit: bool = True,
) -> Letter:
    """Write a letter of a case from the template in force; it waits for its release at once.

    `facts` by the names of `SPECS[kind]`: days as dates or ISO text, reasons as a list of texts,
    cure items as `{"text", "amount", "due"}`. With `submit=False` it stays a draft to be edited.
    """
    check_may_draft(case, by=by)
    check_stage(case, kind)
    given = _given(kind, facts)
    template = template_for(Kind(kind), Language(language))
    if template is None:
        raise Refused(_("No template of this kind and language is published."), code="no_template")
    with transaction.atomic():
        case = RemovalCase.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
        check_stage(case, kind)
        number = (case.letters.aggregate(latest=Max("number"))["latest"] or 0) + 1
        lines = recipient_of(case.customer, language) if recipient is None else list(recipient)
        stated = facts_of(
            case, number=number, language=language, given=given, recipient=lines,
            signatory=signatory or by, on=local_date(at),
        )  # fmt: skip
        values = values_of(case, kind=kind, language=language, facts=stated)
        blocks = frozenset(block_names(kind))
        subject = filled(template.subject, values, blocks)[:LONGEST_SUBJECT]
        body = filled(template.body, values, blocks)
        letter = Letter.objects.create(
            case=case, number=number, round=case.round, kind=kind, language=language,
            template=template, facts=stated, subject_original=subject, body_original=body,
            subject=subject, body=body, state=State.WAITING if submit else State.DRAFT,
            drafted_by=by, responsible_id=answerable(by), drafted_at=at,
        )  # fmt: skip
        _note("draft_letter", letter, by=by, at=at, after={"state": letter.state})
    return letter


def edit_letter(
    letter: Letter,
    *,
    subject: str,
    body: str,
    by: User,
    at: dt.datetime,
    facts: Mapping[str, Any] | None = None,
    recipient: Sequence[str] | None = None,
    version: int | None = None,
) -> Letter:
    """Change what a draft says. What the template gave stays beside it; one that waits for its
    release is a draft again. Only the drafter edits."""
    if not subject.strip() or not body.strip():
        field = "body" if subject.strip() else "subject"
        raise Refused(_("A letter needs a subject and a text."), code="empty", field=field)
    with transaction.atomic():
        letter = _hold(letter, version)
        check_may_edit(letter, by=by)
        if not letter.is_written:
            raise moved_on(letter)
        before = {"subject": letter.subject, "body": letter.body}
        letter.subject, letter.body = " ".join(subject.split())[:LONGEST_SUBJECT], body.strip()
        given = letter.facts["given"] | (_given(letter.kind, facts, partly=True) if facts else {})
        letter.facts = letter.facts | {"given": given}
        if recipient is not None:
            letter.facts["recipient"] = list(recipient)
        letter.state = State.DRAFT
        _save(letter, "subject", "body", "facts", "state")
        after = {name: getattr(letter, name) for name in before}
        moved = [name for name in before if before[name] != after[name]]
        _note("edit_letter", letter, by=by, at=at, before={n: before[n] for n in moved},
              after={n: after[n] for n in moved})  # fmt: skip
    return letter


def submit_letter(
    letter: Letter, *, by: User, at: dt.datetime, version: int | None = None
) -> Letter:
    """Hand a draft to the second person. What would keep it in the house is said at once."""
    with transaction.atomic():
        letter = _hold(letter, version)
        check_may_edit(letter, by=by)
        if letter.state != State.DRAFT:
            raise moved_on(letter)
        check_fits(letter, letter.case, by=by)
        _refuse_faults(letter, at=at)
        letter.state, letter.sent_back_because = State.WAITING, ""
        _save(letter, "state", "sent_back_because")
        _note("submit_letter", letter, by=by, at=at)
    return letter


def send_back_letter(
    letter: Letter, *, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> Letter:
    """The second person wants it changed: it is a draft again, with the reason."""
    reason = given(reason)
    with transaction.atomic():
        letter = _hold(letter, version)
        check_may_release(letter, by=by)
        letter.state, letter.sent_back_because = State.DRAFT, reason
        _save(letter, "state", "sent_back_because")
        _note("send_back_letter", letter, by=by, at=at, reason=reason)
    return letter


def release_letter(
    letter: Letter, *, by: User, at: dt.datetime, version: int | None = None
) -> Letter:
    """Let it go: its PDF is made, kept with its hash, and nothing of it changes any more.

    Raises `Refused` for the drafter, and with every fault that keeps it in the house.
    """
    with transaction.atomic():
        letter = _hold(letter, version)
        check_may_release(letter, by=by)
        check_fits(letter, letter.case, by=by)
        _refuse_faults(letter, at=at)
        letter.facts = letter.facts | {"date": local_date(at).isoformat()}
        document = document_of(
            language=letter.language, subject=letter.subject, body=letter.body,
            facts=letter.facts, is_draft=False,
        )  # fmt: skip
        with kept_pdf(pdf_of(document, at=at)) as (place, sha256):
            letter.pdf.name, letter.sha256 = place, sha256
            letter.state, letter.released_by, letter.released_at = State.RELEASED, by, at
            _save(letter, "facts", "pdf", "sha256", "state", "released_by", "released_at")
            _note("release_letter", letter, by=by, at=at, facts={"sha256": sha256})
    return letter


def cancel_letter(
    letter: Letter, *, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> Letter:
    """Leave it unsent for good; it stays with the case, and says why."""
    reason = given(reason)
    with transaction.atomic():
        letter = _hold(letter, version)
        check_may_cancel(letter, by=by)
        if letter.deliveries.exists():
            raise moved_on(letter)
        letter.state, letter.cancelled_by, letter.cancelled_at = State.CANCELLED, by, at
        letter.cancelled_because = reason
        _save(letter, "state", "cancelled_by", "cancelled_at", "cancelled_because")
        _note("cancel_letter", letter, by=by, at=at, reason=reason)
    return letter


def letter_faults(letter: Letter, *, at: dt.datetime) -> list[str]:
    """What keeps the letter in the house now, in words; shown before anybody tries."""
    on = local_date(at)
    return faults_of(
        kind=letter.kind, language=letter.language, subject=letter.subject, body=letter.body,
        facts=letter.facts, on=on, least=dates_in_letter(letter.case, letter.kind, on=on),
        items=len(items_for(letter.case)) if letter.kind == Kind.NOTICE else None,
    )  # fmt: skip


def _refuse_faults(letter: Letter, *, at: dt.datetime) -> None:
    if faults := letter_faults(letter, at=at):
        raise Refused(" ".join(faults), code="letter_faulty")


def _given(kind: str, facts: Mapping[str, Any], *, partly: bool = False) -> dict[str, Any]:
    """The facts as they are kept; refused where one is strange, missing or not of its sort."""
    allowed = SPECS[Kind(kind)].facts
    if strange := [name for name in facts if name not in allowed]:
        raise TypeError(f"a letter of the kind {kind} does not state {strange}")
    given = {name: _kept(name, value) for name, value in facts.items() if value not in (None, "")}
    if partly:
        return given | {name: "" for name, value in facts.items() if value in (None, "")}
    if missing := facts_missing(kind, given):
        raise Refused(
            _("The letter must state: {fact}.").format(fact=FACTS[missing[0]].label),
            code="fact_missing",
            field=missing[0],
        )
    return given


def _kept(name: str, value: Any) -> Any:
    sort = FACTS[name].sort
    if sort == DAY:
        date = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        return date.isoformat()
    if sort == LINES:
        return [str(line).strip() for line in value if str(line).strip()]
    if sort == ITEMS:
        return [
            {
                "text": str(item["text"]).strip(),
                "amount": str(item.get("amount") or ""),
                "due": _iso(item.get("due")),
            }
            for item in value
        ]
    return str(value).strip()


def _iso(day: Any) -> str:
    return day.isoformat() if isinstance(day, dt.date) else str(day or "")


def _hold(letter: Letter, version: int | None) -> Letter:
    """The letter as it is now, held until the transaction ends; another version is refused."""
    hold_case(letter)
    held = (
        Letter.objects.select_for_update(of=("self",))
        .select_related("case__customer", "drafted_by")
        .get(pk=letter.pk)
    )
    if version is not None and held.version != version:
        raise stale()
    return held


def _save(letter: Letter, *fields: str) -> None:
    """The letter is held, so its version is the latest one."""
    letter.version += 1
    letter.save(update_fields=[*fields, "version"])


def _note(verb: str, letter: Letter, *, by: User, at: dt.datetime, **said: Any) -> None:
    facts = {"case": letter.case_id, "kind": letter.kind} | said.pop("facts", {})
    customer = letter.case.customer_id
    record(verb, by=by.as_actor(), obj=letter, customer_id=customer, facts=facts, at=at, **said)
