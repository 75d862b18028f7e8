"""Trees as a form can show them: blocks of conditions. What a form cannot show is left to the API's
reader; it is still swept, compared and shown in words. Trees of alert rules are shown so as well:
what has no parts is a condition, of whichever kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from removal.criteria.tree import Join

# how blocks are joined; within a block it is the other way
ONE_BLOCK, EACH_BLOCK = Join.ANY, Join.ALL
OTHER = {Join.ANY: Join.ALL, Join.ALL: Join.ANY}


@dataclass(frozen=True)
class Blocks:
    join: Join
    blocks: tuple[tuple[Any, ...], ...]


def to_blocks(node: Any) -> Blocks | None:
    """The blocks of a tree; None where it is deeper than they are."""
    if _is_condition(node):
        return Blocks(ONE_BLOCK, ((node,),))
    if all(_is_condition(part) for part in node.parts):
        return Blocks(OTHER[node.join], (node.parts,))
    blocks = [_block(part, OTHER[node.join]) for part in node.parts]
    if any(block is None for block in blocks):
        return None
    return Blocks(node.join, tuple(block for block in blocks if block is not None))


def _block(part: Any, join: Join) -> tuple[Any, ...] | None:
    if _is_condition(part):
        return (part,)
    is_flat = part.join is join and all(_is_condition(each) for each in part.parts)
    return tuple(part.parts) if is_flat else None


def _is_condition(node: Any) -> bool:
    return not hasattr(node, "parts")


def to_tree(join: Join, blocks: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """The stored tree of blocks of stored conditions."""
    parts = [block[0] if len(block) == 1 else {OTHER[join].value: block} for block in blocks]
    return parts[0] if len(parts) == 1 else {join.value: parts}
