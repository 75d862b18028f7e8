"""Addresses of the lists behind the figures of a day."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from monitoring.book_days.sums import DayBook


def link_of(book: DayBook, route: str, **words: Any) -> str:
    """The list at a route, narrowed as the book is and by these words."""
    url, words = reverse(route), {**words, **book.within}
    return f"{url}?{urlencode(words)}" if words else url


def customers_link(book: DayBook, **words: Any) -> str:
    return link_of(book, "monitoring:customer_list", **words)
