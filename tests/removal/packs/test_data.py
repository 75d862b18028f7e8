"""The packs that come with the product: each has every parameter, and each parameter is whole."""

from __future__ import annotations

import datetime as dt
import itertools
import tomllib

import pytest

from removal.packs.check import fault_of, faults_of
from removal.packs.names import GROUPS, SPECS
from removal.packs.places import JURISDICTIONS, jurisdiction_of
from removal.packs.reading import DATA, built_in_packs, digest, read_pack
from removal.packs.strict import strictest

PACKS = {pack.code: pack for pack in built_in_packs()}
WHOLE = PACKS["CN-seller"].as_rows()


def test_there_is_a_pack_of_every_jurisdiction_for_sellers_and_for_lenders() -> None:
    expected = {f"{place}-{kind}" for place in JURISDICTIONS for kind in ("seller", "lender")}
    assert set(PACKS) == expected
    assert all(code == f"{pack.jurisdiction}-{pack.kind}" for code, pack in PACKS.items())


@pytest.mark.parametrize("code", sorted(PACKS))
def test_no_parameter_lacks_its_value_its_citation_or_its_date(code: str) -> None:
    assert faults_of(PACKS[code].as_rows()) == {}
    assert list(PACKS[code].parameters) == list(SPECS)


@pytest.mark.parametrize("field", ["value", "citation", "effective_date", "unit"])
@pytest.mark.parametrize("name", sorted(SPECS))
def test_a_parameter_that_lacks_a_word_is_found(name: str, field: str) -> None:
    row = {key: value for key, value in WHOLE[name].items() if key != field}
    assert faults_of(WHOLE | {name: row}) == {name: field}


def test_a_parameter_that_is_missing_or_unknown_is_found() -> None:
    rest = {name: row for name, row in WHOLE.items() if name != "notice_days"}
    assert faults_of(rest) == {"notice_days": "missing"}
    assert faults_of(WHOLE | {"notise_days": WHOLE["notice_days"]}) == {"notise_days": "unknown"}


@pytest.mark.parametrize("line", ["value", "citation", "effective_date", "basis"])
def test_a_file_whose_parameter_lacks_a_word_is_not_read(tmp_path, line: str) -> None:
    words = {
        "value": "value = 1", "citation": 'citation = "x"', "basis": 'basis = "house"',
        "effective_date": "effective_date = 2026-01-01",
    }  # fmt: skip
    told = ", ".join(text for name, text in words.items() if name != line)
    (tmp_path / "house.toml").write_text("[parameters]\n")
    path = tmp_path / "XX-seller.toml"
    head = 'jurisdiction = "XX"\nkind = "seller"\neffective_from = 2026-01-01\n[parameters]\n'
    path.write_text(f"{head}notice_days = {{ {told} }}\n")
    with pytest.raises(KeyError, match=line):
        read_pack(path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("notice_days", -1), ("notice_days", "30"), ("notice_days", True), ("notice_days", None),
        ("human_decision", 1), ("reason_duty", "sometimes"), ("delivery_methods", []),
        ("delivery_methods", ["pigeon"]), ("old_contracts_before", "2026-13-01"),
        ("deemed_delivery_days", {}), ("deemed_delivery_days", {"post": {"days": 3}}),
        ("deemed_delivery_days", {"post": {"days": 3, "unit": "moons"}}),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_found(name: str, value: object) -> None:
    assert fault_of(SPECS[name], WHOLE[name] | {"value": value}) == "value"


def test_law_says_whether_its_text_was_read_and_house_policy_says_that_it_is_that() -> None:
    for path in DATA.glob("*.toml"):
        for name, line in tomllib.loads(path.read_text())["parameters"].items():
            assert line["basis"] in ("law", "house"), (path.name, name)
            assert ("verified" in line) == (line["basis"] == "law"), (path.name, name)
            if line["basis"] == "house":
                honest = (
                    "house policy",
                    "no rule",
                    "no other",
                    "no formula",
                    "no statute",
                    "sets no",
                    "asks for assessments",
                    "no federal rule",
                    "Civil Procedure",
                )
                assert any(each in line["citation"] for each in honest), (path.name, name)


@pytest.mark.parametrize("code", ["DE-seller", "DE-lender", "FR-seller", "FR-lender", "GB-lender"])
def test_what_was_not_read_is_not_called_read(code: str) -> None:
    """German and French provisions, and the British regulations of 2025, were not retrieved."""
    own = tomllib.loads((DATA / f"{code}.toml").read_text())["parameters"]
    assert [name for name, line in own.items() if line.get("verified")] == []


def test_no_law_begins_after_its_pack_does() -> None:
    for pack in PACKS.values():
        late = {n for n, p in pack.parameters.items() if p.effective_date > pack.effective_from}
        assert late == set(), pack.code


def test_every_parameter_is_in_a_group_of_the_page() -> None:
    assert {spec.group for spec in SPECS.values()} == set(GROUPS)


def test_members_of_the_union_without_a_pack_have_that_of_the_union() -> None:
    found = [jurisdiction_of(each) for each in ("DE", "IT", "GB", "JP", "")]
    assert found == ["DE", "EU", "GB", "", ""]


def test_packs_together_are_whole_and_in_any_order_the_same() -> None:
    for first, second in itertools.combinations(PACKS.values(), 2):
        one = strictest([first.as_rows(), second.as_rows()])
        other = strictest([second.as_rows(), first.as_rows()])
        assert faults_of(one) == {}
        assert {n: r["value"] for n, r in one.items()} == {n: r["value"] for n, r in other.items()}
        assert one["delivery_methods"]["value"]


def test_days_of_two_kinds_become_business_days_which_are_never_fewer() -> None:
    british, american = (PACKS[code].as_rows() for code in ("GB-seller", "US-seller"))
    joint = strictest([british, american])["deemed_delivery_days"]["value"]
    assert joint["post"] == {"days": 3, "unit": "business"}


def test_relief_for_old_contracts_falls_away_where_another_pack_has_none() -> None:
    british, german = (PACKS[code].as_rows() for code in ("GB-lender", "DE-lender"))
    joint = strictest([british, german])
    assert joint["old_contracts_before"]["value"] is None
    assert joint["notice_days"]["value"] == 92


def test_what_one_pack_has_from_the_law_is_law_in_both_together() -> None:
    german, french = (PACKS[code].as_rows() for code in ("DE-lender", "FR-lender"))
    for joint in (strictest([german, french]), strictest([french, german])):
        assert "L313-12" in joint["reduction_needs_notice"]["citation"]
        assert joint["reduction_needs_notice"]["verified"] is False
        assert joint["retention_from"]["value"] == "year_end"


def test_the_hash_changes_with_any_word() -> None:
    first = digest("CN-seller", dt.date(2026, 1, 1), WHOLE)
    row = WHOLE["notice_days"] | {"citation": "elsewhere"}
    assert digest("CN-seller", dt.date(2026, 1, 1), WHOLE | {"notice_days": row}) != first
    assert digest("CN-seller", dt.date(2026, 1, 2), WHOLE) != first
