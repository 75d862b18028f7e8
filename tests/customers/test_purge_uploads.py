from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers import tasks
from customers.imports import services, working
from customers.imports.options import Options
from customers.imports.purging import Purged, purge_uploads
from customers.models import ImportFile
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.audit.selectors import in_words
from riskcrm.web.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
ROWS = "number,name,limit\nA,X,1\nB,Y,-1\n"
State = ImportFile.State


def upload(by: User, rows: str = ROWS) -> ImportFile:
    file = SimpleUploadedFile("rows.csv", rows.encode())
    return services.upload(file, kind="customers", by=by, at=timezone.now())


def imported(by: User, rows: str = ROWS) -> ImportFile:
    row = upload(by, rows)
    services.request_check(row, options=Options(), by=by, at=timezone.now())
    working.work_on_imports(at=timezone.now())
    row.refresh_from_db()
    services.request_import(row, by=by, at=timezone.now())
    working.work_on_imports(at=timezone.now())
    row.refresh_from_db()
    assert row.state == State.DONE
    return row


def age(path: str | Path, days: float) -> Path:
    then = timezone.now().timestamp() - days * 86_400
    os.utime(path, (then, then))
    return Path(path)


def purge(keep_days: int = 365) -> Purged:
    return purge_uploads(at=timezone.now(), keep_days=keep_days)


def test_old_files_go_and_their_imports_stay(
    risk_officer: User, client_for: Callable[[User], Client]
) -> None:
    row, young = imported(risk_officer), imported(risk_officer, ROWS.replace("X", "Z"))
    old = [age(row.file.path, 366), age(row.refusals.path, 366)]
    old.append(age(Path(row.refusals.path).with_name(f"{row.pk}-check.csv"), 366))
    assert purge() == Purged(uploads=1, refusals=2, parts=0)
    assert not any(path.exists() for path in old)
    assert Path(young.file.path).exists()
    assert Path(young.refusals.path).exists()
    page = client_for(risk_officer).get(reverse("customers:import_detail", args=[row.pk]))
    assert (page.status_code, page.context["counts"]["new"]) == (200, 1)


def test_one_event_says_how_many_went(risk_officer: User) -> None:
    age(imported(risk_officer).file.path, 400)
    purge()
    assert purge() == Purged(uploads=0, refusals=0, parts=0)
    [event] = Event.objects.filter(verb="purge_uploads")
    facts = json.loads(event.payload.body)["facts"]
    assert facts == {"uploads": 1, "refusals": 0, "parts": 0, "kept_days": 365}
    assert (event.actor_kind, event.object_kind) == ("system", "uploads")
    assert "deleted old uploaded files" in in_words(event).sentence


def test_what_a_worker_waits_for_stays(risk_officer: User) -> None:
    row = upload(risk_officer)
    services.request_check(row, options=Options(), by=risk_officer, at=timezone.now())
    path = age(row.file.path, 400)
    assert purge().uploads == 0
    assert path.exists()


def test_a_file_that_came_again_is_as_young_as_that(risk_officer: User) -> None:
    path = age(upload(risk_officer).file.path, 400)
    upload(risk_officer)
    assert purge().uploads == 0
    assert path.exists()


def test_parts_of_uploads_go_after_a_day_even_where_files_are_kept(
    risk_officer: User, settings: Any
) -> None:
    kept = age(upload(risk_officer).file.path, 4000)
    folder = settings.MEDIA_ROOT / "imports"
    for name in (".part-old", ".part-new"):
        (folder / name).write_bytes(b"x")
    age(folder / ".part-old", 1.5)
    settings.KEEP_UPLOADS_DAYS = 0
    tasks.purge_uploads()
    assert {path.name for path in folder.iterdir()} == {kept.name, ".part-new"}
    assert Event.objects.filter(verb="purge_uploads").count() == 1


def test_the_task_works_once_a_day_however_often_it_is_asked(
    risk_officer: User, settings: Any
) -> None:
    tasks.purge_uploads()
    path = age(upload(risk_officer).file.path, 4000)
    tasks.purge_uploads()
    assert path.exists()


def test_without_any_upload_there_is_nothing_to_do() -> None:
    tasks.purge_uploads()
    assert not Event.objects.exists()


def test_an_import_whose_file_went_asks_for_it_again(risk_officer: User) -> None:
    row = upload(risk_officer)
    age(row.file.path, 400)
    purge()
    with pytest.raises(Refused) as refused:
        services.request_check(
            row, options=Options(encoding="gb18030"), by=risk_officer, at=timezone.now()
        )
    assert "Upload it again" in refused.value.message
    services.request_check(row, options=Options(), by=risk_officer, at=timezone.now())
    working.work_on_imports(at=timezone.now() + dt.timedelta(seconds=1))
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert "Upload it again" in row.error
