"""Events exchanged, moved, slipped in, or removed so that the others close the gap: who it was."""

from __future__ import annotations

import pytest
from django.db import transaction

from riskcrm.audit import services
from tests.audit.tampering import NOW, act, acts, finding, seal_two_blocks, tamper


@pytest.mark.django_db(transaction=True)
class TestRearranged:
    """Each test alters a sealed chain of two blocks with four events each."""

    @pytest.fixture(autouse=True)
    def chain_of_two(self) -> None:
        self.ids = seal_two_blocks()

    def test_exchanged_events_are_named_as_reordered(self) -> None:
        first, second = self.ids[1], self.ids[2]
        tamper(
            f"UPDATE audit_seal SET event_id = -1 WHERE event_id = {first}",
            f"UPDATE audit_seal SET event_id = {first} WHERE event_id = {second}",
            f"UPDATE audit_seal SET event_id = {second} WHERE event_id = -1",
        )
        assert finding() == ("event", str(second), "reordered", 1, 2)

    def test_exchanged_seals_are_named_as_reordered(self) -> None:
        tamper(
            "UPDATE audit_seal SET position = -1 WHERE position = 2",
            "UPDATE audit_seal SET position = 2 WHERE position = 3",
            "UPDATE audit_seal SET position = 3 WHERE position = -1",
        )
        assert finding() == ("event", str(self.ids[2]), "reordered", 1, 2)

    @pytest.mark.parametrize(("one", "other", "block"), [(3, 4, 1), (1, 6, 1), (0, 7, 1)])
    def test_events_exchanged_between_blocks_are_named(
        self, one: int, other: int, block: int
    ) -> None:
        first, second = self.ids[one], self.ids[other]
        places = "SELECT event_id, position, block_id FROM audit_seal"
        tamper(
            f"WITH was AS ({places} WHERE event_id IN ({first}, {second})) UPDATE audit_seal s"
            " SET position = -w.position, block_id = w.block_id FROM was w"
            f" WHERE w.event_id <> s.event_id AND s.event_id IN ({first}, {second})",
            "UPDATE audit_seal SET position = -position WHERE position < 0",
        )
        assert finding() == ("event", str(second), "reordered", block, one + 1)

    def remove(self, index: int) -> None:
        pk = self.ids[index]
        tamper(
            f"DELETE FROM audit_seal WHERE event_id = {pk}",
            f"DELETE FROM audit_eventpayload WHERE event_id = {pk}",
            f"DELETE FROM audit_event WHERE id = {pk}",
        )

    def move_up(self, index: int) -> None:
        tamper(
            f"UPDATE audit_seal SET position = -position WHERE position > {index + 1}",
            "UPDATE audit_seal SET position = -position - 1 WHERE position < 0",
        )

    @pytest.mark.parametrize(("index", "block"), [(1, 1), (3, 1), (4, 2), (7, 2)])
    def test_a_removed_event_is_named_though_the_others_moved_up(
        self, index: int, block: int
    ) -> None:
        self.remove(index)
        self.move_up(index)
        assert finding() == ("event", str(self.ids[index]), "missing", block, index + 1)

    def test_so_it_is_if_they_moved_on_to_the_block_before(self) -> None:
        self.remove(1)
        self.move_up(1)
        tamper("UPDATE audit_seal SET block_id = 1 WHERE position = 4")
        assert finding() == ("event", str(self.ids[1]), "missing", 1, 2)

    def test_where_a_transaction_was_undone_the_place_alone_is_named(self) -> None:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
        ids = acts(3)
        services.seal(at=NOW)
        self.ids += ids
        self.remove(9)
        self.move_up(9)
        assert finding() == ("seal", "11", "missing", 3, 11)

    def test_a_removed_seal_is_named_though_the_others_moved_up(self) -> None:
        tamper(f"DELETE FROM audit_seal WHERE event_id = {self.ids[2]}")
        self.move_up(2)
        assert finding() == ("seal", "3", "missing", 1, 3)

    def test_an_event_moved_to_another_block_is_named(self) -> None:
        tamper(f"UPDATE audit_seal SET position = 100 WHERE event_id = {self.ids[2]}")
        self.move_up(2)
        tamper("UPDATE audit_seal SET position = 8, block_id = 2 WHERE position = 99")
        assert finding() == ("event", str(self.ids[2]), "reordered", 1, 3)

    def test_an_old_event_slipped_into_a_sealed_block_is_named(self) -> None:
        late = act(99).pk
        acts(2)
        tamper(f"DELETE FROM audit_unsealed WHERE event_id = {late}")
        services.seal(at=NOW)
        tamper(
            f"INSERT INTO audit_seal (position, event_id, leaf_hash, block_id)"
            f" SELECT 11, id, leaf_hash, 3 FROM audit_event WHERE id = {late}",
        )
        assert finding() == ("event", str(late), "inserted", 3, 11)
