"""Figures for Prometheus. An app registers those of its own tables when it starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connection, models
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from riskcrm.audit.chain import waiting
from riskcrm.audit.models import Verification
from riskcrm.jobs.models import Chunk, Heartbeat, Run


@dataclass(frozen=True)
class Gauge:
    """One figure; `read` returns its values by label, or a single one by the empty label."""

    name: str
    meaning: str
    read: Callable[[dt.datetime], dict[str, float]]
    label: str = ""


_gauges: dict[str, Gauge] = {}


def register(gauge: Gauge) -> None:
    _gauges[gauge.name] = gauge


class _Figures(Collector):
    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def collect(self) -> Iterable[GaugeMetricFamily]:
        for gauge in _gauges.values():
            labels = [gauge.label] if gauge.label else []
            family = GaugeMetricFamily(gauge.name, gauge.meaning, labels=labels)
            for label, value in gauge.read(self.at).items():
                family.add_metric([label] if gauge.label else [], value)
            yield family


def exposition(*, at: dt.datetime) -> bytes:
    """All figures in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(at))
    return generate_latest(registry)


def age_of_oldest(rows: models.QuerySet[models.Model], field: str, at: dt.datetime) -> float:
    """Seconds since the oldest row was written, 0 when there is none."""
    oldest = rows.aggregate(oldest=models.Min(field))["oldest"]
    return max((at - oldest).total_seconds(), 0.0) if oldest else 0.0


def estimated_rows(model: type[models.Model]) -> float:
    """How many rows a table has by the planner's estimate: never a count of a big table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = %s::regclass",
            [connection.ops.quote_name(model._meta.db_table)],
        )
        row = cursor.fetchone()
    return float(row[0]) if row else 0.0


def _heartbeat_ages(at: dt.datetime) -> dict[str, float]:
    return {beat.name: (at - beat.beat_at).total_seconds() for beat in Heartbeat.objects.all()}


def _seal_lag(at: dt.datetime) -> float:
    _count, oldest = waiting()
    return max((at - oldest).total_seconds(), 0.0) if oldest else 0.0


def _latest_check() -> Verification | None:
    return Verification.objects.order_by("-pk").first()


def _is_chain_sound(_at: dt.datetime) -> dict[str, float]:
    check = _latest_check()
    return {"": float(check.is_sound)} if check else {}


def _check_age(at: dt.datetime) -> dict[str, float]:
    check = _latest_check()
    return {"": (at - check.checked_at).total_seconds()} if check else {}


def _pending_chunks() -> models.QuerySet[Chunk]:
    return Chunk.objects.filter(state=Chunk.State.PENDING, run__state__in=Run.OPEN)


def register_own() -> None:
    """The figures of the ground floor: jobs and audit."""
    register(
        Gauge(
            "riskcrm_heartbeat_age_seconds",
            "Seconds since the clock, or a worker of the queue, gave a sign of life.",
            _heartbeat_ages,
            label="name",
        )
    )
    register(
        Gauge(
            "riskcrm_oldest_pending_chunk_seconds",
            "Age of the oldest part of a run that still waits.",
            lambda at: {"": age_of_oldest(_pending_chunks(), "run__created_at", at)},
        )
    )
    register(
        Gauge(
            "riskcrm_oldest_unsealed_event_seconds",
            "Age of the oldest audit event that is in no block yet.",
            lambda at: {"": _seal_lag(at)},
        )
    )
    register(
        Gauge(
            "riskcrm_unsealed_events",
            "Audit events that are in no block yet.",
            lambda _at: {"": float(waiting()[0])},
        )
    )
    register(
        Gauge(
            "riskcrm_audit_chain_sound",
            "1 if the latest check found the audit chain sound, 0 if it was altered.",
            _is_chain_sound,
        )
    )
    register(
        Gauge(
            "riskcrm_audit_check_age_seconds",
            "Seconds since the latest check of the audit chain.",
            _check_age,
        )
    )
