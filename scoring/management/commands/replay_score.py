"""Compute a customer's score of a past day again from its rows."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from customers.models import Customer
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from scoring.replay import replay_score


class Command(BaseCommand):
    help = (
        "Compute the score that held on a day again, from what the rows say of that moment, and "
        "say whether every digit is the same, or what differs and why. Writes nothing; exit code "
        "1 where something differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("customer", metavar="CUSTOMER", help="the customer's number")
        parser.add_argument(
            "--as-of", type=dt.date.fromisoformat, metavar="DATE", help="default today"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        customer = Customer.objects.filter(number=options["customer"]).first()
        if customer is None:
            raise CommandError(f"There is no customer with the number {options['customer']}.")
        try:
            found = replay_score(customer, as_of=options["as_of"] or today())
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        score = found.score
        self.stdout.write(
            f"Score {score.score} of {customer.number}, as of {score.as_of}, known at"
            f" {score.known_at.isoformat()}, card version {score.card_version_id}"
        )
        if found.is_same:
            self.stdout.write("same digits")
            return
        for each in found.differences:
            self.stdout.write(f"{each.code}: stored {each.stored}, computed {each.found}")
        raise CommandError(" ".join(found.causes))
