"""How names sort: a plain rule without a database."""

from __future__ import annotations

import functools
import unicodedata

SORT_KEY_LENGTH = 200


@functools.lru_cache(maxsize=10_000)  # the names of a file repeat
def sort_key(name: str) -> str:
    """The name as it sorts: Chinese by pinyin, syllable by syllable; case and width do not count.

    The database has no Chinese collation, so that the order is the same on every system.
    """
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    if folded.isascii():
        return folded[:SORT_KEY_LENGTH]
    from pypinyin import lazy_pinyin  # the dictionary takes a quarter of a second to load

    return " ".join(part.strip() for part in lazy_pinyin(folded))[:SORT_KEY_LENGTH]
