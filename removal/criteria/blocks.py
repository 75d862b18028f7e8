"""Trees as a form can show them: blocks of conditions. What a form cannot show is left to the API's
reader; it is still swept, compared and shown in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from removal.criteria.tree import Condition, Join, Node

# how blocks are joined; within a block it is the other way
ONE_BLOCK, EACH_BLOCK = Join.ANY, Join.ALL
OTHER = {Join.ANY: Join.ALL, Join.ALL: Join.ANY}


@dataclass(frozen=True)
class Blocks:
    join: Join
    blocks: tuple[tuple[Condition, ...], ...]


def to_blocks(node: Node) -> Blocks | None:
    """The blocks of a tree; None where it is deeper than they are."""
    if isinstance(node, Condition):
        return Blocks(ONE_BLOCK, ((node,),))
    if all(isinstance(part, Condition) for part in node.parts):
        return Blocks(OTHER[node.join], (_conditions(node.parts),))
    blocks = [_block(part, OTHER[node.join]) for part in node.parts]
    if any(block is None for block in blocks):
        return None
    return Blocks(node.join, tuple(block for block in blocks if block is not None))


def _block(part: Node, join: Join) -> tuple[Condition, ...] | None:
    if isinstance(part, Condition):
        return (part,)
    is_flat = part.join is join and all(isinstance(each, Condition) for each in part.parts)
    return _conditions(part.parts) if is_flat else None


def _conditions(parts: tuple[Node, ...]) -> tuple[Condition, ...]:
    return tuple(part for part in parts if isinstance(part, Condition))


def to_tree(join: Join, blocks: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """The stored tree of blocks of stored conditions."""
    parts = [block[0] if len(block) == 1 else {OTHER[join].value: block} for block in blocks]
    return parts[0] if len(parts) == 1 else {join.value: parts}
