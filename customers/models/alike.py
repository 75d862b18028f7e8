"""Customers whose names are nearly what somebody wrote: in one word a letter wrong, missing, too
many, or two of them changed over.

Such a slip harms but the few pieces of the word that touch it. So the index is asked for names with
all the others, once for each part of the word in which the slip may be; what it brings is ranked by
how many pairs of characters are shared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from django.db import connection

MOST_CANDIDATES = 60  # of each place where the slip may be
MOST_PLACES = 24
SHORT, LONG = 5, 15  # words of fewer, or of as many pieces
MOST_ALIKE = 10
MOST_WORDS = 6
LONGEST = 40  # characters of a word that are looked at
ENOUGH = 0.5  # of the written pairs must stand in the name
CHINESE = re.compile(r"[\u3400-\u9fff]")
RUN = re.compile(r"[a-z]+|[^a-z]+")
LEGAL_FORM = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|公司|limited|ltd|inc|corp|gmbh|llc|plc|co|ag|sa)$"
)
CANDIDATES = """(
SELECT id, search_key FROM customers_customer WHERE search_grams(search_key) @@ %s::tsquery LIMIT %s
)"""


def ids_alike(text: str) -> list[int]:
    """The customers called nearly so, the likest first; two queries, a bounded number of rows."""
    words = text.split()[:MOST_WORDS]
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT ARRAY(SELECT customer_key(w) FROM unnest(%s::text[]) w)", [words])
        keys = _essential(cursor.fetchone()[0])
        queries = list(islice(_queries(keys), MOST_PLACES))
        if not queries:
            return []
        params = [each for query in queries for each in (query, MOST_CANDIDATES)]
        cursor.execute(" UNION ".join([CANDIDATES] * len(queries)), params)
        found = cursor.fetchall()
    ranked = sorted(((likeness(keys, lines), pk) for pk, lines in found), reverse=True)
    return [pk for (share, _dice), pk in ranked[:MOST_ALIKE] if share >= ENOUGH]


def likeness(keys: list[str], lines: str) -> tuple[float, float]:
    """(share of the written pairs that the likest line has, their Dice coefficient)."""
    wanted = set().union(*(_pairs(key) for key in keys))
    best = (0.0, 0.0)
    for line in lines.split("\n"):
        pairs = _pairs(line)
        if pairs and wanted:
            shared = len(wanted & pairs)
            best = max(best, (shared / len(wanted), 2 * shared / (len(wanted) + len(pairs))))
    return best


def _pairs(text: str) -> set[str]:
    """Pairs of neighbours, and single Chinese characters, each of which says much by itself."""
    pairs = {text[i : i + 2] for i in range(len(text) - 1)}
    return pairs | set(CHINESE.findall(text))


def _essential(keys: list[str]) -> list[str]:
    """The words without legal forms, which names may have or lack, and without numbers, of which
    every other one is alike."""
    bare = [LEGAL_FORM.sub("", key) if CHINESE.search(key) else key for key in keys]
    return [
        key[:LONGEST]
        for key in bare
        if len(key) > 1 and not LEGAL_FORM.fullmatch(key) and not any(c.isdigit() for c in key)
    ]


def _queries(keys: list[str]) -> Iterator[str]:
    """For each place where a slip may be, the pieces that are left; the longest word first."""
    pieces = {key: [f"'{piece}'" for piece in _pieces(key)] for key in keys}
    for slipped in sorted(pieces, key=len, reverse=True):
        others = [piece for key in keys if key != slipped for piece in pieces[key]]
        for left in _left(slipped, pieces[slipped]):
            if wanted := dict.fromkeys([*left, *others]):
                yield " & ".join(wanted)


def _pieces(key: str) -> list[str]:
    """As `search_grams` cuts them: three Latin letters, or two other characters."""
    return [
        run[at : at + size]
        for run in RUN.findall(key)
        for size in (3 if run.isascii() else 2,)
        for at in range(len(run) - size + 1)
    ]


def _left(key: str, pieces: list[str]) -> Iterator[list[str]]:
    """The pieces without those that a slip may touch, for each place of the slip.

    Of a short Chinese name but one common pair would be left, such as 科技; the character before
    the slip helps. Of a long word a fifth and the next are left out at once.
    """
    is_chinese = all(len(piece) == 4 for piece in pieces)  # with its quotation marks
    count = len(pieces)
    if is_chinese and count < SHORT:
        for at in range(len(key)):
            left = [pieces[i] for i in range(count) if i not in (at - 1, at)]
            if left:
                yield [*left, f"'{key[at - 1]}':*"] if at else left
        return
    touched = 3 if is_chinese else 4
    step = 1 if count < LONG else max(-(-count // 5), touched)
    width = min(touched, count - 1) if count < LONG else 2 * step
    for first in range(0, max(count - width, 0) + 1, step):
        yield pieces[:first] + pieces[first + width :]
    if count < touched:
        yield []  # a slip may touch all of a short word; then the other words must do
