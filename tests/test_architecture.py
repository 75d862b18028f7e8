"""What import-linter cannot see: foreign keys and schedules are strings."""

from __future__ import annotations

import importlib
from itertools import pairwise

from celery import Task
from django.apps import apps
from django.conf import settings

from riskcrm.celery import app
from riskcrm.web.health import QUEUES

# each may know those after it, never those before
LINE = ["monitoring", "removal", "scoring", "customers", "accounts", "web", "jobs", "audit"]
DJANGOS = {"auth", "contenttypes", "sessions"}


def test_foreign_keys_follow_the_line_of_apps() -> None:
    against = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for label in LINE
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields(include_parents=False)
        if field.is_relation and (field.concrete or field.many_to_many) and not field.auto_created
        if (target := field.related_model._meta.app_label) not in DJANGOS
        if LINE.index(target) < LINE.index(label)
    ]
    assert against == []


def test_the_line_is_that_of_the_settings() -> None:
    ours = [name.removeprefix("riskcrm.") for name in settings.INSTALLED_APPS]
    places = [ours.index(label) for label in LINE]
    assert all(first < second for first, second in pairwise(places))


def test_every_schedule_names_a_task_that_is_there() -> None:
    for entry in app.conf.beat_schedule.values():
        module, name = entry["task"].rsplit(".", 1)
        task = getattr(importlib.import_module(module), name)
        assert isinstance(task, Task) or hasattr(task, "delay")
        assert entry["options"]["queue"] in QUEUES
        if entry["schedule"] in (1.0, 2.0, 5.0, 10.0, 15.0):
            assert "expires" in entry["options"], "a worker that was away must not catch up"


def test_a_task_ends_before_its_message_is_given_to_another_worker() -> None:
    assert settings.CELERY_TASK_TIME_LIMIT < settings.CELERY_VISIBILITY_TIMEOUT
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    assert options["visibility_timeout"] == settings.CELERY_VISIBILITY_TIMEOUT
