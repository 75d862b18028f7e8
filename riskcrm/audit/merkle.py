"""Merkle trees as in RFC 6962, section 2: roots and proofs over leaf hashes. Plain Python."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash above two hashes. 0x01 keeps nodes apart from leaves, which begin with 0x00."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Takes leaf hashes one by one and knows their root, in memory of the tree's height."""

    def __init__(self) -> None:
        self.size = 0
        self._full: list[tuple[int, bytes]] = []  # (height, root) of complete subtrees

    def add(self, leaf: bytes) -> None:
        height, root = 0, leaf
        while self._full and self._full[-1][0] == height:
            root = node(self._full.pop()[1], root)
            height += 1
        self._full.append((height, root))
        self.size += 1

    def root(self) -> bytes:
        if not self._full:
            return EMPTY_ROOT
        *rest, (_height, root) = self._full
        for _height, left in reversed(rest):
            root = node(left, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def inclusion_proofs(leaves: Sequence[bytes], indexes: Iterable[int]) -> dict[int, list[bytes]]:
    """For each leaf (from 0) the hashes that lead from it to the root, lowest first.

    The tree is built once. Where a level's count is odd, its last node goes up as it is, which is
    the tree of RFC 6962.
    """
    levels = [list(leaves)]
    while len(below := levels[-1]) > 1:
        pairs = [node(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        levels.append(pairs + below[len(below) - 1 :] if len(below) % 2 else pairs)
    return {index: _siblings(levels, index) for index in indexes}


def _siblings(levels: list[list[bytes]], index: int) -> list[bytes]:
    found = []
    for level in levels[:-1]:
        if (sibling := index ^ 1) < len(level):
            found.append(level[sibling])
        index >>= 1
    return found


def root_from_proof(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that a proof leads to; equal to the block's root, it shows that the leaf is in it.

    Raises `ValueError` for a proof of the wrong length (RFC 9162, section 2.1.3.2).
    """
    place, final, root = index, size - 1, leaf
    for sibling in proof:
        if final == 0:
            raise ValueError("the proof is longer than the tree is high")
        if place & 1 or place == final:
            root = node(sibling, root)
            while not place & 1 and place:
                place, final = place >> 1, final >> 1
        else:
            root = node(root, sibling)
        place, final = place >> 1, final >> 1
    if final:
        raise ValueError("the proof is shorter than the tree is high")
    return root
