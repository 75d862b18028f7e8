"""Tests of real files are skipped in sight, or fail where somebody asked for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import real_data


def test_a_real_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(real_data, "DATA", tmp_path)
    (tmp_path / "a.csv").write_text("x")
    assert real_data.real_file("a.csv") == tmp_path / "a.csv"


def test_without_it_the_test_is_skipped_and_says_which_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(real_data, "DATA", tmp_path)
    monkeypatch.delenv("RISKCRM_REQUIRE_DATA", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"b\.csv is not in"):
        real_data.real_file("b.csv")


def test_who_asks_for_the_data_is_told_that_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(real_data, "DATA", tmp_path)
    monkeypatch.setenv("RISKCRM_REQUIRE_DATA", "1")
    with pytest.raises(pytest.fail.Exception, match="asks for it"):
        real_data.real_file("b.csv")
