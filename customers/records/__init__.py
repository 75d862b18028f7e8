"""The kinds of facts that the book keeps: each declared once, for pages, API, files and readings.

A kind names its model, what its rows tell, by which headers files call that, and the rules that
hold. Posting, importing, listing, filtering and the API all follow from the declaration.
"""

from customers.records.contracts import CONTRACT_KINDS
from customers.records.credit_file import CREDIT_FILE_KINDS
from customers.records.follow_up import FOLLOW_UP_KINDS
from customers.records.kinds import Kind
from customers.records.sales import SALES_KINDS
from customers.records.signals import SIGNAL_KINDS

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        *SALES_KINDS,
        *CREDIT_FILE_KINDS,
        *SIGNAL_KINDS,
        *CONTRACT_KINDS,
        *FOLLOW_UP_KINDS,
    )
}

__all__ = ["KINDS", "Kind"]
