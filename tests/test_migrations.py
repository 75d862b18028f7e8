"""Migrations run beside the release before them: none may take away what that one still uses."""

from __future__ import annotations

import subprocess
import sys

import psycopg2
import pytest
from django_migration_linter import MigrationLinter

from riskcrm import embedded
from riskcrm.web.management.commands.migrate import TABLES
from tests.checks.tables import migrated_in
from tests.homes import throw_away_home
from tests.test_architecture import LINE

# a column that only grows wider, which the release before it does not notice
WIDENING = [
    "0004_import_kinds",
    "0213_declined_and_withdrawn_admissions",
    "0092_feed_treatments",
    "0067_studies_of_reductions",
]
# an index that is made anew under its name; there is no release before it yet
REPLACED = ["0081_settled_by_credits"]
# a promise that the release before it keeps as well, save when two posts come at once
PROMISED = ["0161_payments_dishonoured_once"]
# cases got stages: what was decided is set aside, tables made anew and filled from it; there is no
# release yet that runs beside them, and tests/removal/test_former_cases.py shows nothing is lost
STAGED = [
    "0033_former_decisions",
    "0034_the_way_of_a_case",
    "0035_former_cases",
    "0036_states_of_cases",
]


@pytest.mark.django_db
def test_no_migration_breaks_the_release_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    linter = MigrationLinter(
        str(embedded.BASE_DIR),
        include_apps=LINE,
        ignore_name=WIDENING + REPLACED + PROMISED + STAGED,
        no_cache=True,
        quiet=["ok", "ignore", "warning"],
    )
    linter.lint_all_migrations()
    assert linter.nb_valid + linter.nb_warnings >= len(LINE)
    assert not linter.has_errors, capsys.readouterr().out


def test_an_empty_database_gets_the_tables_that_all_migrations_make(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RISKCRM_HOME", "")  # so that what is set below goes back afterwards
    with throw_away_home() as home:
        made = migrated_in(home)
    assert TABLES.read_text(encoding="utf-8") == made, "run 'make tables'"


def test_who_asks_what_migrate_would_do_gets_no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    with throw_away_home() as home:
        monkeypatch.setenv("RISKCRM_HOME", str(home))
        with embedded.servers():
            command = [sys.executable, "manage.py", "migrate", "--plan", "--verbosity=0"]
            subprocess.run(command, cwd=embedded.BASE_DIR, check=True)
            with psycopg2.connect(embedded.database_url("riskcrm_owner")) as connection:
                cursor = connection.cursor()
                cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
                assert cursor.fetchone() == (0,)
