"""What is evidence of a customer or of a case: events of the audit chain, and files.

The restricted compartment has no part in it: its rows are read by none of these queries and its
acts stand in a log of their own. Requests of authorities are left out too, for a bundle is given to
others, and that there is a request may be secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from customers.merging.following import keys_of
from customers.models import Attachment, AuthorityRequest, Customer
from removal.models import CaseEvidence, Letter, LetterAnswer, LetterDelivery, RemovalCase
from riskcrm.audit.models import Event

SECRET = ("authorityrequest",)
ERASE = "erase_customer"


@dataclass(frozen=True)
class KeptFile:
    """A file of the evidence, with the hash under which it was kept."""

    path: str
    sha256: str
    what: str
    file: Any


def events_of_customer(customer: Customer) -> QuerySet[Event]:
    """All that names this customer, or one that was merged into it."""
    ids = keys_of(customer)
    return Event.objects.filter(customer_id__in=ids).exclude(_secret(ids))


def events_of_case(case: RemovalCase) -> QuerySet[Event]:
    """All about the case and what belongs to it, and the erasing of its customer."""
    about = reduce(or_, (_named(kind, ids) for kind, ids in _parts_of(case)))
    erased = Q(verb=ERASE, customer_id=case.customer_id)
    return Event.objects.filter(about | erased)


def _named(kind: str, ids: Iterable[int]) -> Q:
    return Q(object_kind=kind, object_id__in=[str(each) for each in ids])


def _secret(customer_ids: list[int]) -> Q:
    """Events about requests of authorities, and about the documents that were added to those."""
    asked = AuthorityRequest.objects.filter(customer__in=customer_ids).values("pk")
    files = Attachment.objects.filter(record_kind__in=SECRET, record_id__in=asked)
    return Q(object_kind__in=SECRET) | _named("attachment", files.values_list("pk", flat=True))


def _parts_of(case: RemovalCase) -> Iterator[tuple[str, list[int]]]:
    """(kind, ids) of the case, of what belongs to it, and of what belongs to that."""
    yield "removalcase", [case.pk]
    parents: list[tuple[type[models.Model], list[int]]] = [(RemovalCase, [case.pk])]
    seen: set[type[models.Model]] = {RemovalCase}
    for model, ids in parents:
        for child, field in _children_of(model):
            if child in seen:
                continue
            seen.add(child)
            found = list(
                child._default_manager.filter(**{f"{field}__in": ids}).values_list("pk", flat=True)
            )
            if found:
                yield str(child._meta.model_name), found
                if model is RemovalCase:
                    parents.append((child, found))


def _children_of(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Models of removal whose rows belong to one of these."""
    return [
        (child, field.name)
        for child in apps.get_app_config("removal").get_models()
        for field in child._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model
        if child not in (RemovalCase, Letter) or model is RemovalCase
    ]


def files_of_customer(customer: Customer) -> Iterator[KeptFile]:
    """Documents, and the letters of its cases with their receipts and answers."""
    ids = keys_of(customer)
    kept = Attachment.objects.kept().filter(customer__in=ids).exclude(record_kind__in=SECRET)
    yield from map(_document, kept.order_by("pk"))
    yield from _letters(Letter.objects.filter(case__customer__in=ids))


def files_of_case(case: RemovalCase) -> Iterator[KeptFile]:
    kept = Attachment.objects.kept()
    named = CaseEvidence.objects.filter(case=case, attachment__isnull=False).values("attachment")
    own = Q(record_kind="removalcase", record_id=case.pk) | Q(pk__in=named)
    yield from map(_document, kept.filter(own).order_by("pk"))
    yield from _letters(Letter.objects.filter(case=case))


def _document(row: Attachment) -> KeptFile:
    return KeptFile(f"documents/{row.pk}{_ending(row.name)}", row.sha256, row.name, row.file)


def _letters(letters: QuerySet[Letter]) -> Iterator[KeptFile]:
    for letter in letters.exclude(pdf="").order_by("pk"):
        what = f"{letter.kind}, {letter.case_id}-{letter.number}"
        yield KeptFile(f"letters/{letter.pk}.pdf", letter.sha256, what, letter.pdf)
    sources: tuple[tuple[str, QuerySet[Any]], ...] = (
        ("receipts", LetterDelivery.objects.filter(letter__in=letters)),
        ("answers", LetterAnswer.objects.filter(letter__in=letters)),
    )
    for folder, rows in sources:
        for row in rows.exclude(file="").order_by("pk"):
            name = f"letters/{folder}/{row.pk}{_ending(row.file_name)}"
            yield KeptFile(name, row.sha256, row.file_name, row.file)


def _ending(name: str) -> str:
    """The ending of a file's name where it is a plain one."""
    _stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and ending.isascii() and ending.isalnum() else ""
