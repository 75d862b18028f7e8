"""What happened in a case, as far as dates hang on it. What is not known is left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    """One sending of a letter: when, how, what is proven of it, and which days the letter names."""

    sent_on: dt.date
    method: str
    arrived_on: dt.date | None = None
    returned_on: dt.date | None = None
    deadline: dt.date | None = None
    end_date: dt.date | None = None
    appeal_deadline: dt.date | None = None

    def __post_init__(self) -> None:
        for day in (self.arrived_on, self.returned_on):
            if day is not None and day < self.sent_on:
                raise ValueError("a letter arrives or comes back no earlier than it was sent")


@dataclass(frozen=True)
class Facts:
    """Letters are told by all their services, in any order; a new service counts anew."""

    warning: tuple[Service, ...] = ()
    notice: tuple[Service, ...] = ()
    extension: tuple[Service, ...] = ()
    termination: tuple[Service, ...] = ()
    assurance_demand: tuple[Service, ...] = ()
    relationship_since: dt.date | None = None
    relationship_years: int | None = None  # where the day is not known
    contract_notice_days: int | None = None
    contract_citation: str = ""
    contract_made_on: dt.date | None = None
    agreed_right_days: int | None = None  # in which, as agreed, a right to end must be used
    known_on: dt.date | None = None
    reminded_on: dt.date | None = None  # the other side asked whether we end
    due_on: dt.date | None = None
    demands: tuple[dt.date, ...] = ()  # proven ones
    cure_from: dt.date | None = None  # where the period does not begin with the notice
    extensions: tuple[int, ...] = ()  # days of each
    decided_on: dt.date | None = None
    reasons_asked_on: dt.date | None = None
    appeal_received_on: dt.date | None = None
    complaint_received_on: dt.date | None = None
    review_asked_on: dt.date | None = None
    immediate_on: dt.date | None = None
    ended_on: dt.date | None = None
    listed_on: dt.date | None = None
