"""The IMAP connector keeps the contract on a server with every extension, and on one with none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.imap_world import ImapWorld
from tests.contracts.source_contract import SourceContract
from tests.contracts.source_model import RUNS, Ledger, live_a_life
from tests.peers.dovecot import Dovecot, bare_dovecot, dovecot

__all__ = ["bare_dovecot", "dovecot"]


class TestImap(SourceContract):
    @pytest.fixture
    def world(self, dovecot: Dovecot) -> Iterator[ImapWorld]:
        made = ImapWorld(dovecot)
        yield made
        made.close()


class TestImapWithoutExtensions(SourceContract):
    @pytest.fixture
    def world(self, bare_dovecot: Dovecot) -> Iterator[ImapWorld]:
        made = ImapWorld(bare_dovecot)
        yield made
        made.close()


@pytest.mark.slow
@pytest.mark.parametrize(("block", "peer"), enumerate(["dovecot", "bare_dovecot"]))
def test_any_life_of_a_mailbox_ends_in_an_equal_ledger(
    block: int, peer: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: Dovecot = request.getfixturevalue(peer)
    for seed in range(block * RUNS // 2, (block + 1) * RUNS // 2):
        world = ImapWorld(server)
        live_a_life(world, Ledger(tmp_path / f"{seed}.sqlite"), seed)
        world.close()
