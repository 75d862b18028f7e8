"""Other spellings of a name as people make them, to measure how many of them screening finds."""

from __future__ import annotations

import functools
from collections.abc import Callable
from random import Random

from customers.screening.names import HAN

Variant = Callable[[str, Random, str], str]  # name, dice, characters that names are made of → name

FULL_WIDTH = str.maketrans({**{n: n + 0xFEE0 for n in range(0x21, 0x7F)}, 0x20: 0x3000})
CHINESE_SUFFIXES = ("股份有限公司", "有限责任公司", "有限公司", "集团有限公司", "")
WESTERN_SUFFIXES = (" Ltd.", " Co., Ltd.", " Inc.", " GmbH", " LLC", " S.A.", " Limited", "")
PINYIN_SUFFIXES = (" Co., Ltd.", " Gufen Youxian Gongsi", " Youxian Gongsi", "")


def typo(name: str, dice: Random, alphabet: str) -> str:
    """One character replaced, dropped or swapped with the next, wherever it stands."""
    place = dice.randrange(len(name) - 1)
    start, end = name[:place], name[place + 1 :]
    kind = dice.choice(("replaced", "dropped", "swapped"))
    if kind == "replaced":
        return start + dice.choice(_others(name[place], alphabet)) + end
    return start + end if kind == "dropped" else start + end[0] + name[place] + end[1:]


def _others(character: str, alphabet: str) -> list[str]:
    """What may stand in its place: nobody slips from one script into another."""
    script = HAN.match(character) is None
    return [c for c in alphabet if c != character and (HAN.match(c) is None) == script] or ["x"]


def suffix(name: str, dice: Random, _alphabet: str) -> str:
    """Another legal form, or none."""
    bare = bare_of(name)
    forms = CHINESE_SUFFIXES if HAN.search(name) else WESTERN_SUFFIXES
    return bare + dice.choice([form for form in forms if bare + form != name])


def traditional(name: str, dice: Random, _alphabet: str) -> str:
    return (
        _converter(dice.choice(("s2t", "s2hk", "s2tw"))).convert(name) if HAN.search(name) else ""
    )


def pinyin(name: str, dice: Random, _alphabet: str) -> str:
    """As a foreign bank would write it: syllables apart, two by two, or in one word."""
    if not HAN.search(name):
        return ""
    from pypinyin import lazy_pinyin

    bare = bare_of(name).removesuffix("(集团)").removesuffix("集团")
    syllables = lazy_pinyin(bare)
    size = dice.choice((1, 2, len(syllables)))
    words = ["".join(syllables[n : n + size]).title() for n in range(0, len(syllables), size)]
    return " ".join(words) + dice.choice(PINYIN_SUFFIXES)


def brackets(name: str, dice: Random, _alphabet: str) -> str:
    """Brackets of the other width, or around a word that had none, or none where there were."""
    pairs = str.maketrans("()（）", "（）()")
    if name.translate(pairs) != name:
        return dice.choice((name.translate(pairs), "".join(c for c in name if c not in "()（）")))
    left, right = dice.choice(("()", "（）"))
    return name.replace("集团", f"{left}集团{right}") if "集团" in name else ""


def width(name: str, _dice: Random, _alphabet: str) -> str:
    wide = name.translate(FULL_WIDTH)
    return wide if wide != name else ""


def spaces(name: str, dice: Random, _alphabet: str) -> str:
    place = dice.randrange(1, len(name))
    return f" {name[:place]}{dice.choice((' ', '  ', chr(0x3000)))}{name[place:]} "


def case(name: str, dice: Random, _alphabet: str) -> str:
    other = dice.choice((name.upper(), name.lower()))
    return other if other != name else ""


# each answers "" where a name has no such other spelling
VARIANTS: dict[str, Variant] = {
    "typo": typo,
    "legal form": suffix,
    "traditional": traditional,
    "pinyin": pinyin,
    "brackets": brackets,
    "width": width,
    "spaces": spaces,
    "case": case,
}


def bare_of(name: str) -> str:
    """The name without the legal form that the variants know."""
    forms = sorted({*CHINESE_SUFFIXES, *WESTERN_SUFFIXES} - {""}, key=len, reverse=True)
    return next((name.removesuffix(form) for form in forms if name.endswith(form)), name)


@functools.cache
def _converter(way: str):  # type: ignore[no-untyped-def]
    import opencc

    return opencc.OpenCC(way)
