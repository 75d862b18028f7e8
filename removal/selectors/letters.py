"""Reads for letters: what a case gives them to say, and whether they arrived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation

from customers.models import Customer
from removal.letters.document import document_of
from removal.letters.kinds import SPECS, Kind
from removal.letters.words import label, told
from removal.models import Letter, LetterTemplate, RemovalCase
from removal.selectors.cases import reasons_kept
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ROLES


def arrived_on(case: RemovalCase, kind: str) -> dt.date | None:
    """The day on which the latest letter of this kind in the case's round arrived; None if not yet.

    The arrival is the proven one where there is one, else the deemed one.
    """
    letter = latest_letter(case, kind)
    return letter.arrived_on if letter else None


def latest_letter(case: RemovalCase, kind: str) -> Letter | None:
    """The letter of this kind that went out last in the case's round."""
    out = Letter.objects.filter(case_id=case.pk, kind=kind, round=case.round, state__in=Letter.OUT)
    return out.order_by("-number").first()


def notice_is_out(case: RemovalCase) -> bool:
    """Whether a notice of this round has been released and did not come back."""
    notices = case.letters.filter(kind=Kind.NOTICE, round=case.round, state__in=Letter.OUT)
    return notices.exclude(state=Letter.State.RETURNED).exists()


def items_told(case: RemovalCase) -> int:
    """How many rectification items the latest notice lists that was sent and did not come back."""
    sent = case.letters.filter(kind=Kind.NOTICE, round=case.round, sent_at__isnull=False)
    notice = sent.exclude(state=Letter.State.RETURNED).order_by("-number").first()
    return len(notice.facts["given"].get("cure_items") or ()) if notice else 0


def reasons_for(case: RemovalCase, language: str) -> list[str]:
    """The reasons kept in the case, in the words that are meant for customers."""
    texts = (reason.get("customer") for reason in reasons_kept(case, language))
    return [str(text) for text in texts if text]


def items_for(case: RemovalCase) -> list[dict[str, str]]:
    """What the customer has to do, as the letter's table shows it."""
    return [
        {
            "text": item.what,
            "amount": f"{item.amount:,.2f} {settings.BASE_CURRENCY}" if item.amount else "",
            "due": item.due_date.isoformat() if item.due_date else "",
        }
        for item in case.cure_items.filter(round=case.round).order_by("pk")
    ]


def recipient_of(customer: Customer, language: str) -> list[str]:
    """The lines of the address, as far as the customer's file has them."""
    attention = customer.legal_representative
    place = " ".join(filter(None, (customer.postal_code, customer.city)))
    country = customer.country if customer.country != settings.COUNTRY else ""
    lines = [
        customer.name,
        label("attention", language).format(name=attention) if attention else "",
        *customer.address.splitlines(),
        place,
        country,
    ]
    return [line.strip() for line in lines if line.strip()]


def organisation_on_paper() -> dict[str, Any]:
    address = [*settings.ORGANISATION_ADDRESS, *settings.ORGANISATION_CONTACT]
    return {
        "name": settings.ORGANISATION,
        "address": address,
        "register": "\n".join(settings.ORGANISATION_REGISTER),
    }


def signatory_of(person: User, language: str) -> dict[str, str]:
    """Who signs, with the role in the letter's language."""
    codes = list(person.groups.values_list("name", flat=True))
    role = next((role for code, role in ROLES.items() if code in codes), None)
    with translation.override(language):
        return {"name": str(person), "role": str(role.name) if role else ""}


def facts_of(
    case: RemovalCase,
    *,
    number: int,
    language: str,
    given: Mapping[str, Any],
    recipient: Sequence[str],
    signatory: User,
    on: dt.date,
) -> dict[str, Any]:
    """All that a letter's sheet states, fit to be frozen with it."""
    customer = case.customer
    return {
        "date": on.isoformat(),
        "reference": f"RC-{case.pk}/{number}",
        "number": customer.number,
        "names": [name for name in (customer.name, customer.other_name) if name],
        "organisation": organisation_on_paper(),
        "signatory": signatory_of(signatory, language),
        "recipient": list(recipient),
        "given": dict(given),
    }


def values_of(
    case: RemovalCase, *, kind: str, language: str, facts: Mapping[str, Any]
) -> dict[str, str]:
    """What stands for each name in braces."""
    given = facts["given"]
    return {
        "customer": case.customer.name,
        "number": case.customer.number,
        "case": str(case.pk),
        "organisation": facts["organisation"]["name"],
        "signatory": facts["signatory"]["name"],
        **{
            name: told(name, given[name], language)
            for name in SPECS[kind].facts
            if isinstance(given.get(name), str) and given[name]
        },
    }


def document_for(letter: Letter) -> dict[str, Any]:
    """The sheet of a letter; what is not released says that it is a draft."""
    return document_of(
        language=letter.language,
        subject=letter.subject,
        body=letter.body,
        facts=letter.facts,
        is_draft=letter.is_written or not letter.sha256,
    )


def template_for(kind: str, language: str) -> LetterTemplate | None:
    """The words in force."""
    return LetterTemplate.objects.published().filter(kind=kind, language=language).first()
