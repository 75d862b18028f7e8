"""The chain's heads, noted while it grows, show that its end was cut off or all of it made anew."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from riskcrm.audit import chain, services
from riskcrm.audit.models import Head, Verification
from tests.audit.tampering import NOW, act, finding, seal_two_blocks, tamper


@pytest.mark.django_db(transaction=True)
class TestHeads:
    """Each test begins with a sealed chain of two blocks with four events each."""

    @pytest.fixture(autouse=True)
    def chain_of_two(self) -> None:
        self.ids = seal_two_blocks()

    def cut_off_the_end(self) -> None:
        ids = ", ".join(str(pk) for pk in self.ids[4:])
        tamper(
            "DELETE FROM audit_seal WHERE block_id = 2",
            "DELETE FROM audit_block WHERE number = 2",
            f"DELETE FROM audit_eventpayload WHERE event_id IN ({ids})",
            f"DELETE FROM audit_event WHERE id IN ({ids})",
        )

    def remove_all(self) -> None:
        tables = ("seal", "block", "eventpayload", "unsealed", "event")
        tamper(*(f"DELETE FROM audit_{table}" for table in tables))

    def test_a_cut_off_end_shows_against_a_hash_kept_outside(self) -> None:
        head = chain.verify().head_hash
        self.cut_off_the_end()
        assert chain.verify().is_sound
        verdict = chain.verify(expected_head=head)
        assert verdict.finding is not None
        assert (verdict.finding.row, verdict.finding.what) == ("block", "missing")

    def test_a_cut_off_end_shows_once_its_head_was_noted(self) -> None:
        services.note_head(at=NOW)
        self.cut_off_the_end()
        assert finding()[:3] == ("block", "2", "missing")

    def test_a_check_notes_the_head_too(self) -> None:
        services.note_verification(chain.verify(), at=NOW)
        self.cut_off_the_end()
        assert finding()[:3] == ("block", "2", "missing")

    def test_a_chain_that_is_gone_whole_is_missed(self) -> None:
        services.note_head(at=NOW)
        self.remove_all()
        assert finding()[:3] == ("block", "2", "missing")

    def test_a_chain_made_anew_is_told_from_the_one_that_was_there(self) -> None:
        services.note_head(at=NOW)
        self.remove_all()
        for _ in range(3):
            act()
            services.seal(at=NOW)
        assert finding()[:3] == ("block", "2", "changed")

    def test_a_check_that_failed_bears_no_witness(self) -> None:
        """What it saw as the head may be a forger's, and the true chain be there again."""
        forged = {"blocks": 2, "events": 8, "head_hash": "f" * 64}
        Verification.objects.create(checked_at=NOW, is_sound=False, **forged)
        assert chain.verify().is_sound

    def test_noting_a_head_twice_writes_one_row(self) -> None:
        services.note_head(at=NOW)
        services.note_head(at=NOW + dt.timedelta(hours=1))
        assert Head.objects.get().noted_at == NOW

    def test_whoever_notes_the_head_writes_down_that_the_one_before_is_gone(self) -> None:
        services.note_head(at=NOW)
        self.cut_off_the_end()
        services.note_head(at=NOW)
        check = Verification.objects.get()
        assert not check.is_sound
        assert (check.finding["row"], check.finding["id"]) == ("block", "2")
        assert list(Head.objects.values_list("block", flat=True)) == [2]

    def test_the_command_takes_a_head_that_was_kept_outside(self) -> None:
        call_command("verify_audit", stdout=(out := StringIO()))
        head = out.getvalue().partition("Head hash: ")[2].strip()
        call_command("verify_audit", "--expect-head", head, stdout=StringIO())
        with pytest.raises(CommandError, match="takes a head hash"):
            call_command("verify_audit", "--expect-head", head[:-1], stdout=StringIO())
        with pytest.raises(CommandError, match="no block has the hash"):
            call_command("verify_audit", "--expect-head", head[::-1], stdout=StringIO())
