"""How names sort: a plain rule without a database."""

from __future__ import annotations

import functools
import re
import unicodedata

SORT_KEY_LENGTH = 200
# characters that have a reading, and others
HAN = r"\u3007\ue815-\ue864\ufa18\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
RUNS = re.compile(f"[{HAN}]+|[^{HAN}]+")


@functools.lru_cache(maxsize=10_000)  # the names of a file repeat
def sort_key(name: str) -> str:
    """The name as it sorts: Chinese by pinyin, syllable by syllable; case and width do not count.

    The database has no Chinese collation, so that the order is the same on every system.
    """
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    if folded.isascii():
        return folded[:SORT_KEY_LENGTH]
    parts = (part for run in RUNS.findall(folded) for part in _pinyin(run))
    return " ".join(part.strip() for part in parts)[:SORT_KEY_LENGTH]


@functools.lru_cache(maxsize=10_000)  # so do the words in them
def _pinyin(run: str) -> tuple[str, ...]:
    """The syllables of characters that stand together, or the run as it is."""
    from pypinyin import lazy_pinyin  # the dictionary takes a quarter of a second to load

    return tuple(lazy_pinyin(run))
