"""How names are read and compared: a table of examples, and what holds for any text."""

from __future__ import annotations

from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.generator.people import make_identity
from customers.models import ScreeningHit
from customers.screening.compare import How, best_match, compare
from customers.screening.keys import identity_of
from customers.screening.measure import AS_IT_IS, measure
from customers.screening.names import keys_of, read_name
from customers.screening.variants import VARIANTS
from tests.real_data import real_file


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("上海恒昌贸易有限公司", "上海恒昌贸易"),
        ("上海恆昌貿易股份有限公司", "上海恒昌贸易"),
        ("上海恒昌（集团）有限责任公司", "上海恒昌"),
        ("上海恒昌股有限公司", "上海恒昌"),
        ("上海恒昌股份有限公同", "上海恒昌"),
        ("华为技术(深圳)有限公司", "华为技术深圳"),
        ("中国银行股份有限公司上海市分行", "中国银行"),
        ("ＡＣＭＥ　Trading Co., Ltd.", "acmetrading"),
        ("The Acme Trading Company", "acmetrading"),
        ("Société Générale S.A.", "societegenerale"),
        ("Müller & Söhne GmbH & Co. KG", "mullersohne"),
        ("Ørsted A/S", "orsteda"),
        ("Shanghai Hengchang Maoyi Youxian Gongsi", "shanghaihengchangmaoyi"),
        ("SHANGHAI HENGCHANG MAOYI JITUAN GUFEN YOUXIAN GONGSI", "shanghaihengchangmaoyi"),
        ("有限公司", "有限公司"),
        ("Ltd", "ltd"),
    ],
)
def test_the_core_of_a_name_is_what_tells_it_apart(name: str, core: str) -> None:
    assert read_name(name).core.startswith(core)


@pytest.mark.parametrize(
    ("one", "other", "how", "least"),
    [
        ("上海恒昌贸易有限公司", "上海恆昌貿易有限公司", How.EXACT, 100),
        ("ACME Trading Ltd.", "Acme  trading, LTD", How.EXACT, 100),
        ("上海恒昌贸易有限公司", "上海恒昌贸易股份有限公司", How.NORMALISED, 96),
        ("上海恒昌贸易有限公司", "上海恒昌贸易集团有限公司", How.NORMALISED, 92),
        ("Acme Trading Ltd", "ACME TRADING GMBH", How.NORMALISED, 96),
        ("Kim Jong", "JONG, Kim", How.NORMALISED, 96),
        ("上海恒昌贸易有限公司", "Shanghai Hengchang Maoyi Co Ltd", How.PINYIN, 92),
        ("吕梁绿源有限公司", "Lüliang Lüyuan", How.PINYIN, 92),
        ("上海恒昌贸易有限公司", "Shanghai Hengchang Maoyii", How.PINYIN, 80),
        ("上海恒昌贸易有限公司", "上海恒昌易贸有限公司", How.FUZZY, 90),
        ("上海恒昌贸易有限公司", "上海衡昌贸易有限公司", How.FUZZY, 90),
        ("Alderbrook Electronics", "Alderbrok Electronics", How.FUZZY, 95),
    ],
)
def test_spellings_of_one_name_are_alike_and_say_how(
    one: str, other: str, how: How, least: int
) -> None:
    for a, b in ((one, other), (other, one)):
        match = best_match([read_name(a)], [read_name(b)])
        assert match is not None
        assert match.how == how
        assert match.score >= least
        in_book = set(keys_of(read_name(a), in_book=read_name(b).is_chinese))
        assert in_book & set(keys_of(read_name(b))), "no index finds it"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("金发科技股份有限公司", "宏发科技股份有限公司"),
        ("荣科科技股份有限公司", "能科科技股份有限公司"),
        ("东方有限公司", "东港有限公司"),
        ("王伟", "王炜"),
        ("Acme", "Acne"),
        ("上海恒昌贸易有限公司", "北京恒昌贸易有限公司"),
        ("上海恒昌贸易有限公司", "Shanghai Hongchang Maoyu"),
    ],
)
def test_names_of_different_companies_are_not_alike(one: str, other: str) -> None:
    assert best_match([read_name(one)], [read_name(other)]) is None


def test_numbers_outweigh_names() -> None:
    a, b = identity_of(["Acme Trading"], "HRB 12345"), identity_of(["Zeta"], "hrb-12345")
    match = best_match(a.readings, b.readings, number=a.number, other=b.number)
    assert match is not None
    assert (match.how, match.score) == (How.NUMBER, 100)
    assert set(a.keys) & set(b.keys)
    assert identity_of(["Acme"], "12").number == ""


def test_the_ways_of_finding_are_those_a_hit_can_hold() -> None:
    assert [how.value for how in How] == ScreeningHit.How.values


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_any_text_is_read_and_is_like_itself(text: str) -> None:
    reading = read_name(text)
    assert keys_of(reading) == keys_of(read_name(text))
    assert len(keys_of(reading)) <= 100
    assert all(-(2**31) <= key < 2**31 for key in keys_of(reading))
    match = compare(reading, reading)
    assert match is not None
    assert match.score == 100


@settings(max_examples=200)
@given(st.text("上海恒昌贸易电子科技abc", min_size=3, max_size=12), st.integers(0, 11))
def test_a_character_less_is_found_by_a_common_key(name: str, place: int) -> None:
    short = name[: place % len(name)] + name[place % len(name) + 1 :]
    one, other = read_name(name), read_name(short)
    if len(one.core) >= 4 and len(other.core) == len(one.core) - 1 and one.is_chinese:
        assert set(keys_of(one, in_book=True)) & set(keys_of(other))


def invented(seed: int, size: int) -> list[str]:
    dice = Random(seed)
    names: dict[str, None] = {}
    for _n in count():
        identity = make_identity(dice)
        if identity.kind == "company":
            names[identity.name] = None
        if len(names) == size:
            return list(names)
    raise AssertionError


@pytest.mark.parametrize("seed", [1, 2])
def test_other_spellings_of_invented_names_are_found_and_innocent_ones_are_not(seed: int) -> None:
    measured = measure(invented(seed, 400), seed=seed)
    assert set(measured.asked) == {AS_IT_IS, *VARIANTS}
    assert measured.recall() >= 0.95
    assert measured.recall(AS_IT_IS) == 1
    for kind in VARIANTS:
        assert measured.recall(kind) >= 0.9, kind
    # made up of few words, more of them are a character apart than of real ones
    assert measured.false_per_100() <= 4


def test_other_spellings_of_real_names_are_found_and_innocent_ones_are_not() -> None:
    path = real_file("cn_company_names/a_share_companies.csv")
    lines = path.read_text(encoding="gbk").splitlines()[1:]
    names = [name for line in lines if len(name := line.split(",")[2]) > 4]
    measured = measure(names, seed=99)
    for kind, asked in measured.asked.items():
        if asked > 100:
            assert measured.recall(kind) >= 0.95, kind
    assert measured.false_per_100() <= 1
    assert measured.false_per_100(AS_IT_IS) <= 1
