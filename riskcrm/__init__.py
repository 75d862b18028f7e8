"""The wiring: settings, urls, celery with every schedule, and the embedded servers."""

from riskcrm.celery import app as celery_app

__all__ = ["celery_app"]
