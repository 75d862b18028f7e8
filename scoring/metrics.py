"""Figures of scoring for Prometheus."""

from riskcrm.web.metrics import Gauge
from riskcrm.web.metrics import register as register_gauge
from scoring.models import Unscorable


def register() -> None:
    register_gauge(
        Gauge(
            "riskcrm_unscorable_customers",
            "Customers whose figures the database refuses to score; each page says why.",
            lambda at: {"": float(Unscorable.objects.count())},
        )
    )
