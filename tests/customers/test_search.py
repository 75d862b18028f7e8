from __future__ import annotations

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import Customer, search
from customers.models.search import look_for
from customers.names import sort_key
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


def found(text: str) -> set[str]:
    return set(Customer.objects.search(text).values_list("number", flat=True))


def test_two_chinese_characters_find_a_name() -> None:
    make_customer("A", name="北京恒远科技有限公司")
    make_customer("B", name="上海远恒贸易有限公司")
    assert found("恒远") == {"A"}
    assert found("恒远科技") == {"A"}


def test_one_character_is_found_wherever_it_stands() -> None:
    make_customer("A", name="远方")
    make_customer("B", name="永远")
    make_customer("C", name="永久")
    assert found("远") == {"A", "B"}


def test_part_of_a_latin_word_finds_it_in_any_case() -> None:
    make_customer("A", name="Cambridge Metals")
    make_customer("B", name="Oxford Metals")
    assert found("brid") == {"A"}
    assert found("BRID") == {"A"}


def test_numbers_and_other_names_are_searched_too() -> None:
    make_customer("AC-00/17", name="First", other_name="恒远")
    make_customer("AC-0018", name="Second")
    assert found("ac0017") == {"AC-00/17"}
    assert found("恒远") == {"AC-00/17"}


def test_every_word_must_be_found() -> None:
    make_customer("A", name="Northern Steel Works")
    make_customer("B", name="Northern Timber")
    assert found("steel north") == {"A"}


def test_pairs_in_the_wrong_order_are_not_a_match() -> None:
    make_customer("A", name="abxbc")
    assert found("abc") == set()


def test_width_and_punctuation_do_not_count() -> None:
    make_customer("A", name="Ａｃｍｅ（中国）有限公司")
    assert found("acme中国") == {"A"}
    assert found("(中国)") == {"A"}


def test_signs_alone_find_nothing_and_blanks_everything() -> None:
    make_customer("A", name="Anything")
    assert found("%") == set()
    assert found("_") == set()
    assert found("  ") == {"A"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(alphabet="ab12恒远有限 -", min_size=1, max_size=12), st.data())
def test_any_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    bare = "".join(c for c in name if c.isalnum())
    if not bare:
        return
    Customer.objects.all().delete()
    make_customer("9", name=name)
    start = data.draw(st.integers(0, len(bare) - 1))
    part = bare[start : data.draw(st.integers(start + 1, len(bare)))]
    assert found(part) == {"9"}


def test_chinese_names_sort_by_pinyin() -> None:
    names = ["重庆", "安徽", "Beta", "北京"]
    assert sorted(names, key=sort_key) == ["安徽", "北京", "Beta", "重庆"]


def make_alike(count: int) -> None:
    Customer.objects.bulk_create(
        Customer(
            number=f"C00{n:02}",
            name=f"恒远第{n}有限公司",
            other_name="Ever Far Co. Ltd.",
            recorded_at=timezone.now(),
        )
        for n in range(count)
    )


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small book in which twenty rows are as many as thousands in a large one."""
    monkeypatch.setattr(search, "SAMPLE", 100)
    monkeypatch.setattr(search, "MOST_IDS", 20)
    monkeypatch.setattr(search, "FREQUENT", 20)


def test_frequent_words_are_looked_for_without_bringing_half_the_book(few_are_many: None) -> None:
    make_alike(150)
    make_customer("X1", name="Lone Wolf")
    assert look_for(["公司"]).ids is None
    assert look_for(["C00", "ltd"]).ids is None
    assert len(found("公司")) == len(found("C00")) == len(found("有限 LTD")) == 150
    assert found("co ltd 第7有") == {"C0007"}
    assert found("公司 %") == found("公司 wolf") == set()


def test_rare_words_are_answered_by_their_ids_alone() -> None:
    make_alike(150)
    rare = make_customer("X1", name="Lone Wolf")
    assert look_for(["wolf"]).ids == [rare.pk]
    assert look_for(["wolf", "公司"]).ids == []
