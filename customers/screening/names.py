"""How a name is read for screening: without a database, the same for customers and for lists.

Two spellings of one name should read alike: width, case, accents, punctuation and brackets do not
count, traditional characters are read as simplified ones, and what only says the legal form is set
aside. What is left is the core, which is compared as it is written and as it sounds in pinyin.
"""

# ruff: noqa: SIM905  (lists of words read better as text)

from __future__ import annotations

import functools
import re
import unicodedata
import zlib
from dataclasses import dataclass

from rapidfuzz.distance import OSA

# cut off the end one after the other; of these three also with one character wrong
DAMAGEABLE_FORMS = ("有限责任公司", "股份有限公司", "有限公司")
OTHER_FORMS = (
    "股份公司",
    "总公司",
    "公司",
    "股份",
    "集团",
    "团集",
    "有限合伙",
    "普通合伙",
    "合伙企业",
)
WESTERN_FORMS = frozenset(
    (
        "ab ag aps as asa bhd bv bvba co company corp corporation eg eirl foundation gbr gk gmbh"
        " group grp holding holdings inc incorporated jsc kg kgaa kk lda limited llc llp lp ltd"
        " ltda mbh nv oao ohg ooo oy oyj pao pbc pjsc plc pte pty pvt private sa sae sal sarl sas"
        " sasu scs sdn se sl sl slu spa spzoo srl sro sca vof zao zrt kft doo dd ad eood"
    ).split()
)
LEADING_FORMS = frozenset({"the", "pt", "ooo", "zao", "oao", "pao", "jsc", "pjsc", "cv"})
LINKS = frozenset({"and", "und", "et", "y", "e", "of"})  # written or left out
PINYIN_FORM = re.compile(
    r"(?:jituan)?(?:(?:gufen)?(?:youxian(?:zeren)?|zeren)?(?:zong)?gongsi)$|(?<=.)jituan$"
)
BRANCH = re.compile(r"^(.{2,}?(?:股份)?有限(?:责任)?公司).{1,16}(?:分公司|分行|营业部|办事处)$")
GROUP = "集团"
DAMAGED_GROUP = re.compile(r"(?:集(?!成).|(?![兵财社]).团)$")  # before a form, one wrong
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
INITIALS = re.compile(r"(?<=\b\w)\.(?=\w\b)")
# letters that are no letter with an accent, as people type them without
PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)

SHORTEST_TYPO_HAN = 3  # characters of a core
SHORTEST_TYPO = 7  # letters
SHORTEST_SOUND = 4  # letters
LONGEST_KEYED = 40  # letters in which misspellings are foreseen


@dataclass(frozen=True)
class Reading:
    """A name as screening reads it.

    `folded`: letters and digits, one width, one case, simplified. `core`: the same without legal
    forms. `sound`: the core in Latin letters. `ordered`: the words of a Latin core, sorted;
    `shorter`: without the last of them, where that looks like a misspelt form.
    """

    name: str
    folded: str
    core: str
    sound: str
    ordered: str
    shorter: str
    is_chinese: bool


@functools.lru_cache(maxsize=20_000)  # the names of a list are read for its preview and its intake
def read_name(name: str) -> Reading:
    words = _words(name)
    folded = "".join(words)
    is_chinese = HAN.search(folded) is not None
    core_words = [_chinese_core(folded)] if is_chinese else _western_core(words)
    core = "".join(core_words)
    sound = _sound(core) if is_chinese else _plain_sound(core)
    several = not is_chinese and len(core_words) > 1
    ordered = "".join(sorted(core_words)) if several else ""
    shorter = ""
    if several and _is_nearly_form(core_words[-1]):
        shorter = "".join(_western_core(core_words[:-1]))
    return Reading(name, folded, core, sound, ordered, shorter, is_chinese)


def _words(name: str) -> list[str]:
    """The words of a name, of letters and digits alone."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(PLAIN)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = unicodedata.normalize("NFC", text)  # what is no accent, as in Korean, comes back
    if HAN.search(text):
        text = _simplified(text)
    text = INITIALS.sub("", text).replace("&", " and ").replace("'", "").replace("’", "")
    return re.findall(r"[^\W_]+", text)


@functools.cache
def _converter() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def _simplified(text: str) -> str:
    return str(_converter().convert(text))  # type: ignore[attr-defined]


def _chinese_core(folded: str) -> str:
    if branch := BRANCH.match(folded):
        folded = branch[1]
    core = folded
    while (rest := _without_form(core)) != core:
        if len(rest) < 2 or not HAN.search(rest):  # the name is made of such words
            break
        core = rest
    if core != folded and len(core) > 4:
        core = DAMAGED_GROUP.sub("", core)
    return core


def _without_form(name: str) -> str:
    """The name without the legal form at its end, which may be misspelt."""
    for form in DAMAGEABLE_FORMS:
        if name.endswith(form):
            return name.removesuffix(form)
        if damaged := _damaged_forms()[form].search(name):
            return name[: damaged.start()]
    return next((name.removesuffix(f) for f in OTHER_FORMS if name.endswith(f)), name)


@functools.cache
def _damaged_forms() -> dict[str, re.Pattern[str]]:
    """Each form with one character dropped, swapped with the next, or replaced, at a name's end."""
    patterns = {}
    for form in DAMAGEABLE_FORMS:
        places = range(len(form))
        wrong = {form[:n] + "." + form[n + 1 :] for n in places}
        wrong |= {form[:n] + form[n + 1 :] for n in places}
        wrong |= {form[:n] + form[n + 1] + form[n] + form[n + 2 :] for n in places[:-1]}
        patterns[form] = re.compile(f"(?:{'|'.join(sorted(wrong))})$")
    return patterns


def _western_core(words: list[str]) -> list[str]:
    core = [word for word in words if word not in LINKS] or list(words)
    while len(core) > 1 and core[-1] in WESTERN_FORMS:
        core.pop()
    while len(core) > 1 and core[0] in LEADING_FORMS:
        core.pop(0)
    joined = "".join(core)
    cut = PINYIN_FORM.sub("", joined)
    return [cut] if cut != joined and len(cut) >= SHORTEST_SOUND else core


@functools.lru_cache(maxsize=5000)
def _is_nearly_form(word: str) -> bool:
    forms = (form for form in WESTERN_FORMS if len(form) > 2)
    return len(word) > 1 and any(OSA.distance(word, form, score_cutoff=1) <= 1 for form in forms)


def _sound(core: str) -> str:
    from pypinyin import lazy_pinyin  # the dictionary takes a quarter of a second to load

    return _plain_sound("".join(lazy_pinyin(core)))


def _plain_sound(letters: str) -> str:
    """Spellings of one sound as one: ü is written v or u, and Shaanxi is told from Shanxi."""
    return letters.replace("lv", "lu").replace("nv", "nu").replace("shaanxi", "shanxi")


# --- keys ----------------------------------------------------------------------------------------


def keys_of(reading: Reading, *, in_book: bool = False) -> list[int]:
    """Numbers by which an index finds names that may be the same one.

    Two names that differ in one character dropped, added, replaced or swapped with its neighbour
    share a key: that of the name with one character less (as in SymSpell). So do two that sound
    alike, and two that order the same words otherwise. Comparing finds no more than that, so that
    what is found does not hang on what else the index brought.

    Of a Chinese name in the book no misspelt pinyin is foreseen: a million of them would double the
    index, and lists give pinyin as it is.
    """
    texts = {reading.folded, reading.core, reading.sound, reading.ordered, reading.shorter}
    texts |= _shortened(reading.core, SHORTEST_TYPO_HAN if reading.is_chinese else SHORTEST_TYPO)
    if not in_book:
        texts |= _shortened(reading.sound, SHORTEST_TYPO)
    return sorted({_number(text) for text in texts if text})


def registration_key(number: str) -> tuple[str, int | None]:
    """A registration number as it is compared, and its key; none for what is too short to tell."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", number).upper() if c.isalnum())
    return plain, _number(f"number {plain}") if len(plain) >= 5 else None


def _shortened(text: str, shortest: int) -> set[str]:
    """The text with each of its characters left out; of a long one, of its beginning."""
    if len(text) < shortest:
        return set()
    places = range(min(len(text), LONGEST_KEYED))
    return {text[:n] + text[n + 1 :] for n in places}


def _number(text: str) -> int:
    """A hash that fits into an integer of the database; two texts of one cost a comparison."""
    return zlib.crc32(text.encode()) - 2**31
