"""Keyed hashes of what erased customers were known by.

They tell that somebody who comes back was here before, and nothing else: without the key, which is
made of the installation's secret and lies in no table, no name can be tried against them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from customers.models import Customer
from removal.models import ErasedIdentifier, ListedPerson

SALT = "riskcrm.retention.blind-index"


def folded(text: str) -> str:
    """Letters and digits alone, however they are written."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in wide if char.isalnum())


def digest_of(text: str) -> str:
    return salted_hmac(SALT, folded(text), algorithm="sha256").hexdigest()


def digests_of(ids: list[int]) -> list[ErasedIdentifier]:
    """Of natural persons their names and number, of all who stands behind them. Two queries."""
    kinds = ErasedIdentifier.Kind
    said: set[tuple[int, str, str]] = set()
    for customer in Customer.objects.filter(pk__in=ids):
        said |= {(customer.pk, kinds.PERSON, customer.legal_representative)}
        if customer.kind == Customer.Kind.INDIVIDUAL:
            names = (customer.name, customer.other_name)
            said |= {(customer.pk, kinds.NAME, name) for name in names}
            said |= {(customer.pk, kinds.REGISTRATION, customer.registration_number)}
    listed = ListedPerson.objects.filter(entry__customer__in=ids)
    for customer_id, name in listed.values_list("entry__customer_id", "name"):
        said |= {(customer_id, kinds.PERSON, name)}
    return list(_rows(said))


def _rows(said: Iterable[tuple[int, str, str]]) -> Iterable[ErasedIdentifier]:
    for customer_id, kind, text in sorted(said):
        if folded(text):
            yield ErasedIdentifier(customer_id=customer_id, kind=kind, digest=digest_of(text))
