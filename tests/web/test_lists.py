"""List pages: pages, sorts, columns and chips, all of them in the address."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django_filters
import django_tables2
import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.test import RequestFactory
from django.utils.html import escape
from django_htmx.middleware import HtmxDetails

from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.web import counting
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from tests.factories import make_customer, make_team

pytestmark = pytest.mark.django_db


class Filter(django_filters.FilterSet):  # type: ignore[misc]
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label="Search")
    status = django_filters.ChoiceFilter(choices=Customer.Status.choices, label="Status")

    class Meta:
        model = Customer
        fields: list[str] = []


class Columns(django_tables2.Table):  # type: ignore[misc]
    name = django_tables2.Column()
    city = django_tables2.Column()
    status = django_tables2.Column()

    class Meta:
        model = Customer
        fields = ("name", "city", "status")


class Customers(ListPage):
    permission_required = "customers.view_customer"
    table_class = Columns
    filterset_class = Filter
    sorts = {"name": "sort_key", "city": "-city", "team": Sort("team__name", optional="team")}
    default_sort = "name"
    default_columns = ("name", "city")
    title = "Customers"
    empty_text = "No customers yet."
    page_size = 3

    def get_queryset(self) -> QuerySet[Customer]:
        return Customer.objects.visible_to(self.request.user).select_related("team")


@pytest.fixture
def open_page(risk_officer: User) -> Callable[..., Any]:
    def get(address: str = "/customers/", user: User = risk_officer, target: str = "") -> Any:
        headers = {"HX-Request": "true", "HX-Target": target} if target else {}
        request = RequestFactory().get(address, headers=headers)
        request.user = user
        request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
        return Customers.as_view()(request)

    return get


def names_on(response: Any) -> list[str]:
    text = response.content.decode()
    return [customer.name for customer in Customer.objects.order_by("pk") if customer.name in text]


def walk(open_page: Callable[..., Any], address: str) -> list[list[str]]:
    """The rows of every page, in the order shown, by following "Next"."""
    pages = []
    while address:
        content = open_page(address).content.decode()
        pages.append(
            sorted(
                (name for name in (f"Firm {letter}" for letter in "ABCDEFGH") if name in content),
                key=content.index,
            )
        )
        address = _link(content, "next")
    return pages


def _link(content: str, rel: str) -> str:
    from html import unescape

    before, found, _rest = content.partition(f'rel="{rel}"')
    return unescape(before.rpartition('href="')[2].partition('"')[0]) if found else ""


def make_firms(letters: str, **fields: Any) -> None:
    for letter in letters:
        make_customer(name=f"Firm {letter}", **fields)


def test_pages_follow_each_other_without_gap_or_repeat(open_page: Callable[..., Any]) -> None:
    make_firms("ABCDEFGH")
    pages = walk(open_page, "/customers/")
    assert pages == [
        ["Firm A", "Firm B", "Firm C"],
        ["Firm D", "Firm E", "Firm F"],
        ["Firm G", "Firm H"],
    ]


def test_a_page_shows_each_of_its_rows(
    open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Customers, "page_size", 40)
    for number in range(40):
        make_customer(name=f"Firm {number:02}")
    content = open_page("/customers/").content.decode()
    assert [number for number in range(40) if f"Firm {number:02}" not in content] == []


def test_previous_leads_back_to_the_page_before(open_page: Callable[..., Any]) -> None:
    make_firms("ABCDEFGH")
    third = open_page(
        _link(
            open_page(_link(open_page().content.decode(), "next")).content.decode(),
            "next",
        )
    ).content.decode()
    assert names_on(open_page(_link(third, "prev"))) == ["Firm D", "Firm E", "Firm F"]


def test_ties_of_the_sort_field_lose_and_repeat_nobody(open_page: Callable[..., Any]) -> None:
    make_firms("ABCDEFGH", city="Xi'an")
    for address in ("/customers/?sort=city", "/customers/?sort=-city"):
        shown = [name for page in walk(open_page, address) for name in page]
        assert sorted(shown) == [f"Firm {letter}" for letter in "ABCDEFGH"]


def test_rows_without_the_optional_relation_come_last_both_ways(
    open_page: Callable[..., Any],
) -> None:
    make_firms("AB", team=make_team(name="Zeta"))
    make_firms("CD")
    make_firms("EF", team=make_team(name="Alpha"))
    up = [name for page in walk(open_page, "/customers/?sort=team") for name in page]
    down = [name for page in walk(open_page, "/customers/?sort=-team") for name in page]
    assert up == ["Firm E", "Firm F", "Firm A", "Firm B", "Firm C", "Firm D"]
    assert down == ["Firm B", "Firm A", "Firm F", "Firm E", "Firm C", "Firm D"]


def test_one_may_go_back_from_the_rows_without_the_relation(open_page: Callable[..., Any]) -> None:
    make_firms("ABC", team=make_team(name="Zeta"))
    make_firms("DEF")
    second = _link(open_page("/customers/?sort=team").content.decode(), "next")
    first = _link(open_page(second).content.decode(), "prev")
    assert names_on(open_page(second)) == ["Firm D", "Firm E", "Firm F"]
    assert names_on(open_page(first)) == ["Firm A", "Firm B", "Firm C"]


@pytest.mark.parametrize("cursor", ["nonsense", "WyJhIl0:1:2", "%00", "x" * 3000])
def test_a_broken_cursor_gives_the_first_page(open_page: Callable[..., Any], cursor: str) -> None:
    make_firms("ABCDE")
    for name in ("after", "before"):
        assert names_on(open_page(f"/customers/?{name}={cursor}")) == ["Firm A", "Firm B", "Firm C"]


def test_a_cursor_of_another_sort_gives_the_first_page(open_page: Callable[..., Any]) -> None:
    make_firms("ABCDE")
    after = _link(open_page().content.decode(), "next").partition("after=")[2]
    assert names_on(open_page(f"/customers/?sort=-name&after={after}")) == [
        "Firm C",
        "Firm D",
        "Firm E",
    ]


def test_an_unknown_sort_means_the_default(open_page: Callable[..., Any]) -> None:
    make_firms("BA")
    content = open_page("/customers/?sort=password").content.decode()
    assert content.index("Firm A") < content.index("Firm B")
    assert 'aria-sort="ascending"' in content


def test_a_header_turns_the_sort_and_keeps_the_filter(open_page: Callable[..., Any]) -> None:
    make_firms("AB")
    content = open_page("/customers/?status=active&sort=name").content.decode()
    assert escape("/customers/?status=active&sort=-name") in content


def test_columns_come_from_the_address(open_page: Callable[..., Any]) -> None:
    make_firms("A", city="Kunming")
    assert "Kunming" in open_page().content.decode()
    assert "Kunming" not in open_page("/customers/?columns=name,status").content.decode()
    assert "Kunming" in open_page("/customers/?columns=nonsense").content.decode()


def test_each_filter_in_force_is_a_chip_that_takes_it_off(open_page: Callable[..., Any]) -> None:
    make_firms("AB")
    response = open_page("/customers/?q=firm&status=active&sort=-name")
    chips = response.content.decode().partition('class="chips"')[2]
    assert "active" in chips
    assert escape("/customers/?status=active&sort=-name") in chips
    assert escape("/customers/?q=firm&sort=-name") in chips


def test_a_wrong_filter_value_says_so_and_lists_nothing(open_page: Callable[..., Any]) -> None:
    make_firms("A")
    response = open_page("/customers/?status=nonsense&q=firm&sort=-name")
    assert response.status_code == 200
    content = response.content.decode()
    assert "Firm A" not in content
    assert "No customers yet." not in content
    assert "field-error" in content
    notice = content.partition("notice-error")[2]
    assert "<strong>Status</strong>" in notice
    assert "“nonsense”" in notice
    assert 'href="/customers/?sort=-name"' in notice
    chips = content.partition('class="chips"')[2]
    assert escape("/customers/?q=firm&sort=-name") in chips


def test_a_wrong_value_behind_more_filters_opens_them(open_page: Callable[..., Any]) -> None:
    class Wide(Filter):
        for name in ("a", "b", "c"):
            locals()[name] = django_filters.NumberFilter(field_name="id", label=name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Customers, "filterset_class", Wide)
        wrong, right = open_page("/?c=abc").content.decode(), open_page("/?b=abc").content.decode()
    assert re.search(r'data-keep="filter-more"\s+open', wrong)
    assert not re.search(r'data-keep="filter-more"\s+open', right)


def test_the_menus_are_filled_when_they_are_asked_for(open_page: Callable[..., Any]) -> None:
    class Wide(Filter):
        for name in ("a", "b", "c"):
            locals()[name] = django_filters.NumberFilter(field_name="id", label=name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Customers, "filterset_class", Wide)
        closed = open_page("/?c=5").content.decode()
        whole = open_page("/?c=5&panel=filters&panel=columns").content.decode()
        alone = open_page("/?c=5&panel=filters", target="filters-panel").content.decode()
    assert '<input type="hidden" name="c" value="5">' in closed
    assert 'id="id_c"' not in closed
    assert ">Status" not in closed.partition("columns-panel")[2].partition("</details>")[0]
    for filled in (whole, alone):
        assert '<input type="hidden" name="c"' not in filled
        assert re.search(r'name="c" value="5"[^>]*id="id_c"', filled)
    assert 'id="list"' not in alone
    assert "panel=" not in whole.partition('class="list-tools"')[2]


def test_a_filter_said_twice_means_what_was_said_last(open_page: Callable[..., Any]) -> None:
    make_firms("AB")
    content = open_page("/customers/?q=firm+a&sort=name&q=firm+b").content.decode()
    assert "Firm B" in content
    assert "Firm A" not in content
    assert escape("/customers/?q=firm+b&sort=-name") in content


def count_on(open_page: Callable[..., Any], address: str = "/customers/") -> str:
    """What the foot of the list says once it has asked."""
    content = open_page(address).content.decode()
    foot = content.partition("list-count")[2].partition("</span>")[0]
    asked = re.search(r'hx-get="([^"]+)"', foot)
    return open_page(asked[1].replace("&amp;", "&")).content.decode() if asked else foot


@pytest.mark.parametrize(
    ("letters", "words"),
    [("AB", "2 in all"), ("ABCDE", "5 in all, 3 per page"), ("ABCDEFG", "more than 6, 3 per page")],
)
def test_a_list_says_how_many_rows_it_has_up_to_a_bound(
    open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, letters: str, words: str
) -> None:
    monkeypatch.setattr(counting, "MOST_COUNTED", 6)
    make_firms(letters)
    make_customer(name="Other")
    assert words in count_on(open_page, "/customers/?q=firm&sort=-name")


def test_what_would_take_long_to_count_is_not_counted(
    open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "CHEAP", 0)
    make_firms("ABCDE")
    assert count_on(open_page) == "3 per page"


def test_turning_the_page_in_place_leads_to_its_rows(open_page: Callable[..., Any]) -> None:
    make_firms("ABCDE")
    second = _link(open_page().content.decode(), "next")
    assert "autofocus" in open_page(second, target="list").content.decode()
    assert "autofocus" not in open_page(second).content.decode()
    assert "autofocus" not in open_page(target="list").content.decode()


def test_htmx_gets_the_list_alone_and_a_tidy_address(open_page: Callable[..., Any]) -> None:
    make_firms("A")
    response = open_page("/customers/?q=firm&status=&sort=-name", target="list")
    assert "<html" not in response.content.decode()
    assert parse_qs(urlsplit(response.headers["HX-Push-Url"]).query) == {
        "q": ["firm"],
        "sort": ["-name"],
    }


def test_an_empty_list_says_what_would_be_here(open_page: Callable[..., Any]) -> None:
    assert "No customers yet." in open_page().content.decode()
    assert "Nothing matches" in open_page("/customers/?q=nobody").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_rows(
    open_page: Callable[..., Any], django_assert_num_queries: Any, risk_officer: User
) -> None:
    risk_officer.get_all_permissions()
    make_firms("A")
    with django_assert_num_queries(2):
        open_page()
    make_firms("BCDEFGH")
    with django_assert_num_queries(2):
        open_page()


def test_a_list_needs_its_permission(open_page: Callable[..., Any], nobody: User) -> None:
    with pytest.raises(PermissionDenied):
        open_page(user=nobody)


def test_a_list_shows_only_rows_in_scope(
    open_page: Callable[..., Any], account_manager: User
) -> None:
    make_firms("A", manager=account_manager)
    make_firms("B")
    assert names_on(open_page(user=account_manager)) == ["Firm A"]


def test_what_cannot_have_rows_is_counted_without_a_plan() -> None:
    """Of who may see nothing the rows are `none()`, which the database is never asked for."""
    assert counting.count_up_to(Customer.objects.none(), 10) == 0
