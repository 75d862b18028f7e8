"""What not even the audit chain may tell of. Apps name it in their configuration.

- `secret_models`: names of models of which others may not learn that there is a row
- `secret_lists`: names of lists whose filters tell what is looked for in such rows
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.urls import Resolver404, resolve


def is_secret(model: type[models.Model]) -> bool:
    return model._meta.model_name in _said("secret_models")


def is_secret_list(list_name: str) -> bool:
    return list_name in _said("secret_lists")


def is_secret_address(path: str) -> bool:
    """Whether a list at this path is secret; what is no page any more is taken for one."""
    try:
        return is_secret_list(resolve(path).view_name)
    except Resolver404:
        return True


def _said(name: str) -> set[Any]:
    return {one for config in apps.get_app_configs() for one in getattr(config, name, ())}
