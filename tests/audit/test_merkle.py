"""The trees are those of RFC 6962; the vectors come from Certificate Transparency's own tests."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskcrm.audit.merkle import EMPTY_ROOT, inclusion_proofs, root_from_proof, root_of

INPUTS = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(data: list[bytes]) -> list[bytes]:
    return [hashlib.sha256(b"\x00" + item).digest() for item in data]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root_of(leaves(INPUTS[:size])).hex() == ROOTS[size - 1]


def test_no_leaf_gives_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY_ROOT


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70), st.data())
def test_each_leaf_is_proved_by_its_own_proof_only(data: list[bytes], draw: st.DataObject) -> None:
    tree = leaves([bytes([n]) + item for n, item in enumerate(data)])
    index = draw.draw(st.integers(0, len(tree) - 1))
    proof = inclusion_proofs(tree, [index])[index]
    assert root_from_proof(tree[index], index, len(tree), proof) == root_of(tree)
    other = hashlib.sha256(b"\x00another").digest()
    assert root_from_proof(other, index, len(tree), proof) != root_of(tree)
    with pytest.raises(ValueError, match="longer"):
        root_from_proof(tree[index], index, len(tree), [*proof, other])
    if proof:
        with pytest.raises(ValueError, match="shorter"):
            root_from_proof(tree[index], index, len(tree), proof[:-1])
