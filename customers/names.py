"""How names sort, and what of a name stays when its legal form goes: plain rules, no database."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any

SORT_KEY_LENGTH = 200
NAME_KEY_LENGTH = 200
# at the end of a Chinese name, the longest first; in the script of the mainland
CHINESE_FORMS = re.compile(
    "(?:集团股份有限公司|集团有限责任公司|集团有限公司|股份有限公司|有限责任公司|有限公司|股份公司"
    "|集团公司|总公司|公司|集团|普通合伙|有限合伙|合伙企业|个体工商户)+$"
)
# at the end of a name in Latin letters, word by word
LATIN_FORMS = frozenset(
    ("co company corp corporation inc incorporated ltd limited llc llp lp plc gmbh mbh ag kg ohg"  # noqa: SIM905
     " ug se sa sas sarl spa srl bv nv oy oyj ab as aps pte pty sdn bhd kk group holding holdings")
    .split()
)  # fmt: skip
NOT_LETTERS = re.compile(r"[\W_]+")
# characters that have a reading, and others
HAN = r"\u3007\ue815-\ue864\ufa18\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
RUNS = re.compile(f"([{HAN}]+)|([^{HAN}]+)")


@functools.lru_cache(maxsize=10_000)  # the names of a file repeat
def sort_key(name: str) -> str:
    """The name as it sorts: Chinese by pinyin, syllable by syllable; case and width do not count.

    The database has no Chinese collation, so that the order is the same on every system.
    """
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    if folded.isascii():
        return folded[:SORT_KEY_LENGTH]
    parts = (part for run, other in RUNS.findall(folded) for part in _pinyin(run) or (other,))
    return " ".join(part.strip() for part in parts)[:SORT_KEY_LENGTH]


@functools.lru_cache(maxsize=10_000)  # so do the words in them
def _pinyin(run: str) -> tuple[str, ...]:
    """The syllables of characters that stand together."""
    if not run:
        return ()
    from pypinyin import lazy_pinyin  # the dictionary takes a quarter of a second to load

    return tuple(lazy_pinyin(run))


@functools.lru_cache(maxsize=10_000)
def core_name(name: str) -> str:
    """What two ways of writing one name share: letters without width, case, script of Chinese,
    punctuation, and the legal form at the end. Never empty for a name.

    Equal cores are a hint and no more: names are not unique.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    is_ascii = folded.isascii()
    if not is_ascii:
        folded = _simplifier().convert(folded)
    words = NOT_LETTERS.sub(" ", folded.replace(".", "")).split()
    while len(words) > 1 and words[-1] in LATIN_FORMS:
        words.pop()
    core = "".join(words)
    bare = core if is_ascii else CHINESE_FORMS.sub("", core)
    return (bare or core or name.strip())[:NAME_KEY_LENGTH]


@functools.cache
def _simplifier() -> Any:
    from opencc import OpenCC  # its dictionaries take a moment to load

    return OpenCC("t2s")
