"""Looking for customers by parts of their names and numbers.

There are two ways, each slow where the other is fast. The index of character pairs finds rare words
at once, but for a word in every other name it would bring half the book to be sorted. Walking the
list's own order and looking at each name finds fifty frequent ones at once, but would walk the
whole book for a rare one. So a first query looks: it answers the ids when the words are rare.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

SAMPLE = 2000  # customers whose names are looked at, to see how frequent the words are
FREQUENT = 40  # found among them: from here on walking is cheaper
MOST_IDS = 3000  # more than these are frequent too

# CASE computes the second branch only where it is needed
LOOK = """
SELECT {keys}, CASE WHEN
    (SELECT count(*) FROM (SELECT search_key FROM customers_customer LIMIT {sample}) s
     WHERE {like}) < {frequent}
THEN ARRAY(SELECT id FROM customers_customer
           WHERE customer_grams(search_key) @@ ({grams}) AND {like} LIMIT {most} + 1) END
"""


@dataclass(frozen=True)
class Found:
    """`ids` of all customers in whom every word is found, or None where they are many.

    `keys` are the words as they stand in search keys; one without letters and digits is empty.
    """

    keys: list[str]
    ids: list[int] | None


def look_for(words: list[str]) -> Found:
    """Find the customers with these words, or that there are many. One query, never the book."""
    params: dict[str, Any] = {f"word{n}": word for n, word in enumerate(words)}
    named = [f"%({name})s" for name in params]
    like = " AND ".join(
        f"search_key LIKE '%%' || nullif(customer_key({name}), '') || '%%'" for name in named
    )
    sql = LOOK.format(
        keys="ARRAY[" + ", ".join(f"customer_key({name})" for name in named) + "]",
        grams=" && ".join(f"customer_gram_query({name})" for name in named),
        like=like,
        sample=SAMPLE,
        frequent=FREQUENT,
        most=MOST_IDS,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        keys, ids = cursor.fetchone()
    return Found(keys, None if ids is None or len(ids) > MOST_IDS else ids)
