"""A file beyond the limit is refused before it is received."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from riskcrm.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _low_limit(settings: Any) -> None:
    settings.MOST_UPLOAD_BYTES = 2**20


def large() -> SimpleUploadedFile:
    return SimpleUploadedFile("rows.csv", b"number,name\n" + b"x" * 3 * 2**20)


def test_a_page_says_that_the_file_is_too_large(
    client_for: Callable[[User], Client], risk_officer: User
) -> None:
    client = client_for(risk_officer)
    client.get(reverse("customers:import_create"))
    client.handler.enforce_csrf_checks = True  # the token lies in the form that nobody reads
    answer = client.post(reverse("customers:import_create"), {"kind": "customers", "file": large()})
    assert answer.status_code == 413
    assert "larger than 1 MB" in answer.content.decode()


def test_the_api_answers_with_a_problem(
    api_client_for: Callable[[User], APIClient], risk_officer: User
) -> None:
    client = api_client_for(risk_officer)
    sent = {"kind": "customers", "file": large()}
    answer = client.post("/api/v1/imports/", sent, format="multipart")
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert "larger than 1 MB" in answer.json()["detail"]


def test_a_file_a_little_beyond_the_limit_is_refused_by_the_service(
    client_for: Callable[[User], Client], risk_officer: User
) -> None:
    file = SimpleUploadedFile("rows.csv", b"number,name\n" + b"x" * 2**20)
    sent = {"kind": "customers", "file": file}
    answer = client_for(risk_officer).post(reverse("customers:import_create"), sent)
    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.content.decode()
