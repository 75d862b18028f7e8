"""Take the evidence of a customer or a case out, as a ZIP that verifies offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from customers.models import Customer
from monitoring.services.evidence_bundles import bundle_of_case, bundle_of_customer
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused


class Command(BaseCommand):
    help = "Write the evidence of one customer or removal case to a ZIP that verifies offline."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", help="the ZIP to write")
        about = parser.add_mutually_exclusive_group(required=True)
        about.add_argument("--customer", help="number of a customer")
        about.add_argument("--case", type=int, help="number of a removal case")
        parser.add_argument(
            "--by", required=True, help="user name of the person who takes it out, and may"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        by = User.objects.people().active().filter(username=options["by"]).first()
        if by is None:
            raise CommandError("There is no such person, or they are switched off.")
        about = self._found(options, by)
        try:
            with open(options["out"], "xb") as into:
                if isinstance(about, Customer):
                    said = bundle_of_customer(about, into, by=by, at=timezone.now())
                else:
                    said = bundle_of_case(about, into, by=by, at=timezone.now())
        except Refused as refused:
            Path(options["out"]).unlink()  # nothing is in it
            raise CommandError(refused.message) from refused
        except FileExistsError as error:
            raise CommandError("This file is there already.") from error
        self.stdout.write(f"{said.events} events, {said.files} files, {said.missing} missing.")
        self.stdout.write(f"Head hash: {said.head}")

    def _found(self, options: dict[str, Any], by: User) -> Customer | RemovalCase:
        if options["customer"]:
            customers = Customer.objects.visible_to(by).filter(number=options["customer"])
            found: Customer | RemovalCase | None = customers.first()
        else:
            found = RemovalCase.objects.visible_to(by).filter(pk=options["case"]).first()
        if found is None:
            raise CommandError("There is no such customer or case among those this person sees.")
        return found
