"""The courses that come with the product, as data: offered, and guarding nothing until the head of
risk says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

FOLDER = Path(__file__).parent / "courses"


def default_courses() -> dict[str, dict[str, Any]]:
    """Code → what the course says; texts are pairs, English and Chinese."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*"))}


def make_default_courses(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After `migrate`: the courses that are missing. One that people changed stays as it is."""
    courses = sender.get_model("Course")._default_manager.using(using)
    versions = sender.get_model("CourseVersion")._default_manager.using(using)
    statements = sender.get_model("CourseStatement")._default_manager.using(using)
    said = default_courses()
    known = set(courses.filter(code__in=said).values_list("code", flat=True))
    for code in sorted(said.keys() - known):
        each = said[code]
        with transaction.atomic(using=using):
            course = courses.create(code=code, audience=each["audience"], guarded=each["guarded"])
            version = versions.create(
                course=course, number=1, published_at=timezone.now(),
                **_pair("title", each["title"]), **_pair("text", each["text"]),
                **_pair("attestation", each["attestation"]),
            )  # fmt: skip
            for place, (text_en, text_zh, is_true) in enumerate(each["statements"], start=1):
                statements.create(
                    version=version, position=place, text_en=text_en, text_zh=text_zh,
                    is_true=is_true,
                )  # fmt: skip


def _pair(name: str, texts: list[str]) -> dict[str, str]:
    return {f"{name}_en": texts[0], f"{name}_zh": texts[1]}
