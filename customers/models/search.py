"""Looking for customers by parts of their names and numbers, and of those of their contacts.

There are two ways, each slow where the other is fast. The index of character pairs finds rare words
at once, but for a word in every other name it would bring half the book to be sorted. Walking the
list's own order and looking at each name finds fifty frequent ones at once, but would walk the
whole book for a rare one. So a first query looks at a sample of the names, the same each time: it
answers the ids when the words are rare.

Contacts have the first way alone. What thousands of them share, such as the end of an e-mail
address, tells nobody from anybody; then names and numbers decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

SAMPLE = 0.25  # per cent of the table, whose names are looked at to see how frequent the words are
MOST_IDS = 10_000  # from here on walking a book of a million is cheaper than sorting them
FREQUENT = MOST_IDS * SAMPLE / 100  # as many in the sample mean more than MOST_IDS

# CASE computes the second branch only where it is needed
IDS = """CASE WHEN
    (SELECT count(*) FROM {table} TABLESAMPLE SYSTEM ({sample}) REPEATABLE (1)
     WHERE {like}) < {frequent}
THEN ARRAY(SELECT {id} FROM {table}
           WHERE search_grams(search_key) @@ ({grams}) AND {like} LIMIT {most} + 1) END"""


@dataclass(frozen=True)
class Found:
    """`ids` of all customers in whom every word is found, or None where they are many.

    `keys` are the words as they stand in search keys; one without letters and digits is empty.
    `by_contact` are those with a contact in whom every word is found; none where they are many.
    """

    keys: list[str]
    ids: list[int] | None
    by_contact: list[int]


def look_for(words: list[str], *, contacts: bool = False) -> Found:
    """Find the customers with these words, or that there are many. One query, never the book."""
    params: dict[str, Any] = {}
    for n, word in enumerate(words):
        params |= {f"word{n}": word, f"rare{n}": _rare_part(word)}
    named = [f"%(word{n})s" for n in range(len(words))]
    parts = {
        "like": " AND ".join(
            f"search_key LIKE '%%' || nullif(customer_key({name}), '') || '%%'" for name in named
        ),
        "grams": " && ".join(f"search_gram_query(%(rare{n})s)" for n in range(len(words))),
        "sample": SAMPLE,
        "frequent": FREQUENT,
        "most": MOST_IDS,
    }
    keys = "ARRAY[" + ", ".join(f"customer_key({name})" for name in named) + "]"
    by_name = IDS.format(table="customers_customer", id="id", **parts)
    by_contact = IDS.format(table="customers_contact", id="customer_id", **parts)
    sql = f"SELECT {keys}, {by_name}, {by_contact if contacts else 'NULL'}"
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        keys, ids, owners = cursor.fetchone()
    return Found(keys, _if_few(ids), sorted(set(_if_few(owners) or ())))


def _rare_part(word: str) -> str:
    """Of an e-mail address what stands before the @, since thousands share what follows; one or two
    letters are the beginnings of too many pieces."""
    local = word.partition("@")[0]
    return local if len(local) > 2 else word


def _if_few(ids: list[int] | None) -> list[int] | None:
    return None if ids is None or len(ids) > MOST_IDS else ids
