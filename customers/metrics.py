"""Figures of the book for Prometheus."""

from customers.models import Customer, CustomerChange, ScreeningDue
from riskcrm.web.metrics import Gauge, age_of_oldest, estimated_rows
from riskcrm.web.metrics import register as register_gauge


def register() -> None:
    register_gauge(
        Gauge(
            "riskcrm_oldest_customer_change_seconds",
            "Age of the oldest change of a customer that is not scored yet.",
            # the oldest is the first that is taken
            lambda at: {
                "": age_of_oldest(CustomerChange.objects.order_by("pk")[:1], "recorded_at", at)
            },
        )
    )
    register_gauge(
        Gauge(
            "riskcrm_parked_screenings",
            "Customers and list entries whose names broke their screening; their pages say why.",
            lambda at: {"": float(ScreeningDue.objects.filter(parked_at__isnull=False).count())},
        )
    )
    register_gauge(
        Gauge(
            "riskcrm_customers",
            "Customers in the book, as the planner estimates them.",
            lambda at: {"": estimated_rows(Customer)},
        )
    )
