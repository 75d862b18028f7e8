"""The chain grows, seals all that happened, and names the first row that somebody altered."""

from __future__ import annotations

import datetime as dt
import json
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections, transaction

from riskcrm.accounts.models import Team
from riskcrm.audit import chain, services
from riskcrm.audit.grants import APPEND_ONLY
from riskcrm.audit.merkle import inclusion_proofs, root_from_proof
from riskcrm.audit.models import Block, Event, EventPayload, Head, Seal, Unsealed, Verification
from tests.audit.tampering import NOW, act, acts, finding, seal_two_blocks, tamper
from tests.database import as_owner


@pytest.mark.django_db
class TestSealing:
    def test_what_waits_is_sealed_into_one_block_on_top_of_the_chain(self) -> None:
        acts(3)
        assert services.seal(at=NOW) == 3
        act()
        assert services.seal(at=NOW) == 1
        first, second = Block.objects.order_by("number")
        assert bytes(second.previous_hash) == bytes(first.hash)
        assert list(Seal.objects.order_by("position").values_list("position", "block")) == [
            (1, 1),
            (2, 1),
            (3, 1),
            (4, 2),
        ]
        assert not Unsealed.objects.exists()

    def test_sealing_again_makes_no_empty_block(self) -> None:
        act()
        services.seal(at=NOW)
        assert services.seal(at=NOW) == 0
        assert Block.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_a_block_takes_no_more_than_its_limit(self) -> None:
        acts(5)
        assert [services.seal(at=NOW, limit=2) for _ in range(4)] == [2, 2, 1, 0]
        assert chain.verify().is_sound

    def test_an_event_written_around_the_service_is_sealed_too(self) -> None:
        event = act()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_event (recorded_at, actor_kind, actor_id, verb, object_kind,"
                " object_id, request_id, payload_hash, leaf_hash) SELECT recorded_at, actor_kind,"
                " actor_id, verb, object_kind, object_id, request_id, payload_hash, leaf_hash"
                " FROM audit_event WHERE id = %s",
                [event.pk],
            )
        assert services.seal(at=NOW) == 2

    def test_a_queue_of_the_same_name_hides_no_event_from_its_seal(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE audit_unsealed (event_id bigint) ON COMMIT DROP")
            event = act()
            cursor.execute("DROP TABLE pg_temp.audit_unsealed")
        assert list(Unsealed.objects.values_list("event_id", flat=True)) == [event.pk]

    def test_each_event_can_be_proved_to_lie_in_its_block(self) -> None:
        acts(5)
        services.seal(at=NOW)
        leaves = [bytes(s.leaf_hash) for s in Seal.objects.order_by("position")]
        root = bytes(Block.objects.get().root)
        for index, leaf in enumerate(leaves):
            assert root_from_proof(leaf, index, 5, inclusion_proofs(leaves, [index])[index]) == root

    @pytest.mark.django_db(transaction=True)
    def test_a_sound_chain_says_what_it_holds(self) -> None:
        acts(3)
        services.seal(at=NOW)
        act()
        verdict = chain.verify()
        assert verdict.is_sound
        assert (verdict.blocks, verdict.events, verdict.unsealed) == (1, 3, 1)
        assert verdict.oldest_unsealed_at == NOW
        assert verdict.head_hash == bytes(Block.objects.get().hash).hex()

    @pytest.mark.django_db(transaction=True)
    def test_an_empty_chain_is_sound(self) -> None:
        verdict = chain.verify()
        assert verdict.is_sound
        assert (verdict.unsealed, verdict.oldest_unsealed_at) == (0, None)

    @pytest.mark.parametrize("model", [Event, EventPayload, Block, Seal, Verification, Head])
    def test_the_application_cannot_change_or_remove_what_is_written(self, model: type) -> None:
        table = model._meta.db_table
        for statement in (
            f"UPDATE {table} SET {model._meta.pk.column} = 1",
            f"DELETE FROM {table}",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(f"TRUNCATE {table} CASCADE")
        for mode in ("ACCESS EXCLUSIVE", "SHARE"):  # would hold up everybody's acts
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(f"LOCK TABLE {table} IN {mode} MODE")


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_the_transaction_of_its_act_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        services.record("create_team", by=services.SYSTEM, obj=Team(pk=1))


@pytest.mark.django_db(transaction=True)
class TestTampering:
    """Each test alters a sealed chain of two blocks with four events each."""

    @pytest.fixture(autouse=True)
    def chain_of_two(self) -> None:
        self.ids = seal_two_blocks()

    @pytest.mark.parametrize("table", APPEND_ONLY)
    def test_even_the_owner_is_stopped_by_the_guards(self, table: str) -> None:
        with as_owner():
            for statement in ("UPDATE audit_{0} SET {1} = {1}", "DELETE FROM audit_{0}"):
                key = {"eventpayload": "event_id", "block": "number", "seal": "position"}
                key["erasure"] = "event_id"
                sql = statement.format(table, key.get(table, "id"))
                with pytest.raises(ProgrammingError, match="only grows"):
                    connection.cursor().execute(sql)
            with pytest.raises(ProgrammingError, match="only grows"):
                connection.cursor().execute(f"TRUNCATE audit_{table} CASCADE")

    @pytest.mark.parametrize(
        "change",
        [
            "recorded_at = recorded_at + interval '1 microsecond'",
            "actor_id = '7'",
            "verb = 'approve_case'",
            "object_id = '99'",
            "customer_id = 5",
            "request_id = 'x'",
            "payload_hash = sha256('x')",
            "leaf_hash = sha256('x')",
        ],
    )
    def test_a_changed_event_is_named(self, change: str) -> None:
        tamper(f"UPDATE audit_event SET {change} WHERE id = {self.ids[5]}")
        assert finding() == ("event", str(self.ids[5]), "changed", 2, 6)

    def test_the_first_of_several_changed_events_is_named(self) -> None:
        for index in (6, 2, 3):
            tamper(f"UPDATE audit_event SET verb = 'x' WHERE id = {self.ids[index]}")
        assert finding() == ("event", str(self.ids[2]), "changed", 1, 3)

    def test_a_changed_payload_is_named(self) -> None:
        tamper(f"UPDATE audit_eventpayload SET body = '{{}}' WHERE event_id = {self.ids[1]}")
        assert finding() == ("payload", str(self.ids[1]), "changed", 1, 2)

    def test_a_removed_payload_is_named(self) -> None:
        tamper(f"DELETE FROM audit_eventpayload WHERE event_id = {self.ids[1]}")
        assert finding() == ("payload", str(self.ids[1]), "missing", 1, 2)

    def test_a_removed_payload_of_an_event_that_still_waits_is_named(self) -> None:
        extra = act(99).pk
        tamper(f"DELETE FROM audit_eventpayload WHERE event_id = {extra}")
        assert finding() == ("payload", str(extra), "missing", None, None)

    def test_a_removed_event_is_named(self) -> None:
        tamper(
            f"DELETE FROM audit_eventpayload WHERE event_id = {self.ids[2]}",
            f"DELETE FROM audit_event WHERE id = {self.ids[2]}",
        )
        assert finding() == ("event", str(self.ids[2]), "missing", 1, 3)

    def test_a_removed_event_without_its_seal_is_named_by_its_place(self) -> None:
        tamper(
            f"DELETE FROM audit_seal WHERE event_id = {self.ids[2]}",
            f"DELETE FROM audit_eventpayload WHERE event_id = {self.ids[2]}",
            f"DELETE FROM audit_event WHERE id = {self.ids[2]}",
        )
        assert finding() == ("seal", "3", "missing", 1, 3)

    @pytest.mark.parametrize(("index", "block"), [(0, 1), (3, 1), (4, 2), (7, 2)])
    def test_a_removed_seal_is_named_at_either_end_of_a_block(self, index: int, block: int) -> None:
        tamper(f"DELETE FROM audit_seal WHERE event_id = {self.ids[index]}")
        assert finding() == ("seal", str(index + 1), "missing", block, index + 1)

    def test_a_changed_seal_is_told_from_a_changed_event(self) -> None:
        tamper(f"UPDATE audit_seal SET leaf_hash = sha256('x') WHERE event_id = {self.ids[6]}")
        assert finding() == ("seal", "7", "changed", 2, 7)

    def test_an_event_changed_together_with_its_hash_is_named(self) -> None:
        event = Event.objects.get(pk=self.ids[6])
        event.verb = "x"
        leaf = services.leaf_hash(event).hex()
        where = f"WHERE id = {event.pk}"
        tamper(f"UPDATE audit_event SET verb = 'x', leaf_hash = decode('{leaf}', 'hex') {where}")
        assert finding() == ("event", str(event.pk), "changed", 2, 7)

    def test_an_event_changed_together_with_all_its_hashes_breaks_its_block(self) -> None:
        event = Event.objects.get(pk=self.ids[6])
        event.verb = "x"
        leaf = f"leaf_hash = decode('{services.leaf_hash(event).hex()}', 'hex')"
        tamper(
            f"UPDATE audit_event SET verb = 'x', {leaf} WHERE id = {event.pk}",
            f"UPDATE audit_seal SET {leaf} WHERE event_id = {event.pk}",
        )
        assert finding() == ("block", "2", "changed", 2, 5)

    def test_an_event_slipped_into_a_sealed_block_is_named(self) -> None:
        extra = act(99).pk
        tamper(
            f"DELETE FROM audit_unsealed WHERE event_id = {extra}",
            f"INSERT INTO audit_seal (position, event_id, leaf_hash, block_id)"
            f" SELECT 9, id, leaf_hash, 2 FROM audit_event WHERE id = {extra}",
        )
        assert finding() == ("seal", "9", "inserted", 2, 9)

    def test_an_event_slipped_past_the_queue_is_named(self) -> None:
        extra = act(99).pk
        tamper(f"DELETE FROM audit_unsealed WHERE event_id = {extra}")
        assert finding() == ("event", str(extra), "inserted", None, None)

    def test_a_change_to_an_event_that_still_waits_is_named(self) -> None:
        extra = act(99).pk
        tamper(f"UPDATE audit_event SET verb = 'x' WHERE id = {extra}")
        assert finding() == ("event", str(extra), "changed", None, None)

    @pytest.mark.parametrize("change", ["root = sha256('x')", "sealed_at = now()", "size = 3"])
    def test_a_changed_block_is_named(self, change: str) -> None:
        tamper(f"UPDATE audit_block SET {change} WHERE number = 1")
        assert finding() == ("block", "1", "changed", 1, 1)

    def test_a_block_made_anew_is_given_away_by_the_next_one(self) -> None:
        block = Block.objects.get(number=1)
        moment = NOW + dt.timedelta(days=1)
        anew = services.block_hash(
            number=1,
            previous_hash=block.previous_hash,
            root=block.root,
            size=block.size,
            sealed_at=moment,
        ).hex()
        tamper(
            f"UPDATE audit_block SET sealed_at = '{moment.isoformat()}',"
            f" hash = decode('{anew}', 'hex') WHERE number = 1"
        )
        assert finding()[:4] == ("block", "1", "changed", 1)

    def test_a_removed_block_is_named(self) -> None:
        tamper(
            "DELETE FROM audit_seal WHERE block_id = 1", "DELETE FROM audit_block WHERE number = 1"
        )
        assert finding() == ("block", "1", "missing", 1, 1)

    def test_a_block_whose_seals_are_all_gone_is_named(self) -> None:
        tamper("DELETE FROM audit_seal WHERE block_id = 2")
        assert finding()[:4] == ("block", "2", "changed", 2)

    @pytest.mark.parametrize("moment", ["0044-03-15 BC", "infinity"])
    def test_a_time_beyond_all_calendars_is_a_change(self, moment: str) -> None:
        tamper(f"UPDATE audit_event SET recorded_at = '{moment}' WHERE id = {self.ids[5]}")
        assert finding() == ("event", str(self.ids[5]), "changed", 2, 6)

    def test_so_it_is_of_an_event_that_still_waits(self) -> None:
        extra = act(99).pk
        tamper(f"UPDATE audit_event SET recorded_at = '0044-03-15 BC' WHERE id = {extra}")
        assert finding() == ("event", str(extra), "changed", None, None)

    def test_so_it_is_of_a_block(self) -> None:
        tamper("UPDATE audit_block SET sealed_at = 'infinity' WHERE number = 1")
        assert finding() == ("block", "1", "changed", 1, 1)

    def test_a_size_below_nothing_is_a_change(self) -> None:
        check = "audit_block_size_check"
        tamper(
            f"ALTER TABLE audit_block DROP CONSTRAINT {check}",
            "UPDATE audit_block SET size = -1 WHERE number = 1",
        )
        assert finding() == ("block", "1", "changed", 1, 1)
        tamper(f"ALTER TABLE audit_block ADD CONSTRAINT {check} CHECK (size >= 0) NOT VALID")

    def test_the_command_ends_with_1_and_names_the_row(self) -> None:
        out = StringIO()
        call_command("verify_audit", stdout=out)
        assert "8 events in 2 blocks" in out.getvalue()
        tamper(f"UPDATE audit_event SET verb = 'x' WHERE id = {self.ids[0]}")
        with pytest.raises(CommandError, match=f"event {self.ids[0]} was changed") as failure:
            call_command("verify_audit", "--json", stdout=(out := StringIO()))
        assert failure.value.returncode == 1
        assert json.loads(out.getvalue())["finding"]["id"] == str(self.ids[0])
        assert list(Verification.objects.values_list("is_sound", flat=True)) == [True, False]

    def test_two_sealers_at_once_make_one_chain(self) -> None:
        acts(20)
        barrier = threading.Barrier(3)

        def work() -> None:
            barrier.wait()
            for _ in range(5):
                services.seal(at=NOW, limit=3)
            connections.close_all()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        verdict = chain.verify()
        assert verdict.is_sound
        assert (verdict.events, verdict.unsealed) == (28, 0)

    def test_an_event_that_commits_late_is_sealed_later(self) -> None:
        written, may_commit = threading.Event(), threading.Event()

        def late() -> None:
            with transaction.atomic():
                act(50)
                written.set()
                may_commit.wait(10)
            connections.close_all()

        thread = threading.Thread(target=late)
        thread.start()
        assert written.wait(10)
        act(51)
        assert services.seal(at=NOW) == 1
        may_commit.set()
        thread.join()
        assert services.seal(at=NOW) == 1, "its id is lower than that of a sealed one"
        assert chain.verify().is_sound
